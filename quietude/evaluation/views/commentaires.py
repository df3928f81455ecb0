"""What is said of an indicator, period by period: write, reword, take away, former wordings."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.evaluation.actions.commentaires import remove_commentaire, write_commentaire
from quietude.evaluation.forms.commentaires import CommentaireForm
from quietude.evaluation.models import CommentaireIndicateur
from quietude.evaluation.rules import can_comment_indicateur
from quietude.evaluation.textes import differences, fingerprint, normalise
from quietude.evaluation.views.indicateur import arguments, find_indicateur, span_of
from quietude.journal.historique import history_of
from quietude.socle.pages import render_page
from quietude.socle.periodes import Periode
from quietude.socle.regles import ConflitDeVersion, require
from quietude.strategie.models import Indicateur

PARLENT = (Role.COORDONNATEUR, Role.ELU, Role.AGENT, Role.PARTENAIRE)
_LIRE_OU_ECRIRE = ["GET", "HEAD", "POST"]


def _comment_of(row: Indicateur, span: Periode) -> CommentaireIndicateur | None:
    return row.commentaires.filter(debut=span.debut, fin=span.fin).first()


def _back(row: Indicateur, span: Periode) -> str:
    page = reverse("evaluation:indicateur", args=arguments(row))
    return f"{page}?annee={span.fin.year}#commentaires"


@acces(*PARLENT)
@require_http_methods(_LIRE_OU_ECRIRE)
def commentaire(
    request: Requete, strategie: str, numero: int, code: str, periode: str
) -> HttpResponse:
    """Write what a period tells, or reword it."""
    row, span = find_indicateur(request, strategie, numero, code), span_of(periode)
    require(can_comment_indicateur(request.user, row))
    kept = _comment_of(row, span)
    said = kept.texte if kept else ""
    if request.method != "POST":
        form = CommentaireForm(initial={"texte": said, "empreinte": fingerprint(said)})
        return _show(request, row, span, form, kept)
    form = CommentaireForm(request.POST)
    if not form.is_valid():
        return _show(request, row, span, form, kept)
    try:
        write_commentaire(actor=request.user, indicateur=row, periode=span, **form.cleaned_data)
    except ConflitDeVersion:
        return _show(request, row, span, form, kept, typed=form.cleaned_data["texte"])
    messages.success(request, "Le commentaire est enregistré.")
    return redirect(_back(row, span))


def _show(
    request: Requete,
    row: Indicateur,
    span: Periode,
    form: CommentaireForm,
    kept: CommentaireIndicateur | None,
    *,
    typed: str | None = None,
) -> HttpResponse:
    """With both versions when somebody wrote meanwhile; saving again then prevails."""
    context: dict[str, Any] = {
        "indicateur": row,
        "fiche": row.fiche,
        "periode": span,
        "form": form,
        "commentaire": kept,
        "retour": _back(row, span),
    }
    if typed is not None:
        said = kept.texte if kept else ""
        context["differences"] = differences(said, normalise(typed))
        context["empreinte"] = fingerprint(said)
    return render_page(request, "evaluation/commentaire.html", context)


@acces(*PARLENT)
@require_http_methods(_LIRE_OU_ECRIRE)
def commentaire_supprimer(
    request: Requete, strategie: str, numero: int, code: str, periode: str
) -> HttpResponse:
    """Ask, then take away."""
    row, span = find_indicateur(request, strategie, numero, code), span_of(periode)
    kept = get_object_or_404(row.commentaires, debut=span.debut, fin=span.fin)
    require(can_comment_indicateur(request.user, row))
    if request.method == "POST":
        remove_commentaire(actor=request.user, commentaire=kept)
        messages.success(request, "Le commentaire est supprimé ; l’historique le garde.")
        return redirect(_back(row, span))
    context = {
        "titre": "Supprimer le commentaire",
        "message": f"Le commentaire de « {row} », {span.libelle}, ne sera plus montré. "
        "L’historique le garde.",
        "action_libelle": "Supprimer",
        "retour": _back(row, span),
    }
    return render_page(request, "socle/confirmer.html", context)


@acces()
@require_safe
def commentaire_historique(
    request: Requete, strategie: str, numero: int, code: str
) -> HttpResponse:
    """Every wording, the last one first."""
    row = find_indicateur(request, strategie, numero, code)
    context = {"indicateur": row, "fiche": row.fiche, "entrees": history_of(row)}
    return render_page(request, "evaluation/commentaire_historique.html", context)
