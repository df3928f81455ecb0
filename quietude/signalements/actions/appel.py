"""A call from its first word to the report: kept while it is typed, then taken once."""

import json
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.signalements.actions.saisie import Recit, add_episode, create_signalement
from quietude.signalements.models import Appelant, AppelEnCours, Fait, Signalement
from quietude.signalements.rules import can_take_call
from quietude.socle.regles import ActionImpossible, require

JOURS_GARDES = 7
DEJA = "Cet appel est déjà inscrit : voyez le signalement {}. Rien n’a été inscrit deux fois."
AUTRE_APPELANT = (
    "Le signalement {} garde déjà les coordonnées d’un appelant : pour garder aussi celles-ci, "
    "choisissez « nouveau signalement, lié à celui-ci »."
)


class DejaInscrit(ActionImpossible):
    """The same call, sent again: after a cut, or by two strokes of the key."""


def read_draft(user: Utilisateur) -> tuple[str, dict[str, list[str]]] | None:
    """Key and fields of the call that this person was taking, if any."""
    row = AppelEnCours.objects.filter(utilisateur=user, termine=False).first()
    if row is None or not row.donnees:
        return None
    try:
        return row.cle, json.loads(row.donnees)
    except ValueError:  # the key of the vault has changed: nothing can be read any more
        return None


@transaction.atomic
def save_draft(*, actor: Utilisateur, cle: str, donnees: Mapping[str, list[str]]) -> None:
    """Keep what is typed; a late request of a call already taken is dropped."""
    require(can_take_call(actor))
    row = AppelEnCours.objects.select_for_update().filter(utilisateur=actor).first()
    if row and row.termine and row.cle == cle:
        return
    fields = {"cle": cle, "donnees": json.dumps(donnees), "termine": False}
    AppelEnCours.objects.update_or_create(
        utilisateur=actor, defaults={**fields, "signalement": None}
    )


@transaction.atomic
def forget_draft(*, actor: Utilisateur, cle: str) -> None:
    """Erase what is typed, and what may still be on its way."""
    _finish(actor, cle, None)


def erase_old_drafts() -> int:
    """Those that nobody came back to."""
    limit = timezone.now() - timedelta(days=JOURS_GARDES)
    return AppelEnCours.objects.filter(enregistre_le__lt=limit).delete()[0]


@action
def take_call(
    *, actor: Utilisateur, cle: str, recit: Recit, episode_de: Signalement | None = None
) -> Signalement:
    """A new report, or a new episode of `episode_de`; once for one `cle`."""
    require(can_take_call(actor))
    draft = AppelEnCours.objects.select_for_update().filter(utilisateur=actor).first()
    if draft and draft.termine and draft.cle == cle and draft.signalement_id:
        raise DejaInscrit(DEJA.format(draft.signalement_id))
    if episode_de:
        row = _join(actor, episode_de, recit)
    else:
        row = create_signalement(actor=actor, recit=recit)
    _finish(actor, cle, row)
    return row


def _join(actor: Utilisateur, row: Signalement, recit: Recit) -> Signalement:
    """The caller's words and ticked facts become the line of the episode."""
    ticked = Fait.objects.filter(code__in=list(recit.faits)).values_list("libelle", flat=True)
    told = [", ".join(ticked), recit.note.strip()]
    add_episode(
        actor=actor,
        signalement=row,
        fait_le=recit.fait_le or timezone.localdate(),
        texte=" – ".join(part for part in told if part)[:1000],
        urgent=recit.urgent,
    )
    if recit.contact:
        if Appelant.objects.filter(signalement=row).exists():
            raise ActionImpossible(AUTRE_APPELANT.format(row.pk))
        Appelant.objects.create(
            signalement=row,
            nom=recit.contact.nom,
            telephone=recit.contact.telephone,
            email=recit.contact.email,
            rappel=recit.contact.rappel,
        )
    row.refresh_from_db()
    return row


def _finish(actor: Utilisateur, cle: str, row: Signalement | None) -> None:
    AppelEnCours.objects.update_or_create(
        utilisateur=actor,
        defaults={"cle": cle, "donnees": "", "termine": True, "signalement": row},
    )
