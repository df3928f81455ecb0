"""The passages of the mediators: reported on a phone, found, put right."""

import secrets
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.journal.historique import history_of
from quietude.signalements.actions.passages import (
    amend_passage,
    forget_passage_draft,
    read_passage_draft,
    remove_passage,
    report_passage,
    save_passage_draft,
)
from quietude.signalements.empreintes import PASSAGE, fingerprint
from quietude.signalements.enums import ListePassage
from quietude.signalements.forms.passages import PassageForm
from quietude.signalements.forms.recit import as_initial
from quietude.signalements.models import ChoixPassage, Passage
from quietude.signalements.passages import (
    FiltrePassages,
    columns,
    report_address,
    sectors_told,
)
from quietude.signalements.querysets import REPONDENT, VOIENT_TOUT
from quietude.signalements.rules_passages import can_amend_passage, can_report_passage
from quietude.signalements.views.signalement import lire_ou_ecrire
from quietude.socle.grille import Grille
from quietude.socle.pages import render_page, wants_fragment
from quietude.socle.regles import ActionImpossible, ConflitDeVersion

lire = acces(*VOIENT_TOUT)
ecrire = acces(*REPONDENT)
_MUETS = {"csrfmiddlewaretoken", "cle", "ensuite"}
_DU_JOUR = 10


def _gestes(request: Requete) -> dict[str, str]:
    rows = ChoixPassage.objects.visible_to(request.user).filter(liste=ListePassage.GESTE)
    return dict(rows.values_list("code", "libelle"))


def _find(request: Requete, pk: int) -> Passage:
    rows = Passage.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("nature__categorie", "lieu"), pk=pk)


@lire
@require_safe
def passages(request: Requete) -> HttpResponse:
    """By day, the last one first, as the filters keep them."""
    form = FiltrePassages(request.GET, request.user)
    rows = form.apply(Passage.objects.visible_to(request.user)).described()
    cols = list(columns(form.division, _gestes(request)))
    grille = Grille(request, rows, cols, nom="passages", legende="Passages", tri="")
    if grille.format_demande:
        return grille.exporter()
    context = {"form": form, "grille": grille, "inscrit": can_report_passage(request.user)}
    return render_page(request, "signalements/passages.html", context)


@ecrire
@lire_ou_ecrire
def passage_creer(request: Requete) -> HttpResponse:
    """One screen, as it was left if the connection was cut."""
    if request.method == "POST":
        return _report(request)
    kept = read_passage_draft(request.user)
    initial = as_initial(PassageForm, kept[1]) if kept else None
    form = PassageForm(request.user, initial=initial)
    return _show(request, form, kept[0] if kept else _new_key(), restaure=bool(kept))


def _new_key() -> str:
    return secrets.token_urlsafe(12)


def _show(
    request: Requete, form: PassageForm, cle: str, *, restaure: bool = False
) -> HttpResponse:
    mine = Passage.objects.visible_to(request.user).latest_of(request.user)
    context = {
        "form": form,
        "cle": cle,
        "restaure": restaure,
        "du_jour": mine.filter(jour=timezone.localdate())[:_DU_JOUR],
    }
    return render_page(request, "signalements/passage_creer.html", context)


def _report(request: Requete) -> HttpResponse:
    form = PassageForm(request.user, request.POST)
    cle = request.POST.get("cle", "")[:40] or _new_key()
    if form.is_valid():
        try:
            row = report_passage(actor=request.user, cle=cle, recit=form.to_recit())
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row.nature}, {row.endroit} : passage inscrit.")
            following = request.POST.get("ensuite") != "fiche"
            return redirect("signalements:passage_creer" if following else row)
    return _show(request, form, cle)


@ecrire
@require_POST
def passage_brouillon(request: Requete) -> HttpResponse:
    """Keep what is typed, or forget it when asked to."""
    cle = request.POST.get("cle", "")[:40]
    if "oublier" in request.POST:
        forget_passage_draft(actor=request.user, cle=cle)
        return redirect("signalements:passage_creer")
    fields = dict(request.POST.lists())
    typed = {name: values for name, values in fields.items() if name not in _MUETS}
    save_passage_draft(actor=request.user, cle=cle, donnees=typed)
    if not wants_fragment(request):
        return redirect("signalements:passage_creer")
    return HttpResponse(f"Gardé à {timezone.localtime():%H:%M:%S}.")


@lire
@require_safe
def passage(request: Requete, pk: int) -> HttpResponse:
    """One passage, what may be done with it, what it said before."""
    row = _find(request, pk)
    known = _gestes(request)
    context = {
        "row": row,
        "gestes": [known.get(code, code) for code in row.gestes],
        "secteurs": sectors_told(row),
        "correction": can_amend_passage(request.user, row),
        "signaler": report_address(row) if can_report_passage(request.user) else "",
        "entrees": history_of(row),
    }
    return render_page(request, "signalements/passage.html", context)


@ecrire
@lire_ou_ecrire
def passage_corriger(request: Requete, pk: int) -> HttpResponse:
    """Put right what was reported; two editors never lose a word."""
    row = _find(request, pk)
    form = PassageForm(
        request.user, request.POST if request.method == "POST" else None, row=row
    )
    mark = request.POST.get("version", "") if form.is_bound else fingerprint(row, PASSAGE)
    differences: list[tuple[str, str, str]] = []
    if form.is_bound and form.is_valid():
        recit = form.to_recit()
        try:
            amend_passage(actor=request.user, passage=row, recit=recit, version=mark)
        except ConflitDeVersion as refusal:
            form.add_error(None, str(refusal))
            mark, differences = fingerprint(row, PASSAGE), form.differences(recit)
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "Le passage est corrigé ; l’historique garde ce qu’il disait."
            )
            return redirect(row)
    context = {
        "form": form,
        "row": row,
        "version": mark,
        "differences": differences,
        "correction": can_amend_passage(request.user, row),
    }
    return render_page(request, "signalements/passage_corriger.html", context)


@ecrire
@lire_ou_ecrire
def passage_supprimer(request: Requete, pk: int) -> HttpResponse:
    row = _find(request, pk)
    remove = partial(remove_passage, actor=request.user, passage=row)
    said = f"{row.nature}, {row.endroit}, {row.jour:%d/%m/%Y}"
    return remove_or_ask(
        request,
        remove,
        titre="Supprimer ce passage ?",
        message=f"{said}. L’historique en garde la trace.",
        fait="Le passage est supprimé.",
        retour=row.get_absolute_url(),
        suite=reverse("signalements:passages"),
    )


def remove_or_ask(
    request: Requete, remove: Callable[[], None], *, fait: str, suite: str, **said: str
) -> HttpResponse:
    """Ask first; then take away, or say why not."""
    if request.method != "POST":
        context = {"action_libelle": "Supprimer", **said}
        return render_page(request, "socle/confirmer.html", context)
    try:
        remove()
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, fait)
    return redirect(suite)
