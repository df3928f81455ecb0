"""Business verbs on the bodies."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from quietude.comptes.enums import ROLES_CONTENU
from quietude.comptes.models import Utilisateur
from quietude.instances.enums import EtatDecision
from quietude.socle.periodes import Periode

if TYPE_CHECKING:
    from quietude.instances.models import (  # noqa: F401 - name the bases below
        Decision,
        Instance,
        Reunion,
    )


class InstanceQuerySet(QuerySet["Instance"]):
    def visible_to(self, user: Utilisateur) -> "InstanceQuerySet":
        """Who sits by office and how often is no secret to those who see the strategy; what
        is said in a body will have its own door."""
        return self if user.role in ROLES_CONTENU else self.none()

    def described(self) -> "InstanceQuerySet":
        """With everything its page shows, in a fixed number of queries."""
        return self.select_related("rend_compte_a").prefetch_related(
            "composition__organisation", "rythmes"
        )


class ReunionQuerySet(QuerySet["Reunion"]):
    def visible_to(self, user: Utilisateur) -> "ReunionQuerySet":
        """When a body met and which seats were taken, for those who see that body."""
        return self if user.role in ROLES_CONTENU else self.none()

    def during(self, periode: Periode) -> "ReunionQuerySet":
        return self.filter(date__range=(periode.debut, periode.fin))

    def described(self) -> "ReunionQuerySet":
        """With everything its page shows, in a fixed number of queries."""
        return self.select_related("instance").prefetch_related(
            "presences__membre__organisation", "decisions__responsable"
        )


class DecisionQuerySet(QuerySet["Decision"]):
    def visible_to(self, user: Utilisateur) -> "DecisionQuerySet":
        """What was decided, for those who see the meeting."""
        return self if user.role in ROLES_CONTENU else self.none()

    def open(self) -> "DecisionQuerySet":
        return self.filter(etat=EtatDecision.A_FAIRE)

    def late(self) -> "DecisionQuerySet":
        return self.open().filter(echeance__lt=timezone.localdate())
