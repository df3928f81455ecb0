"""What a document claims of a change, beside the two figures that it compares."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from quietude.observatoire.cellules import Cellule, Imprimes
from quietude.observatoire.enums import SensVariation
from quietude.observatoire.pack import PackAffirmation
from quietude.observatoire.recalcul import Recalcul, find_one
from quietude.observatoire.statistiques import SEUIL, french, p_value, variation
from quietude.socle.pack.champs import Periode

_STABLE = Decimal(5)  # a change under 5 % may be called stable when counts do not decide
_LEEWAY = 5  # days: months and leap years make equal periods differ by a few days

TAUX = frozenset({"%", "pour mille", "points"})
# What is there on a day, counted one by one: between two such figures there is no chance.
_STOCKS = frozenset(
    {"habitants", "logements", "ménages", "familles", "opérateurs", "bailleurs", "agents"}
    | {"caméras", "établissements", "collèges", "lycées", "lycée", "€"}
)


@dataclass(frozen=True)
class Comparaison:
    """A claim with the figures it goes from and to, None when they are not printed."""

    item: PackAffirmation
    de: Cellule | None
    a: Cellule | None

    @property
    def paire(self) -> tuple[Cellule, Cellule] | None:
        return (self.de, self.a) if self.de and self.a else None

    @property
    def meme_duree(self) -> bool:
        """Whether the two figures are counted over as many days, as far as they say."""
        if not (self.de and self.a and self.de.periode and self.a.periode):
            return True
        return abs(self.de.periode.days - self.a.periode.days) <= _LEEWAY

    @property
    def variation(self) -> Decimal | None:
        return variation(self.de.valeur, self.a.valeur) if self.de and self.a else None

    @property
    def hasard(self) -> float | None:
        """The p-value of the exact test of two counts; None when they are not counts."""
        before, after = (_count(cell) for cell in (self.de, self.a))
        return None if before is None or after is None else p_value(before, after)

    @property
    def etablie(self) -> bool | None:
        """Whether two counts differ beyond chance; None when they are not counts."""
        chance = self.hasard
        return None if chance is None else chance < SEUIL

    @property
    def contredite(self) -> bool:
        """Whether figures go the other way; or move, when the text says that they do not."""
        change, sens = self.variation, self.item.sens
        if change is None or sens is None:
            return False
        if sens == SensVariation.STABLE:
            return abs(change) > _STABLE if self.etablie is None else self.etablie
        return change <= 0 if sens == SensVariation.HAUSSE else change >= 0

    @property
    def incertaine(self) -> bool:
        """Whether chance alone may give the change that the text speaks of."""
        moves = self.item.sens in {SensVariation.HAUSSE, SensVariation.BAISSE}
        return moves and self.etablie is False

    @property
    def recalcul(self) -> Recalcul | None:
        """The percentage that its two figures give, beside the one printed."""
        printed, exact, pair = self.item.pourcentage, self.variation, self.paire
        if printed is None or exact is None or pair is None:
            return None
        how = f"de {french(pair[0].valeur)} à {french(pair[1].valeur)}"
        return Recalcul(printed, exact, self.item.decimales, how)


def _count(cell: Cellule | None) -> int | None:
    """The value as a number of events; None when it is a rate or counts what is there."""
    if cell is None or cell.unite in _STOCKS | TAUX or cell.valeur != int(cell.valeur):
        return None
    return int(cell.valeur)


def read_claims(items: Iterable[PackAffirmation], imprimes: Imprimes) -> Iterator[Comparaison]:
    for item in items:
        yield Comparaison(item, find_one(imprimes, item.de), find_one(imprimes, item.a))


def months(span: Periode) -> str:
    """A span in months, with its days."""
    count = round(span.days / 30.44)
    return f"{count} mois ({span.debut:%d/%m/%Y}-{span.fin:%d/%m/%Y})"
