"""The calendar: a month, a quarter or a year of milestones and spans of actions."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from quietude.socle.formats import MOIS
from quietude.strategie.models import FicheAction, Jalon
from quietude.strategie.page_fiche import Etape, tell_step
from quietude.strategie.querysets import FicheActionQuerySet

ANNEES = range(1900, 2200)


class Vue(TextChoices):
    MOIS = "mois", "Mois"
    TRIMESTRE = "trimestre", "Trimestre"
    ANNEE = "annee", "Année"


_MOIS_PAR_VUE = {Vue.MOIS: 1, Vue.TRIMESTRE: 3, Vue.ANNEE: 12}
_RANGS = ("1er", "2e", "3e", "4e")


@dataclass(frozen=True)
class Fenetre:
    """The span shown, whole months, both days included."""

    vue: Vue
    debut: date

    @classmethod
    def around(cls, vue: Vue, day: date) -> "Fenetre":
        """The month, quarter or year that holds this day."""
        step = _MOIS_PAR_VUE[vue]
        return cls(vue, date(day.year, (day.month - 1) // step * step + 1, 1))

    @property
    def fin(self) -> date:
        last = self._shift(_MOIS_PAR_VUE[self.vue] - 1)
        return last.replace(day=monthrange(last.year, last.month)[1])

    @property
    def titre(self) -> str:
        """ "juin 2026", "2e trimestre 2026", "2026"."""
        if self.vue == Vue.ANNEE:
            return str(self.debut.year)
        if self.vue == Vue.TRIMESTRE:
            return f"{_RANGS[self.debut.month // 3]} trimestre {self.debut.year}"
        return f"{MOIS[self.debut.month - 1]} {self.debut.year}"

    @property
    def precedente(self) -> date:
        return self._shift(-_MOIS_PAR_VUE[self.vue])

    @property
    def suivante(self) -> date:
        return self._shift(_MOIS_PAR_VUE[self.vue])

    @property
    def reperes(self) -> list[tuple[date, str]]:
        """The days marked above the timeline: months, or weeks of a month."""
        if self.vue == Vue.MOIS:
            days = (self.fin - self.debut).days + 1
            found = [self.debut + timedelta(days=n) for n in range(0, days, 7)]
            return [(day, f"{day:%d/%m}") for day in found]
        starts = [self._shift(n) for n in range(_MOIS_PAR_VUE[self.vue])]
        return [(day, MOIS[day.month - 1]) for day in starts]

    def _shift(self, months: int) -> date:
        total = self.debut.year * 12 + self.debut.month - 1 + months
        return date(total // 12, total % 12 + 1, 1)


@dataclass(frozen=True)
class Calendrier:
    """What stands in the window, and what has no date."""

    fenetre: Fenetre
    etapes: list[Etape]
    actions: list[FicheAction]
    sans_date: list[Jalon]


def read_calendar(fiches: FicheActionQuerySet, fenetre: Fenetre, on: date) -> Calendrier:
    steps = Jalon.objects.of_sheets(fiches)
    inside = steps.between(fenetre.debut, fenetre.fin)
    spans = fiches.with_pilots().spanning(fenetre.debut, fenetre.fin)
    return Calendrier(
        fenetre,
        [tell_step(jalon, on) for jalon in inside],
        list(spans.order_by("numero")),
        list(steps.undated()),
    )


def sheets_shown(calendrier: Calendrier) -> Sequence[FicheAction]:
    """The sheets of the timeline, one row each, by number."""
    found = {fiche.pk: fiche for fiche in calendrier.actions}
    for step in calendrier.etapes:
        found.setdefault(step.jalon.fiche_id, step.jalon.fiche)
    return sorted(found.values(), key=lambda fiche: fiche.numero)
