"""Home: late, coming, changed, mine, to decide, for each role."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.strategie import registres
from quietude.strategie.controle.accueil import count_findings
from quietude.strategie.echeances import (
    nearest_day,
    what_changed,
    what_comes,
    what_is_late,
)
from quietude.strategie.enums import EtatFiche, EtatJalon, EtatStrategie, RoleEngagement
from quietude.strategie.models import FicheAction, Strategie
from quietude.strategie.registres import Bloc
from tests.conftest import make_user
from tests.strategie import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture
def strategie() -> Strategie:
    return make.make_strategie("valmont")


def client_of(user: Utilisateur) -> Client:
    client = Client()
    client.force_login(user)
    return client


def home(role: Role) -> str:
    response = client_of(make_user(role)).get("/")
    assert response.status_code == 200
    return response.content.decode()


class TestLate:
    @pytest.mark.parametrize(
        ("state", "day", "late"),
        [
            (EtatJalon.PREVU, date(2026, 6, 14), 1),
            (EtatJalon.PREVU, TODAY, 0),
            (EtatJalon.PREVU, None, 0),
            (EtatJalon.ATTEINT, date(2026, 1, 1), 0),
            (EtatJalon.ABANDONNE, date(2026, 1, 1), 0),
        ],
    )
    def test_milestone_is_late_after_its_day(
        self, strategie: Strategie, state: EtatJalon, day: date | None, late: int
    ) -> None:
        make.make_jalon(make.make_fiche(strategie), etat=state, echeance=day)
        found = what_is_late(strategie, FicheAction.objects.all(), TODAY)
        assert len(found.jalons) == late

    def test_milestone_of_an_abandoned_sheet_is_not_late(self, strategie: Strategie) -> None:
        sheet = make.make_fiche(strategie, etat=EtatFiche.ABANDONNEE)
        make.make_jalon(sheet, echeance=date(2026, 1, 1))
        assert not what_is_late(strategie, FicheAction.objects.all(), TODAY).total

    @pytest.mark.parametrize(
        ("state", "end", "late"),
        [
            (EtatFiche.EN_COURS, date(2026, 6, 14), 1),
            (EtatFiche.SUSPENDUE, date(2026, 6, 14), 1),
            (EtatFiche.A_LANCER, date(2026, 6, 14), 1),
            (EtatFiche.EN_COURS, TODAY, 0),
            (EtatFiche.EN_COURS, None, 0),
            (EtatFiche.REALISEE, date(2026, 6, 14), 0),
            (EtatFiche.ABANDONNEE, date(2026, 6, 14), 0),
        ],
    )
    def test_sheet_is_overdue_while_open_after_its_end(
        self, strategie: Strategie, state: EtatFiche, end: date | None, late: int
    ) -> None:
        make.make_fiche(strategie, etat=state, fin=end)
        found = what_is_late(strategie, FicheAction.objects.all(), TODAY)
        assert len(found.depassees) == late

    def test_sheet_without_end_ends_with_its_strategy(self, strategie: Strategie) -> None:
        make.make_fiche(strategie)
        after = strategie.fin + timedelta(days=1)
        found = what_is_late(strategie, FicheAction.objects.all(), after)
        assert len(found.depassees) == 1

    def test_sheet_whose_start_passed_is_to_launch(self, strategie: Strategie) -> None:
        make.make_fiche(strategie, etat=EtatFiche.A_LANCER, debut=TODAY)
        make.make_fiche(strategie, etat=EtatFiche.A_LANCER, debut=TODAY + timedelta(days=1))
        make.make_fiche(strategie, etat=EtatFiche.EN_COURS, debut=TODAY)
        found = what_is_late(strategie, FicheAction.objects.all(), TODAY)
        assert [sheet.numero for sheet in found.a_lancer] == [1]

    def test_nothing_is_late_in_a_closed_strategy(self) -> None:
        closed = make.make_strategie(etat=EtatStrategie.CLOSE)
        make.make_jalon(make.make_fiche(closed, fin=date(2025, 2, 1)))
        assert not what_is_late(closed, FicheAction.objects.all(), TODAY).total


class TestComing:
    def test_milestones_of_the_next_two_months_come(self, strategie: Strategie) -> None:
        sheet = make.make_fiche(strategie)
        for days in (-1, 0, 60, 61):
            make.make_jalon(sheet, titre=f"J{days}", echeance=TODAY + timedelta(days=days))
        coming = what_comes(FicheAction.objects.all(), TODAY)
        assert [str(jalon) for jalon in coming] == ["J0", "J60"]


class TestChanged:
    def test_what_people_wrote_is_told_once_per_sheet(
        self, strategie: Strategie, coordonnateur: Utilisateur
    ) -> None:
        sheet, other = make.make_fiche(strategie), make.make_fiche(strategie)
        agent = make_user(Role.AGENT)
        for actor, progress in ((coordonnateur, 10), (agent, 20)):
            with acting(actor, "test.change"):
                FicheAction.objects.filter(pk=sheet.pk).update(avancement=progress)
        (change,) = what_changed(FicheAction.objects.all())
        assert change.fiche == sheet != other
        assert set(change.auteurs) == {coordonnateur.nom, agent.nom}
        assert change.ecritures == 2

    def test_what_a_command_loaded_is_not_news(self, strategie: Strategie) -> None:
        make.make_fiche(strategie)
        assert what_changed(FicheAction.objects.all()) == []

    def test_sheet_of_another_strategy_stays_out(
        self, strategie: Strategie, coordonnateur: Utilisateur
    ) -> None:
        other = make.make_fiche()
        with acting(coordonnateur, "test.change"):
            FicheAction.objects.filter(pk=other.pk).update(avancement=3)
        assert what_changed(strategie.fiches.all()) == []


class TestPages:
    def test_technical_administrator_sees_no_content(self) -> None:
        make.make_valmont()
        page = home(Role.ADMINISTRATEUR)
        assert "Valmont" not in page
        assert "Administration technique" in page

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATEUR}))
    def test_no_strategy_says_what_to_do(self, role: Role) -> None:
        page = home(role)
        assert "stratégie" in page

    def test_elected_member_reads_three_things(self) -> None:
        make.make_valmont()
        page = home(Role.ELU)
        for anchor in ('id="changements"', 'id="retard"', 'id="a-decider"'):
            assert anchor in page
        assert 'id="suite"' not in page
        assert "3. Permanences" in page  # suspended: resume or give up

    @pytest.mark.parametrize("role", [Role.COORDONNATEUR, Role.AGENT, Role.LECTEUR])
    def test_others_read_late_coming_and_changed(self, role: Role) -> None:
        make.make_valmont()
        page = home(role)
        for anchor in ('id="changements"', 'id="retard"', 'id="suite"'):
            assert anchor in page
        assert 'id="mes-actions"' not in page

    def test_pilot_finds_its_own_actions_first(self) -> None:
        town = make.make_valmont()
        user = make_user(Role.PARTENAIRE)
        make.make_mandat(user, town.bailleur)
        page = client_of(user).get("/").content.decode()
        mine = page[page.index('id="mes-actions"') : page.index('id="retard"')]
        assert "2. Chantiers" in mine
        assert "1. Médiation" not in mine

    def test_mandate_that_ended_gives_nothing(self) -> None:
        town = make.make_valmont()
        user = make_user(Role.PARTENAIRE)
        make.make_mandat(user, town.bailleur, fin=date(2021, 1, 1))
        assert 'id="mes-actions"' not in client_of(user).get("/").content.decode()

    def test_ended_strategy_asks_the_coordinator_to_close_it(self) -> None:
        make.make_fiche(make.make_strategie(debut=date(2017, 1, 1), fin=date(2020, 12, 31)))
        assert "enregistrez sa clôture" in home(Role.COORDONNATEUR)
        assert "enregistrez sa clôture" not in home(Role.ELU)

    def test_queries_do_not_grow_with_sheets(self, coordonnateur: Utilisateur) -> None:
        town = make.make_valmont()
        client = client_of(coordonnateur)

        def count() -> int:
            client.get("/")  # findings are kept until the next write
            with CaptureQueriesContext(connection) as captured:
                client.get("/")
            return len(captured)

        once = count()
        for _ in range(4):
            sheet = make.make_fiche(
                town.strategie, debut=date(2025, 1, 1), fin=date(2025, 2, 1), etat="a-lancer"
            )
            make.make_jalon(sheet, echeance=date(2025, 1, 15))
            make.make_jalon(sheet, echeance=timezone.localdate())
            with acting(coordonnateur, "test.change"):
                FicheAction.objects.filter(pk=sheet.pk).update(avancement=5)
        assert count() <= once + 2  # nothing coming before: their sheets are fetched now
        assert once <= 23


class TestBlocs:
    def test_lines_of_other_apps_are_shown_to_who_they_give_them(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def lines(user: Utilisateur, strategie: Strategie) -> list[Bloc]:
            decide = user.role == Role.ELU
            return [Bloc(3, "réunions à tenir", "/instances/", "attention", decide)]

        monkeypatch.setattr(registres, "_BLOCS", [])
        registres.register_bloc(lines)
        make.make_valmont()
        assert "réunions à tenir" in home(Role.COORDONNATEUR)
        assert "réunions à tenir" in home(Role.ELU)

    def test_findings_are_counted_for_coordinator_and_decider(self) -> None:
        town = make.make_valmont()
        assert count_findings(town.strategie)["erreur"] >= 1  # a sheet without pilot
        assert "de cohérence" in home(Role.COORDONNATEUR)
        assert "de cohérence" in home(Role.ELU)
        assert "de cohérence" not in home(Role.AGENT)

    def test_findings_are_counted_again_after_a_write(self) -> None:
        town = make.make_valmont()
        before = count_findings(town.strategie)["erreur"]
        make.engage(town.fiches[2], RoleEngagement.PILOTE, [town.mairie])
        assert count_findings(town.strategie)["erreur"] < before


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2017, 1, 1), date(2020, 12, 31), date(2020, 12, 31)),
        (date(2100, 1, 1), date(2103, 12, 31), date(2100, 1, 1)),
    ],
)
def test_nearest_day_stays_in_the_strategy(start: date, end: date, expected: date) -> None:
    assert nearest_day(Strategie(debut=start, fin=end)) == expected
