"""What the public pages add to the home page: what was put aside and waits for a look."""

from collections.abc import Iterator

from django.urls import reverse

from quietude.comptes.models import Utilisateur
from quietude.signalements.models import MiseEnQuarantaine
from quietude.strategie import registres
from quietude.strategie.models import Strategie
from quietude.strategie.registres import Bloc


def quarantine_bloc(user: Utilisateur, strategie: Strategie) -> Iterator[Bloc]:
    """Nothing for those who do not sort, nor when nothing waits."""
    count = MiseEnQuarantaine.objects.visible_to(user).waiting().count()
    if count:
        words = "envois en quarantaine à regarder" if count > 1 else "envoi en quarantaine"
        yield Bloc(count, words, reverse("portail:quarantaine"), "attention")


def register() -> None:
    registres.register_bloc(quarantine_bloc)
