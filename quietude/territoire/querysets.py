"""Business verbs on the territory."""

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from quietude.comptes.enums import ROLES_CONTENU
from quietude.comptes.models import Utilisateur
from quietude.territoire.contours import contains

if TYPE_CHECKING:
    from quietude.territoire.models import (
        Division,  # noqa: F401 - ruff does not see them in the bases below
        Lieu,  # noqa: F401
        Secteur,
    )


class DivisionQuerySet(QuerySet["Division"]):
    def visible_to(self, user: Utilisateur) -> "DivisionQuerySet":
        """How the town is cut is no secret to those who see the content."""
        return self if user.role in ROLES_CONTENU else self.none()

    def with_size(self) -> "DivisionQuerySet":
        """With the number of its sectors (`taille`) and of their outlines (`traces`)."""
        outlined = Q(secteurs__contour__isnull=False)
        counted = self.annotate(
            taille=Count("secteurs"), traces=Count("secteurs", filter=outlined)
        )
        return counted.order_by("ordre", "code")  # a grouped query forgets Meta.ordering


class SecteurQuerySet(QuerySet["Secteur"]):
    def visible_to(self, user: Utilisateur) -> "SecteurQuerySet":
        return self if user.role in ROLES_CONTENU else self.none()

    def around(self, longitude: float, latitude: float) -> list["Secteur"]:
        """The sectors that contain this point, one at most of each division."""
        found: dict[int, Secteur] = {}
        for secteur in self.filter(contour__isnull=False):
            if secteur.contour and contains(secteur.contour, longitude, latitude):
                found.setdefault(secteur.division_id, secteur)
        return list(found.values())


class LieuQuerySet(QuerySet["Lieu"]):
    def visible_to(self, user: Utilisateur) -> "LieuQuerySet":
        return self if user.role in ROLES_CONTENU else self.none()

    def matching(self, text: str, nature: str = "", secteur: str = "") -> "LieuQuerySet":
        """Whose name or address holds this text, accents or not, of this kind, in this sector
        ("division/secteur")."""
        found = self.filter(nature=nature) if nature else self
        division, _, code = secteur.partition("/")
        if code:
            found = found.filter(secteurs__division__code=division, secteurs__code=code)
        words = " ".join(text.split())
        if not words:
            return found
        return found.filter(
            Q(nom__unaccent__icontains=words) | Q(adresse__unaccent__icontains=words)
        )
