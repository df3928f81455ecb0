"""Report a passage, put it right, take it away; write the note of a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.signalements.actions.appel import DejaInscrit
from quietude.signalements.actions.brouillons import (
    close_brouillon,
    keep_brouillon,
    lock_brouillon,
    read_brouillon,
)
from quietude.signalements.empreintes import PASSAGE, check_version
from quietude.signalements.enums import Affluence, ListePassage
from quietude.signalements.models import (
    ChoixPassage,
    ParagrapheAmbiance,
    Passage,
    PassageEnCours,
)
from quietude.signalements.rules_passages import (
    can_amend_passage,
    can_report_passage,
    can_write_note,
)
from quietude.signalements.situation import Situation
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require
from quietude.territoire.models import Secteur

TEXTE_MAX = 2000
FUTUR = "Un passage ne s’inscrit pas avant d’avoir eu lieu."
DEJA = "Ce passage est déjà inscrit ; il ne l’a pas été deux fois."
PARTI = "Ce passage a été supprimé entre-temps."
CONFLIT = (
    "Quelqu’un a écrit sur {} pendant que vous l’aviez ouvert. Votre texte est encore là : "
    "comparez, puis enregistrez de nouveau s’il doit remplacer le sien."
)


@dataclass(frozen=True)
class RecitPassage:
    """What is reported of one stop."""

    jour: date
    heure: time
    nature: ChoixPassage
    situation: Situation
    affluence: str
    gestes: Sequence[str] = ()
    note: str = ""


def read_passage_draft(user: Utilisateur) -> tuple[str, dict[str, list[str]]] | None:
    """Key and fields of what this person was typing, if any."""
    return read_brouillon(PassageEnCours, user)


@transaction.atomic
def save_passage_draft(
    *, actor: Utilisateur, cle: str, donnees: Mapping[str, list[str]]
) -> None:
    """Keep what is typed; a late request of a passage already taken is dropped."""
    require(can_report_passage(actor))
    keep_brouillon(PassageEnCours, actor, cle, donnees)


@transaction.atomic
def forget_passage_draft(*, actor: Utilisateur, cle: str) -> None:
    """Erase what is typed, and what may still be on its way."""
    require(can_report_passage(actor))
    close_brouillon(PassageEnCours, actor, cle)


@action
def report_passage(*, actor: Utilisateur, cle: str, recit: RecitPassage) -> Passage:
    """A new passage, once for one `cle`."""
    require(can_report_passage(actor))
    if lock_brouillon(PassageEnCours, actor, cle):
        raise DejaInscrit(DEJA)
    row = _written(Passage(auteur=actor), recit)
    close_brouillon(PassageEnCours, actor, cle)
    return row


@action
def amend_passage(
    *,
    actor: Utilisateur,
    passage: Passage,
    recit: RecitPassage,
    version: str | None = None,
) -> Passage:
    """Put right what was reported; the journal keeps what it said.

    ConflitDeVersion when it no longer says what it did at `version`.
    """
    row = _locked(passage)
    require(can_amend_passage(actor, row))
    check_version(row, PASSAGE, version, "ce passage")
    return _written(row, recit)


@action
def remove_passage(*, actor: Utilisateur, passage: Passage) -> None:
    """Take away what should not have been reported; the journal keeps it."""
    row = _locked(passage)
    require(can_amend_passage(actor, row))
    row.delete()


def _locked(passage: Passage) -> Passage:
    row = Passage.objects.select_for_update().filter(pk=passage.pk).first()
    if row is None:
        raise ActionImpossible(PARTI)
    return row


def _written(row: Passage, recit: RecitPassage) -> Passage:
    if recit.jour > timezone.localdate():
        raise ActionImpossible(FUTUR)
    if recit.affluence not in Affluence.values:
        raise ActionImpossible("Dites combien de personnes ont été rencontrées.")
    _check_lists(recit)
    where = recit.situation.located()
    if not (where.lieu or where.adresse):
        raise ActionImpossible("Dites où : un lieu connu ou une rue.")
    row.jour, row.heure = recit.jour, recit.heure
    row.nature, row.gestes = recit.nature, list(recit.gestes)
    row.affluence, row.note = recit.affluence, recit.note.strip()
    row.lieu, row.adresse = where.lieu, "" if where.lieu else where.adresse
    row.secteurs = where.secteurs or {}
    row.save()
    return row


def _check_lists(recit: RecitPassage) -> None:
    """Words of their list, in use on that day."""
    if recit.nature.liste != ListePassage.NATURE or not recit.nature.runs(recit.jour):
        raise ActionImpossible(f"« {recit.nature} » ne se choisit pas à cette date.")
    gestes = ChoixPassage.objects.running(recit.jour).filter(liste=ListePassage.GESTE)
    known = set(gestes.values_list("code", flat=True)) if recit.gestes else set()
    unknown = [code for code in recit.gestes if code not in known]
    if unknown:
        raise ActionImpossible(f"« {unknown[0]} » ne se choisit pas à cette date.")


@action
def write_paragraph(
    *, actor: Utilisateur, mois: date, secteur: Secteur, texte: str, avant: str
) -> ParagrapheAmbiance | None:
    """What is said of a sector that month; `avant` is what the page showed.

    None when there is nothing to write: an unchanged text leaves no trace.
    """
    require(can_write_note(actor))
    rows = ParagrapheAmbiance.objects.select_for_update()
    row = rows.filter(mois=mois, secteur=secteur).first()
    now, wanted = row.texte if row else "", texte.strip()
    if wanted == now:
        return None
    if len(wanted) > TEXTE_MAX:
        raise ActionImpossible(f"{secteur} : {TEXTE_MAX} caractères au plus.")
    if now != avant.strip():
        raise ConflitDeVersion(CONFLIT.format(secteur))
    row = row or ParagrapheAmbiance(mois=mois, secteur=secteur)
    row.texte = wanted
    row.save()
    return row
