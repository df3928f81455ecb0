"""Business verbs on the tasks of reports."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.signalements.enums import EtatTache
from quietude.signalements.querysets import SuiteQuerySet

if TYPE_CHECKING:
    from quietude.signalements.models import Signalement


def held_services(user: Utilisateur) -> frozenset[int]:
    """The keys of the organisations that this person speaks for today."""
    held = Organisation.objects.held_by(user, on=timezone.localdate())
    return frozenset(held.values_list("pk", flat=True))


def theirs(user: Utilisateur) -> Q:
    """Given to this person, or to a service of theirs and to nobody in it."""
    held = Organisation.objects.held_by(user, on=timezone.localdate())
    return Q(agent=user) | Q(service__in=held.values("pk"), agent__isnull=True)


class TacheQuerySet(SuiteQuerySet):
    """Visible to whoever sees their report."""

    def of_report(self, signalement: "Signalement") -> Self:
        """Its own, and those of the reports that joined it."""
        joined = Q(signalement__fusionne_dans=signalement)
        return self.filter(Q(signalement=signalement) | joined)

    def live(self) -> Self:
        """Of reports that are not put aside; those of a merged report are still to do."""
        return self.filter(signalement__quarantaine=False)

    def open(self) -> Self:
        return self.in_state(EtatTache.A_FAIRE)

    def in_state(self, etat: str) -> Self:
        return self.filter(etat=etat)

    def late(self, on: date) -> Self:
        """Still to do past their day."""
        return self.open().filter(echeance__lt=on)

    def due_by(self, on: date) -> Self:
        """Still to do, and asked for that day or before."""
        return self.open().filter(echeance__lte=on)

    def given_to(self, service: Organisation) -> Self:
        return self.filter(service=service)

    def of_services_of(self, user: Utilisateur) -> Self:
        """Given to an organisation that this person speaks for, whoever is in charge there."""
        return self.filter(service__in=held_services(user))

    def entrusted_to(self, user: Utilisateur) -> Self:
        return self.filter(theirs(user))

    def described(self) -> Self:
        """With what a line says, and nothing heavy."""
        rows: Any = self.select_related(
            "signalement__categorie",
            "signalement__lieu",
            "signalement__fusionne_dans",
            "service",
            "agent",
            "close_par",
            "auteur",
        )
        return rows.defer(  # type: ignore[no-any-return]
            "signalement__recherche",
            "signalement__note",
            "signalement__fusionne_dans__recherche",
            "signalement__fusionne_dans__note",
        )
