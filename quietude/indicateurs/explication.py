"""How a figure was made, in French sentences, and the rows that it was made of.

Rows are never reached through a figure: readers get those that the stream lets them open
(`Flux.lisibles`), and among them those that count. So a hidden figure hides no row that its
reader may open in the register, and shows none that they may not. How many rows stay closed is
told, but of named follow-up: there that number is a figure which nobody judged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, TextField, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from quietude.comptes.models import Utilisateur
from quietude.indicateurs.enums import Agregat
from quietude.indicateurs.mesures import Coordonnees, Filtres, Flux, Mesure
from quietude.socle.formats import FINE, INSECABLE, jour, nombre
from quietude.socle.periodes import Periode

VAUT = "_vaut"  # what a row brings to the figure
_CALCULS = {
    Agregat.COMPTE: "Chaque ligne compte pour une.",
    Agregat.SOMME: "Ce que disent les lignes est additionné.",
    Agregat.MOYENNE: "La moyenne de ce que disent les lignes.",
    Agregat.MEDIANE: "La médiane de ce que disent les lignes{0}: la moitié d’entre elles est "
    "en dessous, l’autre au-dessus.",
    Agregat.DISTINCTS: "Chaque valeur compte une fois, même si plusieurs lignes la portent.",
    Agregat.DERNIER: "De chacun de ceux qui la donnent, la dernière valeur connue dans la "
    "période est retenue{0}; ces valeurs sont additionnées.",
}
_SILENCE = "Une ligne qui n’en dit rien n’y entre pas."
_TOUTES = "Toutes les lignes comptent."
_BORNES = "Une ligne compte quand elle commence et finit dans cette période."
_INSTANT = "Une ligne compte quand son jour est dans cette période."
_ADDITIF = "les parts s’additionnent et donnent le total"
_NON_ADDITIF = "les parts ne s’additionnent pas"
_NOMINATIF = (
    "Ces chiffres viennent d’un suivi nominatif{0}: un nombre inférieur à {1} n’est pas "
    "montré, ni ceux qui permettraient de le retrouver. Le nombre de lignes que vous ne pouvez "
    "pas ouvrir n’est pas dit non plus."
)
_OUVRABLES = "Seules les lignes que vous pouvez ouvrir sont montrées"


@dataclass(frozen=True)
class Chiffre:
    """One figure: a measure of some rows, over a period, in one cell of its split or whole."""

    mesure: Mesure
    periode: Periode
    filtres: Filtres = ()
    par: tuple[str, ...] = ()
    cellule: Coordonnees = ()

    @property
    def tests(self) -> Filtres:
        """What rows must bear: the filters, and the codes of the cell."""
        cell = zip(self.par, self.cellule, strict=False)
        return (*self.filtres, *((cle, (code,)) for cle, code in cell))


@dataclass(frozen=True)
class Point:
    """One thing to know of a figure."""

    terme: str
    phrase: str


# -- in words ------------------------------------------------------------------------------


def explain(chiffre: Chiffre) -> list[Point]:
    """What is counted, of which rows, over which period, and what is not shown."""
    return [Point(term, said) for term, said in _told(chiffre) if said]


def _told(chiffre: Chiffre) -> Iterator[tuple[str, str]]:
    mesure, flux = chiffre.mesure, chiffre.mesure.flux
    unit = f" ({mesure.unite})" if mesure.unite else ""
    yield "Mesure", f"{quoted(mesure.libelle)}{unit}, dans {quoted(flux.libelle)}."
    yield "Définition", mesure.definition
    how = _CALCULS[mesure.agregat].format(INSECABLE)
    yield "Calcul", how if mesure.agregat is Agregat.COMPTE else f"{how} {_SILENCE}"
    yield "Lignes retenues", _kept(flux, chiffre.tests)
    yield "Ventilation", "" if chiffre.cellule else _split(chiffre)
    yield "Période", _when(flux, chiffre.periode)
    if flux.nominatif:
        yield "Secret", _NOMINATIF.format(INSECABLE, nombre(flux.seuil))


def quoted(text: str) -> str:
    return f"«{FINE}{text}{FINE}»"


def _kept(flux: Flux, tests: Filtres) -> str:
    """ "Seules les lignes dont « Public » est « Élèves » ou « Parents » comptent."."""
    if not tests:
        return _TOUTES
    told = []
    for cle, codes in tests:
        dimension = flux.dimension(cle)
        labels = {row.code: row.libelle for row in dimension.modalites()} if dimension else {}
        values = " ou ".join(
            quoted(labels.get(code, code)) if code else "non dit" for code in codes
        )
        told.append(f"{quoted(dimension.libelle if dimension else cle)} est {values}")
    return f"Seules comptent les lignes où {', et où '.join(told)}."


def _split(chiffre: Chiffre) -> str:
    names = [
        quoted(dimension.libelle)
        for cle in chiffre.par
        if (dimension := chiffre.mesure.flux.dimension(cle))
    ]
    if not names:
        return ""
    told = _ADDITIF if chiffre.mesure.additive else _NON_ADDITIF
    return f"Par {' et par '.join(names)}{INSECABLE}; {told}."


def _when(flux: Flux, span: Periode) -> str:
    days = f"du {jour(span.debut)} au {jour(span.fin)}"
    name, rule = span.libelle, _INSTANT if flux.debut == flux.fin else _BORNES
    said = days if name == days else f"{name}, {days}"  # odd days have no other name
    return f"{said[0].upper()}{said[1:]}. {rule}"


# -- the rows ------------------------------------------------------------------------------


def rows_behind(chiffre: Chiffre) -> QuerySet[Any]:
    """All the rows that make a figure: those which say what it sums, and, of a last known
    value, the retained ones alone."""
    mesure, flux, span = chiffre.mesure, chiffre.mesure.flux, chiffre.periode
    inside = {f"{flux.debut}__gte": span.debut, f"{flux.fin}__lte": span.fin}
    codes = {f"_f{rank}": _code(flux, cle) for rank, (cle, _) in enumerate(chiffre.tests)}
    tests = {f"_f{rank}__in": kept for rank, (_, kept) in enumerate(chiffre.tests)}
    rows: QuerySet[Any] = flux.lignes().order_by().alias(**codes).filter(**inside, **tests)
    if mesure.agregat is not Agregat.COMPTE:
        rows = rows.alias(_dit=_brought(mesure)).filter(_dit__isnull=False)
    if mesure.agregat is Agregat.DERNIER:
        rows = _last_of_each(rows, flux)
    return rows


def _code(flux: Flux, cle: str) -> Coalesce:
    return Coalesce(flux.code(cle), Value(""), output_field=TextField())


def _brought(mesure: Mesure) -> Any:
    return F(mesure.champ) if isinstance(mesure.champ, str) else mesure.champ


def _last_of_each(rows: QuerySet[Any], flux: Flux) -> QuerySet[Any]:
    """The last row of each provider, for each value of the dimensions, as the engine does."""
    each = [_code(flux, row.cle) for row in flux.dimensions]
    who = [F(flux.par_qui)] if flux.par_qui else []
    rank = Window(
        RowNumber(),
        partition_by=[*who, *each] or None,
        order_by=[F(flux.fin).desc(), F("pk").desc()],
    )
    last: QuerySet[Any] = rows.alias(_rang=rank).filter(_rang=1)
    return last


def readable_rows(chiffre: Chiffre, user: Utilisateur) -> QuerySet[Any]:
    """Those that this reader may open, the latest first, with what each brings (`VAUT`)."""
    mesure, flux = chiffre.mesure, chiffre.mesure.flux
    counted = rows_behind(chiffre).values("pk")
    rows: QuerySet[Any] = flux.lisibles(user).filter(pk__in=counted)
    if has_worth(mesure):
        rows = rows.annotate(**{VAUT: _brought(mesure)})
    return rows.order_by(f"-{flux.fin}", f"-{flux.debut}", "-pk")


def has_worth(mesure: Mesure) -> bool:
    """Whether rows bring a number of their own, rather than themselves or a value."""
    return mesure.agregat not in {Agregat.COMPTE, Agregat.DISTINCTS}


def say_closed(chiffre: Chiffre, seen: int) -> str:
    """What the reader is not shown: how many rows, but of named follow-up."""
    if chiffre.mesure.flux.nominatif:
        return _OUVRABLES
    closed = rows_behind(chiffre).count() - seen
    if closed <= 0:
        return ""
    several = f"{nombre(closed)} autres lignes comptent, que vous ne pouvez pas ouvrir"
    return several if closed > 1 else "Une autre ligne compte, que vous ne pouvez pas ouvrir"
