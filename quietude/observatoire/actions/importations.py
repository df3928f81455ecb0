"""The life of an import: asked for, taken by the worker, then done, refused, failed."""

from typing import Any

from django.utils import timezone
from procrastinate.contrib.django import app

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.observatoire import depot, rules, workflow
from quietude.observatoire.enums import EtatImportation
from quietude.observatoire.models import Importation, Source
from quietude.socle.regles import ActionImpossible, require

TACHE = "observatoire.importer"


@action
def request_importation(
    *, actor: Utilisateur, fichier: str, chemin: str, millesime: str = ""
) -> Importation:
    """Ask for a waiting file to be imported in the background; `chemin` is its key."""
    require(rules.can_import(actor))
    importation = Importation.objects.create(
        fichier=fichier[-255:], chemin=chemin, millesime=millesime, demande_par=actor
    )
    _enqueue(importation)
    return importation


@action
def retry_importation(
    *, actor: Utilisateur, importation: Importation, millesime: str = ""
) -> Importation:
    """Ask again for a file that failed, was refused, or whose worker stopped."""
    current = _locked(importation.pk)
    if current is None:
        raise ActionImpossible("Cet import n’existe plus.")
    require(rules.can_retry_importation(actor, current))
    if not depot.is_waiting(current.chemin):
        raise ActionImpossible("Le fichier n’a pas été gardé : déposez-le de nouveau.")
    _move(current, EtatImportation.EN_ATTENTE)
    current.millesime = millesime or current.millesime
    current.rapport = {}
    current.progression = 0
    current.demande_par = actor
    current.demande_le = timezone.now()
    current.fini_le = None
    current.save()
    _enqueue(current)
    return current


@action
def start_importation(*, actor: Utilisateur | None, pk: int) -> Importation | None:
    """Take a waiting import; None when it is gone or already taken."""
    importation = _locked(pk)
    if importation is None or not workflow.allows(importation.etat, EtatImportation.EN_COURS):
        return None
    _move(importation, EtatImportation.EN_COURS)
    importation.save(update_fields=["etat"])
    return importation


@action
def finish_importation(
    *,
    actor: Utilisateur | None,
    pk: int,
    etat: EtatImportation,
    rapport: dict[str, Any],
    source: Source | None = None,
) -> None:
    """Keep what came of it; an import that someone took again meanwhile is left alone."""
    importation = _locked(pk)
    if importation is None or not workflow.allows(importation.etat, etat):
        return
    _move(importation, etat)
    importation.rapport = rapport
    importation.source = source
    importation.progression = 100
    importation.fini_le = timezone.now()
    importation.save()


def note_progress(pk: int, percent: int) -> None:
    """How far an import is; not a decision, so the journal leaves it out."""
    Importation.objects.filter(pk=pk).update(progression=percent)


def _locked(pk: int) -> Importation | None:
    return Importation.objects.select_for_update().filter(pk=pk).first()


def _move(importation: Importation, etat: EtatImportation) -> None:
    if not workflow.allows(importation.etat, etat):
        raise ActionImpossible("Cet import a changé d’état : actualisez la page.")
    importation.etat = etat


def _enqueue(importation: Importation) -> None:
    # In the same transaction as the row: the job shows when both are committed, or not at all.
    app.configure_task(TACHE).defer(importation_id=importation.pk)
