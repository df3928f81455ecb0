"""The conversation on a sheet: who speaks, who takes back what, what stays."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.journal.models import Trace
from quietude.strategie.enums import EtatStrategie
from quietude.strategie.models import Commentaire, FicheAction, Strategie
from tests.conftest import make_user
from tests.strategie import factories as make

pytestmark = pytest.mark.django_db
FICHE = "/strategie/valmont-2025-2028/fiches/1/"
PAGE = f"{FICHE}commentaires/"
PARLENT = [Role.COORDONNATEUR, Role.ELU, Role.AGENT, Role.PARTENAIRE]


@pytest.fixture
def fiche() -> FicheAction:
    return make.make_valmont().fiches[0]


@pytest.fixture
def auteur() -> Utilisateur:
    return make_user(Role.AGENT, email="auteur@essai.example", nom="Autrice (essai)")


@pytest.fixture
def mot(fiche: FicheAction, auteur: Utilisateur) -> Commentaire:
    return make.write(Commentaire, fiche=fiche, auteur=auteur, texte="Où en est-on ?")


def signed_in(user: Utilisateur) -> Client:
    client = Client()
    client.force_login(user)
    return client


def edit(mot: Commentaire) -> str:
    return f"{PAGE}{mot.pk}/modifier/"


def remove(mot: Commentaire) -> str:
    return f"{PAGE}{mot.pk}/retirer/"


def close_strategy() -> None:
    with acting(None, "test"):
        Strategie.objects.update(etat=EtatStrategie.CLOSE)


class TestWriting:
    @pytest.mark.parametrize("role", PARLENT)
    def test_a_comment_is_published_and_signed(self, fiche: FicheAction, role: Role) -> None:
        user = make_user(role)
        answer = signed_in(user).post(PAGE, {"texte": "Le local **ouvre**."}, follow=True)
        page = answer.content.decode()
        assert answer.redirect_chain == [(PAGE, 302)]
        assert "Votre commentaire est publié" in page
        assert "<strong>ouvre</strong>" in page
        assert Commentaire.objects.get().auteur_id == user.pk
        trace = Trace.objects.latest("id")
        assert (trace.acteur_id, trace.sujet_id) == (user.pk, str(fiche.pk))

    @pytest.mark.parametrize("texte", [" ", "\n\n"])
    def test_an_empty_comment_is_refused(
        self, client_coordonnateur: Client, fiche: FicheAction, texte: str
    ) -> None:
        answer = client_coordonnateur.post(PAGE, {"texte": texte})
        assert answer.status_code == 200
        assert "Écrivez un commentaire." in answer.content.decode()
        assert not Commentaire.objects.exists()

    def test_a_comment_too_long_is_refused_and_stays_typed(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        page = client_coordonnateur.post(PAGE, {"texte": "mot " * 1300}).content.decode()
        assert "au plus 5000 caractères" in page.replace("\u202f", "").replace("5 000", "5000")
        assert "mot mot mot" in page

    def test_markup_is_shown_as_text(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        answer = client_coordonnateur.post(
            PAGE, {"texte": "<script>alert(1)</script>"}, follow=True
        )
        assert "<script>alert(1)" not in answer.content.decode()

    def test_a_reader_reads_and_is_told_why_no_more(self, mot: Commentaire) -> None:
        client = signed_in(make_user(Role.LECTEUR))
        page = client.get(PAGE).content.decode()
        assert "Où en est-on ?" in page
        assert "pas de les commenter" in page
        assert "<textarea" not in page
        answer = client.post(PAGE, {"texte": "Moi aussi"})
        assert answer.status_code == 403
        assert "pas de les commenter" in answer.content.decode()

    def test_technical_administrator_finds_nothing(self, mot: Commentaire) -> None:
        client = signed_in(make_user(Role.ADMINISTRATEUR))
        assert client.get(PAGE).status_code == 404
        for url in (PAGE, edit(mot), remove(mot)):
            assert client.post(url, {"texte": "x"}).status_code == 404

    def test_a_closed_strategy_is_no_longer_commented(
        self, client_coordonnateur: Client, mot: Commentaire
    ) -> None:
        close_strategy()
        assert "close" in client_coordonnateur.get(PAGE).content.decode()
        assert client_coordonnateur.post(PAGE, {"texte": "Trop tard"}).status_code == 403
        assert Commentaire.objects.count() == 1

    def test_a_sheet_without_comment_says_so(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        assert "Aucun commentaire" in client_coordonnateur.get(PAGE).content.decode()


class TestRewording:
    def test_author_rewords_and_it_is_said(self, auteur: Utilisateur, mot: Commentaire) -> None:
        client = signed_in(auteur)
        assert "Où en est-on ?" in client.get(edit(mot)).content.decode()
        answer = client.post(edit(mot), {"texte": "Où en sommes-nous ?"}, follow=True)
        page = answer.content.decode()
        assert "Où en sommes-nous ?" in page
        assert ", modifié" in page

    def test_emptied_it_is_refused(self, auteur: Utilisateur, mot: Commentaire) -> None:
        answer = signed_in(auteur).post(edit(mot), {"texte": " "})
        assert "Écrivez un commentaire." in answer.content.decode()
        mot.refresh_from_db()
        assert mot.texte == "Où en est-on ?"

    @pytest.mark.parametrize("role", [Role.COORDONNATEUR, Role.ELU, Role.LECTEUR])
    def test_others_do_not_put_words_in_their_mouth(self, mot: Commentaire, role: Role) -> None:
        client = signed_in(make_user(role))
        assert edit(mot) not in client.get(PAGE).content.decode()
        for answer in (
            client.get(edit(mot)),
            client.post(edit(mot), {"texte": "Tout va bien"}),
        ):
            assert answer.status_code == 403
            assert "que ses propres commentaires" in answer.content.decode()

    def test_after_a_day_it_is_not_reworded_any_more(
        self, auteur: Utilisateur, mot: Commentaire
    ) -> None:
        with acting(None, "test"):
            Commentaire.objects.update(ecrit_le=timezone.now() - timedelta(days=2))
        client = signed_in(auteur)
        page = client.get(PAGE).content.decode()
        assert edit(mot) not in page
        assert remove(mot) in page
        assert client.post(edit(mot), {"texte": "x"}).status_code == 403


class TestWithdrawal:
    def test_author_takes_it_back_and_its_place_stays(
        self, auteur: Utilisateur, mot: Commentaire
    ) -> None:
        answer = signed_in(auteur).post(remove(mot), follow=True)
        page = answer.content.decode()
        assert "Le commentaire est retiré." in page
        assert "Commentaire retiré le" in page
        assert "Où en est-on ?" not in page
        assert "Où en est-on ?" not in signed_in(auteur).get(FICHE).content.decode()

    def test_coordinator_takes_back_what_should_not_be_there(
        self, client_coordonnateur: Client, coordonnateur: Utilisateur, mot: Commentaire
    ) -> None:
        assert remove(mot) in client_coordonnateur.get(PAGE).content.decode()
        assert client_coordonnateur.post(remove(mot)).status_code == 302
        mot.refresh_from_db()
        assert (mot.texte, mot.retire_le is not None) == ("", True)
        assert Trace.objects.latest("id").acteur_id == coordonnateur.pk

    @pytest.mark.parametrize("role", [Role.ELU, Role.PARTENAIRE, Role.LECTEUR])
    def test_others_do_not(self, mot: Commentaire, role: Role) -> None:
        client = signed_in(make_user(role))
        assert remove(mot) not in client.get(PAGE).content.decode()
        answer = client.post(remove(mot))
        assert answer.status_code == 403
        assert "Seuls son auteur et le coordonnateur" in answer.content.decode()
        mot.refresh_from_db()
        assert mot.retire_le is None

    def test_once_is_enough(self, auteur: Utilisateur, mot: Commentaire) -> None:
        client = signed_in(auteur)
        client.post(remove(mot))
        answer = client.post(remove(mot))
        assert answer.status_code == 403
        assert "déjà été retiré" in answer.content.decode()
        assert client.post(edit(mot), {"texte": "x"}).status_code == 403

    def test_nothing_goes_by_a_mere_visit(self, auteur: Utilisateur, mot: Commentaire) -> None:
        assert signed_in(auteur).get(remove(mot)).status_code == 405


def test_a_comment_is_reached_through_its_own_sheet_only(
    auteur: Utilisateur, mot: Commentaire
) -> None:
    client = signed_in(auteur)
    for url in (edit(mot), remove(mot)):
        other = url.replace("fiches/1", "fiches/2")
        assert client.post(other, {"texte": "x"}).status_code == 404


def test_comments_do_not_cost_more_when_there_are_more(
    client_coordonnateur: Client, fiche: FicheAction, mot: Commentaire
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client_coordonnateur.get(PAGE).status_code == 200
        return len(captured)

    once = cost()
    for number in range(3):
        other = make_user(Role.ELU, email=f"elu-{number}@essai.example")
        make.write(Commentaire, fiche=fiche, auteur=other, texte="Encore un mot")
    assert cost() == once
    assert once <= 8
