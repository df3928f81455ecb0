"""What the registers add to the pages of the strategy: figures late, figures asked."""

from collections.abc import Iterator

from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.registres.collecte import missing
from quietude.registres.lecture import group_late, late_of, visible_registres
from quietude.registres.models import Registre
from quietude.strategie import registres
from quietude.strategie.models import Strategie
from quietude.strategie.registres import Bloc, Ligne, Section


def count_late(user: Utilisateur, strategie: Strategie) -> Iterator[Bloc]:
    """A line of the home page: how many to write to, or how many registers to fill in."""
    if user.role == Role.COORDONNATEUR:
        who = {row.organisation for row in late_of(user, visible_registres(user))}
        words = "organisation attendue" if len(who) == 1 else "organisations attendues"
        yield from _bloc(len(who), f"{words} pour des chiffres en retard", "manques")
    elif user.role == Role.PARTENAIRE:
        which = {row.registre for row in late_of(user, visible_registres(user))}
        words = "registre" if len(which) == 1 else "registres"
        yield from _bloc(len(which), f"{words} à compléter", "a_fournir")


def _bloc(number: int, words: str, page: str) -> Iterator[Bloc]:
    if number:
        yield Bloc(number, words, reverse(f"registres:{page}"), "attention")


def list_asked(user: Utilisateur, organisation: Organisation) -> Iterator[Section]:
    """What an organisation hands in, as a part of its page."""
    asked = list(
        Registre.objects.visible_to(user)
        .filter(fournit__organisation=organisation)
        .prefetch_related("fournit__organisation")
    )
    own = [row for row in missing(asked) if row.organisation == organisation]
    late = {row.registre.pk: row for row in group_late(own)}
    lines = tuple(
        Ligne(
            row.nom,
            row.get_absolute_url(),
            f"en retard\u00a0: {late[row.pk].periodes}"
            if row.pk in late
            else row.get_frequence_display().lower(),
        )
        for row in asked
    )
    if lines:
        yield Section("Chiffres à remettre", lines)


def register() -> None:
    registres.register_bloc(count_late)
    registres.register_section(list_asked)
