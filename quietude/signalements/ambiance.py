"""The note of a month as it is drafted: what mediators met, beside what was reported."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.signalements.ambiance_calculs import (
    Expositions,
    Mouvement,
    judge_together,
    not_compared,
)
from quietude.signalements.enums import ListePassage, TrancheHoraire
from quietude.signalements.models import (
    ChoixPassage,
    ParagrapheAmbiance,
    Passage,
    Signalement,
)
from quietude.signalements.passages import division_of_mediators
from quietude.socle.periodes import Periode
from quietude.socle.texte import fold
from quietude.territoire.models import Division, Secteur

JOURS_QUI_REVIENNENT = 3  # days of one month on which a place is met, to come back
LIEUX = 15
AILLEURS = "Sans secteur"
_NUMERO = re.compile(r"^\d+\s*(?:bis|ter|quater|[a-d])?\b[\s,]*", re.IGNORECASE)
_Cle = tuple[str, str]


@dataclass(frozen=True)
class LieuQuiRevient:
    """A known place or a street, never a dwelling."""

    nom: str
    secteur: str
    passages: int
    jours: int
    signalements: int


@dataclass(frozen=True)
class Paragraphe:
    secteur: Secteur
    texte: str


@dataclass(frozen=True)
class Note:
    """Everything that the page and the document say of a month."""

    mois: Periode
    precedent: Periode
    arretee_le: date | None  # for a month that is not over
    total: Mouvement
    jours: tuple[int, int]
    personnes: tuple[int, int]  # at least
    signalements: int
    secteurs: list[tuple[Mouvement, int]]  # with the reports of the month
    natures: list[Mouvement]
    tranches: list[Mouvement]
    lieux: list[LieuQuiRevient]
    paragraphes: list[Paragraphe]
    compare: bool

    @property
    def bouge(self) -> list[tuple[str, Mouvement]]:
        """What moved more than chance explains, and which way of looking tells it."""
        told = [
            ("Ensemble", [self.total]),
            ("Secteur", [row for row, _ in self.secteurs]),
            ("Nature", self.natures),
            ("Moment", self.tranches),
        ]
        return [(word, row) for word, rows in told for row in rows if row.verdict.etabli]


def months(user: Utilisateur) -> list[date]:
    """The first day of each month with passages, the last one first."""
    return list(Passage.objects.visible_to(user).dates("jour", "month", order="DESC"))


def span_of(mois: date) -> Periode:
    return Periode.mois(mois.year, mois.month)


def read_note(user: Utilisateur, mois: date) -> Note:
    """With the reader's own rights, in a bounded number of queries."""
    now = span_of(mois)
    before = span_of(now.debut - timedelta(days=1))
    rows = list(
        Passage.objects.visible_to(user)
        .between(before.debut, now.fin)
        .select_related("lieu")
        .defer("note")
    )
    halves = ([r for r in rows if r.jour < now.debut], [r for r in rows if r.jour >= now.debut])
    division = division_of_mediators()
    reports = list(
        Signalement.objects.visible_to(user)
        .current()
        .received(now.debut, now.fin)
        .only("secteurs", "adresse", "lieu_id")
    )
    return _Redaction(user, now, before, halves, division, reports).note()


@dataclass(frozen=True)
class _Redaction:
    """One note being drafted."""

    user: Utilisateur
    now: Periode
    before: Periode
    halves: tuple[list[Passage], list[Passage]]
    division: Division | None
    reports: list[Signalement]

    def note(self) -> Note:
        first, last = self.halves
        cut = min(self.now.fin, timezone.localdate())
        here = Counter(self.sector(row) for row in self.reports)
        sectors = {row.code: row.nom for row in self.sectors}
        outside = {"": AILLEURS} if any(not self.sector(row) for row in (*first, *last)) else {}
        by_sector = self.judge({**sectors, **outside}, self.sector)
        return Note(
            mois=self.now,
            precedent=self.before,
            arretee_le=cut if cut < self.now.fin else None,
            total=self.told([("Passages", len(first), len(last))])[0],
            jours=(_days(first), _days(last)),
            personnes=(_people(first), _people(last)),
            signalements=len(self.reports),
            secteurs=[
                (row, here[code])
                for code, row in zip([*sectors, *outside], by_sector, strict=True)
            ],
            natures=self.judge(self.kinds(), lambda row: row.nature_id),
            tranches=self.judge(dict(TrancheHoraire.choices), lambda row: row.tranche.value),
            lieux=self.places(),
            paragraphes=self.paragraphs(),
            compare=bool(first),
        )

    @property
    def sectors(self) -> Sequence[Secteur]:
        return list(self.division.secteurs.all()) if self.division else []

    def sector(self, row: Any) -> str:
        return str(row.secteurs.get(self.division.code, "")) if self.division else ""

    def kinds(self) -> dict[Any, str]:
        """Those in use that month, and those met."""
        rows = ChoixPassage.objects.visible_to(self.user).filter(liste=ListePassage.NATURE)
        met = {row.nature_id for half in self.halves for row in half}
        return {row.pk: row.libelle for row in rows if row.pk in met or row.runs(self.now.fin)}

    @property
    def expositions(self) -> Expositions:
        first, last = self.halves
        until = min(self.now.fin, max((row.jour for row in last), default=self.now.fin))
        over = self.now.fin <= timezone.localdate()
        days = self.now.days if over else (until - self.now.debut).days + 1
        seen = (_days(first), _days(last))
        return [(self.before.days, days), *([seen] if all(seen) else [])]

    def told(self, counts: Sequence[tuple[str, int, int]]) -> list[Mouvement]:
        if not self.halves[0]:
            return not_compared(counts)
        return judge_together(counts, self.expositions)

    def judge(
        self, labels: Mapping[Any, str], key: Callable[[Passage], Any]
    ) -> list[Mouvement]:
        first, last = (Counter(map(key, half)) for half in self.halves)
        return self.told([(label, first[code], last[code]) for code, label in labels.items()])

    def places(self) -> list[LieuQuiRevient]:
        """Met on several days; the reports of the same place, that month, beside."""
        names = {row.code: row.nom for row in self.sectors}
        met: dict[_Cle, list[Passage]] = defaultdict(list)
        for row in self.halves[1]:
            met[self.place_key(row)].append(row)
        reported = Counter(self.place_key(row) for row in self.reports)
        found = [
            LieuQuiRevient(
                rows[0].lieu.nom if rows[0].lieu else street(rows[0].adresse),
                names.get(self.sector(rows[0]), ""),
                len(rows),
                _days(rows),
                reported[key],
            )
            for key, rows in met.items()
            if _days(rows) >= JOURS_QUI_REVIENNENT
        ]
        return sorted(found, key=lambda row: (-row.jours, fold(row.nom), row.secteur))[:LIEUX]

    def place_key(self, row: Any) -> _Cle:
        if row.lieu_id:
            return ("lieu", str(row.lieu_id))
        return (fold(street(row.adresse)), self.sector(row))

    def paragraphs(self) -> list[Paragraphe]:
        rows = ParagrapheAmbiance.objects.visible_to(self.user).filter(mois=self.now.debut)
        written = dict(rows.values_list("secteur_id", "texte"))
        return [Paragraphe(row, written.get(row.pk, "")) for row in self.sectors]


def street(address: str) -> str:
    """Without number, building or floor: a street is not a dwelling."""
    bare = _NUMERO.sub("", address.strip())
    return bare.split(",")[0].strip() or bare


def _days(rows: Iterable[Passage]) -> int:
    return len({row.jour for row in rows})


def _people(rows: Iterable[Passage]) -> int:
    return sum(int(row.affluence) for row in rows)
