"""What happened to a sheet, in words, and the way back."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.journal.models import Trace
from quietude.strategie.actions.fiches import RETABLISSABLES
from quietude.strategie.enums import EtatJalon, EtatStrategie
from quietude.strategie.models import FicheAction, Jalon, Strategie
from tests.conftest import make_user
from tests.strategie import factories as make
from tests.strategie.formulaire import Formulaire

pytestmark = pytest.mark.django_db
FICHE = "/strategie/valmont-2025-2028/fiches/1/"
PAGE = f"{FICHE}historique/"
AVANT, APRES = "Des **disputes** répétées.", "Moins de disputes."


@pytest.fixture
def fiche() -> FicheAction:
    return make.make_valmont().fiches[0]


@pytest.fixture
def trace(client_coordonnateur: Client, fiche: FicheAction) -> Trace:
    """The line of the journal of one part changed on its page."""
    Formulaire(client_coordonnateur, FICHE, "constat").type({"constat": APRES}).save()
    return Trace.objects.latest("id")


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def restore(trace: Trace) -> str:
    return f"{PAGE}{trace.pk}/retablir/"


def page_of(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


class TestReading:
    def test_who_changed_what_from_what_to_what(
        self, client_coordonnateur: Client, coordonnateur: Utilisateur, trace: Trace
    ) -> None:
        page = page_of(client_coordonnateur)
        assert f"<strong>{coordonnateur}</strong>" in page
        assert "Constat" in page
        assert f"<del>{AVANT}</del>" in page
        assert f"<ins>{APRES}</ins>" in page

    def test_what_moved_under_the_sheet_is_told_too(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        form = Formulaire(client_coordonnateur, FICHE, "calendrier")
        form.type({"jalons-0-etat": "atteint", "jalons-1-DELETE": "on"}).save()
        page = page_of(client_coordonnateur)
        assert "modification : Recruter les médiateurs" in page
        before, after = EtatJalon.PREVU.label, EtatJalon.ATTEINT.label
        assert f"<del>{before}</del> <ins>{after}</ins>" in page
        assert "suppression : Premier bilan" in page

    def test_row_removed_is_told_and_those_that_only_moved_are_not(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        last = Trace.objects.latest("id").pk
        form = Formulaire(client_coordonnateur, FICHE, "calendrier")
        form.type({"jalons-0-DELETE": "on"}).save()
        assert Trace.objects.filter(pk__gt=last).count() == 3
        page = page_of(client_coordonnateur)
        assert "suppression : Recruter les médiateurs" in page
        assert "modification : " not in page

    def test_latest_comes_first(self, client_coordonnateur: Client, trace: Trace) -> None:
        Formulaire(client_coordonnateur, FICHE, "constat").type({"constat": "Fini."}).save()
        page = page_of(client_coordonnateur)
        assert page.index("<ins>Fini.</ins>") < page.index(f"<ins>{APRES}</ins>")

    def test_what_the_system_wrote_is_told_as_such(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        assert "Quiétude (chargement ou tâche automatique)" in page_of(client_coordonnateur)

    def test_another_sheet_has_its_own(
        self, client_coordonnateur: Client, trace: Trace
    ) -> None:
        other = client_coordonnateur.get(PAGE.replace("fiches/1", "fiches/2"))
        assert APRES not in other.content.decode()

    @pytest.mark.parametrize("role", [Role.ELU, Role.AGENT, Role.PARTENAIRE, Role.LECTEUR])
    def test_others_read_without_the_way_back(self, trace: Trace, role: Role) -> None:
        page = page_of(signed_in(role))
        assert APRES in page
        assert "Rétablir" not in page

    def test_technical_administrator_finds_nothing(self, trace: Trace) -> None:
        assert signed_in(Role.ADMINISTRATEUR).get(PAGE).status_code == 404

    def test_queries_do_not_grow_with_changes(
        self, client_coordonnateur: Client, fiche: FicheAction, trace: Trace
    ) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as captured:
                page_of(client_coordonnateur)
            return len(captured)

        once = cost()
        for number in range(3):
            make.make_jalon(fiche)
            typed = {"constat": f"Encore autre chose, {number}"}
            Formulaire(client_coordonnateur, FICHE, "constat").type(typed).save()
        assert cost() == once
        assert once <= 25


class TestGoingBack:
    def test_former_text_comes_back_and_that_is_told_too(
        self,
        client_coordonnateur: Client,
        coordonnateur: Utilisateur,
        fiche: FicheAction,
        trace: Trace,
    ) -> None:
        assert restore(trace) in page_of(client_coordonnateur)
        answer = client_coordonnateur.post(restore(trace), {"champ": "constat"}, follow=True)
        page = answer.content.decode()
        assert answer.redirect_chain == [(PAGE, 302)]
        assert "L’ancienne valeur est rétablie." in page
        assert f"<del>{APRES}</del> <ins>{AVANT}</ins>" in page
        fiche.refresh_from_db()
        assert fiche.constat == AVANT
        again = Trace.objects.latest("id")
        assert (again.acteur_id, again.action) == (coordonnateur.pk, "strategie.restore_value")
        assert (again.avant, again.apres) == ({"constat": APRES}, {"constat": AVANT})

    def test_going_back_can_itself_be_undone(
        self, client_coordonnateur: Client, fiche: FicheAction, trace: Trace
    ) -> None:
        client_coordonnateur.post(restore(trace), {"champ": "constat"})
        client_coordonnateur.post(restore(Trace.objects.latest("id")), {"champ": "constat"})
        fiche.refresh_from_db()
        assert fiche.constat == APRES

    def test_only_the_asked_field_of_a_change_comes_back(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        form = Formulaire(client_coordonnateur, FICHE, "objectif")
        form.type({"titre": "Nouveau titre", "but": "Nouveau but"}).save()
        latest = Trace.objects.latest("id")
        client_coordonnateur.post(restore(latest), {"champ": "but"})
        fiche.refresh_from_db()
        assert (fiche.titre, fiche.but) == ("Nouveau titre", "Apaiser la sortie des cours.")

    def test_someone_who_was_editing_is_told(
        self, client_coordonnateur: Client, fiche: FicheAction, trace: Trace
    ) -> None:
        form = Formulaire(client_coordonnateur, FICHE, "constat").type({"constat": "Mien"})
        client_coordonnateur.post(restore(trace), {"champ": "constat"})
        assert "Quelqu’un a enregistré cette partie" in form.refuse()

    @pytest.mark.parametrize("champ", ["", "numero", "etat", "avancement", "inconnu", "titre"])
    def test_what_cannot_be_undone_says_so_and_changes_nothing(
        self, client_coordonnateur: Client, fiche: FicheAction, trace: Trace, champ: str
    ) -> None:
        answer = client_coordonnateur.post(restore(trace), {"champ": champ}, follow=True)
        assert "ne peut pas être défaite" in answer.content.decode()
        assert Trace.objects.latest("id") == trace

    def test_the_change_of_another_sheet_is_not_undone_here(
        self, client_coordonnateur: Client, trace: Trace
    ) -> None:
        url = restore(trace).replace("fiches/1", "fiches/2")
        answer = client_coordonnateur.post(url, {"champ": "constat"}, follow=True)
        assert "ne peut pas être défaite" in answer.content.decode()
        assert Trace.objects.latest("id") == trace

    def test_rows_offer_no_way_back(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        form = Formulaire(client_coordonnateur, FICHE, "calendrier")
        form.type({"jalons-0-titre": "Autre étape"}).save()
        latest = Trace.objects.latest("id")
        assert latest.objet_type == Jalon._meta.label_lower
        assert restore(latest) not in page_of(client_coordonnateur)
        answer = client_coordonnateur.post(restore(latest), {"champ": "titre"}, follow=True)
        assert "ne peut pas être défaite" in answer.content.decode()

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDONNATEUR}))
    def test_others_find_no_way_back(self, trace: Trace, role: Role) -> None:
        answer = signed_in(role).post(restore(trace), {"champ": "constat"})
        assert answer.status_code == 404
        assert Trace.objects.filter(action="strategie.restore_value").count() == 0

    def test_a_closed_strategy_does_not_go_back(
        self, client_coordonnateur: Client, trace: Trace
    ) -> None:
        with acting(None, "test"):
            Strategie.objects.update(etat=EtatStrategie.CLOSE)
        assert "Rétablir" not in page_of(client_coordonnateur)
        answer = client_coordonnateur.post(restore(trace), {"champ": "constat"})
        assert answer.status_code == 403
        assert "close" in answer.content.decode()

    def test_nothing_goes_back_by_a_mere_visit(
        self, client_coordonnateur: Client, trace: Trace
    ) -> None:
        assert client_coordonnateur.get(restore(trace)).status_code == 405


def test_every_text_that_can_go_back_is_a_text_of_the_sheet() -> None:
    texts = {
        field.name
        for field in FicheAction._meta.concrete_fields
        if field.get_internal_type() in {"TextField", "CharField"}
    }
    assert texts >= RETABLISSABLES
