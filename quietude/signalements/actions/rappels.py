"""Recall by e-mail what is late or soon due: one message each, and not every day the same."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting, action
from quietude.signalements.models import RappelTaches
from quietude.signalements.rappels import CONCERNES, Attente, message, waiting_for

REPETER = timedelta(days=7)  # after which the same is said again


def remind_everyone(*, base: str, on: date | None = None) -> int:
    """Write to all those whom something new waits for; how many were written to."""
    rows = Utilisateur.objects.filter(is_active=True, role__in=CONCERNES).order_by("pk")
    day = on or timezone.localdate()
    return sum(remind_user(actor=None, utilisateur=row, base=base, on=day) for row in rows)


@action
def remind_user(*, actor: None, utilisateur: Utilisateur, base: str, on: date) -> bool:
    """Sum up what waits for one person; nothing when nothing does, when a message left today,
    or when the last one said the same less than a week ago."""
    user = Utilisateur.objects.select_for_update().get(pk=utilisateur.pk)
    last = RappelTaches.objects.filter(utilisateur=user).first()
    if last and last.le >= on:
        return False
    said = waiting_for(user, on)
    if not said or (last and not _news(last, said, on)):
        return False
    before = (last.le, last.dits) if last else None
    row = last or RappelTaches(utilisateur=user)
    row.le, row.dits = on, said.cles
    row.save()
    transaction.on_commit(partial(_send, row, user, said, base, before))
    return True


def _news(last: RappelTaches, said: Attente, on: date) -> bool:
    return last.le <= on - REPETER or not set(said.cles) <= set(last.dits)


def _send(
    row: RappelTaches,
    user: Utilisateur,
    said: Attente,
    base: str,
    before: tuple[date, Sequence[str]] | None,
) -> None:
    """A message that did not leave is not told as sent: it is tried again the next day."""
    try:
        message(user, said, base).send()
    except OSError:  # smtplib's errors are
        with acting(None, "signalements.rappel_non_parti"):
            if before is None:
                row.delete()
                return
            row.le, row.dits = before[0], list(before[1])
            row.save()
