"""Places followed for comparison: find a commune or a service, add it, leave it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.observatoire.actions.perimetres import follow_commune, follow_service, unfollow
from quietude.observatoire.imports.etat4001 import services
from quietude.observatoire.models import Perimetre
from quietude.observatoire.perimetres import (
    find_communes,
    followed_communes,
    followed_services,
)
from quietude.observatoire.rules import can_unfollow, can_write_diagnostic
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, require

_MONTRES = 20


@acces()
@require_safe
def perimetres(request: Requete) -> HttpResponse:
    """What is followed; ?commune=… and ?service=… look for more."""
    commune = request.GET.get("commune", "").strip()[:100]
    service = request.GET.get("service", "").strip()[:100]
    writable = can_write_diagnostic(request.user)
    context = {
        "communes": followed_communes(),
        "services": followed_services(),
        "modifiable": writable,
        "commune": commune,
        "service": service,
        "communes_trouvees": find_communes(commune) if writable else [],
        "services_trouves": services(service)[:_MONTRES] if writable and service else [],
    }
    return render_page(request, "observatoire/perimetres.html", context)


@acces(Role.COORDONNATEUR)
@require_POST
def commune_suivre(request: Requete) -> HttpResponse:
    try:
        place = follow_commune(actor=request.user, insee=request.POST.get("code", "")[:5])
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{place} est suivie : ses chiffres sont prêts.")
    return redirect("observatoire:perimetres")


@acces(Role.COORDONNATEUR)
@require_POST
def service_suivre(request: Requete) -> HttpResponse:
    code = request.POST.get("code", "")[:160]
    known = next((row.service for row in services() if row.service.code == code), None)
    if known is None:
        messages.error(request, "Ce service n’est dans aucun fichier importé.")
        return redirect("observatoire:perimetres")
    try:
        place = follow_service(actor=request.user, code=code, nom=known.libelle)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{place} est suivi : ses chiffres sont prêts.")
    return redirect("observatoire:perimetres")


@acces(Role.COORDONNATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def perimetre_retirer(request: Requete, pk: int) -> HttpResponse:
    """After confirmation; nothing is erased."""
    found = get_object_or_404(Perimetre, pk=pk, compare=True)
    require(can_unfollow(request.user, found))
    if request.method == "POST":
        unfollow(actor=request.user, perimetre=found)
        messages.success(request, f"{found} n’est plus suivi.")
        return redirect("observatoire:perimetres")
    context = {
        "titre": f"Ne plus suivre {found} ?",
        "message": f"{found} disparaît des comparaisons. Suivi de nouveau, ses chiffres "
        "reviennent des fichiers importés.",
        "action_libelle": "Ne plus suivre",
        "retour": reverse("observatoire:perimetres"),
    }
    return render_page(request, "socle/confirmer.html", context)
