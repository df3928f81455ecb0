"""Open services, give and take back keys, take down what an application sends."""

import secrets
import textwrap
from collections.abc import Collection, Sequence
from dataclasses import replace

from django.utils import timezone

from quietude.api.models import CleApplication, EnvoiApplication, ServiceOuvert
from quietude.api.rules import can_open
from quietude.comptes.actions import fingerprint
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.signalements.actions.public import send_signalement
from quietude.signalements.actions.saisie import Recit
from quietude.signalements.enums import MotifQuarantaine, NatureSuite
from quietude.signalements.models import Categorie, Signalement, Suite
from quietude.socle.regles import ActionImpossible, require

DEBUT = 8
NOTE_MAX = 1000  # what the town's own forms take


@action
def set_services(
    *, actor: Utilisateur, ouverts: Collection[str], publies: Collection[str]
) -> None:
    """Open exactly these categories (codes); those of `publies` may be read as well.

    ActionImpossible when one is to be read that is not open.
    """
    require(can_open(actor))
    if closed := set(publies) - set(ouverts):
        raise ActionImpossible(
            f"« {min(closed)} » ne se lit que si les applications peuvent l’envoyer."
        )
    ServiceOuvert.objects.exclude(categorie__code__in=ouverts).delete()
    known = {
        row.categorie.code: row for row in ServiceOuvert.objects.select_related("categorie")
    }
    for row in Categorie.objects.filter(code__in=ouverts, parent__isnull=False):
        service = known.get(row.code) or ServiceOuvert(categorie=row)
        service.publie = row.code in publies
        service.save()


@action
def create_cle(*, actor: Utilisateur, nom: str) -> tuple[CleApplication, str]:
    """A key for one application, and its text, which is shown now and never again."""
    require(can_open(actor))
    text = secrets.token_urlsafe(24)
    row = CleApplication.objects.create(
        nom=nom, debut=text[:DEBUT], empreinte=fingerprint(text), creee_par=actor
    )
    return row, text


@action
def revoke_cle(*, actor: Utilisateur, cle: CleApplication) -> CleApplication:
    """The application can no longer send; what it sent stays."""
    require(can_open(actor))
    row = CleApplication.objects.select_for_update().get(pk=cle.pk)
    if row.revoquee_le:
        raise ActionImpossible("Cette clé est déjà révoquée.")
    row.revoquee_le = timezone.now()
    row.save()
    return row


@action
def take_request(
    *,
    actor: None,
    cle: CleApplication,
    recit: Recit,
    code: str,
    motifs: Sequence[MotifQuarantaine] = (),
) -> Signalement:
    """Take down what an application sends; a long text goes on in notes of the timeline."""
    note, *more = textwrap.wrap(recit.note, NOTE_MAX, replace_whitespace=False) or [""]
    row = send_signalement(
        actor=None, recit=replace(recit, note=note), code=code, motifs=motifs
    )
    EnvoiApplication.objects.create(signalement=row, cle=cle)
    for text in more:
        Suite.objects.create(signalement=row, nature=NatureSuite.NOTE, texte=text)
    return row
