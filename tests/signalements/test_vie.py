"""The life of a report: what may follow what, who decides, what can be undone."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.signalements.actions.vie import (
    add_suite,
    assign_signalement,
    merge_signalement,
    move_signalement,
    record_mediation,
    unmerge_signalement,
)
from quietude.signalements.enums import CLOS, EtatSignalement
from quietude.signalements.models import Appelant, DureeConservation, Signalement
from quietude.signalements.workflow import SIGNALEMENT
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.signalements.factories import make_signalement
from tests.strategie.factories import make_mandat, make_organisation, write

PAIRES = [(a, b) for a in EtatSignalement for b in EtatSignalement]


def in_state(etat: EtatSignalement) -> Signalement:
    fields: dict[str, Any] = {"clos_le": date(2025, 4, 1)} if etat in CLOS else {}
    if etat == EtatSignalement.SANS_SUITE:
        fields["motif"] = "imprecis"
    return make_signalement(etat=etat, **fields)


@pytest.mark.parametrize(("avant", "apres"), PAIRES)
def test_only_what_the_workflow_knows_may_follow(
    coordonnateur: Utilisateur, avant: EtatSignalement, apres: EtatSignalement
) -> None:
    row = in_state(avant)
    if apres in SIGNALEMENT[avant]:
        moved = move_signalement(
            actor=coordonnateur, signalement=row, etat=apres, motif="imprecis"
        )
        assert moved.etat == apres
        assert (moved.clos_le is not None) == (apres in CLOS)
        assert bool(moved.motif) == (apres == EtatSignalement.SANS_SUITE)
    else:
        with pytest.raises(ActionImpossible, match="ne devient pas"):
            move_signalement(actor=coordonnateur, signalement=row, etat=apres)


def test_no_follow_up_needs_a_reason(coordonnateur: Utilisateur) -> None:
    with pytest.raises(ActionImpossible, match="Dites pourquoi"):
        move_signalement(actor=coordonnateur, signalement=make_signalement(), etat="sans-suite")


def test_the_database_refuses_a_closed_report_without_its_day(systeme: None) -> None:
    row = make_signalement()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signalement.objects.filter(pk=row.pk).update(etat="resolu")


def test_the_first_answer_dates_the_delay_and_the_next_ones_do_not(
    coordonnateur: Utilisateur,
) -> None:
    row = make_signalement()
    add_suite(actor=coordonnateur, signalement=row, nature="note", texte="Vu.")
    row.refresh_from_db()
    assert row.repondu_le is None
    add_suite(actor=coordonnateur, signalement=row, nature="intervention")
    row.refresh_from_db()
    assert (row.etat, row.repondu_le is not None) == ("en-cours", True)


def test_giving_it_to_a_service_qualifies_it(coordonnateur: Utilisateur) -> None:
    police = make_organisation("police")
    row = assign_signalement(
        actor=coordonnateur,
        signalement=make_signalement(),
        service=police,
        echeance=date(2025, 5, 2),
    )
    assert (row.etat, row.service, row.echeance) == ("qualifie", police, date(2025, 5, 2))


def test_merging_counts_episodes_and_is_undone_whole(coordonnateur: Utilisateur) -> None:
    first, second = make_signalement(episodes=2), make_signalement(episodes=3)
    into = merge_signalement(actor=coordonnateur, signalement=second, dans=first)
    assert (into.total, Signalement.objects.current().get()) == (5, first)
    with pytest.raises(PermissionDenied, match="a rejoint"):
        second.refresh_from_db()
        move_signalement(actor=coordonnateur, signalement=second, etat="resolu")
    unmerge_signalement(actor=coordonnateur, signalement=second)
    first.refresh_from_db()
    assert (first.total, Signalement.objects.current().count()) == (2, 2)


def test_a_report_joins_neither_itself_nor_one_that_has_joined_another(
    coordonnateur: Utilisateur,
) -> None:
    first, second, third = (make_signalement() for _ in range(3))
    with pytest.raises(ActionImpossible, match="un autre signalement"):
        merge_signalement(actor=coordonnateur, signalement=first, dans=first)
    merge_signalement(actor=coordonnateur, signalement=second, dans=first)
    with pytest.raises(ActionImpossible, match="lui-même rejoint"):
        merge_signalement(actor=coordonnateur, signalement=third, dans=second)
    with pytest.raises(ActionImpossible, match="gardez-le"):
        merge_signalement(actor=coordonnateur, signalement=first, dans=third)


def test_a_mediation_held_has_its_outcome(coordonnateur: Utilisateur) -> None:
    row, service = make_signalement(), make_organisation("mediation")
    asked: dict[str, Any] = {"organisation": service, "proposee_le": date(2025, 3, 5)}
    proposed = record_mediation(actor=coordonnateur, signalement=row, **asked)
    with pytest.raises(ActionImpossible, match="issue"):
        record_mediation(
            actor=coordonnateur, signalement=row, tenue_le=date(2025, 3, 9), **asked
        )
    held = record_mediation(
        actor=coordonnateur,
        signalement=row,
        tenue_le=date(2025, 3, 9),
        issue="accord",
        mediation=proposed,
        **asked,
    )
    assert (row.mediations.get(), held.issue) == (proposed, "accord")


def test_a_partner_sees_what_is_given_to_it_or_happens_in_its_estates(db: None) -> None:
    police, bailleur = make_organisation("police"), make_organisation("bailleur")
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, police)
    mine = make_signalement(service=police)
    make_signalement(bailleur=bailleur)
    make_signalement(service=police, quarantaine=True)
    assert list(Signalement.objects.visible_to(user)) == [mine]
    assert not Signalement.objects.visible_to(make_user(Role.LECTEUR)).exists()


def test_contacts_are_due_for_erasure_by_the_shortest_setting_since_closing(
    db: None,
) -> None:
    write(DureeConservation, depuis=date(2024, 1, 1), mois=6, source="Essai")
    old = make_signalement(etat="resolu", clos_le=date(2023, 6, 1))
    new = make_signalement(etat="resolu", clos_le=date(2024, 6, 1))
    still = make_signalement()
    for row in (old, new, still):
        write(Appelant, signalement=row, nom="Essai")
    due = Appelant.objects.expired
    assert {row.signalement for row in due(date(2023, 12, 31))} == set()
    assert {row.signalement for row in due(date(2024, 1, 1))} == {old}
    assert {row.signalement for row in due(date(2024, 12, 1))} == {old, new}
