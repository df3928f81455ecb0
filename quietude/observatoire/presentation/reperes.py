"""Towns of the same size: what they publish, and where this one stands among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from django.db.models import QuerySet
from django.urls import reverse

from quietude.comptes.models import Utilisateur
from quietude.observatoire.enums import Base
from quietude.observatoire.models import CodeOfficiel, Repere, Source
from quietude.observatoire.nomenclature import strate_called, strate_of
from quietude.observatoire.presentation.cellules import (
    DECIMALES_TAUX,
    NON_DIFFUSE,
    per_thousand,
)
from quietude.socle.formats import nombre
from quietude.territoire.models import Commune


@dataclass(frozen=True)
class CommuneComparee:
    """A town of the stratum; `taux` is None when withheld."""

    code: str
    nom: str
    population: int | None
    taux: Decimal | None
    sienne: bool

    @property
    def taux_lu(self) -> str:
        return NON_DIFFUSE if self.taux is None else nombre(self.taux, DECIMALES_TAUX)

    @property
    def marque(self) -> str:
        return "Votre commune" if self.sienne else ""


@dataclass(frozen=True)
class RepereLu:
    """Quartiles of the published rates of a stratum, in words."""

    repere: Repere
    strate: str
    base: str  # "pour 1 000 logements"

    @property
    def annee(self) -> int:
        return self.repere.annee

    @property
    def adresse(self) -> str:
        return reverse("observatoire:repere", args=[self.repere.grandeur.code, self.annee])

    @property
    def mediane(self) -> str:
        return _rate(self.repere.mediane)

    @property
    def quartiles(self) -> str:
        """ "de 3,10 à 7,25", or nothing when too few towns publish."""
        first, third = self.repere.quartile_1, self.repere.quartile_3
        return "" if first is None or third is None else f"de {_rate(first)} à {_rate(third)}"

    @property
    def publient(self) -> str:
        """How many towns stand behind the median."""
        towns, publish = self.repere.communes, self.repere.publiees
        return (
            f"{nombre(towns)} communes de {self.strate}, dont {nombre(publish)} "
            f"{'publient' if publish > 1 else 'publie'} ce taux"
        )

    @property
    def phrase(self) -> str:
        """The benchmark as one sentence."""
        if self.repere.mediane is None:
            return f"{self.publient} : pas de médiane."
        half = f"la moitié des taux publiés vont {self.quartiles}" if self.quartiles else ""
        said = (
            f"Médiane des communes de même taille en {self.annee} : {self.mediane} {self.base}"
        )
        return f"{said}{f' ; {half}' if half else ''} ({self.publient})."


# By quantity and year.
Reperes: TypeAlias = dict[tuple[str, int], RepereLu]


def _rate(value: Decimal | None) -> str:
    return "—" if value is None else nombre(value, DECIMALES_TAUX)


def own_strates() -> set[str]:
    """Strata of the towns that this installation serves."""
    towns = Commune.objects.values("insee")
    sizes = CodeOfficiel.objects.communes().filter(code__in=towns, population__isnull=False)
    return {strate_of(size).code for size in sizes.values_list("population", flat=True)}


def read_reperes(user: Utilisateur, grandeurs: Iterable[str]) -> Reperes:
    """The benchmarks of these quantities for towns of this size (two queries)."""
    found: Reperes = {}
    rows = _visible(user).filter(grandeur__code__in=set(grandeurs), strate__in=own_strates())
    for row in rows.defer("liste").order_by("annee", "source__rang", "source_id"):
        found[row.grandeur.code, row.annee] = _read(row)
    return found


def read_repere(user: Utilisateur, grandeur: str, annee: int) -> RepereLu | None:
    """The benchmark of a year, as the newest vintage gives it, for towns of this size first."""
    own = own_strates()
    rows = _visible(user).filter(grandeur__code=grandeur, annee=annee)
    ordered = sorted(
        rows.defer("liste"), key=lambda r: (r.strate in own, r.source.rang, r.source_id)
    )
    return _read(ordered[-1]) if ordered else None


def _visible(user: Utilisateur) -> QuerySet[Repere]:
    sources = Source.objects.visible_to(user)
    return Repere.objects.filter(source__in=sources).select_related("grandeur", "source")


def _read(row: Repere) -> RepereLu:
    strate = strate_called(row.strate)
    base = per_thousand(row.grandeur.base) or Base.HABITANTS.label
    return RepereLu(row, strate.libelle if strate else row.strate, base)


def towns_of(repere: Repere) -> list[CommuneComparee]:
    """The list of the stratum, by name."""
    own = set(Commune.objects.values_list("insee", flat=True))
    return [
        CommuneComparee(
            code, name, population, None if rate is None else Decimal(str(rate)), code in own
        )
        for code, name, population, rate in repere.liste
    ]
