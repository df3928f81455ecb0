"""Write the analysis of a theme; each wording is kept."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.observatoire.coherence import Allegation
from quietude.observatoire.models import Analyse, Theme
from quietude.observatoire.rules import can_write_diagnostic
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require


@action
def write_analyse(
    *,
    actor: Utilisateur,
    theme: Theme,
    version: int,
    texte: str,
    ecrit_le: date,
    allegations: Sequence[Allegation],
) -> Analyse:
    """Write the next version; `version` is the one that the form was opened on, 0 for none.

    Raises ConflitDeVersion when someone wrote another meanwhile. The same content twice makes
    no version.
    """
    require(can_write_diagnostic(actor))
    current = _latest(theme)
    if (current.version if current else 0) != version:
        raise ConflitDeVersion("Quelqu’un a enregistré une autre version entre-temps.")
    claims = [claim.as_json() for claim in allegations]
    if current and (current.texte, current.ecrit_le, current.affirmations) == (
        texte,
        ecrit_le,
        claims,
    ):
        return current
    return Analyse.objects.create(
        recueil=theme.recueil,
        theme=theme.code,
        version=version + 1,
        texte=texte,
        ecrit_le=ecrit_le,
        affirmations=claims,
        auteur=actor,
    )


@action
def restore_analyse(*, actor: Utilisateur, theme: Theme, version: int) -> Analyse:
    """Take up an older wording, with its date: written again as the newest version."""
    require(can_write_diagnostic(actor))
    current = _latest(theme)
    wanted = Analyse.objects.filter(
        recueil=theme.recueil, theme=theme.code, version=version
    ).first()
    if wanted is None or current is None:
        raise ActionImpossible("Cette version n’existe pas.")
    if wanted.pk == current.pk:
        raise ActionImpossible("Cette version est déjà celle qui est lue.")
    return Analyse.objects.create(
        recueil=theme.recueil,
        theme=theme.code,
        version=current.version + 1,
        texte=wanted.texte,
        ecrit_le=wanted.ecrit_le,
        affirmations=wanted.affirmations,
        auteur=actor,
    )


def _latest(theme: Theme) -> Analyse | None:
    """The last wording; two first ones written together wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"analyse {theme.pk}"])
    rows = Analyse.objects.filter(recueil=theme.recueil, theme=theme.code)
    return rows.order_by("-version").first()
