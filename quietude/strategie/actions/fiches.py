"""Write action sheets: a part at a time, progress, creation, removal."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Max
from pydantic import ValidationError

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.journal.models import Operation, Trace
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require
from quietude.strategie import workflow
from quietude.strategie.enums import EtatFiche, EtatJalon
from quietude.strategie.models import Brouillon, FicheAction, Objectif, Strategie
from quietude.strategie.pack import PackFiche
from quietude.strategie.packs.fiches import fetch_fiche, rewrite_fiche
from quietude.strategie.rules import (
    can_delete_fiche,
    can_edit_fiche,
    can_edit_strategie,
    can_report_progress,
)
from quietude.strategie.sections import Partie, fingerprint

# Text fields that a past value may be given back to.
RETABLISSABLES = frozenset(
    {"titre", "constat", "but", "contenu", "evaluation", "partenaires_mention"}
)


def _lock(fiche: FicheAction) -> FicheAction:
    return FicheAction.objects.select_for_update().get(pk=fiche.pk)


@action
def amend_fiche_section(
    *,
    actor: Utilisateur,
    fiche: FicheAction,
    partie: Partie,
    empreinte: str,
    champs: Mapping[str, Any],
) -> FicheAction:
    """Write one part of a sheet.

    `empreinte` is what the part said when the form was opened. Raises ConflitDeVersion when
    it says something else by now, ActionImpossible when the new content cannot stand.
    """
    _lock(fiche)
    current, item = fetch_fiche(fiche.pk)
    require(can_edit_fiche(actor, current))
    unknown = set(champs) - {*partie.champs, "mesures"}
    if unknown:
        raise ActionImpossible(f"champs étrangers à cette partie : {', '.join(unknown)}")
    try:
        amended = PackFiche.model_validate({**item.model_dump(), **champs})
    except ValidationError as error:
        where = error.errors()[0]
        raise ActionImpossible(f"Donnée refusée : {where['loc'][-1]}.") from error
    if fingerprint(item, partie) != empreinte:
        raise ConflitDeVersion("Cette partie a été modifiée entre-temps.")
    rewrite_fiche(current, amended)
    Brouillon.objects.filter(utilisateur=actor, fiche=fiche, section=partie.code).delete()
    return current


@action
def report_progress(
    *,
    actor: Utilisateur,
    fiche: FicheAction,
    etat: str,
    avancement: int,
    jalons: Mapping[int, str],
    accordes: Mapping[int, Decimal | None],
) -> FicheAction:
    """Say where an action stands: state, percentage, milestones, amounts granted.

    Raises ActionImpossible when the workflow does not know the change of state.
    """
    locked = _lock(fiche)
    require(can_report_progress(actor, locked))
    _move(locked, etat, avancement)
    for jalon in locked.jalons.filter(pk__in=jalons):
        wanted = EtatJalon(jalons[jalon.pk])
        if wanted == jalon.etat:
            continue
        if wanted not in workflow.JALON[EtatJalon(jalon.etat)]:
            raise ActionImpossible(
                f"L’étape « {jalon.titre} » ne passe pas de « {jalon.get_etat_display()} » à "
                f"« {wanted.label} »."
            )
        jalon.etat = wanted
        jalon.save()
    for ligne in locked.financements.filter(pk__in=accordes):
        if ligne.accorde != accordes[ligne.pk]:
            ligne.accorde = accordes[ligne.pk]
            ligne.save()
    return locked


def _move(fiche: FicheAction, etat: str, avancement: int) -> None:
    wanted, current = EtatFiche(etat), EtatFiche(fiche.etat)
    if wanted != current and wanted not in workflow.FICHE[current]:
        known = ", ".join(sorted(state.label.lower() for state in workflow.FICHE[current]))
        raise ActionImpossible(
            f"Une action « {current.label.lower()} » ne peut pas devenir "
            f"« {wanted.label.lower()} ». Suites possibles : {known}."
        )
    if (wanted, avancement) != (current, fiche.avancement):
        fiche.etat, fiche.avancement = wanted, avancement
        fiche.save()


@action
def save_draft(
    *, actor: Utilisateur, fiche: FicheAction, section: str, empreinte: str, donnees: Any
) -> Brouillon:
    """Keep what is being typed, as it is, for its author alone."""
    require(can_edit_fiche(actor, fiche))
    draft, _ = Brouillon.objects.update_or_create(
        utilisateur=actor,
        fiche=fiche,
        section=section,
        defaults={"empreinte": empreinte, "donnees": donnees},
    )
    return draft


@action
def discard_draft(*, actor: Utilisateur, fiche: FicheAction, section: str) -> None:
    Brouillon.objects.filter(utilisateur=actor, fiche=fiche, section=section).delete()


@action
def create_fiche(
    *, actor: Utilisateur, strategie: Strategie, titre: str, objectif: Objectif
) -> FicheAction:
    """Add a sheet, with the next number."""
    require(can_edit_strategie(actor, strategie))
    last = strategie.fiches.aggregate(last=Max("numero"))["last"] or 0
    return FicheAction.objects.create(
        strategie=strategie, numero=last + 1, titre=titre, objectif=objectif
    )


@action
def delete_fiche(*, actor: Utilisateur, fiche: FicheAction) -> None:
    """Remove a sheet from a draft strategy."""
    require(can_delete_fiche(actor, fiche))
    fiche.delete()


@action
def restore_value(
    *, actor: Utilisateur, fiche: FicheAction, trace_id: int, champ: str
) -> FicheAction:
    """Give a text back the value that it had before a change of the journal.

    Raises ActionImpossible when that change is not one of this sheet, or not of a text.
    """
    locked = _lock(fiche)
    require(can_edit_fiche(actor, locked))
    trace = Trace.objects.filter(
        pk=trace_id,
        operation=Operation.UPDATE,
        objet_type="strategie.ficheaction",
        objet_id=str(fiche.pk),
    ).first()
    before = trace.avant if trace and trace.avant else {}
    if champ not in RETABLISSABLES or champ not in before:
        raise ActionImpossible("Cette modification ne peut pas être défaite.")
    setattr(locked, champ, before[champ])
    locked.save()
    return locked
