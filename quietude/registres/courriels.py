"""The message that asks for figures: which, where to enter them; no figure, no name."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from quietude.partenaires.models import Organisation
from quietude.registres.lecture import Retard


def message(
    who: Organisation, addresses: Sequence[str], groups: Sequence[Retard], base: str
) -> EmailMessage:
    """One message an organisation; the first line of the template is its subject."""
    context = {
        "organisation": who,
        "lignes": [
            (group, base + reverse("registres:saisir", args=[group.registre.code]))
            for group in groups
        ],
        "adresse": base + reverse("registres:a_fournir"),
    }
    text = render_to_string("registres/courriels/relance.txt", context).strip()
    subject, _, body = text.partition("\n")
    return EmailMessage(subject=subject, body=body.strip() + "\n", to=list(addresses))
