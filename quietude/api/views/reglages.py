"""What other applications may send and read, and their keys."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietude.api.actions import create_cle, revoke_cle, set_services
from quietude.api.forms import CleForm
from quietude.api.models import CleApplication, ServiceOuvert
from quietude.api.rules import can_open
from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.signalements.models import Categorie
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, require

coordonnateur = acces(Role.COORDONNATEUR)


@dataclass(frozen=True)
class Ligne:
    """A category, whether it is open, whether it is read."""

    categorie: Categorie
    ouvert: bool
    publie: bool


@coordonnateur
@require_safe
def reglages(request: Requete) -> HttpResponse:
    return _page(request, CleForm())


def _page(request: Requete, form: CleForm, texte: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "lignes": _lines(request),
        "cles": CleApplication.objects.visible_to(request.user).with_count(),
        "form": form,
        "texte": texte,
        "adresse": request.build_absolute_uri(reverse("api:discovery", args=["json"])),
    }
    return render_page(request, "api/reglages.html", context, status=status)


def _lines(request: Requete) -> list[Ligne]:
    known = dict(ServiceOuvert.objects.values_list("categorie_id", "publie"))
    rows = Categorie.objects.visible_to(request.user).running(timezone.localdate())
    subs = rows.filter(parent__isnull=False).select_related("parent")
    return [
        Ligne(row, row.pk in known, known.get(row.pk, False))
        for row in subs.order_by("parent__ordre", "ordre", "libelle")
    ]


@coordonnateur
@require_POST
def ouvrir(request: Requete) -> HttpResponse:
    """Open the ticked services, and no other."""
    try:
        set_services(
            actor=request.user,
            ouverts=request.POST.getlist("ouvert"),
            publies=request.POST.getlist("publie"),
        )
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Les services ouverts sont enregistrés.")
    return redirect("api:reglages")


@coordonnateur
@never_cache
@require_POST
def donner(request: Requete) -> HttpResponse:
    """A new key, shown on this answer and never again."""
    form = CleForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    _, text = create_cle(actor=request.user, nom=form.cleaned_data["nom"])
    return _page(request, CleForm(), text)


@coordonnateur
@require_http_methods(["GET", "HEAD", "POST"])
def revoquer(request: Requete, pk: int) -> HttpResponse:
    """Ask for confirmation, then take the key back."""
    found = get_object_or_404(CleApplication.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        try:
            revoke_cle(actor=request.user, cle=found)
        except ActionImpossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "La clé est révoquée.")
        return redirect("api:reglages")
    require(can_open(request.user))
    context = {
        "titre": "Révoquer cette clé",
        "message": f"« {found.nom} » ne pourra plus envoyer de signalement, dès maintenant. "
        "Ce qu’elle a envoyé reste.",
        "action_libelle": "Révoquer la clé",
        "retour": reverse("api:reglages"),
    }
    return render_page(request, "socle/confirmer.html", context)
