"""Meetings written whole: planned, held with their seats, cancelled, put right; and refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.instances import workflow
from quietude.instances.actions import reunions as actions
from quietude.instances.enums import EtatDecision, EtatReunion, QualiteMembre
from quietude.instances.models import Instance, Membre, Presence, Reunion
from quietude.instances.rules import can_keep_meetings
from quietude.instances.sieges import seats_of
from quietude.journal.actions import acting
from quietude.journal.models import Trace
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.instances.builders import (
    LIEN,
    make_decision,
    make_instance,
    make_membre,
    make_presence,
    make_reunion,
)
from tests.strategie.factories import make_organisation, write

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 4)


@pytest.fixture
def body() -> Instance:
    return make_instance("cellule")


@pytest.fixture
def seats(body: Instance) -> list[Membre]:
    """A chair, a member, and one called when needed."""
    return [
        make_membre(body, "Maire", qualite=QualiteMembre.PRESIDENT),
        make_membre(body, "Proviseure", organisation=make_organisation("lycee")),
        make_membre(body, "Pompiers", qualite=QualiteMembre.INVITE),
    ]


def planned(body: Instance, day: date = LE) -> Reunion:
    return make_reunion(body, day, etat=EtatReunion.PREVUE)


def noted(reunion: Reunion) -> dict[str, str]:
    return dict(reunion.presences.values_list("fonction", "etat"))


def amend(actor: Utilisateur, row: Reunion, **valeurs: object) -> None:
    actions.amend_reunion(actor=actor, reunion=row, valeurs=valeurs, lien=LIEN)


class TestRules:
    def test_the_coordinator_alone_keeps_meetings(self) -> None:
        for role in Role:
            verdict = can_keep_meetings(Utilisateur(role=role))
            assert bool(verdict) == (role == Role.COORDONNATEUR)
            assert bool(verdict.motif) != bool(verdict)

    def test_the_others_write_nothing(self, body: Instance) -> None:
        row, agent = planned(body), make_user(Role.AGENT)
        for refused in (
            lambda: actions.schedule_reunion(actor=agent, instance=body, date=LE),
            lambda: amend(agent, row, date=LE),
            lambda: actions.hold_reunion(actor=agent, reunion=row),
            lambda: actions.record_presences(actor=agent, reunion=row, presences={}),
            lambda: actions.cancel_reunion(actor=agent, reunion=row, motif="Grève", lien=LIEN),
            lambda: actions.restore_reunion(actor=agent, reunion=row),
            lambda: actions.remove_reunion(actor=agent, reunion=row),
        ):
            with pytest.raises(PermissionDenied):
                refused()
        assert Reunion.objects.get().etat == EtatReunion.PREVUE


class TestWorkflow:
    def test_every_state_is_known_and_can_be_taken_back(self) -> None:
        assert set(workflow.REUNION) == set(EtatReunion)
        assert set(workflow.DECISION) == set(EtatDecision)
        for reunion, after in workflow.REUNION.items():
            assert reunion == EtatReunion.PREVUE or after == {EtatReunion.PREVUE}
        for decision, then in workflow.DECISION.items():
            assert decision == EtatDecision.A_FAIRE or then == {EtatDecision.A_FAIRE}

    @pytest.mark.parametrize("etat", [EtatReunion.TENUE, EtatReunion.ANNULEE])
    def test_what_is_said_is_not_said_again(
        self, body: Instance, coordonnateur: Utilisateur, etat: EtatReunion
    ) -> None:
        row = make_reunion(body, LE, etat=etat)
        with pytest.raises(ActionImpossible, match="ne devient pas tenue"):
            actions.hold_reunion(actor=coordonnateur, reunion=row)
        with pytest.raises(ActionImpossible, match="ne devient pas annulée"):
            actions.cancel_reunion(actor=coordonnateur, reunion=row, motif="Grève", lien=LIEN)


class TestPlanning:
    def test_a_meeting_is_planned_and_signed(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        row = actions.schedule_reunion(
            actor=coordonnateur, instance=body, date=LE, lieu="Mairie", objet="Bilan"
        )
        row.refresh_from_db()
        assert (row.etat, row.lieu, row.objet) == ("prevue", "Mairie", "Bilan")
        trace = Trace.objects.get(objet_type="instances.reunion")
        assert (trace.acteur, trace.action) == (coordonnateur, "instances.schedule_reunion")

    def test_the_same_meeting_is_not_entered_twice(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        planned(body)
        with pytest.raises(ActionImpossible, match="déjà inscrite"):
            actions.schedule_reunion(actor=coordonnateur, instance=body, date=LE)
        actions.schedule_reunion(actor=coordonnateur, instance=body, date=LE, lieu="Lycée")
        actions.schedule_reunion(actor=coordonnateur, instance=body, date=LE, public="lycée")
        assert Reunion.objects.count() == 3

    def test_a_meeting_moves_unless_another_is_there(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        row, other = planned(body), planned(body, date(2026, 4, 1))
        amend(coordonnateur, row, date=date(2026, 5, 6))
        assert Reunion.objects.get(pk=row.pk).date == date(2026, 5, 6)
        with pytest.raises(ActionImpossible, match="déjà inscrite"):
            amend(coordonnateur, row, date=other.date)

    def test_a_meeting_held_stays_in_the_past_and_before_its_decisions(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        row = make_reunion(body, LE)
        make_decision(row, echeance=date(2026, 3, 10))
        tomorrow = timezone.localdate() + timedelta(days=1)
        with pytest.raises(ActionImpossible, match="à venir"):
            amend(coordonnateur, row, date=tomorrow)
        with pytest.raises(ActionImpossible, match="décision 1"):
            amend(coordonnateur, row, date=date(2026, 3, 11))
        amend(coordonnateur, row, date=date(2026, 3, 10))

    def test_a_planned_meeting_is_removed_a_fact_is_not(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        actions.remove_reunion(actor=coordonnateur, reunion=planned(body))
        assert not Reunion.objects.exists()
        for etat in (EtatReunion.TENUE, EtatReunion.ANNULEE):
            row = make_reunion(body, LE, etat=etat, lieu=etat)
            with pytest.raises(ActionImpossible, match="ne se supprime pas"):
                actions.remove_reunion(actor=coordonnateur, reunion=row)
        assert Reunion.objects.count() == 2


class TestHolding:
    def test_seats_are_noted_as_they_are_that_day(
        self, body: Instance, seats: list[Membre], coordonnateur: Utilisateur
    ) -> None:
        mayor, head, _ = seats
        row = planned(body)
        actions.hold_reunion(
            actor=coordonnateur,
            reunion=row,
            presences={mayor.pk: "represente", head.pk: "absent"},
        )
        row.refresh_from_db()
        assert row.etat == EtatReunion.TENUE
        assert noted(row) == {"Maire": "represente", "Proviseure": "absent"}
        assert row.sieges_occupes == 1
        write_off(head)
        assert Presence.objects.get(fonction="Proviseure").organisation == head.organisation

    def test_a_meeting_may_be_held_without_attendance(
        self, body: Instance, seats: list[Membre], coordonnateur: Utilisateur
    ) -> None:
        row = actions.hold_reunion(actor=coordonnateur, reunion=planned(body))
        assert row.etat == EtatReunion.TENUE
        assert not Presence.objects.exists()

    def test_all_seats_or_none_and_nothing_is_written(
        self, body: Instance, seats: list[Membre], coordonnateur: Utilisateur
    ) -> None:
        row = planned(body)
        with pytest.raises(ActionImpossible, match="Il manque la présence de : Proviseure"):
            actions.hold_reunion(
                actor=coordonnateur, reunion=row, presences={seats[0].pk: "present"}
            )
        row.refresh_from_db()
        assert row.etat == EtatReunion.PREVUE
        assert not Presence.objects.exists()

    def test_a_meeting_to_come_is_not_held(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        row = planned(body, timezone.localdate() + timedelta(days=1))
        with pytest.raises(ActionImpossible, match="à venir"):
            actions.hold_reunion(actor=coordonnateur, reunion=row)

    def test_a_seat_of_another_body_is_not_noted(
        self, body: Instance, seats: list[Membre], coordonnateur: Utilisateur
    ) -> None:
        stranger = make_membre(make_instance("autre"), "Intrus")
        row = planned(body)
        actions.hold_reunion(
            actor=coordonnateur, reunion=row, presences={stranger.pk: "present"} | all_of(seats)
        )
        assert "Intrus" not in noted(row)

    def test_attendance_is_put_right_and_only_what_changed_is_written(
        self, body: Instance, seats: list[Membre], coordonnateur: Utilisateur
    ) -> None:
        row = make_reunion(body, LE)
        for seat in seats:
            make_presence(row, seat)
        before = Trace.objects.count()
        changed = all_of(seats) | {seats[1].pk: "excuse", seats[2].pk: "present"}
        actions.record_presences(actor=coordonnateur, reunion=row, presences=changed)
        assert noted(row)["Proviseure"] == "excuse"
        assert Trace.objects.count() == before + 1

    def test_a_seat_added_since_is_not_asked_of_an_old_meeting(
        self, body: Instance, seats: list[Membre], coordonnateur: Utilisateur
    ) -> None:
        row = make_reunion(body, LE)
        for seat in seats[:2]:
            make_presence(row, seat)
        make_membre(body, "Nouveau siège")
        actions.record_presences(actor=coordonnateur, reunion=row, presences=all_of(seats[:2]))
        assert set(noted(row)) == {"Maire", "Proviseure"}

    def test_a_seat_renamed_since_keeps_its_old_name_there(
        self, body: Instance, seats: list[Membre]
    ) -> None:
        row = make_reunion(body, LE)
        make_presence(row, seats[0])
        seats[0].fonction = "Élue référente"
        with acting(None, "test"):
            seats[0].save()
        assert seats_of(row)[0].fonction == "Maire"

    def test_attendance_can_be_taken_away(
        self, body: Instance, seats: list[Membre], coordonnateur: Utilisateur
    ) -> None:
        row = make_reunion(body, LE)
        make_presence(row, seats[0])
        actions.record_presences(actor=coordonnateur, reunion=row, presences={})
        assert not noted(row)

    @pytest.mark.parametrize("etat", [EtatReunion.PREVUE, EtatReunion.ANNULEE])
    def test_attendance_is_for_a_meeting_held(
        self, body: Instance, coordonnateur: Utilisateur, etat: EtatReunion
    ) -> None:
        row = make_reunion(body, LE, etat=etat)
        with pytest.raises(ActionImpossible, match="a été tenue"):
            actions.record_presences(actor=coordonnateur, reunion=row, presences={})


class TestTakingBack:
    def test_a_cancelled_meeting_says_why_and_is_planned_again(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        row = planned(body)
        with pytest.raises(ActionImpossible, match="pourquoi"):
            actions.cancel_reunion(actor=coordonnateur, reunion=row, motif="  ", lien=LIEN)
        actions.cancel_reunion(actor=coordonnateur, reunion=row, motif=" Grève ", lien=LIEN)
        row.refresh_from_db()
        assert (row.etat, row.motif) == ("annulee", "Grève")
        actions.restore_reunion(actor=coordonnateur, reunion=row)
        row.refresh_from_db()
        assert (row.etat, row.motif) == ("prevue", "")

    def test_a_meeting_held_by_mistake_loses_its_attendance(
        self, body: Instance, seats: list[Membre], coordonnateur: Utilisateur
    ) -> None:
        row = make_reunion(body, LE)
        make_presence(row, seats[0])
        actions.restore_reunion(actor=coordonnateur, reunion=row)
        row.refresh_from_db()
        assert row.etat == EtatReunion.PREVUE
        assert not row.presences.exists()

    def test_a_meeting_that_decided_was_held(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        row = make_reunion(body, LE)
        make_decision(row)
        with pytest.raises(ActionImpossible, match="retirez-les"):
            actions.restore_reunion(actor=coordonnateur, reunion=row)


class TestDatabase:
    @pytest.mark.parametrize(
        "fields",
        [
            {"etat": EtatReunion.ANNULEE, "motif": ""},
            {"etat": EtatReunion.TENUE, "motif": "Grève"},
            {"etat": "reportee"},
        ],
    )
    def test_it_refuses_what_cannot_be(self, body: Instance, fields: dict[str, str]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_reunion(body, LE, **fields)

    def test_a_seat_is_noted_once(self, body: Instance, seats: list[Membre]) -> None:
        row = make_reunion(body, LE)
        make_presence(row, seats[0])
        with pytest.raises(IntegrityError), transaction.atomic():
            make_presence(row, seats[0], "absent")

    def test_a_seat_is_present_or_not_in_words_it_knows(
        self, body: Instance, seats: list[Membre]
    ) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            write(
                Presence,
                reunion=make_reunion(body, LE),
                membre=seats[0],
                fonction="Maire",
                etat="en-retard",
            )


def all_of(seats: list[Membre]) -> dict[int, str]:
    return {seat.pk: "present" for seat in seats}


def write_off(membre: Membre) -> None:
    with acting(None, "test"):
        membre.delete()
