"""Word the letters that answer the callers; go back to the text of origin."""

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.signalements.empreintes import MODELE, check_version
from quietude.signalements.enums import IssueRetour
from quietude.signalements.modeles_retour import TEXTE_MAX, faults, origin
from quietude.signalements.models import ModeleRetour
from quietude.signalements.rules_reglages import can_set_models
from quietude.socle.regles import ActionImpossible, require


@action
def save_modele(
    *, actor: Utilisateur, issue: IssueRetour, texte: str, version: str | None = None
) -> ModeleRetour | None:
    """The town's own words; None when they are those of origin, which need no row.

    ActionImpossible for an empty or too long text, or a place that is not in the list;
    ConflitDeVersion when somebody wrote it since `version`.
    """
    require(can_set_models(actor))
    row = ModeleRetour.objects.select_for_update().filter(issue=issue).first()
    check_version(row, MODELE, version, "ce modèle")
    text = texte.replace("\r\n", "\n").strip()
    if not text or len(text) > TEXTE_MAX:
        raise ActionImpossible(f"Écrivez la réponse, en {TEXTE_MAX} caractères au plus.")
    if wrong := faults(text, issue):
        raise ActionImpossible(" ".join(wrong))
    if text == origin(issue):
        if row:
            row.delete()
        return None
    row = row or ModeleRetour(issue=issue)
    row.texte = text
    row.save()
    return row


@action
def restore_modele(*, actor: Utilisateur, issue: IssueRetour) -> None:
    """Back to the text of origin; the journal keeps the town's."""
    require(can_set_models(actor))
    if not ModeleRetour.objects.filter(issue=issue).delete()[0]:
        raise ActionImpossible("C’est déjà le texte d’origine.")
