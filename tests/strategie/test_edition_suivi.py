"""Where an action stands, sheets made and removed, the strategy adopted then closed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.journal.models import Operation, Trace
from quietude.strategie.enums import EtatFiche, EtatJalon, EtatStrategie
from quietude.strategie.models import Commentaire, FicheAction, Strategie
from tests.conftest import make_user
from tests.strategie import factories as make

pytestmark = pytest.mark.django_db
CODE = "/strategie/valmont-2025-2028/"
FICHE = f"{CODE}fiches/1/"
AVANCEMENT = f"{FICHE}avancement/"
CREER = f"{CODE}fiches/creer/"
SUPPRIMER = f"{FICHE}supprimer/"
ETAT = f"{CODE}etat/"
ECRIVAINS = [Role.ELU, Role.AGENT, Role.PARTENAIRE]
AUTRES = sorted(set(Role) - {Role.COORDONNATEUR})


@pytest.fixture
def town() -> make.Valmont:
    return make.make_valmont()


@pytest.fixture
def fiche(town: make.Valmont) -> FicheAction:
    return town.fiches[0]


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def become(etat: EtatStrategie) -> None:
    with acting(None, "test"):
        Strategie.objects.update(etat=etat)


def progress_of(fiche: FicheAction, **typed: Any) -> dict[str, Any]:
    """What the page sends when nothing is touched, then what is typed."""
    sent: dict[str, Any] = {"etat": fiche.etat, "avancement": fiche.avancement}
    sent |= {f"jalon_{row.pk}": row.etat for row in fiche.jalons.all()}
    sent |= {
        f"accorde_{row.pk}": "" if row.accorde is None else str(row.accorde)
        for row in fiche.financements.all()
    }
    return {**sent, **typed}


class TestProgress:
    def test_page_shows_where_the_action_stands(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        page = client_coordonnateur.get(AVANCEMENT).content.decode()
        assert '<option value="en-cours" selected>En cours</option>' in page
        assert 'value="40"' in page
        assert "Étape : Recruter les médiateurs" in page
        assert "Accordé par FIPD 2025" in page

    def test_progress_is_saved_and_signed(
        self, client_coordonnateur: Client, coordonnateur: Utilisateur, fiche: FicheAction
    ) -> None:
        step, line = fiche.jalons.all()[0], fiche.financements.all()[1]
        typed = {
            "etat": EtatFiche.SUSPENDUE,
            "avancement": "55",
            f"jalon_{step.pk}": EtatJalon.ATTEINT,
            f"accorde_{line.pk}": "1500,50",
        }
        last = Trace.objects.latest("id").pk
        answer = client_coordonnateur.post(AVANCEMENT, progress_of(fiche, **typed))
        assert (answer.status_code, answer["Location"]) == (302, FICHE)
        for row in (fiche, step, line):
            row.refresh_from_db()
        assert (fiche.etat, fiche.avancement) == (EtatFiche.SUSPENDUE, 55)
        assert (step.etat, line.accorde) == (EtatJalon.ATTEINT, Decimal("1500.50"))
        signed = Trace.objects.filter(pk__gt=last)
        assert signed.count() == 3
        assert {trace.acteur_id for trace in signed} == {coordonnateur.pk}

    def test_nothing_touched_writes_nothing(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        before = Trace.objects.count()
        answer = client_coordonnateur.post(AVANCEMENT, progress_of(fiche))
        assert (answer.status_code, Trace.objects.count()) == (302, before)

    def test_only_the_states_that_may_follow_are_offered(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        with acting(None, "test"):
            FicheAction.objects.filter(pk=fiche.pk).update(etat=EtatFiche.SUSPENDUE)
        page = client_coordonnateur.get(AVANCEMENT).content.decode()
        assert 'value="en-cours"' in page
        assert 'value="realisee"' not in page

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"avancement": "101"}, "va de 0 à 100"),
            ({"avancement": "-1"}, "va de 0 à 100"),
            ({"avancement": ""}, "Ce champ est obligatoire"),
            ({"avancement": "presque"}, "Saisissez un nombre entier"),
            ({"etat": "inconnu"}, "Sélectionnez un choix valide"),
        ],
    )
    def test_what_is_refused_stays_typed(
        self,
        client_coordonnateur: Client,
        fiche: FicheAction,
        typed: dict[str, str],
        words: str,
    ) -> None:
        step = fiche.jalons.all()[0]
        sent = progress_of(fiche, **{f"jalon_{step.pk}": EtatJalon.ATTEINT}, **typed)
        answer = client_coordonnateur.post(AVANCEMENT, sent)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert words in page
        assert '<option value="atteint" selected>' in page
        step.refresh_from_db()
        assert step.etat == EtatJalon.PREVU

    def test_a_negative_grant_is_refused(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        line = fiche.financements.all()[0]
        sent = progress_of(fiche, **{f"accorde_{line.pk}": "-1"})
        answer = client_coordonnateur.post(AVANCEMENT, sent)
        assert "supérieure ou égale à 0" in answer.content.decode()

    @pytest.mark.parametrize("role", ECRIVAINS)
    def test_pilot_reports_on_their_sheet(self, town: make.Valmont, role: Role) -> None:
        user, sheet = make_user(role), town.fiches[0]
        make.make_mandat(user, town.mairie)
        client = Client()
        client.force_login(user)
        assert client.get(AVANCEMENT).status_code == 200
        sent = progress_of(sheet, avancement="60")
        assert client.post(AVANCEMENT, sent).status_code == 302
        assert Trace.objects.latest("id").acteur_id == user.pk
        other = AVANCEMENT.replace("fiches/1", "fiches/2")
        assert client.get(other).status_code == 403

    @pytest.mark.parametrize("role", ECRIVAINS)
    def test_those_who_do_not_lead_are_told_who_may(
        self, fiche: FicheAction, role: Role
    ) -> None:
        client = signed_in(role)
        for answer in (
            client.get(AVANCEMENT),
            client.post(AVANCEMENT, progress_of(fiche, avancement="60")),
        ):
            assert answer.status_code == 403
            assert "Seuls le pilote de l’action" in answer.content.decode()
        fiche.refresh_from_db()
        assert fiche.avancement == 40

    @pytest.mark.parametrize("role", [Role.LECTEUR, Role.ADMINISTRATEUR])
    def test_those_who_never_write_find_no_page(self, fiche: FicheAction, role: Role) -> None:
        client = signed_in(role)
        assert client.get(AVANCEMENT).status_code == 404
        assert client.post(AVANCEMENT, progress_of(fiche)).status_code == 404

    def test_nothing_moves_in_a_closed_strategy(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        become(EtatStrategie.CLOSE)
        answer = client_coordonnateur.post(AVANCEMENT, progress_of(fiche, avancement="60"))
        assert answer.status_code == 403
        assert "close" in answer.content.decode()

    def test_queries_do_not_grow_with_steps_and_lines(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client_coordonnateur.get(AVANCEMENT).status_code == 200
            return len(captured)

        once = cost()
        for _ in range(3):
            make.make_jalon(fiche)
            make.make_financement(fiche)
        assert cost() == once


class TestCreation:
    def test_a_sheet_is_made_with_the_next_number(
        self, client_coordonnateur: Client, coordonnateur: Utilisateur, town: make.Valmont
    ) -> None:
        assert "Les jeunes" in client_coordonnateur.get(CREER).content.decode()
        typed = {"titre": "Action nouvelle", "objectif": town.sous_axes[0].pk}
        answer = client_coordonnateur.post(CREER, typed, follow=True)
        page = answer.content.decode()
        assert "La fiche 5 est créée" in page
        assert "Action nouvelle" in page
        trace = Trace.objects.latest("id")
        assert (trace.operation, trace.acteur_id) == (Operation.INSERT, coordonnateur.pk)

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"titre": "", "objectif": "1"}, "Ce champ est obligatoire"),
            ({"titre": "Gardé tel quel", "objectif": ""}, "Ce champ est obligatoire"),
            ({"titre": "x" * 301, "objectif": ""}, "au plus 300 caractères"),
        ],
    )
    def test_what_is_refused_stays_typed(
        self,
        client_coordonnateur: Client,
        town: make.Valmont,
        typed: dict[str, str],
        words: str,
    ) -> None:
        page = client_coordonnateur.post(CREER, typed).content.decode()
        assert words in page
        assert typed["titre"] in page
        assert town.strategie.fiches.count() == 4

    def test_an_objective_of_another_strategy_is_refused(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        foreign = make.make_objectif(make.make_strategie())
        typed = {"titre": "Ailleurs", "objectif": foreign.pk}
        page = client_coordonnateur.post(CREER, typed).content.decode()
        assert "Sélectionnez un choix valide" in page
        assert not FicheAction.objects.filter(titre="Ailleurs").exists()

    @pytest.mark.parametrize("role", AUTRES)
    def test_others_find_no_page(self, town: make.Valmont, role: Role) -> None:
        client = signed_in(role)
        assert client.get(CREER).status_code == 404
        typed = {"titre": "x", "objectif": town.sous_axes[0].pk}
        assert client.post(CREER, typed).status_code == 404

    def test_nothing_is_added_to_a_closed_strategy(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        become(EtatStrategie.CLOSE)
        answer = client_coordonnateur.get(CREER)
        assert answer.status_code == 403
        assert "elle ne se modifie plus" in answer.content.decode()


class TestRemoval:
    @pytest.fixture(autouse=True)
    def draft(self, town: make.Valmont) -> None:
        become(EtatStrategie.PROJET)

    def test_page_asks_before_anything_goes(
        self, client_coordonnateur: Client, fiche: FicheAction
    ) -> None:
        page = client_coordonnateur.get(SUPPRIMER).content.decode()
        assert "Supprimer la fiche 1" in page
        assert "Médiation à la sortie du collège" in page
        assert FicheAction.objects.filter(pk=fiche.pk).exists()

    def test_confirmed_the_sheet_goes_with_all_it_holds_and_the_journal_keeps_it(
        self, client_coordonnateur: Client, coordonnateur: Utilisateur, fiche: FicheAction
    ) -> None:
        make.write(Commentaire, fiche=fiche, auteur=coordonnateur, texte="Un mot")
        make.make_lien(make.make_fiche(fiche.strategie), vers=fiche)
        answer = client_coordonnateur.post(SUPPRIMER, follow=True)
        assert answer.redirect_chain[-1][0] == f"{CODE}fiches/"
        assert "La fiche 1 est supprimée" in answer.content.decode()
        assert client_coordonnateur.get(FICHE).status_code == 404
        gone = Trace.objects.get(operation=Operation.DELETE, objet_type="strategie.ficheaction")
        assert gone.acteur_id == coordonnateur.pk
        assert (gone.avant or {})["titre"] == "Médiation à la sortie du collège"

    @pytest.mark.parametrize("role", AUTRES)
    def test_others_find_no_page(self, fiche: FicheAction, role: Role) -> None:
        client = signed_in(role)
        assert client.get(SUPPRIMER).status_code == 404
        assert client.post(SUPPRIMER).status_code == 404

    @pytest.mark.parametrize("etat", [EtatStrategie.ADOPTEE, EtatStrategie.CLOSE])
    def test_a_sheet_voted_is_given_up_not_removed(
        self, client_coordonnateur: Client, fiche: FicheAction, etat: EtatStrategie
    ) -> None:
        become(etat)
        for answer in (
            client_coordonnateur.get(SUPPRIMER),
            client_coordonnateur.post(SUPPRIMER),
        ):
            assert answer.status_code == 403
            assert "« abandonnée »" in answer.content.decode()
        assert FicheAction.objects.filter(pk=fiche.pk).exists()


class TestStrategy:
    def test_adoption_is_recorded_with_its_day(
        self, client_coordonnateur: Client, coordonnateur: Utilisateur, town: make.Valmont
    ) -> None:
        become(EtatStrategie.PROJET)
        page = client_coordonnateur.get(ETAT).content.decode()
        assert "Enregistrer l’adoption" in page
        typed = {"etat": "adoptee", "adoptee_le": "18/12/2024"}
        answer = client_coordonnateur.post(ETAT, typed)
        assert answer["Location"] == CODE
        town.strategie.refresh_from_db()
        assert town.strategie.etat == EtatStrategie.ADOPTEE
        assert town.strategie.adoptee_le == date(2024, 12, 18)
        assert Trace.objects.latest("id").acteur_id == coordonnateur.pk

    def test_closing_keeps_the_day_of_the_vote(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        with acting(None, "test"):
            Strategie.objects.update(adoptee_le=date(2024, 12, 18))
        page = client_coordonnateur.get(ETAT).content.decode()
        assert "Clore la stratégie" in page
        assert "Adoptée le" not in page
        assert client_coordonnateur.post(ETAT, {"etat": "close"}).status_code == 302
        town.strategie.refresh_from_db()
        assert town.strategie.etat == EtatStrategie.CLOSE
        assert town.strategie.adoptee_le == date(2024, 12, 18)

    @pytest.mark.parametrize(
        ("etat", "typed", "words"),
        [
            ("projet", {"etat": "close"}, "ne devient pas"),
            ("projet", {"etat": "inventé"}, "Sélectionnez un choix valide"),
            ("projet", {"etat": "adoptee", "adoptee_le": "bientôt"}, "une date qui existe"),
            ("adoptee", {"etat": "projet"}, "ne devient pas"),
            ("close", {"etat": "adoptee"}, "Elle ne change plus d’état"),
        ],
    )
    def test_no_other_change_is_possible(
        self,
        client_coordonnateur: Client,
        town: make.Valmont,
        etat: EtatStrategie,
        typed: dict[str, str],
        words: str,
    ) -> None:
        become(etat)
        answer = client_coordonnateur.post(ETAT, typed)
        assert answer.status_code == 200
        assert words in answer.content.decode()
        town.strategie.refresh_from_db()
        assert town.strategie.etat == etat

    @pytest.mark.parametrize("role", AUTRES)
    def test_others_find_no_page(self, town: make.Valmont, role: Role) -> None:
        client = signed_in(role)
        assert client.get(ETAT).status_code == 404
        assert client.post(ETAT, {"etat": "close"}).status_code == 404

    def test_an_unknown_strategy_is_not_found(self, client_coordonnateur: Client) -> None:
        assert client_coordonnateur.get("/strategie/ailleurs/etat/").status_code == 404
