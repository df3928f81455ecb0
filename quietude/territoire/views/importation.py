"""Import the outlines of a division from a GeoJSON file: look first, then import."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from quietude.comptes.acces import Requete
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible
from quietude.territoire import actions
from quietude.territoire.contours import ContourInvalide, name_of
from quietude.territoire.forms import FichierForm, ImportForm
from quietude.territoire.models import Division
from quietude.territoire.views.edition import ecrire, find_division, lire_ou_ecrire


@ecrire
@lire_ou_ecrire
def importer(request: Requete, code: str) -> HttpResponse:
    """Ask for the file; show what it would change; import once confirmed."""
    division = find_division(request, code)
    if "contenu" in request.POST:
        return _second_step(request, division)
    form = FichierForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _preview(request, division, ImportForm(form.cleaned_data["fichier"]))
        except ContourInvalide as error:
            form.add_error("fichier", str(error))
    return _ask(request, division, form)


def _ask(request: Requete, division: Division, form: FichierForm) -> HttpResponse:
    return render_page(
        request, "territoire/importer.html", {"division": division, "form": form}
    )


def _second_step(request: Requete, division: Division) -> HttpResponse:
    try:
        form = ImportForm(request.POST["contenu"], request.POST)
    except ContourInvalide as error:
        refused = FichierForm({})
        refused.add_error("fichier", str(error))
        return _ask(request, division, refused)
    if "confirmer" not in request.POST or not form.is_valid():
        return _preview(request, division, form)
    outlines = form.outlines(form.cleaned_data["propriete"])
    try:
        created, amended = actions.import_contours(
            actor=request.user, division=division, contours=outlines
        )
    except ActionImpossible as refusal:
        form.add_error(None, str(refusal))
        return _preview(request, division, form)
    told = f"Import fait. Secteurs ajoutés : {created}. Contours changés : {amended}."
    messages.success(request, told)
    return redirect(division)


def _preview(request: Requete, division: Division, form: ImportForm) -> HttpResponse:
    """Each sector of the file: new, outline changed, or already the same."""
    known = list(division.secteurs.all())
    chosen = form["propriete"].value()
    lines = []
    for figure in form.figures:
        name = name_of(figure, chosen)
        secteur = actions.matching_secteur(known, name)
        if secteur is None:
            lines.append((name, "info", "Nouveau"))
        elif secteur.contour == figure.contour:
            lines.append((name, "neutre", "Inchangé"))
        else:
            lines.append((name, "attention", f"Contour de « {secteur.nom} » remplacé"))
    context = {"division": division, "form": form, "lignes": lines}
    return render_page(request, "territoire/apercu.html", context)
