"""The answer to a caller: a draft to amend, an e-mail, a letter; nothing about anyone else."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from quietude.documents.contenu import DocumentContenu, Paragraphe
from quietude.signalements.modeles_retour import fill, outcome_of, text_for, town, values_of
from quietude.signalements.models import Signalement
from quietude.socle.formats import jour

OBJET = "Votre signalement du {}"


def draft(row: Signalement) -> str:
    """The model of its outcome, filled in from the report alone."""
    return fill(text_for(outcome_of(row)), values_of(row))


def subject(row: Signalement) -> str:
    return OBJET.format(jour(row.jour))


def send(row: Signalement, address: str, text: str) -> None:
    """Raises when the mail server refuses it: what was not sent is not recorded as sent."""
    EmailMessage(subject(row), text, settings.DEFAULT_FROM_EMAIL, [address]).send()


def letter(row: Signalement, name: str, text: str) -> DocumentContenu:
    """Printed at once and kept nowhere."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    head = [Paragraphe(f"À l’attention de {name}")] if name else []
    return DocumentContenu(
        titre=subject(row),
        emetteur=town(),
        date=timezone.localdate(),
        blocs=(*head, *(Paragraphe(" ".join(part.splitlines())) for part in parts)),
        couverture=False,
        sommaire=False,
    )
