"""A table that is full says so: on the wall, on the minutes, in their files."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.documents.contenu import Paragraphe
from quietude.instances.models import Instance, Reunion
from quietude.journal.actions import acting
from quietude.signalements import seance
from quietude.signalements.actions.seance import decide_ligne, open_seance
from quietude.signalements.compte_rendu import minutes_document
from quietude.signalements.models import LigneSeance, Signalement
from quietude.signalements.seance import beyond_the_table
from tests.instances.builders import make_instance, make_rythme
from tests.signalements.factories import make_categorie, make_signalement

AUJOURDHUI = timezone.localdate()


@pytest.fixture
def pleine(
    coordonnateur: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Instance, Reunion]]:
    """Five reports for a table of three."""
    monkeypatch.setattr(seance, "PLAFOND", 3)
    body = make_instance("cellule")
    make_rythme(body, unite="semaine")
    kind = make_categorie("bruit")
    for rank in range(5):
        make_signalement(
            kind,
            adresse=f"{rank} rue des Essais",
            fait_le=AUJOURDHUI,
            jour=AUJOURDHUI,
            recu_le=timezone.now(),
        )
    yield body, open_seance(actor=coordonnateur, instance=body)


def test_the_minutes_say_how_many_more_wait(
    client_coordonnateur: Client,
    coordonnateur: Utilisateur,
    pleine: tuple[Instance, Reunion],
) -> None:
    _, reunion = pleine
    words = "La table s’arrête à 3 signalements : 2 autres attendent, dans la liste"
    line = LigneSeance.objects.filter(reunion=reunion).order_by("rang").first()
    assert line
    decide_ligne(actor=coordonnateur, ligne=line, decision="clore")
    for what in ("releve/", "terminer/"):
        page = client_coordonnateur.get(f"/signalements/seances/{reunion.pk}/{what}")
        assert words in page.content.decode()
    said = [
        str(bloc.texte)
        for bloc in minutes_document(reunion, coordonnateur).blocs
        if isinstance(bloc, Paragraphe)
    ]
    assert any(words in one for one in said)


def test_one_more_or_none_is_told_as_such(
    coordonnateur: Utilisateur, pleine: tuple[Instance, Reunion]
) -> None:
    _, reunion = pleine
    off = Signalement.objects.exclude(seances__reunion=reunion)
    for left, words in ((1, "un autre attend,"), (0, "aucun autre n’attendait")):
        with acting(None, "test"):
            off.filter(pk__in=off.values("pk")[left:]).delete()
        assert words in beyond_the_table(coordonnateur, reunion, 3)


def test_later_nobody_knows_how_many_and_the_page_says_no_number(
    coordonnateur: Utilisateur, pleine: tuple[Instance, Reunion]
) -> None:
    _, reunion = pleine
    reunion.date = AUJOURDHUI - timedelta(days=9)
    told = beyond_the_table(coordonnateur, reunion, 3)
    assert "d’autres pouvaient attendre" in told and "2" not in told


def test_a_table_that_is_not_full_says_nothing(
    coordonnateur: Utilisateur, pleine: tuple[Instance, Reunion]
) -> None:
    assert beyond_the_table(coordonnateur, pleine[1], 2) == ""
