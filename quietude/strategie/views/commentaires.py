"""Comments on a sheet."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from quietude.comptes.acces import Requete, acces
from quietude.socle.pages import render_page
from quietude.socle.regles import require
from quietude.strategie.actions.commentaires import (
    add_comment,
    edit_comment,
    withdraw_comment,
)
from quietude.strategie.forms.fiches import CommentaireForm
from quietude.strategie.rules import can_comment, can_edit_comment, can_withdraw_comment
from quietude.strategie.views.edition import find_fiche

_LIRE_OU_ECRIRE = ["GET", "HEAD", "POST"]


@acces()
@require_http_methods(_LIRE_OU_ECRIRE)
def commentaire_add(request: Requete, code: str, numero: int) -> HttpResponse:
    """The conversation on a sheet, and the place to join it."""
    fiche = find_fiche(request, code, numero)
    allowed = can_comment(request.user, fiche)
    form = CommentaireForm(request.POST or None)
    if request.method == "POST":
        require(allowed)
        if form.is_valid():
            add_comment(actor=request.user, fiche=fiche, **form.cleaned_data)
            messages.success(request, "Votre commentaire est publié.")
            return redirect("strategie:commentaire_add", code, numero)
    rows = fiche.commentaires.select_related("auteur")
    context = {
        "fiche": fiche,
        "strategie": fiche.strategie,
        "form": form,
        "permis": allowed,
        "commentaires": [
            (
                row,
                bool(can_edit_comment(request.user, row)),
                bool(can_withdraw_comment(request.user, row)),
            )
            for row in rows
        ],
    }
    return render_page(request, "strategie/edition/commentaires.html", context)


@acces()
@require_http_methods(_LIRE_OU_ECRIRE)
def commentaire_edit(request: Requete, code: str, numero: int, pk: int) -> HttpResponse:
    fiche = find_fiche(request, code, numero)
    comment = get_object_or_404(fiche.commentaires, pk=pk)
    require(can_edit_comment(request.user, comment))
    form = CommentaireForm(request.POST or None, initial={"texte": comment.texte})
    if request.method == "POST" and form.is_valid():
        edit_comment(actor=request.user, commentaire=comment, **form.cleaned_data)
        messages.success(request, "Votre commentaire est modifié.")
        return redirect("strategie:commentaire_add", code, numero)
    context = {"fiche": fiche, "strategie": fiche.strategie, "form": form}
    return render_page(request, "strategie/edition/commentaire.html", context)


@acces()
@require_POST
def commentaire_remove(request: Requete, code: str, numero: int, pk: int) -> HttpResponse:
    fiche = find_fiche(request, code, numero)
    comment = get_object_or_404(fiche.commentaires, pk=pk)
    withdraw_comment(actor=request.user, commentaire=comment)
    messages.success(request, "Le commentaire est retiré.")
    return redirect("strategie:commentaire_add", code, numero)
