"""The page of a yearly evaluation: key figures, four answers, then the sections in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from quietude.evaluation.photo import (
    Photo,
    VueEtape,
    VueFiche,
    VueIndicateur,
    VueInstance,
    VueObjectif,
    VueParole,
    VuePoint,
    VueSerie,
)
from quietude.indicateurs.enums import EtatValeur
from quietude.socle.formats import FINE

_SIGNES = {
    "hausse": ("↗", "en hausse"),
    "baisse": ("↘", "en baisse"),
    "stable": ("=", "inchangé"),
    "indecis": ("≈", "pas de changement établi"),
    "": ("–", "pas de comparaison"),
}
_CONNUES = {EtatValeur.CONNUE.value, EtatValeur.MASQUEE.value}


@dataclass(frozen=True)
class LigneSerie:
    """A series as a line: the figure before, the figure of the year, what they tell."""

    serie: VueSerie

    @property
    def derniere(self) -> VuePoint | None:
        return self.serie.points[-1] if self.serie.points else None

    @property
    def avant(self) -> VuePoint | None:
        return self.serie.points[-2] if len(self.serie.points) > 1 else None

    @property
    def pour_cent(self) -> str:
        """A share is told from a count."""
        return f"{FINE}%" if self.serie.unite == "%" else ""

    @property
    def signe(self) -> str:
        return _SIGNES[self.serie.sens][0]

    @property
    def mot(self) -> str:
        return _SIGNES[self.serie.sens][1]


@dataclass(frozen=True)
class ThemeLu:
    titre: str
    lignes: list[LigneSerie]
    analyses: list[VueParole]


@dataclass(frozen=True)
class Argent:
    """Sums over the sheets; None when no amount is written."""

    demande: Decimal | None
    accorde: Decimal | None
    depense: Decimal | None


@dataclass(frozen=True)
class LigneArgent:
    fiche: VueFiche
    financeur: str
    annee: int | None
    argent: Argent
    note: str


@dataclass
class PageAnnuelle:
    """Everything that templates read of a photo, arranged."""

    photo: Photo

    @cached_property
    def themes(self) -> list[ThemeLu]:
        """In the order of the diagnosis; an analysis goes under its theme."""
        titles = dict.fromkeys(
            [*(row.theme for row in self.photo.delinquance), *self._told_themes]
        )
        return [
            ThemeLu(
                title,
                [LigneSerie(row) for row in self.photo.delinquance if row.theme == title],
                [row for row in self.photo.analyses if row.organisation == title],
            )
            for title in titles
        ]

    @property
    def _told_themes(self) -> list[str]:
        return [row.organisation for row in self.photo.analyses]

    @cached_property
    def objectifs(self) -> list[tuple[VueObjectif, list[VueFiche]]]:
        """Those that have sheets of their own."""
        by_number = {fiche.numero: fiche for fiche in self.photo.fiches}
        return [
            (row, [by_number[number] for number in row.fiches if number in by_number])
            for row in self.photo.objectifs
            if row.fiches
        ]

    @property
    def sources(self) -> list[str]:
        return list(dict.fromkeys(row.source for row in self.photo.delinquance))

    # -- what changed -----------------------------------------------------------------------

    @cached_property
    def hausses(self) -> list[LigneSerie]:
        return self._moved("hausse")

    @cached_property
    def baisses(self) -> list[LigneSerie]:
        return self._moved("baisse")

    @property
    def mouvements(self) -> list[tuple[str, str, list[LigneSerie]]]:
        """Sign, word and lines of what went up, then of what went down."""
        moves = (("↗", "hausse", self.hausses), ("↘", "baisse", self.baisses))
        return [move for move in moves if move[2]]

    def _moved(self, sens: str) -> list[LigneSerie]:
        """Beyond chance; the town's own first: a police service covers more."""
        rows = [row for row in self.photo.delinquance if row.sens == sens and row.etabli]
        return [LigneSerie(row) for row in sorted(rows, key=self._elsewhere)]

    def _elsewhere(self, row: VueSerie) -> bool:
        return row.lieu != self.photo.ville

    # -- what is late -----------------------------------------------------------------------

    @cached_property
    def retards(self) -> list[tuple[VueFiche, VueEtape]]:
        return [
            (row, step) for row in self.photo.fiches for step in row.etapes if step.en_retard
        ]

    @property
    def au(self) -> date:
        """The day on which steps are late: the end of the year, or before, that of reading."""
        return min(self.photo.faite_le, date(self.photo.annee, 12, 31))

    @property
    def instances_en_retard(self) -> list[VueInstance]:
        return [row for row in self.photo.instances if row.en_retard]

    @property
    def decisions_en_retard(self) -> int:
        return sum(row.en_retard for row in self.photo.instances)

    # -- figures ----------------------------------------------------------------------------

    @cached_property
    def indicateurs(self) -> list[VueIndicateur]:
        return [row for fiche in self.photo.fiches for row in fiche.indicateurs]

    @property
    def renseignes(self) -> int:
        return sum(is_known(row) for row in self.indicateurs)

    @property
    def etats(self) -> list[tuple[str, int]]:
        """How many sheets stand where, in the order in which they come."""
        names = [row.etat for row in self.photo.fiches]
        return [(name, names.count(name)) for name in dict.fromkeys(names)]

    @property
    def avancement(self) -> int:
        rows = self.photo.fiches
        return round(sum(row.avancement for row in rows) / len(rows)) if rows else 0

    @property
    def reunions(self) -> int:
        return sum(row.tenues for row in self.photo.instances)

    @cached_property
    def argent(self) -> list[LigneArgent]:
        return [
            LigneArgent(
                fiche,
                row.financeur,
                row.annee,
                Argent(row.demande, row.accorde, row.depense),
                row.note,
            )
            for fiche in self.photo.fiches
            for row in fiche.financements
        ]

    @property
    def total(self) -> Argent:
        return total_of([line.argent for line in self.argent])

    @property
    def gravites(self) -> list[tuple[str, int]]:
        names = [row.gravite for row in self.photo.constats]
        return [(name, names.count(name)) for name in dict.fromkeys(names)]

    @property
    def paroles(self) -> Sequence[tuple[VueFiche | None, VueParole]]:
        """Of the year, then of each sheet."""
        whole: list[tuple[VueFiche | None, VueParole]] = [
            (None, word) for word in self.photo.paroles
        ]
        return whole + [(row, word) for row in self.photo.fiches for word in row.paroles]


def is_known(row: VueIndicateur) -> bool:
    return bool(row.valeurs) and row.valeurs[-1].etat in _CONNUES


def total_of(rows: Sequence[Argent]) -> Argent:
    return Argent(
        _sum(row.demande for row in rows),
        _sum(row.accorde for row in rows),
        _sum(row.depense for row in rows),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
