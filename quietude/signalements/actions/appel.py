"""A call from its first word to the report: kept while it is typed, then taken once."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.signalements.actions.brouillons import (
    close_brouillon,
    erase_old,
    keep_brouillon,
    lock_brouillon,
    read_brouillon,
)
from quietude.signalements.actions.saisie import Recit, add_episode, create_signalement
from quietude.signalements.models import (
    Appelant,
    AppelEnCours,
    Fait,
    PassageEnCours,
    Signalement,
)
from quietude.signalements.rules import can_take_call
from quietude.socle.regles import ActionImpossible, require

DEJA = "Cet appel est déjà inscrit : voyez le signalement {}. Rien n’a été inscrit deux fois."
AUTRE_APPELANT = (
    "Le signalement {} garde déjà les coordonnées d’un appelant : pour garder aussi celles-ci, "
    "choisissez « nouveau signalement, lié à celui-ci »."
)


class DejaInscrit(ActionImpossible):
    """The same call, sent again: after a cut, or by two strokes of the key."""


def read_draft(user: Utilisateur) -> tuple[str, dict[str, list[str]]] | None:
    """Key and fields of the call that this person was taking, if any."""
    return read_brouillon(AppelEnCours, user)


@transaction.atomic
def save_draft(*, actor: Utilisateur, cle: str, donnees: Mapping[str, list[str]]) -> None:
    """Keep what is typed; a late request of a call already taken is dropped."""
    require(can_take_call(actor))
    keep_brouillon(AppelEnCours, actor, cle, donnees, signalement=None)


@transaction.atomic
def forget_draft(*, actor: Utilisateur, cle: str) -> None:
    """Erase what is typed, and what may still be on its way."""
    close_brouillon(AppelEnCours, actor, cle, signalement=None)


def erase_old_drafts() -> int:
    """Those that nobody came back to, passages of mediators included."""
    return sum(erase_old(kind) for kind in (AppelEnCours, PassageEnCours))


@action
def take_call(
    *, actor: Utilisateur, cle: str, recit: Recit, episode_de: Signalement | None = None
) -> Signalement:
    """A new report, or a new episode of `episode_de`; once for one `cle`."""
    require(can_take_call(actor))
    draft = lock_brouillon(AppelEnCours, actor, cle)
    if draft and draft.signalement_id:
        raise DejaInscrit(DEJA.format(draft.signalement_id))
    if episode_de:
        row = _join(actor, episode_de, recit)
    else:
        row = create_signalement(actor=actor, recit=recit)
    close_brouillon(AppelEnCours, actor, cle, signalement=row)
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
