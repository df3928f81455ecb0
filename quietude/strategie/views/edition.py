"""Edit a sheet, part by part, with drafts; two editors of one part never lose a word."""

from difflib import ndiff
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.socle.pages import render_page, wants_fragment
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require
from quietude.strategie.actions.fiches import (
    amend_fiche_section,
    discard_draft,
    save_draft,
)
from quietude.strategie.forms.saisie import AJOUTER, Saisie, from_draft, typed_fields
from quietude.strategie.models import Brouillon, FicheAction
from quietude.strategie.pack import PackFiche
from quietude.strategie.packs.fiches import fetch_fiche
from quietude.strategie.rules import can_edit_fiche
from quietude.strategie.sections import PARTIES, Partie, fingerprint, lines_of

ECRIVENT = (Role.COORDONNATEUR, Role.ELU, Role.AGENT, Role.PARTENAIRE)


def find_fiche(request: Requete, code: str, numero: int) -> FicheAction:
    """The sheet, when the reader may see it."""
    sheets = FicheAction.objects.visible_to(request.user).select_related("strategie")
    return get_object_or_404(sheets, strategie__code=code, numero=numero)


def find_partie(section: str) -> Partie:
    try:
        return PARTIES[section]
    except KeyError:
        raise Http404 from None


def _draft(request: Requete, fiche: FicheAction, partie: Partie) -> Brouillon | None:
    return Brouillon.objects.filter(
        utilisateur=request.user, fiche=fiche, section=partie.code
    ).first()


@acces(*ECRIVENT)
@require_http_methods(["GET", "HEAD", "POST"])
def fiche_section_edit(request: Requete, code: str, numero: int, section: str) -> HttpResponse:
    fiche, partie = find_fiche(request, code, numero), find_partie(section)
    require(can_edit_fiche(request.user, fiche))
    if request.method == "POST":
        return _save(request, fiche, partie)
    _, item = fetch_fiche(fiche.pk)
    draft = _draft(request, fiche, partie)
    data = from_draft(draft.donnees) if draft else None
    mark = draft.empreinte if draft else fingerprint(item, partie)
    saisie = Saisie(fiche, item, partie, data)
    return _show(request, fiche, saisie, mark, draft=draft)


def _save(request: Requete, fiche: FicheAction, partie: Partie) -> HttpResponse:
    _, item = fetch_fiche(fiche.pk)
    saisie = Saisie(fiche, item, partie, request.POST)
    mark = request.POST.get("empreinte", "")
    if AJOUTER in request.POST or not saisie.is_valid():
        return _show(request, fiche, saisie, mark)
    try:
        amend_fiche_section(
            actor=request.user,
            fiche=fiche,
            partie=partie,
            empreinte=mark,
            champs=saisie.to_champs(),
        )
    except ConflitDeVersion:
        return _conflict(request, fiche, item, saisie)
    except ActionImpossible as refusal:
        saisie.form.add_error(None, str(refusal))
        return _show(request, fiche, saisie, mark)
    messages.success(request, f"{partie.titre} : enregistré.")
    return _go(request, f"{fiche.get_absolute_url()}#{partie.ancre}")


def _go(request: Requete, address: str) -> HttpResponse:
    """Leave for a page; an htmx request must be told to load it whole."""
    if not wants_fragment(request):
        return redirect(address)
    headers = {"HX-Redirect": address}
    if urlsplit(request.htmx.current_url or "").path == urlsplit(address).path:
        headers["HX-Refresh"] = "true"  # only the anchor differs: nothing would be loaded
    return HttpResponse(headers=headers)


def _conflict(
    request: Requete, fiche: FicheAction, item: PackFiche, saisie: Saisie
) -> HttpResponse:
    """Show both texts; what was typed stays in the form, ready to be saved on top, and in a
    draft for whoever leaves the page to look at the other version."""
    _keep(request, fiche, saisie.partie)
    typed = PackFiche.model_validate({**item.model_dump(), **saisie.to_champs()})
    here, mine = lines_of(item, saisie.partie), lines_of(typed, saisie.partie)
    context = [line for line in ndiff(here, mine) if not line.startswith("?")]
    return _show(request, fiche, saisie, fingerprint(item, saisie.partie), differences=context)


def _show(
    request: Requete,
    fiche: FicheAction,
    saisie: Saisie,
    mark: str,
    *,
    draft: Brouillon | None = None,
    differences: list[str] | None = None,
) -> HttpResponse:
    args = [fiche.strategie.code, fiche.numero, saisie.partie.code]
    context = {
        "fiche": fiche,
        "strategie": fiche.strategie,
        "partie": saisie.partie,
        "saisie": saisie,
        "empreinte": mark,
        "brouillon": draft,
        "differences": [(line[0], line[2:]) for line in differences or []],
        "adresse": reverse("strategie:fiche_section_edit", args=args),
        "adresse_brouillon": reverse("strategie:fiche_brouillon", args=args),
        "retour": f"{fiche.get_absolute_url()}#{saisie.partie.ancre}",
    }
    return render_page(
        request,
        "strategie/edition/partie.html",
        context,
        fragment="strategie/edition/_partie.html",
    )


@acces(*ECRIVENT)
@require_POST
def fiche_brouillon(request: Requete, code: str, numero: int, section: str) -> HttpResponse:
    """Keep what is being typed, or forget it when asked to."""
    fiche, partie = find_fiche(request, code, numero), find_partie(section)
    require(can_edit_fiche(request.user, fiche))
    if "oublier" in request.POST:
        discard_draft(actor=request.user, fiche=fiche, section=partie.code)
        messages.info(request, "Le brouillon est oublié.")
        return _go(request, f"{fiche.get_absolute_url()}#{partie.ancre}")
    if _is_saved(request, fiche, partie):
        discard_draft(actor=request.user, fiche=fiche, section=partie.code)
        return HttpResponse("Tout est enregistré.")
    _keep(request, fiche, partie)
    now = timezone.localtime()
    return HttpResponse(f"Brouillon gardé à {now:%H:%M:%S}.")


def _is_saved(request: Requete, fiche: FicheAction, partie: Partie) -> bool:
    """Whether the sheet already says so: a slow draft may come after the saving it preceded."""
    _, item = fetch_fiche(fiche.pk)
    saisie = Saisie(fiche, item, partie, request.POST)
    if not saisie.is_valid():
        return False
    typed = PackFiche.model_validate({**item.model_dump(), **saisie.to_champs()})
    return lines_of(typed, partie) == lines_of(item, partie)


def _keep(request: Requete, fiche: FicheAction, partie: Partie) -> None:
    save_draft(
        actor=request.user,
        fiche=fiche,
        section=partie.code,
        empreinte=request.POST.get("empreinte", "")[:64],
        donnees=typed_fields(request.POST),
    )
