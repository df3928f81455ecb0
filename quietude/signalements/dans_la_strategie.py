"""What the reports add to the home page: what is late, what came in today, one's tasks."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.signalements.liste import PLAFOND, capped_count
from quietude.signalements.models import Signalement, Tache
from quietude.signalements.querysets import VOIENT
from quietude.signalements.querysets_taches import theirs
from quietude.signalements.rappels import CONCERNES
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


def tasks_bloc(user: Utilisateur, strategie: Strategie) -> Iterator[Bloc]:
    """One's own tasks, the late ones first; the coordinator also learns of everyone's."""
    if user.role not in CONCERNES:
        return
    page, keeper = reverse("signalements:taches"), user.role == Role.COORDONNATEUR
    rows = Tache.objects.visible_to(user).live().open().order_by()
    mine, past = theirs(user), Q(echeance__lt=timezone.localdate())
    counted = (rows if keeper else rows.filter(mine)).aggregate(
        total=Count("pk", filter=mine),
        late=Count("pk", filter=mine & past),
        every=Count("pk", filter=past),
    )
    if late := counted["late"]:
        words = "tâches en retard" if late > 1 else "tâche en retard"
        yield Bloc(late, words, f"{page}?qui=moi&retard=on", "attention")
    if total := counted["total"]:
        words = "tâches à faire" if total > 1 else "tâche à faire"
        yield Bloc(total, words, f"{page}?qui=moi")
    if keeper and (late := counted["every"]):
        words = f"{'tâches' if late > 1 else 'tâche'} en retard, tous services"
        yield Bloc(late, words, f"{page}?retard=on", "attention")


def register() -> None:
    registres.register_bloc(reports_bloc)
    registres.register_bloc(tasks_bloc)
