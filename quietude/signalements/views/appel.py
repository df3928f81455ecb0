"""Taking a call: one page, kept field by field, with what it resembles beside it."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.signalements.actions.appel import (
    DejaInscrit,
    forget_draft,
    read_draft,
    save_draft,
    take_call,
)
from quietude.signalements.aide_appel import EPISODE, LIEN, landlord_told, proposals, sectors_of
from quietude.signalements.forms.recit import AppelForm, as_initial
from quietude.signalements.models import Signalement
from quietude.signalements.situation_carte import placing_map
from quietude.socle.formats import jour
from quietude.socle.pages import render_page, wants_fragment
from quietude.socle.regles import ActionImpossible
from quietude.territoire.models import Lieu

prendre = acces(Role.COORDONNATEUR, Role.AGENT, Role.PARTENAIRE)
_MUETS = {"csrfmiddlewaretoken", "cle", "ensuite"}
_DITS = {"canal", "categorie", "adresse", "lieu", "fait_le", "fait_heure"}
_LIEUX = 8
_TITRES = {Role.PARTENAIRE: "Inscrire un signalement"}  # a partner takes no call for the town


@prendre
@require_http_methods(["GET", "HEAD", "POST"])
def appel(request: Requete) -> HttpResponse:
    """The page of a call, as it was left if the connection was cut."""
    if request.method == "POST":
        return _take(request)
    kept = read_draft(request.user)
    fields = kept[1] if kept else _prefilled(request)
    typed = as_initial(AppelForm, fields)
    told = typed if kept else {name: typed[name] for name in typed if name in fields}
    form = AppelForm(request.user, initial=told)
    return _show(request, form, kept[0] if kept else _new_key(), fields, restaure=bool(kept))


def _prefilled(request: Requete) -> dict[str, list[str]]:
    """What a passage of the mediators already says; never whom to answer."""
    fields = dict(request.GET.lists())
    return {
        name: values
        for name, values in fields.items()
        if name in _DITS or name.startswith("secteur_")
    }


def _new_key() -> str:
    return secrets.token_urlsafe(12)


def _typed(request: Requete) -> dict[str, list[str]]:
    fields = dict(request.POST.lists())
    return {name: values for name, values in fields.items() if name not in _MUETS}


def _read(fields: Mapping[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def _help(request: Requete, fields: Mapping[str, list[str]]) -> dict[str, Any]:
    data = _read(fields)
    typed = AppelForm(request.user, data)
    chosen = data.get("suite_de", "")
    return {
        "secteurs": sectors_of(typed),
        "bailleur_deduit": landlord_told(typed),
        "propositions": proposals(request.user, typed, chosen),
        "suite_de": chosen,
    }


def _show(
    request: Requete,
    form: AppelForm,
    cle: str,
    fields: Mapping[str, list[str]],
    *,
    restaure: bool = False,
) -> HttpResponse:
    context = {
        "titre": _TITRES.get(Role(request.user.role), "Prendre un appel"),
        "form": form,
        "cle": cle,
        "restaure": restaure,
        "donnees": placing_map(),
        **_help(request, fields),
    }
    return render_page(
        request, "signalements/appel.html", context, fragment="signalements/_appel.html"
    )


def _take(request: Requete) -> HttpResponse:
    form, fields = AppelForm(request.user, request.POST), _typed(request)
    cle = request.POST.get("cle", "")[:40] or _new_key()
    if not form.is_valid():
        return _show(request, form, cle, fields)
    try:
        row = _taken(request, form, cle)
    except DejaInscrit as refusal:
        form.add_error(None, str(refusal))
        cle = _new_key()  # sent once more, it is another call
    except ActionImpossible as refusal:
        form.add_error(None, str(refusal))
    else:
        return _next(request, row)
    return _show(request, form, cle, fields)


def _taken(request: Requete, form: AppelForm, cle: str) -> Signalement:
    kind, _, number = request.POST.get("suite_de", "").partition("-")
    like = None
    if kind in (EPISODE, LIEN) and number.isdigit():
        seen = Signalement.objects.visible_to(request.user)
        like = seen.filter(pk=int(number)).first()
    return take_call(
        actor=request.user,
        cle=cle,
        recit=form.to_recit(
            contact=form.to_contact(), precedent=like if kind == LIEN else None
        ),
        episode_de=like if kind == EPISODE else None,
    )


def _next(request: Requete, row: Signalement) -> HttpResponse:
    """The next call, or the report that this one has become."""
    seen = Signalement.objects.visible_to(request.user).filter(pk=row.pk).exists()
    told = [
        f"Signalement {row.pk} inscrit" if row.total == 1 else f"Épisode ajouté au {row.pk}"
    ]
    if row.service:
        told.append(f"confié à {row.service}")
    if row.bailleur:
        told.append(f"patrimoine de {row.bailleur}")
    if row.echeance:
        told.append(f"à traiter avant le {jour(row.echeance)}")
    messages.success(request, ", ".join(told) + ".")
    stay = "suivant" in request.POST.get("ensuite", "suivant") or not seen
    address = reverse("signalements:appel") if stay else row.get_absolute_url()
    if not wants_fragment(request):
        return redirect(address)
    return HttpResponse(headers={"HX-Redirect": address})


@prendre
@require_POST
def appel_brouillon(request: Requete) -> HttpResponse:
    """Keep what is typed, and answer with what it tells; or forget it when asked to."""
    cle = request.POST.get("cle", "")[:40]
    if "oublier" in request.POST:
        forget_draft(actor=request.user, cle=cle)
        messages.info(request, "L’appel en cours est effacé.")
        return redirect("signalements:appel")
    fields = _typed(request)
    save_draft(actor=request.user, cle=cle, donnees=fields)
    if not wants_fragment(request):  # without JavaScript: "see what it resembles"
        return redirect("signalements:appel")
    context = {**_help(request, fields), "garde_a": timezone.localtime()}
    return render_page(request, "signalements/_appel_aide.html", context)


@prendre
@require_safe
def appel_lieux(request: Requete) -> HttpResponse:
    """Known places for the first words of an address."""
    words = request.GET.get("adresse", "")
    places = Lieu.objects.visible_to(request.user).matching(words)
    found = places[:_LIEUX] if words.strip() else places.none()
    return render_page(request, "signalements/_appel_lieux.html", {"lieux": found})
