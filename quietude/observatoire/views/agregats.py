"""Named sums: the list, each with its versions, write a new one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.observatoire.actions.agregats import (
    amend_agregat,
    create_agregat,
    restore_agregat,
)
from quietude.observatoire.agregats import read_versions, versions_of
from quietude.observatoire.calculs.lecture import latest_versions
from quietude.observatoire.forms.agregats import AgregatForm
from quietude.observatoire.models import Agregat
from quietude.observatoire.rules import can_write_diagnostic
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, ConflitDeVersion

ecrire = acces(Role.COORDONNATEUR)
lire_ou_ecrire = require_http_methods(["GET", "HEAD", "POST"])

COLONNES = [
    Colonne(
        "libelle",
        "Agrégat",
        tri="libelle",
        lien=lambda row: reverse("observatoire:agregat", args=[row.code]),
    ),
    Colonne("nomenclature", "Nomenclature", valeur="get_nomenclature_display"),
    Colonne("elements", "Éléments", valeur=lambda row: len(row.composition), nombre=True),
    Colonne("version", "Version", tri="version", nombre=True),
    Colonne("source", "D’où vient cette composition"),
]


@acces()
@require_safe
def agregats(request: Requete) -> HttpResponse:
    """The version in force of each."""
    grille = Grille(
        request, latest_versions(), COLONNES, nom="agregats", par_page=100, legende="Agrégats"
    )
    if grille.format_demande:
        return grille.exporter()
    context = {"grille": grille, "modifiable": can_write_diagnostic(request.user)}
    return render_page(request, "observatoire/agregats.html", context)


@acces()
@require_safe
def agregat(request: Requete, code: str) -> HttpResponse:
    """What it adds up, and what it added up before."""
    versions = read_versions(code)
    if not versions:
        raise Http404
    context = {
        "agregat": versions[0].agregat,
        "courante": versions[0],
        "anciennes": versions[1:],
        "modifiable": can_write_diagnostic(request.user),
    }
    return render_page(request, "observatoire/agregat.html", context)


@ecrire
@lire_ou_ecrire
def agregat_creer(request: Requete) -> HttpResponse:
    form = AgregatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_agregat(actor=request.user, **form.as_arguments())
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, made)
    return _show(request, form, None)


@ecrire
@lire_ou_ecrire
def agregat_modifier(request: Requete, code: str) -> HttpResponse:
    current = _current(code)
    form = AgregatForm(request.POST if request.method == "POST" else None, agregat=current)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            saved = amend_agregat(
                actor=request.user, code=code, version=version, **form.as_arguments()
            )
        except ConflitDeVersion:
            return _conflict(request, form, current)
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, saved)
    return _show(request, form, current)


def _current(code: str) -> Agregat:
    versions = versions_of(code)
    if not versions:
        raise Http404
    return versions[0]


def _conflict(request: Requete, form: AgregatForm, current: Agregat) -> HttpResponse:
    """Both are shown: what was typed stays in the form, and will be saved on top if asked."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    typed = AgregatForm(data, agregat=current)
    typed.is_valid()
    kept, wanted = set(current.composition), set(form.cleaned_data["composition"])
    names = dict(typed.fields["composition"].choices)  # type: ignore[attr-defined]
    difference = {
        "seulement_ici": [names[code] for code in names if code in wanted - kept],
        "seulement_la": [names[code] for code in names if code in kept - wanted],
    }
    return _show(request, typed, current, difference)


def _show(
    request: Requete,
    form: AgregatForm,
    current: Agregat | None,
    conflit: dict[str, list[str]] | None = None,
) -> HttpResponse:
    context = {"form": form, "agregat": current, "conflit": conflit}
    return render_page(request, "observatoire/agregat_modifier.html", context)


def _saved(request: Requete, row: Agregat) -> HttpResponse:
    messages.success(request, f"« {row} », version {row.version} : en vigueur.")
    return redirect("observatoire:agregat", row.code)


@ecrire
@require_POST
def agregat_retablir(request: Requete, code: str, version: int) -> HttpResponse:
    """Write an older version again, as the newest."""
    _current(code)
    try:
        row = restore_agregat(actor=request.user, code=code, version=version)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
        return redirect("observatoire:agregat", code)
    return _saved(request, row)
