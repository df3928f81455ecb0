"""What the mediators add to the rest: measures, pack, document, settings, home page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.indicateurs import mesures as registry
from quietude.signalements import mesures_passages, pack_passages
from quietude.signalements.documents import recettes
from quietude.signalements.models import Passage
from quietude.signalements.querysets import VOIENT_TOUT
from quietude.signalements.rules_passages import can_report_passage
from quietude.socle.menu import reglage
from quietude.strategie import registres
from quietude.strategie.models import Strategie
from quietude.strategie.registres import Bloc


def passages_bloc(user: Utilisateur, strategie: Strategie) -> Iterator[Bloc]:
    """Those of today; a mediator comes here to report one, an elected member to read."""
    if user.role not in VOIENT_TOUT:
        return
    today = timezone.localdate()
    count = Passage.objects.visible_to(user).between(today, today).count()
    page = f"{reverse('signalements:passages')}?du={today}&au={today}" if count else ""
    if count or can_report_passage(user):
        words = f"passage{'s' if count > 1 else ''} de médiateurs aujourd’hui"
        yield Bloc(count, words, page or reverse("signalements:passages"))


def register() -> None:
    registry.register(mesures_passages.measures)
    pack_passages.register_sections()
    recettes.register()
    registres.register_bloc(passages_bloc)
    reglage(
        "Listes des médiateurs",
        "signalements:passages_listes",
        "Ce que les médiateurs cochent sur le terrain : ce qu’ils rencontrent, ce qu’ils font.",
        VOIENT_TOUT,
    )
