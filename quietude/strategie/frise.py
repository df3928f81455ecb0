"""The timeline as numbers for an SVG: rows, bars, diamonds; no script, no style."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quietude.strategie.calendrier import Calendrier, Fenetre, sheets_shown
from quietude.strategie.models import FicheAction

LARGEUR = 1180
MARGE = 260  # where the names of the sheets stand
TETE = 28
LIGNE = 26
_LETTRES = 36


@dataclass(frozen=True)
class Repere:
    """A vertical mark and its word; `x` in the units of the drawing."""

    x: int
    libelle: str


@dataclass(frozen=True)
class Losange:
    """A milestone on its row."""

    points: str
    ton: str
    libelle: str


@dataclass
class Rangee:
    """A sheet: its name, its bar when it has a span, its milestones."""

    fiche: FicheAction
    y: int
    barre_x: int = 0
    barre_largeur: int = 0
    losanges: list[Losange] = field(default_factory=list)

    @property
    def nom(self) -> str:
        text = str(self.fiche)
        return text if len(text) <= _LETTRES else f"{text[: _LETTRES - 1]}…"

    @property
    def texte_y(self) -> int:
        return self.y + LIGNE // 2 + 4

    @property
    def barre_y(self) -> int:
        return self.y + 6

    @property
    def barre_hauteur(self) -> int:
        return LIGNE - 12


@dataclass(frozen=True)
class Frise:
    """The whole drawing."""

    hauteur: int
    reperes: list[Repere]
    rangees: list[Rangee]
    aujourd_hui: int | None
    largeur: int = LARGEUR
    marge: int = MARGE
    tete: int = TETE


def _position(fenetre: Fenetre, day: date) -> int:
    """Where a day stands across the drawing, kept inside it."""
    total = (fenetre.fin - fenetre.debut).days + 1
    done = min(max((day - fenetre.debut).days, 0), total)
    return MARGE + round(done * (LARGEUR - MARGE) / total)


def _bar(row: Rangee, fiche: Any, fenetre: Fenetre) -> None:
    """From `spanning`: du, au. Both days are included."""
    row.barre_x = _position(fenetre, fiche.du)
    end = _position(fenetre, date.fromordinal(min(fiche.au, fenetre.fin).toordinal() + 1))
    row.barre_largeur = max(end - row.barre_x, 2)


def _diamond(x: int, row: Rangee) -> str:
    y, r = row.y + LIGNE // 2, 7
    return f"{x},{y - r} {x + r},{y} {x},{y + r} {x - r},{y}"


def draw(calendrier: Calendrier, on: date) -> Frise:
    """Lay out the sheets of the calendar, one row each."""
    window = calendrier.fenetre
    rows = {
        fiche.pk: Rangee(fiche, TETE + rank * LIGNE)
        for rank, fiche in enumerate(sheets_shown(calendrier))
    }
    for fiche in calendrier.actions:
        _bar(rows[fiche.pk], fiche, window)
    for step in calendrier.etapes:
        row = rows[step.jalon.fiche_id]
        assert step.jalon.echeance is not None
        mark = _diamond(_position(window, step.jalon.echeance), row)
        words = f"{step.jalon.titre} ({step.jalon.echeance:%d/%m/%Y}) : {step.mot}"
        row.losanges.append(Losange(mark, step.ton, words))
    inside = window.debut <= on <= window.fin
    return Frise(
        hauteur=TETE + len(rows) * LIGNE + 4,
        reperes=[Repere(_position(window, day), words) for day, words in window.reperes],
        rangees=list(rows.values()),
        aujourd_hui=_position(window, on) if inside else None,
    )
