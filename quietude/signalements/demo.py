"""Fictional reports of 2012 to 2016; their counts are those that the document prints.

The same calls give the same rows: every choice comes from generators seeded with the year and
the kind. Nothing here happened, no place exists, no one is named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.utils import timezone
from shapely import Point
from shapely.geometry import shape

from quietude.journal.actions import acting
from quietude.observatoire.models import Chiffre, Tableau
from quietude.partenaires.models import Organisation
from quietude.signalements.demo_donnees import (
    AUTRE,
    BAILLEUR,
    CANAUX,
    CODES,
    DIVISION,
    ENCORE_OUVERTS,
    FICHES,
    GENRES,
    IRIS,
    ISSUES,
    MEDIATEURS,
    MEDIATIONS,
    MOTIFS,
    QUARTIERS,
    RESIDENCES,
    RUES,
    TABLEAU,
    TOTAL,
)
from quietude.signalements.echeances import after_working_days
from quietude.signalements.enums import CLOS, EtatSignalement, NatureSuite
from quietude.signalements.models import Categorie, Mediation, Signalement, Suite
from quietude.socle.periodes import Periode
from quietude.territoire.models import Secteur

_PAR_QUARTIER = 14  # addresses that call, so that some call again
_RECENTS = 45  # days before the last call, some of which are still open


def create_demo_signalements() -> int:
    """Write the reports, unless the town already has some; how many."""
    tableau = Tableau.objects.filter(code=TABLEAU).first()
    if tableau is None or Signalement.objects.exists():
        return 0
    town = _Ville.known(tableau)
    rows = sorted(town.reports(), key=lambda row: row.recu_le)
    with acting(None, "demo.signalements"):
        Signalement.objects.bulk_create(rows, batch_size=1000)
        Mediation.objects.bulk_create(town.mediations(rows), batch_size=1000)
        Suite.objects.bulk_create(town.answers(rows), batch_size=1000)
    return len(rows)


@dataclass(frozen=True)
class _Adresse:
    """One invented address, always at the same point."""

    texte: str
    point: Point
    secteurs: dict[str, str]
    bailleur: Organisation | None


@dataclass
class _Ville:
    """What is known of the town before anything is invented."""

    counts: dict[Periode, dict[str, int]]
    parts: dict[Periode, int]  # mediations of each period
    categories: dict[str, Categorie]
    organisations: dict[str, Organisation]
    names: dict[str, str]
    outlines: dict[str, Any]

    @classmethod
    def known(cls, tableau: Tableau) -> "_Ville":
        counts = dict(_printed(tableau))
        printed = {
            row.code: (Periode(row.debut, row.fin), int(row.valeur))
            for row in Chiffre.objects.filter(recueil=tableau.recueil)
            if row.code in (FICHES, MEDIATIONS) and row.debut and row.fin
        }
        span, whole = printed[FICHES]
        counted = sum(counts[span].values())
        for kinds in counts.values():  # other kinds keep the share that they have that year
            kinds[AUTRE] = sum(kinds.values()) * (whole - counted) // counted
        counts[span][AUTRE] = whole - counted
        held = printed[MEDIATIONS][1]
        outlined = Secteur.objects.filter(division__code=IRIS, contour__isnull=False)
        return cls(
            counts,
            {
                each: held if each == span else sum(kinds.values()) * held // whole
                for each, kinds in counts.items()
            },
            {row.code: row for row in Categorie.objects.select_related("service")},
            {row.code: row for row in Organisation.objects.all()},
            dict(Secteur.objects.filter(division__code=DIVISION).values_list("code", "nom")),
            {row.code: shape(row.contour) for row in outlined if row.contour},
        )

    @cached_property
    def last_day(self) -> date:
        return max(span.fin for span in self.counts)

    @cached_property
    def addresses(self) -> dict[str, list[_Adresse]]:
        return {code: list(self._addresses(code)) for code in QUARTIERS}

    def _addresses(self, quartier: str) -> Iterator[_Adresse]:
        draw = _draw(quartier)
        plan = QUARTIERS[quartier]
        for rank in range(_PAR_QUARTIER):
            iris = plan.iris[rank % len(plan.iris)]
            sectors = {DIVISION: quartier, IRIS: iris}
            if plan.qpv:
                sectors["qpv"] = plan.qpv
            estate = rank % 2 == 0
            street = draw.choice(RESIDENCES if estate else RUES)
            text = f"{street}, bât. {'ABCDEFG'[rank // 2]}" if estate else f"{rank} {street}"
            point = _inside(self.outlines[iris], draw)
            landlord = self.organisations.get(BAILLEUR) if estate else None
            yield _Adresse(
                f"{text}, {self.names.get(quartier, quartier)}", point, sectors, landlord
            )

    def reports(self) -> Iterator[Signalement]:
        for span, kinds in self.counts.items():
            for code, count in kinds.items():
                draw = _draw(f"{span.debut} {code}")
                for _rank in range(count):
                    yield self._report(span, self.categories[code], draw)

    def _report(self, span: Periode, categorie: Categorie, draw: Random) -> Signalement:
        genre = GENRES[categorie.code]
        happened = _day(span, genre.mois, draw)
        called = min(happened + timedelta(days=draw.choice((0, 0, 0, 1, 1, 3))), span.fin)
        hour = time(draw.choice(genre.heures), draw.choice((0, 10, 20, 30, 45)))
        where = self._address(draw)
        row = Signalement(
            canal=draw.choices(list(CANAUX), list(CANAUX.values()))[0],
            recu_le=_moment(called, time(draw.randint(8, 17), draw.randint(0, 59))),
            jour=called,
            fait_le=happened,
            dernier_fait_le=happened,
            fait_heure=hour if draw.random() < 0.8 else None,
            categorie=categorie,
            faits=sorted(draw.sample(genre.faits, min(len(genre.faits), draw.randint(1, 2)))),
            note=draw.choice(genre.notes) if draw.random() < 0.7 else "",
            urgent=categorie.urgence and draw.random() < 0.08,
            adresse=where.texte,
            longitude=round(where.point.x, 6),
            latitude=round(where.point.y, 6),
            secteurs=where.secteurs,
            bailleur=where.bailleur,
            service=categorie.service,
            echeance=after_working_days(called, categorie.delai),
        )
        self._settle(row, draw)
        return row

    def _address(self, draw: Random) -> _Adresse:
        weights = [plan.poids for plan in QUARTIERS.values()]
        quartier = draw.choices(list(QUARTIERS), weights)[0]
        often = [_PAR_QUARTIER - rank for rank in range(_PAR_QUARTIER)]
        return draw.choices(self.addresses[quartier], often)[0]

    def _settle(self, row: Signalement, draw: Random) -> None:
        """Where it stands: nearly all are closed, but among the last ones."""
        row.repete = draw.random() < 0.22
        row.episodes = draw.choice((1, 1, 2, 3)) if row.repete else 1
        age = (self.last_day - row.jour).days
        answered = row.jour + timedelta(days=draw.choice((0, 1, 1, 2, 3, 4, 6, 9, 15)))
        closed = answered + timedelta(days=draw.choice((0, 1, 3, 6, 10, 20, 30)))
        if age < _RECENTS and (closed > self.last_day or draw.random() < 0.35):
            row.etat = draw.choice(ENCORE_OUVERTS)
            waits = row.etat in (EtatSignalement.RECU, EtatSignalement.QUALIFIE)
            row.repondu_le = None if waits else min(answered, self.last_day)
            return
        row.etat = EtatSignalement.RESOLU
        if draw.random() < 0.11:
            row.etat, row.motif = EtatSignalement.SANS_SUITE, draw.choice(MOTIFS)
        row.repondu_le, row.clos_le = answered, min(closed, self.last_day)

    def mediations(self, rows: Sequence[Signalement]) -> list[Mediation]:
        """As many as told of each period, for the kinds that are settled by talking."""
        return [row for span in self.parts for row in self._mediations(span, rows)]

    def _mediations(self, span: Periode, rows: Sequence[Signalement]) -> Iterator[Mediation]:
        draw = _draw(f"médiations {span.debut}")
        fit = [row for row in rows if span.debut <= row.jour <= span.fin]
        fit.sort(key=lambda row: -draw.random() * GENRES[row.categorie.code].mediation)
        for row in fit[: self.parts[span]]:
            proposed = min(row.jour + timedelta(days=draw.randint(1, 8)), span.fin)
            held = proposed + timedelta(days=draw.randint(2, 20))
            done = row.etat in CLOS and held <= self.last_day
            yield Mediation(
                signalement=row,
                organisation=self.organisations[MEDIATEURS],
                proposee_le=proposed,
                tenue_le=held if done else None,
                issue=draw.choices(list(ISSUES), list(ISSUES.values()))[0] if done else "",
            )

    def answers(self, rows: Sequence[Signalement]) -> list[Suite]:
        """What was done about the reports of the last year."""
        last = [row for row in rows if row.jour.year == self.last_day.year and row.repondu_le]
        return [
            Suite(
                signalement=row,
                nature=NatureSuite.INTERVENTION,
                le=_moment(row.repondu_le, time(15)),
                texte="Passage sur place (démonstration).",
                organisation=row.service,
            )
            for row in last
            if row.repondu_le
        ]


def _printed(tableau: Tableau) -> Iterator[tuple[Periode, dict[str, int]]]:
    """Each column of the table: its days, and the count of each sub-category."""
    for column in tableau.contenu["colonnes"]:
        said: Mapping[str, str] = column["periode"]
        span = Periode(date.fromisoformat(said["debut"]), date.fromisoformat(said["fin"]))
        yield (
            span,
            {
                CODES.get(line["code"], line["code"]): int(line["valeurs"][column["code"]])
                for line in tableau.contenu["lignes"]
                if line["code"] != TOTAL
            },
        )


def _draw(seed: str) -> Random:
    return Random(f"allo {seed}")  # noqa: S311 - a demonstration, not a secret


def _day(span: Periode, months: Sequence[int], draw: Random) -> date:
    """A day of the span; months weigh as the kind says."""
    while True:
        day = span.debut + timedelta(days=draw.randint(0, (span.fin - span.debut).days))
        if draw.random() * max(months) <= months[day.month - 1]:
            return day


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def _inside(outline: Any, draw: Random) -> Point:
    west, south, east, north = outline.bounds
    while True:
        point = Point(draw.uniform(west, east), draw.uniform(south, north))
        if outline.contains(point):
            return point
