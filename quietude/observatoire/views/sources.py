"""Where figures come from; hand in new files."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.observatoire import depot
from quietude.observatoire.actions.importations import request_importation
from quietude.observatoire.depot import DepotHandler
from quietude.observatoire.forms.importation import DepotForm
from quietude.observatoire.imports.ville import modele_csv, modele_xlsx
from quietude.observatoire.models import Importation
from quietude.observatoire.rules import can_import
from quietude.observatoire.sources import SourceLue, read_sources
from quietude.observatoire.views.importation import tone_of
from quietude.socle import tableur
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.regles import require

_DERNIERES = 10

COLONNES = [
    Colonne("titre", "Titre", valeur="source.titre", tri="titre"),
    Colonne("famille", "Famille", valeur="source.get_famille_display", tri="famille"),
    Colonne("producteur", "Producteur", valeur="source.producteur", tri="producteur"),
    Colonne("millesime", "Millésime", valeur="source.millesime", tri="millesime"),
    Colonne("licence", "Licence", valeur="source.licence"),
    Colonne("importee_le", "Importée le", tri="importee_le"),
    Colonne("lignes", "Lignes", valeur="source.lignes", tri="lignes", nombre=True),
    Colonne("chiffres", "Chiffres", tri="chiffres", nombre=True),
    Colonne("etat", "État", tri="etat", ton=lambda lue: lue.ton),
    Colonne("remplacee_par", "Remplacée par"),
]


@acces()
@require_safe
def sources(request: Requete) -> HttpResponse:
    """Every source, its state; the last files handed in."""
    return _show(request, DepotForm())


def _show(request: Requete, form: DepotForm) -> HttpResponse:
    rows: list[SourceLue] = read_sources(request.user)
    grille = Grille(request, rows, COLONNES, nom="sources", legende="Sources des chiffres")
    if grille.format_demande:
        return grille.exporter()
    last = Importation.objects.visible_to(request.user).select_related("demande_par")
    context = {
        "grille": grille,
        "importations": [(row, tone_of(row)) for row in last[:_DERNIERES]],
        "form": form,
        "peut_importer": can_import(request.user),
    }
    return render_page(request, "observatoire/sources.html", context)


@csrf_exempt  # reading the token reads the files: it is checked once they have where to go
@acces(Role.COORDONNATEUR)
@require_POST
def importer(request: Requete) -> HttpResponse:
    """Take in files, written to disk as they come."""
    require(can_import(request.user))
    request.upload_handlers = [DepotHandler(request)]
    return _take_in(request)


@csrf_protect
def _take_in(request: Requete) -> HttpResponse:
    depot.sweep()
    form = DepotForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form)
    asked = [
        request_importation(
            actor=request.user,
            fichier=file.name or "",
            chemin=file.cle,
            millesime=form.cleaned_data["millesime"],
        )
        for file in form.cleaned_data["fichiers"]
    ]
    if len(asked) == 1:
        return redirect(asked[0])
    messages.success(request, f"{len(asked)} fichiers sont déposés : leur import commence.")
    return redirect("observatoire:sources")


@acces()
@require_safe
def modele(request: Requete, extension: str) -> HttpResponse:
    """The template that a town fills in with what it counts itself."""
    if extension not in ("xlsx", "csv"):
        raise Http404
    content = modele_xlsx() if extension == "xlsx" else modele_csv()
    response = HttpResponse(content, content_type=tableur.MIME[extension])
    response["Content-Disposition"] = f'attachment; filename="comptages-ville.{extension}"'
    return response
