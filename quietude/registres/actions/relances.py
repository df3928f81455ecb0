"""Ask organisations for the figures that lack: one e-mail each, and not every day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from smtplib import SMTPException

from django.db import transaction
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting, action
from quietude.partenaires.adresses import addresses_of
from quietude.partenaires.models import Organisation
from quietude.registres.collecte import missing
from quietude.registres.courriels import message
from quietude.registres.lecture import Retard, group_late, last_reminders
from quietude.registres.models import Registre, Relance
from quietude.registres.querysets import SAISISSENT
from quietude.registres.rules_definition import can_remind
from quietude.socle.regles import ActionImpossible, require

# An organisation written to less than this ago is not written to again unless told to.
DELAI = timedelta(days=3)
RIEN = "Rien ne manque : il n’y a personne à relancer."


@dataclass
class Bilan:
    """Names of the organisations written to, left alone, that nobody can write to.

    `echecs` fills up once the messages leave: those that the mail server refused.
    """

    relancees: list[str] = field(default_factory=list)
    recentes: list[str] = field(default_factory=list)
    sans_adresse: list[str] = field(default_factory=list)
    echecs: list[str] = field(default_factory=list)


@action
def remind(
    *,
    actor: Utilisateur,
    base: str,
    registre: str = "",
    organisation: str = "",
    insister: bool = False,
) -> Bilan:
    """Write to those who are late, all or those of this register or organisation.

    `base` is the address of the site. `insister` writes again to those who were written to
    less than three days ago. ActionImpossible when nothing is late.
    """
    require(can_remind(actor))
    # Two clicks make one message: the second waits, then sees the first.
    locked = Registre.objects.select_for_update().order_by("pk")
    found = missing(locked.prefetch_related("fournit__organisation"))
    late = [
        group
        for group in group_late(found)
        if registre in ("", group.registre.code)
        and organisation in ("", group.organisation.code)
    ]
    if not late:
        raise ActionImpossible(RIEN)
    return _write_to(actor, late, base, insister)


def _write_to(actor: Utilisateur, late: Sequence[Retard], base: str, insister: bool) -> Bilan:
    bilan, now = Bilan(), timezone.now()
    asked = list(dict.fromkeys(group.organisation for group in late))
    known = addresses_of(asked, on=timezone.localdate(), roles=SAISISSENT)
    last = last_reminders(asked)
    for who in asked:
        told = last.get(who.pk)
        if who.pk not in known:
            bilan.sans_adresse.append(who.nom)
        elif told and now - told < DELAI and not insister:
            bilan.recentes.append(who.nom)
        else:
            own = [group for group in late if group.organisation == who]
            kept = _keep(own)
            sending = partial(_send, actor, who, sorted(known[who.pk]), own, base, kept, bilan)
            transaction.on_commit(sending)
            bilan.relancees.append(who.nom)
    return bilan


def _keep(groups: Iterable[Retard]) -> list[int]:
    rows = [
        Relance(
            registre=group.registre,
            organisation=group.organisation,
            debut=group.etendue.debut,
            fin=group.etendue.fin,
        )
        for group in groups
    ]
    return [row.pk for row in Relance.objects.bulk_create(rows)]


def _send(
    actor: Utilisateur,
    who: Organisation,
    addresses: Sequence[str],
    groups: Sequence[Retard],
    base: str,
    kept: Sequence[int],
    bilan: Bilan,
) -> None:
    """A message that did not leave is not told as sent."""
    try:
        message(who, addresses, groups, base).send()
    except (OSError, SMTPException):
        bilan.relancees.remove(who.nom)
        bilan.echecs.append(who.nom)
        with acting(actor, "registres.relance_non_partie"):
            Relance.objects.filter(pk__in=kept).delete()
