"""The timeline tells what happened, in words, whoever wrote it."""

from datetime import date
from typing import Any

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.signalements.actions.saisie import amend_signalement
from quietude.signalements.actions.vie import (
    assign_signalement,
    move_signalement,
    record_mediation,
)
from quietude.signalements.chronologie import timeline
from quietude.signalements.models import Signalement
from tests.signalements.factories import make_recit, make_signalement
from tests.strategie.factories import make_organisation


def titles(user: Utilisateur, row: Signalement) -> list[str]:
    return [line.titre for line in timeline(user, row)]


def test_decisions_are_told_with_their_author(coordonnateur: Utilisateur) -> None:
    row = make_signalement()
    assign_signalement(
        actor=coordonnateur, signalement=row, service=make_organisation("police")
    )
    move_signalement(actor=coordonnateur, signalement=row, etat="sans-suite", motif="imprecis")
    lines = timeline(coordonnateur, row)
    told = " | ".join(line.titre for line in lines)
    assert "Service chargé : " in told
    assert "État : Sans suite ; Motif : Trop imprécis pour agir" in told
    assert lines[0].auteur == str(coordonnateur)


def test_a_report_that_came_closed_says_when_it_ended(coordonnateur: Utilisateur) -> None:
    row = make_signalement(etat="resolu", clos_le=date(2025, 4, 1))
    assert "État : Résolu" in titles(coordonnateur, row)


def test_what_is_put_right_is_not_a_line_of_the_timeline(coordonnateur: Utilisateur) -> None:
    row = make_signalement()
    recit = make_recit(row.categorie, note="Corrigé", fait_le=row.fait_le)
    amend_signalement(actor=coordonnateur, signalement=row, recit=recit)
    assert titles(coordonnateur, row) == ["Inscrit"]


def test_a_mediation_of_the_day_comes_after_the_call(coordonnateur: Utilisateur) -> None:
    row = make_signalement()
    today = timezone.localdate()
    asked: dict[str, Any] = {
        "organisation": make_organisation("mediation"),
        "proposee_le": today,
    }
    record_mediation(actor=coordonnateur, signalement=row, **asked)
    assert titles(coordonnateur, row) == ["Médiation proposée", "Inscrit"]
