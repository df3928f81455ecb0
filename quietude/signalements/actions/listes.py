"""The lists of what is reported: what is in use is closed at a date, never taken away."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.text import slugify

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.signalements.models import Categorie, ChoixPassage, Fait, Passage, Signalement
from quietude.signalements.rules import can_set_lists
from quietude.socle.regles import ActionImpossible, require

Ligne = TypeVar("Ligne", Categorie, Fait, ChoixPassage)
_EN_USAGE = "« {} » est en usage : donnez-lui une date de fin plutôt que de la supprimer."


@action
def save_categorie(
    *, actor: Utilisateur, categorie: Categorie, valeurs: Mapping[str, Any]
) -> Categorie:
    """Write a kind or a sub-kind; a kind that ends closes its sub-kinds with it."""
    require(can_set_lists(actor))
    _write(categorie, valeurs)
    end = categorie.jusqu_au
    if end:
        for child in categorie.enfants.all():
            if child.jusqu_au is None or child.jusqu_au > end:
                child.depuis = child.depuis if not child.depuis else min(child.depuis, end)
                child.jusqu_au = end
                child.save()
    return categorie


@action
def save_choix(
    *, actor: Utilisateur, choix: ChoixPassage, valeurs: Mapping[str, Any]
) -> ChoixPassage:
    """A word of the mediators."""
    require(can_set_lists(actor))
    return _write(choix, valeurs)


@action
def save_fait(*, actor: Utilisateur, fait: Fait, valeurs: Mapping[str, Any]) -> Fait:
    require(can_set_lists(actor))
    return _write(fait, valeurs)


def _write(row: Ligne, values: Mapping[str, Any]) -> Ligne:
    for name, value in values.items():
        setattr(row, name, value)
    if row.depuis and row.jusqu_au and row.jusqu_au < row.depuis:
        raise ActionImpossible("La date de fin précède la date de début.")
    if not row.code:
        row.code = _free_code(type(row), row.libelle)
    row.save()
    return row


def _free_code(model: type[Model], libelle: str) -> str:
    """From the label, for packs; a number follows when it is taken."""
    base = slugify(libelle)[:50] or "sans-nom"
    taken = set(
        model._default_manager.filter(code__startswith=base).values_list("code", flat=True)
    )
    wanted = [base, *(f"{base}-{rank}" for rank in range(2, len(taken) + 2))]
    return next(code for code in wanted if code not in taken)


@action
def remove_categorie(*, actor: Utilisateur, categorie: Categorie) -> None:
    """Take away what nobody has used yet."""
    require(can_set_lists(actor))
    used = Signalement.objects.filter(categorie=categorie).exists()
    if used or categorie.enfants.exists():
        raise ActionImpossible(_EN_USAGE.format(categorie))
    categorie.delete()


@action
def remove_fait(*, actor: Utilisateur, fait: Fait) -> None:
    require(can_set_lists(actor))
    if Signalement.objects.filter(faits__contains=[fait.code]).exists():
        raise ActionImpossible(_EN_USAGE.format(fait))
    fait.delete()


@action
def remove_choix(*, actor: Utilisateur, choix: ChoixPassage) -> None:
    require(can_set_lists(actor))
    done = Passage.objects.filter(gestes__contains=[choix.code])
    if Passage.objects.filter(nature=choix).exists() or done.exists():
        raise ActionImpossible(_EN_USAGE.format(choix))
    choix.delete()
