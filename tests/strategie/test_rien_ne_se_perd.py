"""What two editors typed is kept; what was withdrawn is not read elsewhere."""

import pytest
from django.test import Client
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.strategie.actions.commentaires import add_comment, withdraw_comment
from quietude.strategie.models import Brouillon, FicheAction
from tests.conftest import make_user
from tests.strategie.factories import make_fiche, make_strategie

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche() -> FicheAction:
    return make_fiche(make_strategie("essai"), 1, constat="Au départ.")


def test_a_refused_text_is_kept_for_whoever_goes_and_looks(
    client_coordonnateur: Client, fiche: FicheAction
) -> None:
    url = reverse("strategie:fiche_section_edit", args=["essai", 1, "constat"])
    mark = client_coordonnateur.get(url).context["empreinte"]
    with acting(make_user(Role.AGENT), "test"):
        FicheAction.objects.update(constat="Quelqu'un d'autre.")
    sent = {"empreinte": mark, "constat": "Ma version."}
    answer = client_coordonnateur.post(url, sent).content.decode()
    assert "Enregistrer quand même ma version" in answer
    assert Brouillon.objects.get().donnees["constat"] == ["Ma version."]
    client_coordonnateur.get(reverse("strategie:fiche_historique", args=["essai", 1]))
    assert "Ma version." in client_coordonnateur.get(url).content.decode()


def test_the_history_of_a_sheet_does_not_tell_a_withdrawn_comment(
    client_coordonnateur: Client, coordonnateur: Utilisateur, fiche: FicheAction
) -> None:
    said = add_comment(actor=coordonnateur, fiche=fiche, texte="Phrase retirée.")
    withdraw_comment(actor=coordonnateur, commentaire=said)
    page = client_coordonnateur.get(reverse("strategie:fiche_historique", args=["essai", 1]))
    assert "Phrase retirée." not in page.content.decode()


def test_the_sheet_says_that_a_draft_waits_for_its_author_only(
    client_coordonnateur: Client, coordonnateur: Utilisateur, fiche: FicheAction
) -> None:
    def page() -> str:
        return client_coordonnateur.get(fiche.get_absolute_url()).content.decode()

    Brouillon.objects.create(
        utilisateur=make_user(Role.AGENT), fiche=fiche, section="constat", donnees={}
    )
    assert "Un brouillon vous attend" not in page()
    Brouillon.objects.create(
        utilisateur=coordonnateur, fiche=fiche, section="contenu", donnees={}
    )
    assert "Un brouillon vous attend" in page()
