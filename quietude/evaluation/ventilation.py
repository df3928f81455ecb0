"""The split of an indicator as a table: a dimension over periods, or two dimensions crossed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from quietude.evaluation.lectures import Lecture
from quietude.evaluation.mots import say
from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.mesures import Coordonnees, Valeur
from quietude.socle.periodes import Periode

_TOTAL = "Total"


# Where a figure of the split is explained; nothing when it is nowhere.
Lien = Callable[[Periode, Coordonnees], str]


def nowhere(span: Periode, at: Coordonnees) -> str:
    return ""


@dataclass(frozen=True)
class Cellule:
    texte: str
    lien: str = ""


@dataclass(frozen=True)
class LigneVentilee:
    libelle: str
    cellules: tuple[Cellule, ...]


@dataclass(frozen=True)
class Ventilation:
    """Rows, and their total when parts add up: the figure of the indicator itself."""

    legende: str
    coin: str
    tetes: tuple[str, ...]
    lignes: tuple[LigneVentilee, ...]
    total: LigneVentilee | None


def split_of(lecture: Lecture, *, additive: bool, lien: Lien = nowhere) -> Ventilation | None:
    """None when nothing is split, or when no period has a part to show."""
    spans = [span for span, parts in lecture.parts.items() if parts and _is_told(lecture, span)]
    if not lecture.dimensions or not spans:
        return None
    if len(lecture.dimensions) == 1:
        return _over_time(lecture, spans, lien)
    return _crossed(lecture, spans[-1], lien, additive=additive)


def _is_told(lecture: Lecture, span: Periode) -> bool:
    """Not when nobody counted: a column of absences teaches nothing."""
    value = lecture.valeurs[span]
    return value.nombre is not None or value.etat is EtatValeur.MASQUEE


def _over_time(lecture: Lecture, spans: Sequence[Periode], lien: Lien) -> Ventilation:
    codes = _present(lecture, spans, 0)
    words = lecture.libelles[0]
    return Ventilation(
        f"{lecture.indicateur.libelle}, par {lecture.dimensions[0].lower()}",
        lecture.dimensions[0],
        tuple(span.court for span in spans),
        tuple(
            LigneVentilee(
                words.get(code, code),
                tuple(
                    Cellule(say(lecture.part(span, (code,))), lien(span, (code,)))
                    for span in spans
                ),
            )
            for code in codes
        ),
        LigneVentilee(
            _TOTAL,
            tuple(Cellule(say(lecture.valeurs[span]), lien(span, ())) for span in spans),
        ),
    )


def _crossed(lecture: Lecture, span: Periode, lien: Lien, *, additive: bool) -> Ventilation:
    first, second = lecture.libelles
    rows, columns = (_present(lecture, [span], rank) for rank in (0, 1))

    def line(code: str) -> LigneVentilee:
        values = [lecture.part(span, (code, other)) for other in columns]
        told = [
            Cellule(say(value), lien(span, (code, other)))
            for value, other in zip(values, columns, strict=True)
        ]
        told += [Cellule(say(add_up(values)))] if additive else []
        return LigneVentilee(first.get(code, code), tuple(told))

    sums = [add_up([lecture.part(span, (code, other)) for code in rows]) for other in columns]
    total = [Cellule(say(value)) for value in sums]
    total.append(Cellule(say(lecture.valeurs[span]), lien(span, ())))
    return Ventilation(
        f"{lecture.indicateur.libelle}, {span.libelle}, par "
        f"{' et '.join(lecture.dimensions).lower()}",
        lecture.dimensions[0],
        tuple(second.get(code, code) for code in columns) + ((_TOTAL,) if additive else ()),
        tuple(line(code) for code in rows),
        LigneVentilee(_TOTAL, tuple(total)) if additive else None,
    )


def _present(lecture: Lecture, spans: Iterable[Periode], rank: int) -> list[str]:
    """Codes that some part bears, in the order of the closed list."""
    met = {
        at[rank]
        for span in spans
        for at, value in lecture.parts[span].items()
        if value.nombre or value.etat is EtatValeur.MASQUEE
    }
    known = [code for code in lecture.libelles[rank] if code in met]
    return known + sorted(met - set(known))


def add_up(values: Sequence[Valeur]) -> Valeur:
    """The sum, hidden when a part is: a total would tell it."""
    hidden = next((value for value in values if value.etat is EtatValeur.MASQUEE), None)
    if hidden:
        return hidden
    total = sum((value.nombre or Decimal(0) for value in values), Decimal(0))
    partial = any(value.etat is EtatValeur.PARTIELLE for value in values)
    return Valeur(EtatValeur.PARTIELLE if partial else EtatValeur.CONNUE, total)
