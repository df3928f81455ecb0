"""The diagnosis is read in the order of the document, under the names it gives."""

import pytest
from django.test import Client
from django.urls import reverse

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.observatoire.lecture import by_place
from quietude.observatoire.models import Chiffre
from quietude.strategie.models import Chapitre
from tests.strategie.factories import make_fiche, make_strategie

pytestmark = pytest.mark.django_db
RECUEIL = "valmont"


def print_at(lieu: str, rank: int = 0) -> None:
    with acting(None, "test"):
        Chiffre.objects.create(
            recueil=RECUEIL,
            code=f"c{rank}",
            grandeur="g",
            libelle=f"Chiffre {rank}",
            valeur=1222,
            lieu=lieu,
        )


def test_chapters_come_in_order_then_sheets_then_unknown_places(
    coordonnateur: Utilisateur,
) -> None:
    strategie = make_strategie(code=RECUEIL)
    make_fiche(strategie, numero=7, titre="Écouter")
    with acting(None, "test"):
        for numero in ("2.9", "2.10"):
            Chapitre.objects.create(
                strategie=strategie,
                code=f"c{numero.replace('.', '-')}",
                numero=numero,
                titre="Chapitre",
            )
    for rank, lieu in enumerate(["page 4", "action 7, mesure 2", "2.10", "2.9", "action 7"]):
        print_at(lieu, rank)
    found = by_place(coordonnateur, RECUEIL)
    assert [releve.endroit.titre for releve in found] == [
        "2.9 Chapitre",
        "2.10 Chapitre",
        "Action 7 : Écouter",
        "page 4",
    ]
    assert [len(releve.chiffres) for releve in found] == [1, 1, 2, 1]


def test_the_page_leads_to_the_sheet_that_prints_the_figure(
    client_coordonnateur: Client,
) -> None:
    strategie = make_strategie(code=RECUEIL)
    make_fiche(strategie, numero=7, titre="Écouter")
    print_at("action 7")
    page = client_coordonnateur.get(reverse("observatoire:document")).content.decode()
    assert reverse("strategie:fiche", args=[RECUEIL, 7]) in page
    assert "1\u202f222" in page
