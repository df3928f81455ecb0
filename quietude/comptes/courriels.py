"""E-mails about accounts: sent once the transaction is committed, never before."""

from collections.abc import Iterable
from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string


def send_on_commit(modele: str, recipients: Iterable[str], context: dict[str, object]) -> None:
    """Send one text e-mail to each; the template's first line is its subject."""
    text = render_to_string(f"comptes/courriels/{modele}.txt", context).strip()
    subject, _, body = text.partition("\n")
    for address in recipients:
        transaction.on_commit(partial(send_mail, subject, body.strip() + "\n", None, [address]))
