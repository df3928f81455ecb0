"""What the pilot says of a figure, one text for each period."""

from quietude.comptes.models import Utilisateur
from quietude.evaluation.models import CommentaireIndicateur
from quietude.evaluation.rules import can_comment_indicateur
from quietude.evaluation.textes import fingerprint, normalise
from quietude.journal.actions import action
from quietude.socle.periodes import Periode
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require
from quietude.strategie.models import Indicateur


@action
def write_commentaire(
    *, actor: Utilisateur, indicateur: Indicateur, periode: Periode, texte: str, empreinte: str
) -> CommentaireIndicateur:
    """Write or reword the comment of a period; the history keeps what it said.

    `empreinte` is that of the text when the form was opened: ConflitDeVersion when somebody
    wrote since.
    """
    require(can_comment_indicateur(actor, indicateur))
    said = normalise(texte)
    if not said:
        raise ActionImpossible("Écrivez quelque chose, ou supprimez le commentaire.")
    # Two hands on one indicator wait for each other.
    Indicateur.objects.select_for_update(of=("self",)).get(pk=indicateur.pk)
    row = indicateur.commentaires.filter(debut=periode.debut, fin=periode.fin).first()
    if fingerprint(row.texte if row else "") != empreinte:
        raise ConflitDeVersion("Ce commentaire a été modifié entre-temps.")
    row = row or CommentaireIndicateur(
        indicateur=indicateur, debut=periode.debut, fin=periode.fin
    )
    row.texte, row.auteur = said, actor
    row.save()
    return row


@action
def remove_commentaire(*, actor: Utilisateur, commentaire: CommentaireIndicateur) -> None:
    """Take a comment away; the history keeps what it said."""
    require(can_comment_indicateur(actor, commentaire.indicateur))
    commentaire.delete()
