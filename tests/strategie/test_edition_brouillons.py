"""Nothing typed is lost: drafts, two people on one part; and who may type at all."""

import pytest
from django.test import Client

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.journal.models import Trace
from quietude.strategie.enums import EtatStrategie
from quietude.strategie.models import Brouillon, FicheAction, Strategie
from tests.conftest import make_user
from tests.strategie import factories as make
from tests.strategie.formulaire import Formulaire

pytestmark = pytest.mark.django_db
FICHE = "/strategie/valmont-2025-2028/fiches/1/"
CONSTAT = f"{FICHE}modifier/constat/"
BROUILLON = f"{CONSTAT}brouillon/"
CONFLIT = "Quelqu’un a enregistré cette partie"
COLLEGUE = {"email": "collegue@essai.example"}


@pytest.fixture
def town() -> make.Valmont:
    return make.make_valmont()


@pytest.fixture
def fiche(town: make.Valmont) -> FicheAction:
    return town.fiches[0]


def signed_in(user: Utilisateur) -> Client:
    client = Client()
    client.force_login(user)
    return client


def another_coordinator() -> Client:
    return signed_in(make_user(Role.COORDONNATEUR, **COLLEGUE))


def constat(client: Client) -> Formulaire:
    return Formulaire(client, FICHE, "constat")


class TestDraft:
    def test_what_is_being_typed_is_kept_and_given_back(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        answer = constat(client_coordonnateur).type({"constat": "À moitié"}).draft()
        assert (answer.status_code, answer.content.decode()[:17]) == (200, "Brouillon gardé à")
        form = constat(client_coordonnateur)
        assert form.champs["constat"] == ["À moitié"]
        assert "n’est pas encore enregistré" in form.page

    def test_a_draft_that_comes_after_the_saving_is_not_kept(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        form = constat(client_coordonnateur).type({"constat": "Voilà"})
        form.save()
        late = form.draft()
        assert late.content.decode() == "Tout est enregistré."
        assert not Brouillon.objects.exists()
        assert "n’est pas encore enregistré" not in constat(client_coordonnateur).page

    def test_draft_changes_neither_the_sheet_nor_the_journal(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        traces = Trace.objects.count()
        constat(client_coordonnateur).type({"constat": "À moitié"}).draft()
        before = fiche.constat
        fiche.refresh_from_db()
        assert (fiche.constat, Trace.objects.count()) == (before, traces)

    def test_rows_half_typed_are_given_back(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        form = Formulaire(client_coordonnateur, FICHE, "calendrier").add_row("jalons")
        form.type({"jalons-3-precision": "Vers l'été", "jalons-0-DELETE": "on"}).draft()
        back = Formulaire(client_coordonnateur, FICHE, "calendrier")
        assert back.champs == form.champs

    def test_only_the_last_state_is_kept_without_any_token(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        for text in ("un", "deux"):
            constat(client_coordonnateur).type(
                {"constat": text, "csrfmiddlewaretoken": "jeton"}
            ).draft()
        assert Brouillon.objects.get().donnees == {"constat": ["deux"]}

    def test_draft_is_for_its_author_and_its_part_alone(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        constat(client_coordonnateur).type({"constat": "À moitié"}).draft()
        assert "À moitié" not in constat(another_coordinator()).page
        other = Formulaire(client_coordonnateur, FICHE, "contenu").page
        assert "encore enregistré" not in other

    def test_saving_deletes_the_draft(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        constat(client_coordonnateur).type({"constat": "Entier"}).draft()
        assert constat(client_coordonnateur).save().status_code == 302
        fiche.refresh_from_db()
        assert fiche.constat == "Entier"
        assert not Brouillon.objects.exists()

    def test_draft_is_forgotten_when_asked(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        constat(client_coordonnateur).type({"constat": "À moitié"}).draft()
        answer = client_coordonnateur.post(BROUILLON, {"oublier": "1"})
        assert answer["Location"] == f"{FICHE}#constat"
        form = constat(client_coordonnateur)
        assert form.champs["constat"] == [fiche.constat]
        assert "Oublier le brouillon" not in form.page

    def test_draft_of_a_changed_part_is_told_when_saved(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        constat(client_coordonnateur).type({"constat": "Mon brouillon"}).draft()
        constat(another_coordinator()).type({"constat": "Entre-temps"}).save()
        form = constat(client_coordonnateur)
        assert CONFLIT in form.refuse()

    def test_draft_is_not_read_by_get(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        assert client_coordonnateur.get(BROUILLON).status_code == 405


class TestConflict:
    @pytest.fixture
    def mine(self, client_coordonnateur: Client, fiche: FicheAction) -> Formulaire:
        """Opened before a colleague saved, and typed in since."""
        form = constat(client_coordonnateur)
        constat(another_coordinator()).type({"constat": "Version du collègue"}).save()
        return form.type({"constat": "Ma version"})

    def test_both_versions_are_shown_and_none_is_lost(
        self, mine: Formulaire, fiche: FicheAction
    ) -> None:
        page = mine.refuse()
        assert CONFLIT in page
        assert "<ins>Ma version</ins>" in page
        assert "<del>Version du collègue</del>" in page
        fiche.refresh_from_db()
        assert fiche.constat == "Version du collègue"

    def test_saving_again_puts_mine_on_top_and_the_journal_keeps_the_other(
        self, mine: Formulaire, fiche: FicheAction
    ) -> None:
        mine.refuse()
        assert mine.save().status_code == 302
        fiche.refresh_from_db()
        trace = Trace.objects.latest("id")
        assert fiche.constat == "Ma version"
        assert (trace.avant or {})["constat"] == "Version du collègue"

    def test_htmx_is_told_in_place(self, mine: Formulaire) -> None:
        answer = mine.save(**{"HX-Request": "true"})
        page = answer.content.decode()
        assert CONFLIT in page
        assert "<html" not in page

    def test_someone_on_another_part_disturbs_nobody(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        form = constat(client_coordonnateur).type({"constat": "Ma version"})
        other = Formulaire(another_coordinator(), FICHE, "contenu")
        other.type({"contenu": "Autre contenu"}).save()
        assert form.save().status_code == 302
        fiche.refresh_from_db()
        assert (fiche.constat, fiche.contenu) == ("Ma version", "Autre contenu")

    def test_rows_of_both_are_shown(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        form = Formulaire(client_coordonnateur, FICHE, "calendrier")
        other = Formulaire(another_coordinator(), FICHE, "calendrier")
        other.type({"jalons-0-titre": "Étape du collègue"}).save()
        page = form.type({"jalons-0-titre": "Mon étape"}).refuse()
        assert "Étape du collègue" in page
        assert "Mon étape" in page
        assert form.save().status_code == 302
        assert fiche.jalons.filter(titre="Mon étape").exists()
        assert fiche.jalons.count() == 3

    def test_a_conflict_and_a_mistake_at_once_lose_nothing(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        form = Formulaire(client_coordonnateur, FICHE, "objectif")
        other = Formulaire(another_coordinator(), FICHE, "objectif")
        other.type({"titre": "Titre du collègue"}).save()
        assert "Ce champ est obligatoire" in form.type({"titre": ""}).refuse()
        assert CONFLIT in form.type({"titre": "Mon titre"}).refuse()

    def test_a_forged_mark_is_a_conflict(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        form = constat(client_coordonnateur).type({"constat": "x", "empreinte": ""})
        assert CONFLIT in form.refuse()


class TestAccess:
    @pytest.mark.parametrize("role", [Role.ELU, Role.AGENT, Role.PARTENAIRE])
    @pytest.mark.parametrize("leads", [False, True], ids=["", "pilote"])
    def test_others_are_refused_and_told_what_a_pilot_may_do(
        self, town: make.Valmont, role: Role, leads: bool
    ) -> None:
        user = make_user(role)
        if leads:
            make.make_mandat(user, town.mairie)
        client = signed_in(user)
        typed = {"constat": "x", "empreinte": ""}
        for answer in (
            client.get(CONSTAT),
            client.post(CONSTAT, typed),
            client.post(BROUILLON, typed),
            client.post(BROUILLON, {"oublier": "1"}),
        ):
            assert answer.status_code == 403
            assert "Seul le coordonnateur modifie les fiches" in answer.content.decode()
        assert not Brouillon.objects.exists()

    @pytest.mark.parametrize("role", [Role.LECTEUR, Role.ADMINISTRATEUR])
    def test_those_who_never_write_find_no_page(self, town: make.Valmont, role: Role) -> None:
        client = signed_in(make_user(role))
        assert client.get(CONSTAT).status_code == 404
        assert client.post(CONSTAT, {"constat": "x"}).status_code == 404
        assert client.post(BROUILLON, {"constat": "x"}).status_code == 404

    def test_a_stranger_is_asked_to_sign_in(self, town: make.Valmont) -> None:
        for answer in (Client().get(CONSTAT), Client().post(BROUILLON, {"constat": "x"})):
            assert answer.status_code == 302
            assert "/compte/" in answer["Location"]

    def test_a_closed_strategy_is_not_edited(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        form = constat(client_coordonnateur).type({"constat": "Trop tard"})
        with acting(None, "test"):
            Strategie.objects.update(etat=EtatStrategie.CLOSE)
        for answer in (client_coordonnateur.get(CONSTAT), form.save(), form.draft()):
            assert answer.status_code == 403
            assert "close" in answer.content.decode()

    def test_another_sheet_is_not_found(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        for url in (
            CONSTAT.replace("fiches/1", "fiches/99"),
            CONSTAT.replace("valmont-2025-2028", "ailleurs"),
        ):
            assert client_coordonnateur.get(url).status_code == 404
