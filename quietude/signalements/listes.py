"""The lists that the filters choose from, read once until somebody changes one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from quietude.comptes.models import Utilisateur
from quietude.journal.versions import kept_until_written
from quietude.partenaires.enums import NatureOrganisation
from quietude.partenaires.models import Organisation
from quietude.signalements.models import Categorie
from quietude.signalements.querysets import VOIENT
from quietude.territoire.models import Division, Secteur

Choix: TypeAlias = list[tuple[str, Any]]

_REPONDENT = (
    NatureOrganisation.VILLE,
    NatureOrganisation.SERVICE_MUNICIPAL,
    NatureOrganisation.FORCE_SECURITE,
    NatureOrganisation.BAILLEUR,
)


@dataclass(eq=False)
class Listes:
    """By code, a sector by its path. Shared by readers, never written to: one for one state."""

    categories: Mapping[str, Categorie] = field(default_factory=dict)
    secteurs: Mapping[str, Secteur] = field(default_factory=dict)
    organisations: Mapping[str, Organisation] = field(default_factory=dict)

    @cached_property
    def libelles(self) -> dict[int, str]:
        """The words of a category, by key."""
        return {row.pk: row.libelle for row in self.categories.values()}

    @cached_property
    def services(self) -> dict[str, Organisation]:
        """Those to whom reports are given."""
        rows = self.organisations.items()
        return {code: row for code, row in rows if row.nature in _REPONDENT}

    @cached_property
    def noms(self) -> dict[int, str]:
        """Of every organisation, by key."""
        return {row.pk: str(row) for row in self.organisations.values()}

    @cached_property
    def choix_categories(self) -> Choix:
        """Each kind, then what it holds."""
        rows = list(self.categories.values())
        return [
            (kind.libelle, [(kind.code, f"{kind.libelle} : tout"), *_below(kind, rows)])
            for kind in rows
            if kind.parent_id is None
        ]

    @cached_property
    def choix_secteurs(self) -> Choix:
        """By division."""
        groups: dict[str, Choix] = {}
        for row in self.secteurs.values():
            groups.setdefault(row.division.nom, []).append((row.chemin, row.nom))
        return list(groups.items())

    @cached_property
    def choix_services(self) -> Choix:
        return [(row.code, str(row)) for row in self.services.values()]

    def kinds_under(self, code: str) -> list[int]:
        """The sub-categories that a kind stands for: its own, or itself."""
        row = self.categories[code]
        below = [each.pk for each in self.categories.values() if each.parent_id == row.pk]
        return below or [row.pk]

    def sector_of(self, secteurs: Mapping[str, str]) -> str:
        """The name of the sector, in the first division that tells."""
        found = (self.secteurs.get(f"{cut}/{code}") for cut, code in secteurs.items())
        named = sorted((row for row in found if row), key=lambda row: row.division.ordre)
        return named[0].nom if named else ""


def _below(kind: Categorie, rows: Iterable[Categorie]) -> Choix:
    return [(row.code, row.libelle) for row in rows if row.parent_id == kind.pk]


def listes_of(user: Utilisateur) -> Listes:
    """Those of the town, the same for all who read reports; none for others."""
    return _read() if user.role in VOIENT else Listes()


@kept_until_written(Categorie, Secteur, Division, Organisation)
def _read() -> Listes:
    places = Secteur.objects.select_related("division").defer("contour")
    return Listes(
        categories={row.code: row for row in Categorie.objects.all()},
        secteurs={row.chemin: row for row in places},
        organisations={row.code: row for row in Organisation.objects.all()},
    )
