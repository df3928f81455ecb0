"""The agenda of a meeting and its minutes, kept by the coordinator."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.instances.actions import points as actions
from quietude.instances.enums import EtatReunion
from quietude.instances.forms import PointForm
from quietude.instances.models import Point
from quietude.instances.rules import can_write_talks
from quietude.instances.views.reunion import (
    LIRE_OU_ECRIRE,
    find_reunion,
    run_or_say,
    show_form,
    try_action,
)
from quietude.socle.pages import render_page
from quietude.socle.regles import require

_SENS = ("monter", "descendre")


def find_point(request: Requete, code: str, pk: int, point: int) -> Point:
    rows = Point.objects.visible_to(request.user).of(find_reunion(request, code, pk))
    return get_object_or_404(rows.select_related("reunion__instance"), pk=point)


def _back(point: Point) -> str:
    return f"{point.reunion.get_absolute_url()}#ordre-du-jour"


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def ajouter(request: Requete, code: str, pk: int) -> HttpResponse:
    found = find_reunion(request, code, pk)
    require(can_write_talks(request.user, found.instance))
    form = PointForm(request.POST or None, reunion=found)
    if request.method == "POST" and try_action(
        form,
        lambda: actions.add_point(
            actor=request.user, reunion=found, titre=form.cleaned_data["titre"]
        ),
    ):
        messages.success(request, "Le point est à l’ordre du jour.")
        return redirect(f"{found.get_absolute_url()}#ordre-du-jour")
    return show_form(
        request, found.instance, form, "Ajouter un point", reunion=found, envoyer="Ajouter"
    )


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def modifier(request: Requete, code: str, pk: int, point: int) -> HttpResponse:
    """Its words; once the meeting is held, what was said."""
    found = find_point(request, code, pk, point)
    reunion, held = found.reunion, found.reunion.etat == EtatReunion.TENUE
    now = {"titre": found.titre, "compte_rendu": found.compte_rendu}
    form = PointForm(request.POST or None, reunion=reunion, minutes=held, initial=now)
    if request.method == "POST" and try_action(
        form,
        lambda: actions.amend_point(actor=request.user, point=found, **form.cleaned_data),
    ):
        messages.success(request, "C’est noté.")
        return redirect(_back(found))
    titre = "Écrire le compte rendu" if held else "Modifier le point"
    return show_form(request, reunion.instance, form, titre, reunion=reunion)


@acces(Role.COORDONNATEUR)
@require_POST
def deplacer(request: Requete, code: str, pk: int, point: int, sens: str) -> HttpResponse:
    if sens not in _SENS:
        raise Http404
    found = find_point(request, code, pk, point)
    return run_or_say(
        request,
        lambda: actions.move_point(actor=request.user, point=found, haut=sens == _SENS[0]),
        "",
        _back(found),
    )


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def retirer(request: Requete, code: str, pk: int, point: int) -> HttpResponse:
    found = find_point(request, code, pk, point)
    if request.method == "POST":
        return run_or_say(
            request,
            lambda: actions.remove_point(actor=request.user, point=found),
            "Le point est retiré.",
            _back(found),
        )
    context = {
        "titre": "Retirer le point",
        "message": f"« {found.titre} » quitte l’ordre du jour.",
        "action_libelle": "Retirer",
        "retour": _back(found),
    }
    return render_page(request, "socle/confirmer.html", context)
