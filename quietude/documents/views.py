"""Pages of the documents: the list, the request, the follow-up of one, its file."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from quietude.comptes.acces import Requete, acces
from quietude.documents import actions, recettes, rules
from quietude.documents.enums import EtatDocument, Format
from quietude.documents.forms import DemandeForm
from quietude.documents.models import DocumentProduit
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, require

TONS = {
    EtatDocument.EN_ATTENTE: "neutre",
    EtatDocument.EN_COURS: "info",
    EtatDocument.PRET: "succes",
    EtatDocument.ECHEC: "danger",
}


def _tone(document: DocumentProduit) -> str:
    return TONS[EtatDocument(document.etat)]


COLONNES = [
    Colonne("titre", "Titre", tri="titre", lien=DocumentProduit.get_absolute_url),
    Colonne("format", "Format", valeur=lambda d: d.format.upper(), tri="format"),
    Colonne("demande_par", "Demandé par", valeur="demande_par.nom", tri="demande_par__nom"),
    Colonne("demande_le", "Demandé le", tri="demande_le"),
    Colonne(
        "taille",
        "Taille",
        valeur=lambda d: filesizeformat(d.taille) if d.taille else None,
        export=lambda d: d.taille or None,
        tri="taille",
        nombre=True,
    ),
    Colonne("etat", "État", valeur="get_etat_display", tri="etat", ton=_tone),
]


@acces()
@require_safe
def liste(request: Requete) -> HttpResponse:
    """Every document that the reader may fetch, the last one first."""
    documents = DocumentProduit.objects.visible_to(request.user).light()
    grille = Grille(
        request, documents, COLONNES, nom="documents", tri="-demande_le", legende="Documents"
    )
    if grille.format_demande:
        return grille.exporter()
    return render_page(request, "documents/liste.html", {"grille": grille})


@acces()
@require_http_methods(["GET", "HEAD", "POST"])
def demander(request: Requete) -> HttpResponse:
    """Choose a document to produce; ?recette=…&choix=…&format=… fills the form in."""
    if request.method == "POST":
        return _request(request)
    initial = {name: request.GET[name] for name in ("choix", "format") if name in request.GET}
    wanted = request.GET.get("recette", "")
    forms = [
        DemandeForm(recette, request.user, initial=initial if recette.cle == wanted else None)
        for recette in recettes.every()
        if not wanted or recette.cle == wanted
    ]
    shown = [form for form in forms if form.has_choices]
    context = {"formulaires": shown, "seul": bool(wanted)}
    return render(request, "documents/demander.html", context)


def _request(request: Requete) -> HttpResponse:
    recette = recettes.get(request.POST.get("recette", ""))
    if recette is None:
        raise Http404
    form = DemandeForm(recette, request.user, request.POST)
    if not form.is_valid():
        context = {"formulaires": [form], "seul": True}
        return render(request, "documents/demander.html", context, status=422)
    document = actions.request_document(
        actor=request.user,
        recette=recette,
        parametres=form.chosen.parametres,
        format=Format(form.cleaned_data["format"]),
    )
    return redirect(document)


@acces()
@never_cache
@require_safe
def document(request: Requete, pk: int) -> HttpResponse:
    """How far one document is; asked again every second until it is done."""
    found = _get(request, pk)
    context = {
        "document": found,
        "ton": _tone(found),
        "ouvrable": rules.can_open(request.user, found),
        "relancable": rules.can_retry(request.user, found),
        "bloque": rules.is_stuck(found),
    }
    return render_page(
        request, "documents/document.html", context, fragment="documents/_document.html"
    )


@acces()
@require_safe
def fichier(request: Requete, pk: int) -> HttpResponse:
    """The file itself, under a readable name."""
    visible = DocumentProduit.objects.visible_to(request.user)
    found = get_object_or_404(visible, pk=pk, etat=EtatDocument.PRET)
    require(rules.can_open(request.user, found))
    response = HttpResponse(
        bytes(found.contenu or b""), content_type=Format(found.format).content_type
    )
    name = content_disposition_header(as_attachment=True, filename=found.nom_fichier)
    response["Content-Disposition"] = name or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@acces()
@require_POST
def relancer(request: Requete, pk: int) -> HttpResponse:
    """Try again."""
    found = _get(request, pk)
    try:
        actions.retry_document(actor=request.user, document=found)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@acces()
@require_http_methods(["GET", "HEAD", "POST"])
def supprimer(request: Requete, pk: int) -> HttpResponse:
    """Delete, after confirmation."""
    found = _get(request, pk)
    require(rules.can_delete(request.user, found))
    if request.method == "POST":
        actions.delete_document(actor=request.user, document=found)
        messages.success(request, "Document supprimé.")
        return redirect("documents:liste")
    context = {
        "titre": "Supprimer ce document ?",
        "message": f"« {found.titre} » ({found.format.upper()}) ne pourra plus être "
        "téléchargé. Vous pourrez toujours en produire un nouveau.",
        "action_libelle": "Supprimer",
        "retour": reverse("documents:document", args=[found.pk]),
    }
    return render(request, "socle/confirmer.html", context)


def _get(request: Requete, pk: int) -> DocumentProduit:
    visible = DocumentProduit.objects.visible_to(request.user).light()
    found: DocumentProduit = get_object_or_404(visible, pk=pk)
    return found
