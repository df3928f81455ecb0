"""The answer to a caller: a draft to amend, an e-mail, a letter; nothing about anyone else."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from quietude.documents.contenu import DocumentContenu, Paragraphe
from quietude.signalements.enums import EtatSignalement
from quietude.signalements.models import Signalement
from quietude.socle.formats import jour
from quietude.territoire.models import Territoire

OBJET = "Votre signalement du {}"
_ETATS = {
    EtatSignalement.RESOLU: "La situation que vous avez signalée est considérée comme réglée.",
    EtatSignalement.SANS_SUITE: "Il n’a pas été possible d’y donner suite.",
    EtatSignalement.EN_ATTENTE: "Le traitement se poursuivra dès que possible.",
}
_SUIT = "Le service compétent s’en occupe."


def town() -> str:
    place = Territoire.objects.first()
    return place.nom if place else "La ville"


def draft(row: Signalement) -> str:
    """What can be said from the report alone: its day, its kind, its place, its state."""
    said = _ETATS.get(EtatSignalement(row.etat), _SUIT)
    return (
        "Bonjour,\n\n"
        f"Vous nous avez signalé le {jour(row.jour)} : {str(row.categorie).lower()}, "
        f"{row.endroit}.\n\n"
        f"{said}\n\n"
        "Si la gêne continue, appelez de nouveau Allo Quiétude : votre signalement sera "
        f"complété (numéro {row.pk}).\n\n"
        f"{town()}"
    )


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
