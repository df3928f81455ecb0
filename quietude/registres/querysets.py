"""Business verbs on the registers; `visible_to` is the only door to their rows."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation

if TYPE_CHECKING:
    from quietude.registres.models import (  # noqa: F401 - name the bases below
        Entree,
        Registre,
        Relance,
    )

# Those who see every row; a partner sees its own, elected members and readers the figures.
TOUTES_LES_LIGNES = frozenset({Role.COORDONNATEUR, Role.AGENT})
SAISISSENT = TOUTES_LES_LIGNES | {Role.PARTENAIRE}


class RegistreQuerySet(QuerySet["Registre"]):
    def visible_to(self, user: Utilisateur) -> "RegistreQuerySet":
        """What is counted is no secret to those who see content; a partner sees its own."""
        if user.role not in ROLES_CONTENU:
            return self.none()
        if user.role == Role.PARTENAIRE:
            held = Organisation.objects.held_by(user, on=timezone.localdate())
            return self.filter(fournit__organisation__in=held).distinct()
        return self

    def described(self) -> "RegistreQuerySet":
        """With all that describes them, in four queries."""
        return self.prefetch_related(
            "champs__choix", "champs__division", "fournit__organisation"
        )


class EntreeQuerySet(QuerySet["Entree"]):
    def visible_to(self, user: Utilisateur) -> "EntreeQuerySet":
        """The coordinator and the town's agents see every row, a partner its own rows."""
        if user.role in TOUTES_LES_LIGNES:
            return self
        if user.role == Role.PARTENAIRE:
            held = Organisation.objects.held_by(user, on=timezone.localdate())
            return self.filter(organisation__in=held)
        return self.none()


class RelanceQuerySet(QuerySet["Relance"]):
    def visible_to(self, user: Utilisateur) -> "RelanceQuerySet":
        """Those who see the rows asked for."""
        if user.role in TOUTES_LES_LIGNES:
            return self
        if user.role == Role.PARTENAIRE:
            held = Organisation.objects.held_by(user, on=timezone.localdate())
            return self.filter(organisation__in=held)
        return self.none()
