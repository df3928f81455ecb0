"""The messages of a meeting: convened, moved, called off, no longer convened; never of whom."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from quietude.comptes.models import Utilisateur
from quietude.instances.calendrier import Methode, says_subject, write_invitation
from quietude.instances.enums import EtatReunion, QualiteDesignation
from quietude.instances.models import Convocation
from quietude.partenaires.adresses import address_of


def message(
    convocation: Convocation, methode: Methode, actor: Utilisateur, lien: str, *, rappel: bool
) -> EmailMultiAlternatives:
    """The letter, and the event for the calendar; answers go to whoever convenes.

    `rappel`: this person already had the meeting, which changed.
    """
    reunion, person = convocation.reunion, convocation.personne
    titular = convocation.qualite == QualiteDesignation.TITULAIRE
    context = {
        "convocation": convocation,
        "reunion": reunion,
        "titulaire": titular,
        "dit_objet": says_subject(reunion),
        "annulee": methode is Methode.CANCEL,
        "rappel": rappel,
        "retiree": convocation.retiree_le is not None and reunion.etat == EtatReunion.PREVUE,
        "lien": lien,
        "auteur": actor.nom,
    }
    text = render_to_string("instances/courriels/convocation.txt", context).strip()
    subject, _, body = text.partition("\n")
    address = address_of(person)
    mail = EmailMultiAlternatives(
        subject=subject, body=body.strip() + "\n", to=[address], reply_to=[actor.email]
    )
    event = write_invitation(reunion, methode, adresse=address, nom=person.nom, requis=titular)
    # Outlook reads the part that states its method, others the attached file.
    mail.attach_alternative(event, f"text/calendar; method={methode.value}")
    mail.attach("reunion.ics", event.encode(), "application/ics")
    return mail
