"""Whom to answer, apart from the report; each look at it is written in the journal."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from quietude.comptes.acces import Requete
from quietude.documents.enums import Format
from quietude.documents.production import render
from quietude.signalements import retour as reponse
from quietude.signalements.actions.appelant import (
    amend_caller,
    answer_caller,
    erase_caller,
    read_caller,
)
from quietude.signalements.empreintes import APPELANT, fingerprint
from quietude.signalements.forms.appelant import AppelantForm, RetourForm
from quietude.signalements.models import Appelant, Signalement
from quietude.signalements.rules import can_follow
from quietude.signalements.views.signalement import find_signalement, lire_ou_ecrire, suivre
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require


@suivre
@never_cache
@lire_ou_ecrire
def appelant(request: Requete, pk: int) -> HttpResponse:
    """The contact details, to put right; two editors never lose a word."""
    row = find_signalement(request, pk)
    require(can_follow(request.user, row))
    if request.method == "POST":
        return _amend(request, row)
    known = read_caller(actor=request.user, signalement=row)
    form = AppelantForm(appelant=known)
    return _show_caller(request, row, form, fingerprint(known, APPELANT), known)


def _amend(request: Requete, row: Signalement) -> HttpResponse:
    form, sent = AppelantForm(request.POST), request.POST.get("version", "")
    if form.is_valid():
        try:
            amend_caller(
                actor=request.user, signalement=row, contact=form.to_contact(), version=sent
            )
        except ConflitDeVersion as refusal:
            form.add_error(None, str(refusal))
            now = read_caller(actor=request.user, signalement=row)
            mark = fingerprint(now, APPELANT)
            return _show_caller(request, row, form, mark, now, form.differences(now))
        messages.success(request, "Les coordonnées sont enregistrées.")
        return redirect("signalements:appelant", row.pk)
    return _show_caller(request, row, form, sent)


def _show_caller(
    request: Requete,
    row: Signalement,
    form: AppelantForm,
    version: str,
    known: Appelant | None = None,
    differences: Sequence[tuple[str, str, str]] = (),
) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "appelant": known,
        "version": version,
        "differences": differences,
    }
    return render_page(request, "signalements/appelant.html", context)


@suivre
@lire_ou_ecrire
def appelant_effacer(request: Requete, pk: int) -> HttpResponse:
    row = find_signalement(request, pk)
    require(can_follow(request.user, row))
    if request.method != "POST":
        context = {
            "titre": "Effacer les coordonnées de l’appelant ?",
            "message": "Elles disparaissent pour de bon ; le journal garde la trace de "
            "l’effacement, sans leur contenu. Le signalement reste.",
            "action_libelle": "Effacer",
            "retour": row.get_absolute_url(),
        }
        return render_page(request, "socle/confirmer.html", context)
    try:
        erase_caller(actor=request.user, signalement=row)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Les coordonnées sont effacées.")
    return redirect(row)


@suivre
@never_cache
@lire_ou_ecrire
def retour(request: Requete, pk: int) -> HttpResponse:
    """Answer the caller: draft to amend, then said, sent or printed."""
    row = find_signalement(request, pk)
    require(can_follow(request.user, row))
    # Whether there is an address, without reading it: the form says no more.
    known = Appelant.objects.visible_to(request.user).filter(signalement=row)
    reachable = known.exclude(email="").exists()
    data = request.POST if request.method == "POST" else None
    form = RetourForm(data, texte=reponse.draft(row), courriel=reachable)
    if data is not None and form.is_valid():
        if "lettre" in data:
            return _letter(request, row, form.cleaned_data["texte"], data["lettre"])
        try:
            answer_caller(actor=request.user, signalement=row, **form.cleaned_data)
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Le retour au plaignant est noté.")
            return redirect(row)
    context = {"row": row, "form": form, "joignable": reachable, "anonyme": not known.exists()}
    return render_page(request, "signalements/retour.html", context)


def _letter(request: Requete, row: Signalement, text: str, wanted: str) -> HttpResponse:
    """The letter to print, or to amend in a word processor; nothing of it is kept."""
    known = read_caller(actor=request.user, signalement=row)
    content = reponse.letter(row, known.nom if known else "", text)
    kind = Format.DOCX if wanted == Format.DOCX else Format.PDF
    answer = HttpResponse(render(content, kind), content_type=kind.content_type)
    answer["Content-Disposition"] = f'attachment; filename="signalement-{row.pk}.{kind}"'
    return answer
