"""One figure as it is read: its words, what explains them, its typed value."""

from dataclasses import dataclass
from decimal import Decimal

from quietude.observatoire.calculs.series import Point, Taux
from quietude.observatoire.enums import Base, EtatObservation
from quietude.socle.formats import FINE, nombre

DECIMALES_TAUX = 2
NON_DIFFUSE = "non diffusé"
_ETATS = {
    EtatObservation.NON_DIFFUSEE: (
        NON_DIFFUSE,
        "Le producteur ne publie pas ce chiffre : on ne sait s’il est nul, petit ou non.",
    ),
    EtatObservation.DOUTEUSE: (
        "douteux",
        "Le fichier du producteur donne un zéro invraisemblable : il est tenu pour manquant.",
    ),
    EtatObservation.MANQUANTE: ("—", "Pas de chiffre pour cette période."),
}
_BASES = {Base.HABITANTS: "habitants", Base.LOGEMENTS: "logements"}


@dataclass(frozen=True)
class Cellule:
    """`export` is a number only when the figure may be counted with."""

    texte: str
    titre: str = ""
    export: Decimal | str | None = None
    remplacee: bool = False  # a newer vintage says otherwise

    @property
    def muette(self) -> bool:
        """Nothing to count with: shown in a lighter ink."""
        return not isinstance(self.export, Decimal)


VIDE = Cellule("—", _ETATS[EtatObservation.MANQUANTE][1])
SANS_TAUX = Cellule("—", "Pas de taux : le fichier n’en donne pas, ou pas de quoi le calculer.")
SANS_NOMBRE = Cellule("—", "Le fichier donne le taux, sans le nombre.")


def unpublished(etat: str) -> Cellule:
    """A withheld, doubtful or missing figure."""
    words, why = _ETATS[EtatObservation(etat)]
    return Cellule(words, why, words if etat != EtatObservation.MANQUANTE else None)


def value_cell(point: Point | None) -> Cellule:
    """The value of a span; a sum of which a part is missing is a minimum."""
    if point is None:
        return VIDE
    if point.etat != EtatObservation.PUBLIEE:
        return unpublished(point.etat)
    if point.valeur is None:
        return SANS_NOMBRE
    words = nombre(point.valeur)
    if point.incomplet:
        least = f"au moins {words}"
        return Cellule(least, "Une partie de la somme manque ou n’est pas diffusée.", least)
    return Cellule(words, point.note, plain(point.valeur))


def rate_cell(point: Point | None) -> Cellule:
    """The rate of a span, with what it was divided by as its title."""
    if point is None:
        return VIDE
    if point.etat != EtatObservation.PUBLIEE:
        return unpublished(point.etat)
    if point.taux is None:
        return SANS_TAUX
    rate = point.taux
    words = nombre(rate.valeur, DECIMALES_TAUX)
    return Cellule(words, denominator(rate), plain(rate.valeur))


def plain(value: Decimal) -> Decimal:
    """Without the zeros that the database pads: 12.0000 -> 12."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def denominator(taux: Taux | None, base: str = "") -> str:
    """ "43 086 habitants (millésime 2013)", or nothing when it is not known."""
    if taux is None or taux.denominateur is None:
        return ""
    words = f"{nombre(taux.denominateur)} {_BASES.get(Base(base), '') if base else ''}".strip()
    return f"{words} (millésime {taux.annee})" if taux.annee else words


def per_thousand(base: str) -> str:
    """ "pour 1 000 logements", with its narrow space."""
    return Base(base).label.replace("1 000", f"1{FINE}000") if base != Base.AUCUNE else ""
