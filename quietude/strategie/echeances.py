"""What is late, what comes next, what changed: the home page's questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.models import Operation, Trace
from quietude.strategie.enums import EtatStrategie
from quietude.strategie.models import FicheAction, Jalon, Strategie
from quietude.strategie.querysets import FicheActionQuerySet

HORIZON_JOURS = 60
RECENT_JOURS = 30
_SUJET = "strategie.ficheaction"


def nearest_day(strategie: Strategie) -> date:
    """Today when the strategy runs, else the day of it nearest to today."""
    return min(max(timezone.localdate(), strategie.debut), strategie.fin)


@dataclass(frozen=True)
class Retard:
    """What is late on a given day."""

    jalons: list[Jalon]
    depassees: list[FicheAction]
    a_lancer: list[FicheAction]

    @property
    def total(self) -> int:
        return len(self.jalons) + len(self.depassees) + len(self.a_lancer)


def what_is_late(strategie: Strategie, fiches: FicheActionQuerySet, on: date) -> Retard:
    """Nothing is late any more in a closed strategy."""
    if strategie.etat == EtatStrategie.CLOSE:
        return Retard([], [], [])
    rows = fiches.with_pilots()
    return Retard(
        list(Jalon.objects.of_sheets(fiches).late(on)),
        list(rows.overdue(on)),
        list(rows.to_launch(on)),
    )


def what_comes(fiches: FicheActionQuerySet, on: date) -> list[Jalon]:
    """The milestones of the next two months."""
    return list(Jalon.objects.of_sheets(fiches).coming(on, HORIZON_JOURS))


@dataclass(frozen=True)
class Changement:
    """A sheet that people changed lately: by whom, how many times, when last."""

    fiche: FicheAction
    auteurs: list[str]
    ecritures: int
    dernier: datetime


def what_changed(fiches: FicheActionQuerySet) -> list[Changement]:
    """The latest first. What a command loaded is not news: only what people wrote counts."""
    sheets = {str(fiche.pk): fiche for fiche in fiches.select_related("strategie")}
    rows = (
        Trace.objects.filter(
            sujet_type=_SUJET,
            sujet_id__in=sheets,
            moment__gte=timezone.now() - timedelta(days=RECENT_JOURS),
            acteur__isnull=False,
        )
        .exclude(operation=Operation.LECTURE)
        .values("sujet_id", "acteur__nom")
        .annotate(ecritures=Count("pk"), dernier=Max("moment"))
        .order_by("-dernier")
    )
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["sujet_id"], []).append(row)
    return [
        Changement(
            sheets[pk],
            [row["acteur__nom"] for row in group],
            sum(row["ecritures"] for row in group),
            group[0]["dernier"],
        )
        for pk, group in found.items()
    ]


def visible_sheets(user: Utilisateur, strategie: Strategie) -> FicheActionQuerySet:
    return FicheAction.objects.visible_to(user).filter(strategie=strategie)
