"""Keep the divisions of the town, their sectors, the places."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.text import slugify

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.journal.models import Journalise
from quietude.socle.regles import ActionImpossible, require
from quietude.socle.texte import fold
from quietude.territoire.contours import Contour
from quietude.territoire.models import Division, Lieu, LieuSecteur, Secteur
from quietude.territoire.rules import can_edit_territoire

M = TypeVar("M", Division, Secteur, Lieu)


def _fill(row: M, valeurs: dict[str, Any], others: Any) -> M:
    for name, value in valeurs.items():
        setattr(row, name, value)
    if row._state.adding:
        row.ordre = 1 + (others.aggregate(dernier=Max("ordre"))["dernier"] or 0)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ActionImpossible("Ce code est déjà pris : choisissez-en un autre.") from error
    return row


def _remove(row: Journalise) -> None:
    try:
        row.delete()
    except ProtectedError as error:
        user = next(iter(error.protected_objects))
        raise ActionImpossible(
            f"« {row} » sert encore ({user}) : retirez ce renvoi d’abord."
        ) from error


@action
def save_division(
    *, actor: Utilisateur, division: Division, valeurs: dict[str, Any]
) -> Division:
    """Create or amend a way of cutting the town."""
    require(can_edit_territoire(actor))
    return _fill(division, valeurs, Division.objects)


@action
def remove_division(*, actor: Utilisateur, division: Division) -> None:
    """Remove a division and its sectors. Raises ActionImpossible when a sheet aims at one."""
    require(can_edit_territoire(actor))
    _remove(division)


@action
def save_secteur(*, actor: Utilisateur, secteur: Secteur, valeurs: dict[str, Any]) -> Secteur:
    """Create or amend a sector of a division, with or without its outline."""
    require(can_edit_territoire(actor))
    return _fill(secteur, valeurs, secteur.division.secteurs)


@action
def remove_secteur(*, actor: Utilisateur, secteur: Secteur) -> None:
    """Remove a sector; places leave it. Raises ActionImpossible when a sheet aims at it."""
    require(can_edit_territoire(actor))
    _remove(secteur)


@action
def save_lieu(
    *, actor: Utilisateur, lieu: Lieu, valeurs: dict[str, Any], secteurs: Iterable[Secteur]
) -> Lieu:
    """Create or amend a place, and put it in these sectors, one at most of each division."""
    require(can_edit_territoire(actor))
    wanted = {secteur.division_id: secteur for secteur in secteurs}
    saved = _fill(lieu, valeurs, Lieu.objects)
    for link in saved.rattachements.all():
        secteur = wanted.pop(link.division_id, None)
        if secteur is None:
            link.delete()
        elif secteur.pk != link.secteur_id:
            link.secteur = secteur
            link.save()
    for division, secteur in wanted.items():
        LieuSecteur.objects.create(lieu=saved, secteur=secteur, division_id=division)
    return saved


@action
def remove_lieu(*, actor: Utilisateur, lieu: Lieu) -> None:
    """Remove a place. Raises ActionImpossible when an agreement names it."""
    require(can_edit_territoire(actor))
    _remove(lieu)


def matching_secteur(secteurs: Iterable[Secteur], nom: str) -> Secteur | None:
    """The sector that already has this name or this code."""
    return next(
        (row for row in secteurs if fold(row.nom) == fold(nom) or row.code == slugify(nom)),
        None,
    )


@action
def import_contours(
    *, actor: Utilisateur, division: Division, contours: dict[str, Contour]
) -> tuple[int, int]:
    """Give outlines to the sectors of these names, creating those that are missing.

    All or nothing. Returns how many were created, how many were amended.
    """
    require(can_edit_territoire(actor))
    known = list(division.secteurs.all())
    created = amended = 0
    for nom, contour in contours.items():
        secteur = matching_secteur(known, nom)
        if secteur is None:
            code = slugify(nom)[:80]
            if not code:
                raise ActionImpossible(f"« {nom} » ne peut pas nommer un secteur.")
            fresh = Secteur(division=division, code=code, nom=nom, contour=contour)
            _fill(fresh, {}, division.secteurs)
            created += 1
        elif secteur.contour != contour:
            secteur.contour = contour
            secteur.save()
            amended += 1
    return created, amended
