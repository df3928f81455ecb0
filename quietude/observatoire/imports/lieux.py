"""The places that an import prepares figures for: the town, those it compares itself with."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.imports.ecriture import ensure_places
from quietude.observatoire.imports.lignes import Lieu
from quietude.observatoire.models import CodeOfficiel, Perimetre
from quietude.observatoire.perimetres import current_commune
from quietude.territoire.models import Commune

FRANCE = Lieu(NiveauPerimetre.PAYS, "FR", "France")
_CODE_DE_REGION = 2  # overseas collectivities have a region of their own, of three digits


@dataclass(frozen=True)
class CommuneSuivie:
    """A commune of today, with the codes of those that it is made of.

    `reunies` were merged into it; `arrondissements` are parts of Paris, Lyon or Marseille.
    """

    code: str
    nom: str
    departement: str
    region: str
    population: int | None
    reunies: frozenset[str] = frozenset()
    arrondissements: frozenset[str] = frozenset()

    @property
    def lieu(self) -> Lieu:
        return Lieu(NiveauPerimetre.COMMUNE, self.code, self.nom)

    @property
    def codes(self) -> frozenset[str]:
        return self.reunies | self.arrondissements | {self.code}


@dataclass(frozen=True)
class Suivis:
    """The communes followed, and the names of what they belong to."""

    communes: tuple[CommuneSuivie, ...]
    departements: dict[str, Lieu] = field(default_factory=dict)
    regions: dict[str, Lieu] = field(default_factory=dict)
    # Every département of France, with its region: what a total needs.
    france: dict[str, str] = field(default_factory=dict)

    @property
    def places(self) -> list[Lieu]:
        towns = [commune.lieu for commune in self.communes]
        return [*towns, *self.departements.values(), *self.regions.values(), FRANCE]


def followed() -> Suivis:
    """The communes of the territory, those compared with, and what they belong to."""
    compared = Perimetre.objects.filter(niveau=NiveauPerimetre.COMMUNE, compare=True)
    codes = [
        *Commune.objects.values_list("insee", flat=True),
        *compared.values_list("code", flat=True),
    ]
    return follow(codes)


def follow(codes: Iterable[str]) -> Suivis:
    """The places to prepare for communes of these codes; unknown codes are left out."""
    found = {row.code: row for code in codes if (row := current_commune(code))}
    parts = _parts(found)
    communes = tuple(_commune(row, parts) for row in found.values())
    regions = {row.code: row.nom for row in CodeOfficiel.objects.filter(niveau="region")}
    rows = {row.code: row for row in CodeOfficiel.objects.filter(niveau="departement")}
    return Suivis(
        communes,
        {
            code: Lieu(NiveauPerimetre.DEPARTEMENT, code, rows[code].nom)
            for code in sorted({commune.departement for commune in communes} & set(rows))
        },
        {
            code: Lieu(NiveauPerimetre.REGION, code, regions[code])
            for code in sorted({commune.region for commune in communes} & set(regions))
        },
        {row.code: row.region for row in rows.values() if len(row.region) == _CODE_DE_REGION},
    )


def _parts(found: dict[str, CodeOfficiel]) -> dict[tuple[str, str], set[str]]:
    parts: dict[tuple[str, str], set[str]] = {}
    for row in CodeOfficiel.objects.filter(successeur__in=found):
        if row.code not in found:
            parts.setdefault((row.niveau, row.successeur), set()).add(row.code)
    return parts


def _commune(row: CodeOfficiel, parts: dict[tuple[str, str], set[str]]) -> CommuneSuivie:
    return CommuneSuivie(
        row.code,
        row.nom,
        row.departement,
        row.region,
        row.population,
        frozenset(parts.get(("ancienne", row.code), ())),
        frozenset(parts.get(("arrondissement", row.code), ())),
    )


def prepare_perimetres() -> dict[Lieu, Perimetre]:
    """The places of the diagnosis: communes, départements, regions, France. In an action."""
    suivis = followed()
    return ensure_places(suivis.places) if suivis.communes else {}
