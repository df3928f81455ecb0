"""Write the internal rules of a body, note that it adopted them, take an adoption back."""

from quietude.comptes.models import Utilisateur
from quietude.instances import workflow
from quietude.instances.enums import EtatReglement, EtatReunion
from quietude.instances.models import Instance, ReglementInterieur, Reunion
from quietude.instances.reglements import fingerprint, normalise
from quietude.instances.rules import can_write_reglement
from quietude.journal.actions import action
from quietude.socle.formats import jour
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require

_CHANGE = "Ce projet a été modifié entre-temps."


@action
def write_reglement(
    *, actor: Utilisateur, instance: Instance, texte: str, empreinte: str
) -> ReglementInterieur:
    """Write the draft, the next version when there is none yet.

    `empreinte` is that of the draft when the form was opened (of nothing, without draft).
    Raises ConflitDeVersion when it says something else by now.
    """
    require(can_write_reglement(actor))
    _lock(instance)
    said = normalise(texte)
    if not said:
        raise ActionImpossible("Écrivez le texte, ou revenez sans enregistrer.")
    row = instance.reglements.drafts().first()
    if fingerprint(row.texte if row else "") != empreinte:
        raise ConflitDeVersion(_CHANGE)
    last = instance.reglements.order_by("-version").first()
    row = row or ReglementInterieur(instance=instance, version=last.version + 1 if last else 1)
    if row.texte != said:
        row.texte = said
        row.save()
    return row


@action
def adopt_reglement(
    *, actor: Utilisateur, reglement: ReglementInterieur, reunion: Reunion, empreinte: str
) -> ReglementInterieur:
    """Note that the body adopted its draft at this meeting: it replaces the former rules.

    ConflitDeVersion when the draft is no longer the text that was read; ActionImpossible for
    a meeting of another body, not held, or before the last adoption.
    """
    require(can_write_reglement(actor))
    found = _find(reglement)
    if fingerprint(found.texte) != empreinte:
        raise ConflitDeVersion(f"{_CHANGE} Relisez-le avant de noter son adoption.")
    met = Reunion.objects.select_for_update().get(pk=reunion.pk)
    if met.instance_id != found.instance_id or met.etat != EtatReunion.TENUE:
        raise ActionImpossible(
            "Un règlement s’adopte à une réunion de son instance, une fois qu’elle est tenue."
        )
    last = found.instance.reglements.adopted().order_by("-version").first()
    if last and last.adopte_le and met.date < last.adopte_le:
        raise ActionImpossible(
            f"La version {last.version} a été adoptée le {jour(last.adopte_le)} : choisissez "
            "une réunion de ce jour ou d’après."
        )
    _move(found, EtatReglement.ADOPTE)
    found.reunion, found.adopte_le = met, met.date
    found.save()
    return found


@action
def withdraw_adoption(
    *, actor: Utilisateur, reglement: ReglementInterieur
) -> ReglementInterieur:
    """Take back an adoption noted by mistake: a draft again, the former rules are in force.

    ActionImpossible when a later version exists.
    """
    require(can_write_reglement(actor))
    found = _find(reglement)
    if found.instance.reglements.filter(version__gt=found.version).exists():
        raise ActionImpossible(
            "Une version plus récente existe : supprimez son projet, ou reprenez d’abord son "
            "adoption."
        )
    _move(found, EtatReglement.PROJET)
    found.reunion, found.adopte_le = None, None
    found.save()
    return found


@action
def remove_reglement(*, actor: Utilisateur, reglement: ReglementInterieur) -> None:
    """Drop a draft; what was adopted is a fact, and stays."""
    require(can_write_reglement(actor))
    found = _find(reglement)
    if not found.projet:
        raise ActionImpossible(
            "Un règlement adopté ne se supprime pas : un nouveau le remplace."
        )
    found.delete()


def _lock(instance: Instance) -> None:
    """Two hands on the rules of one body wait for each other."""
    Instance.objects.select_for_update(of=["self"]).get(pk=instance.pk)


def _find(reglement: ReglementInterieur) -> ReglementInterieur:
    _lock(reglement.instance)
    found = ReglementInterieur.objects.select_related("instance").filter(pk=reglement.pk)
    row = found.first()
    if row is None:
        raise ActionImpossible("Ce projet n’existe plus.")
    return row


def _move(reglement: ReglementInterieur, wanted: EtatReglement) -> None:
    current = EtatReglement(reglement.etat)
    if wanted not in workflow.REGLEMENT[current]:
        raise ActionImpossible(
            f"Cette version est déjà « {current.label.lower()} » : rechargez la page."
        )
    reglement.etat = wanted
