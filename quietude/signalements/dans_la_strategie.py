"""What the reports add to the home page: what is late, what came in today."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.signalements.liste import PLAFOND, capped_count
from quietude.signalements.models import Signalement
from quietude.signalements.querysets import VOIENT
from quietude.strategie import registres
from quietude.strategie.models import Strategie
from quietude.strategie.registres import Bloc


def reports_bloc(user: Utilisateur, strategie: Strategie) -> Iterator[Bloc]:
    """Late ones, and those received today, among those that this person sees."""
    if user.role not in VOIENT:
        return
    rows, today = Signalement.objects.visible_to(user).current(), timezone.localdate()
    page = reverse("signalements:liste")
    late = capped_count(rows.late(today))
    if late:
        yield Bloc(min(late, PLAFOND), _late(late), f"{page}?retard=on", "attention")
    new = capped_count(rows.received(today, today))
    if new:
        words = f"signalement{'s' if new > 1 else ''} reçu{'s' if new > 1 else ''} aujourd’hui"
        yield Bloc(new, words, f"{page}?du={today}&au={today}&etat=tous")


def _late(count: int) -> str:
    if count > PLAFOND:
        return "signalements en retard au moins"
    return f"signalement{'s' if count > 1 else ''} en retard"


def register() -> None:
    registres.register_bloc(reports_bloc)
