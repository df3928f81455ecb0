"""Where figures come from: each source with what it still says today, and what it revised."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.observatoire.enums import EtatObservation, FamilleSource
from quietude.observatoire.models import Observation, Source
from quietude.socle.formats import nombre
from quietude.socle.periodes import Periode

REVISIONS_MONTREES = 50


@dataclass(frozen=True)
class SourceLue:
    """A source, how many figures it gives, how many of them hold today.

    `suivante` is the vintage of its family that came after it.
    """

    source: Source
    chiffres: int
    en_vigueur: int
    suivante: Source | None

    @property
    def etat(self) -> str:
        if not self.chiffres:
            return "Rien sur la ville"
        if self.en_vigueur == self.chiffres:
            return "En vigueur"
        return "Remplacée" if not self.en_vigueur else "En partie remplacée"

    @property
    def remplacee_par(self) -> str:
        if self.en_vigueur == self.chiffres or self.suivante is None:
            return ""
        return self.suivante.millesime or self.suivante.titre

    @property
    def importee_le(self) -> date | None:
        when = self.source.importee_le
        return timezone.localtime(when).date() if when else None

    @property
    def ton(self) -> str:
        if not self.chiffres:
            return "neutre"
        return "succes" if self.en_vigueur == self.chiffres else "attention"


def read_sources(user: Utilisateur) -> list[SourceLue]:
    """Every source that the reader may see, by family, the newest first."""
    order = {family: rank for rank, family in enumerate(FamilleSource)}
    rows = Source.objects.visible_to(user).order_by("-rang", "titre", "pk")
    sources = sorted(rows, key=lambda row: order[FamilleSource(row.famille)])
    total = _count(Observation.objects.all())
    held = _count(Observation.objects.filter(pk__in=_in_force().values("pk")))
    return [
        SourceLue(row, total.get(row.pk, 0), held.get(row.pk, 0), _next(row, sources))
        for row in sources
    ]


def _in_force() -> QuerySet[Observation]:
    return Observation.objects.in_force()


def _count(rows: QuerySet[Observation]) -> dict[int, int]:
    counted = rows.order_by().values("source").annotate(nombre=Count("pk"))
    return {row["source"]: row["nombre"] for row in counted}


def _next(source: Source, sources: list[Source]) -> Source | None:
    """The newest vintage of the family, when it is another one."""
    family = [
        row
        for row in sources
        if row.famille == source.famille
        and row.recueil == source.recueil
        and row.rang > source.rang
    ]
    return max(family, key=lambda row: row.rang, default=None)


@dataclass(frozen=True)
class Revision:
    """A figure to which a newer source gives another value."""

    observation: Observation
    ancienne: str
    nouvelle: str

    @property
    def periode(self) -> str:
        return Periode(self.observation.debut, self.observation.fin).court


def revised_by(source: Source) -> list[Revision]:
    """The first figures that this source tells otherwise than the vintage before it."""
    before = Observation.objects.filter(
        serie=OuterRef("serie"), debut=OuterRef("debut"), fin=OuterRef("fin")
    ).exclude(source=source)
    before = before.filter(source__rang__lt=source.rang).order_by("-source__rang", "-source_id")
    rows = (
        Observation.objects.filter(source=source)
        .annotate(
            avant=Subquery(before.values("valeur")[:1]),
            avant_taux=Subquery(before.values("taux")[:1]),
            avant_etat=Subquery(before.values("etat")[:1]),
        )
        .filter(avant_etat__isnull=False)
        .filter(_differs())
        .select_related("serie__perimetre")
        .order_by("serie__libelle", "serie", "-debut")[:REVISIONS_MONTREES]
    )
    return [
        Revision(
            row,
            _said(row.avant_etat, row.avant, row.avant_taux),
            _said(row.etat, row.valeur, row.taux),
        )
        for row in rows
    ]


def _said(etat: str, valeur: Decimal | None, taux: Decimal | None) -> str:
    if etat != EtatObservation.PUBLIEE:
        return EtatObservation(etat).label.lower()
    return nombre(valeur) if valeur is not None else f"{nombre(taux)} ‰"


def _differs() -> Q:
    """Another state, another number, or another rate when there is no number."""
    number = ~Q(avant=F("valeur")) | Q(avant__isnull=True, valeur__isnull=False)
    rate = Q(avant__isnull=True, valeur__isnull=True) & ~Q(avant_taux=F("taux"))
    return number | rate | ~Q(avant_etat=F("etat"))
