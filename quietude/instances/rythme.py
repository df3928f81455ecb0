"""What a body set itself, and what it did: meetings, seats taken, decisions.

Expected meetings are counted over the whole period: `fois` every `tous_les` weeks, months,
quarters or years, rounded down; "3 to 4 months" expects the fewer; in school time, 36 weeks of
a year count. Two rhythms for two publics add up; two rhythms for one public are two versions
of the document: the less demanding is held against the body.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from quietude.comptes.models import Utilisateur
from quietude.instances.enums import EtatDecision, EtatPresence, EtatReunion, UniteRythme
from quietude.instances.models import Decision, Instance, Reunion, Rythme
from quietude.socle.formats import INSECABLE
from quietude.socle.periodes import Periode

SEMAINES_SCOLAIRES = 36  # of the 52 of a year: code de l'éducation, art. L521-1
_SEMAINES = Decimal("52.18")
_PAR_AN = {
    UniteRythme.SEMAINE: _SEMAINES,
    UniteRythme.MOIS: Decimal(12),
    UniteRythme.TRIMESTRE: Decimal(4),
    UniteRythme.ANNEE: Decimal(1),
}
_JOURS = Decimal("365.25")
_PRIS = frozenset({EtatPresence.PRESENT, EtatPresence.REPRESENTE})


@dataclass(frozen=True)
class BilanInstance:
    """A body over a period. `attendues` is None when it set itself no rhythm.

    `presences` seats were taken out of `attendus`, over the meetings held whose attendance was
    noted. `decisions` were taken in the period, of which `closes` are closed, `a_temps` before
    their day, and `en_retard` are open after it.
    """

    instance: Instance
    rythme: str
    attendues: int | None
    tenues: int
    annulees: int
    presences: int
    attendus: int
    decisions: int
    closes: int
    a_temps: int
    en_retard: int

    @property
    def tenu(self) -> bool | None:
        """Whether the rhythm was kept; None when there is none."""
        return None if self.attendues is None else self.tenues >= self.attendues

    @property
    def phrase(self) -> str:
        """ "4 réunions tenues ; il en fallait 4 : rythme tenu."."""
        held = _meetings(self.tenues)
        if self.attendues is None:
            return f"{held}{INSECABLE}; aucun rythme n’est fixé."
        verdict = "rythme tenu" if self.tenu else "rythme non tenu"
        return f"{held}{INSECABLE}; il en fallait {self.attendues}{INSECABLE}: {verdict}."


def _meetings(count: int) -> str:
    if not count:
        return "Aucune réunion tenue"
    return "1 réunion tenue" if count == 1 else f"{count} réunions tenues"


def expected_meetings(rythmes: Iterable[Rythme], periode: Periode) -> int | None:
    """How many meetings these rhythms require over a period; None without any."""
    by_public: dict[str, list[int]] = defaultdict(list)
    for rythme in rythmes:
        by_public[rythme.public].append(_required(rythme, periode))
    return sum(min(counts) for counts in by_public.values()) if by_public else None


def _required(rythme: Rythme, periode: Periode) -> int:
    years = _years(periode)
    per_year = _PAR_AN[UniteRythme(rythme.unite)]
    if rythme.temps_scolaire:
        per_year = per_year * SEMAINES_SCOLAIRES / _SEMAINES
    every = rythme.jusqu_a or rythme.tous_les
    required = years * per_year * rythme.fois / every
    return int(required.quantize(Decimal(1), ROUND_FLOOR))


def _years(periode: Periode) -> Decimal:
    """Whole years and months are exact; other spans are counted in days."""
    if periode.est_annee:
        return Decimal(1)
    return Decimal(periode.days) / _JOURS


def bilans(user: Utilisateur, periode: Periode) -> list[BilanInstance]:
    """Every body that the reader sees, over a period, in five queries."""
    bodies = Instance.objects.visible_to(user).prefetch_related("rythmes")
    held: dict[int, list[Reunion]] = defaultdict(list)
    meetings = Reunion.objects.visible_to(user).during(periode)
    for row in meetings.prefetch_related("presences", "decisions"):
        held[row.instance_id].append(row)
    return [_sum_up(body, held[body.pk], periode) for body in bodies]


def bilan(user: Utilisateur, instance: Instance, periode: Periode) -> BilanInstance:
    """One body over a period."""
    meetings = Reunion.objects.visible_to(user).filter(instance=instance).during(periode)
    rows = list(meetings.prefetch_related("presences", "decisions"))
    return _sum_up(instance, rows, periode)


def _sum_up(instance: Instance, rows: Iterable[Reunion], periode: Periode) -> BilanInstance:
    meetings = list(rows)
    held = [row for row in meetings if row.etat == EtatReunion.TENUE]
    seats = [seat for row in held for seat in row.presences.all()]
    decisions = [decision for row in held for decision in row.decisions.all()]
    rythmes = list(instance.rythmes.all())
    return BilanInstance(
        instance=instance,
        rythme=" ; ".join(rythme.phrase for rythme in rythmes),
        attendues=expected_meetings(rythmes, periode),
        tenues=len(held),
        annulees=sum(row.etat == EtatReunion.ANNULEE for row in meetings),
        presences=sum(seat.etat in _PRIS for seat in seats),
        attendus=len(seats),
        decisions=len(decisions),
        closes=sum(row.etat != EtatDecision.A_FAIRE for row in decisions),
        a_temps=sum(_in_time(row) for row in decisions),
        en_retard=sum(row.en_retard for row in decisions),
    )


def _in_time(decision: Decision) -> bool:
    done = decision.etat == EtatDecision.FAITE and decision.close_le is not None
    due = decision.echeance
    return bool(done and (due is None or decision.close_le <= due))  # type: ignore[operator]
