"""What the bodies add to the pages of the strategy: names, seats, decisions of a partner."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.instances.chartes import chartes_to_do
from quietude.instances.enums import QualiteMembre
from quietude.instances.models import Decision, Instance, Reunion
from quietude.partenaires.models import Organisation
from quietude.socle.formats import jour
from quietude.strategie import registres
from quietude.strategie.models import Strategie
from quietude.strategie.registres import Bloc, Ligne, Section


def name_instances(codes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Name and address of the bodies that the sheets cite by their code."""
    found = Instance.objects.filter(code__in=codes)
    return {row.code: (row.nom, row.get_absolute_url()) for row in found}


def list_seats(user: Utilisateur, organisation: Organisation) -> Iterator[Section]:
    """The seats of an organisation, as a part of its page."""
    bodies = Instance.objects.visible_to(user)
    seats = organisation.sieges.filter(instance__in=bodies).select_related("instance")
    lines = tuple(
        Ligne(
            seat.instance.nom,
            seat.instance.get_absolute_url(),
            seat.fonction
            if seat.qualite == QualiteMembre.MEMBRE
            else f"{seat.fonction} ({seat.get_qualite_display().lower()})",
        )
        for seat in seats.order_by("instance__ordre", "ordre")
    )
    if lines:
        yield Section("Sièges dans les instances", lines)


def list_decisions(user: Utilisateur, organisation: Organisation) -> Iterator[Section]:
    """What bodies entrusted to an organisation and is still to do, as a part of its page."""
    rows = Decision.objects.visible_to(user).entrusted_to(organisation).open()
    lines = tuple(
        Ligne(row.texte, row.get_absolute_url(), _situation(row))
        for row in rows.described().by_urgency()
    )
    if lines:
        yield Section("Décisions à faire", lines)


def _situation(decision: Decision) -> str:
    said = str(decision.reunion.instance)
    if decision.echeance is not None:
        said += f", pour le {jour(decision.echeance)}"
    return f"{said}, en retard" if decision.en_retard else said


def decisions_bloc(user: Utilisateur, strategie: Strategie) -> Iterator[Bloc]:
    """Decisions past their day, for those who decide and for the coordinator."""
    if user.role not in (Role.COORDONNATEUR, Role.ELU):
        return
    count = Decision.objects.visible_to(user).late(timezone.localdate()).count()
    if count:
        words = (
            "décision d’instance en retard" if count == 1 else "décisions d’instance en retard"
        )
        yield Bloc(count, words, f"{reverse('instances:decisions')}?etat=retard", "attention")


def meetings_bloc(user: Utilisateur, strategie: Strategie) -> Iterator[Bloc]:
    """Meetings whose day is past without a word, for the coordinator who keeps them."""
    if user.role != Role.COORDONNATEUR:
        return
    count = Reunion.objects.visible_to(user).unsettled(timezone.localdate()).count()
    if count:
        words = "réunions passées" if count > 1 else "réunion passée"
        page = f"{reverse('instances:reunions')}?etat=a-renseigner"
        yield Bloc(count, f"{words} à renseigner", page, "attention")


def charters_bloc(user: Utilisateur, strategie: Strategie) -> Iterator[Bloc]:
    """Charters to sign or to renew, for the coordinator who has them signed."""
    if user.role != Role.COORDONNATEUR:
        return
    count = len(chartes_to_do(user, timezone.localdate()))
    if count:
        words = "charte à faire signer" if count == 1 else "chartes à faire signer"
        yield Bloc(count, words, reverse("instances:chartes"), "attention")


def register() -> None:
    registres.register_instances(name_instances)
    registres.register_section(list_seats)
    registres.register_section(list_decisions)
    registres.register_bloc(decisions_bloc)
    registres.register_bloc(meetings_bloc)
    registres.register_bloc(charters_bloc)
