"""What meetings decided: who writes it, who closes it, and when it is late."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.instances.actions import decisions as actions
from quietude.instances.enums import EtatDecision, EtatReunion
from quietude.instances.models import Decision, Reunion
from quietude.instances.rules import can_close_as, can_close_decision, organisations_of
from quietude.partenaires.models import Organisation
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.instances.builders import make_decision, make_instance, make_reunion
from tests.strategie.factories import make_mandat, make_organisation

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 4)
CLOSE = date(2026, 3, 20)


@pytest.fixture
def held() -> Reunion:
    return make_reunion(make_instance("cellule"), LE)


@pytest.fixture
def bailleur() -> Organisation:
    return make_organisation("bailleur")


@pytest.fixture
def partenaire(bailleur: Organisation) -> Utilisateur:
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, bailleur)
    return user


class TestRules:
    def test_whoever_has_it_closes_it_and_the_coordinator(
        self, held: Reunion, bailleur: Organisation, partenaire: Utilisateur
    ) -> None:
        mine, other = make_decision(held, responsable=bailleur), make_decision(held)
        theirs = make_decision(held, responsable=make_organisation("college"))
        assert can_close_decision(partenaire, mine)
        for row in (other, theirs):
            verdict = can_close_decision(partenaire, row)
            assert not verdict
            assert "confiée" in verdict.motif
        coordonnateur = Utilisateur(role=Role.COORDONNATEUR)
        assert all(can_close_decision(coordonnateur, row) for row in (mine, other, theirs))

    @pytest.mark.parametrize("role", [Role.LECTEUR, Role.ADMINISTRATEUR])
    def test_an_office_gives_nothing_to_who_only_reads(
        self, held: Reunion, bailleur: Organisation, role: Role
    ) -> None:
        user = make_user(role)
        make_mandat(user, bailleur)
        assert organisations_of(user) == frozenset()
        assert not can_close_decision(user, make_decision(held, responsable=bailleur))

    def test_an_office_that_ended_gives_nothing(
        self, held: Reunion, bailleur: Organisation
    ) -> None:
        user = make_user(Role.PARTENAIRE)
        make_mandat(user, bailleur, debut=date(2020, 1, 1), fin=date(2021, 1, 1))
        assert not can_close_decision(user, make_decision(held, responsable=bailleur))

    def test_giving_up_is_for_the_body(
        self, held: Reunion, bailleur: Organisation, partenaire: Utilisateur
    ) -> None:
        row = make_decision(held, responsable=bailleur)
        assert can_close_as(partenaire, row, EtatDecision.FAITE)
        verdict = can_close_as(partenaire, row, EtatDecision.ABANDONNEE)
        assert not verdict
        assert "coordonnateur" in verdict.motif

    def test_the_others_write_nothing(self, held: Reunion, partenaire: Utilisateur) -> None:
        row = make_decision(held)
        for refused in (
            lambda: actions.add_decision(actor=partenaire, reunion=held, texte="Non"),
            lambda: actions.amend_decision(actor=partenaire, decision=row, texte="Non"),
            lambda: actions.remove_decision(actor=partenaire, decision=row),
            lambda: actions.reopen_decision(actor=partenaire, decision=row),
            lambda: actions.close_decision(
                actor=partenaire, decision=row, etat="faite", close_le=CLOSE
            ),
        ):
            with pytest.raises(PermissionDenied):
                refused()
        assert Decision.objects.get().etat == EtatDecision.A_FAIRE


class TestWriting:
    def test_decisions_are_numbered_in_their_meeting(
        self, held: Reunion, coordonnateur: Utilisateur, bailleur: Organisation
    ) -> None:
        other = make_reunion(held.instance, "2026-04-01")
        for reunion in (held, held, other):
            actions.add_decision(
                actor=coordonnateur,
                reunion=reunion,
                texte="Éclairer",
                responsable=bailleur,
                echeance=date(2026, 6, 1),
            )
        assert list(held.decisions.values_list("numero", flat=True)) == [1, 2]
        assert other.decisions.get().numero == 1

    @pytest.mark.parametrize("etat", [EtatReunion.PREVUE, EtatReunion.ANNULEE])
    def test_a_meeting_not_held_decides_nothing(
        self, held: Reunion, coordonnateur: Utilisateur, etat: EtatReunion
    ) -> None:
        row = make_reunion(held.instance, "2026-04-01", etat=etat)
        with pytest.raises(ActionImpossible, match="a été tenue"):
            actions.add_decision(actor=coordonnateur, reunion=row, texte="Éclairer")

    def test_it_is_not_due_before_the_meeting(
        self, held: Reunion, coordonnateur: Utilisateur
    ) -> None:
        before = LE - timedelta(days=1)
        with pytest.raises(ActionImpossible, match="précède"):
            actions.add_decision(
                actor=coordonnateur, reunion=held, texte="Hier", echeance=before
            )
        row = make_decision(held)
        with pytest.raises(ActionImpossible, match="précède"):
            actions.amend_decision(
                actor=coordonnateur, decision=row, texte="Hier", echeance=before
            )

    def test_an_open_decision_is_amended_a_closed_one_is_not(
        self, held: Reunion, coordonnateur: Utilisateur, bailleur: Organisation
    ) -> None:
        row = make_decision(held)
        actions.amend_decision(
            actor=coordonnateur, decision=row, texte="Éclairer", responsable=bailleur
        )
        row.refresh_from_db()
        assert (row.texte, row.responsable) == ("Éclairer", bailleur)
        closed = make_decision(held, etat="faite", close_le=CLOSE)
        with pytest.raises(ActionImpossible, match="rouvrez-la"):
            actions.amend_decision(actor=coordonnateur, decision=closed, texte="Autre")

    def test_a_decision_noted_by_mistake_is_removed(
        self, held: Reunion, coordonnateur: Utilisateur
    ) -> None:
        actions.remove_decision(actor=coordonnateur, decision=make_decision(held))
        assert not Decision.objects.exists()


class TestClosing:
    def test_a_partner_says_that_its_own_is_done(
        self, held: Reunion, bailleur: Organisation, partenaire: Utilisateur
    ) -> None:
        row = make_decision(held, responsable=bailleur)
        actions.close_decision(actor=partenaire, decision=row, etat="faite", close_le=CLOSE)
        row.refresh_from_db()
        assert (row.etat, row.close_le) == ("faite", CLOSE)

    def test_the_coordinator_gives_up_then_reopens(
        self, held: Reunion, coordonnateur: Utilisateur
    ) -> None:
        row = make_decision(held)
        actions.close_decision(
            actor=coordonnateur, decision=row, etat="abandonnee", close_le=CLOSE
        )
        with pytest.raises(ActionImpossible, match="déjà « abandonnée »"):
            actions.close_decision(
                actor=coordonnateur, decision=row, etat="faite", close_le=CLOSE
            )
        actions.reopen_decision(actor=coordonnateur, decision=row)
        row.refresh_from_db()
        assert (row.etat, row.close_le) == ("a-faire", None)
        with pytest.raises(ActionImpossible, match="déjà « à faire »"):
            actions.reopen_decision(actor=coordonnateur, decision=row)

    @pytest.mark.parametrize("day", [LE - timedelta(days=1), date(2199, 1, 1)])
    def test_it_is_closed_between_the_meeting_and_today(
        self, held: Reunion, coordonnateur: Utilisateur, day: date
    ) -> None:
        with pytest.raises(ActionImpossible, match="entre la réunion"):
            actions.close_decision(
                actor=coordonnateur, decision=make_decision(held), etat="faite", close_le=day
            )

    @pytest.mark.parametrize(
        "fields", [{"etat": "faite"}, {"close_le": CLOSE}, {"etat": "oubliee"}]
    )
    def test_the_database_holds_closed_and_dated_together(
        self, held: Reunion, fields: dict[str, object]
    ) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_decision(held, **fields)

    def test_two_decisions_do_not_share_a_number(self, held: Reunion) -> None:
        make_decision(held, numero=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_decision(held, numero=1)


class TestLateness:
    def test_late_is_open_after_its_day(self, held: Reunion) -> None:
        today = timezone.localdate()
        yesterday = today - timedelta(days=1)
        late = make_decision(held, echeance=yesterday)
        due = make_decision(held, echeance=today)
        undated = make_decision(held)
        done = make_decision(held, echeance=yesterday, etat="faite", close_le=today)
        assert [r.en_retard for r in (late, due, undated, done)] == [True, False, False, False]
        assert list(Decision.objects.late(today)) == [late]

    def test_what_was_open_then_was_late_then(self, held: Reunion) -> None:
        row = make_decision(
            held, echeance=date(2026, 3, 10), etat="faite", close_le=date(2026, 4, 1)
        )
        assert row.was_late(date(2026, 3, 31))
        assert not row.was_late(date(2026, 3, 10))
        assert not row.was_late(date(2026, 4, 1))

    def test_the_nearest_comes_first_those_without_a_day_last(self, held: Reunion) -> None:
        undated = make_decision(held)
        far = make_decision(held, echeance=date(2026, 9, 1))
        near = make_decision(held, echeance=date(2026, 5, 1))
        assert list(Decision.objects.all().by_urgency()) == [near, far, undated]
