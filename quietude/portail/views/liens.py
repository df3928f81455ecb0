"""Ask a partner for an answer by a link, take the link back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from quietude.comptes.acces import Requete, acces
from quietude.partenaires.adresses import addresses_of
from quietude.partenaires.models import Organisation
from quietude.portail.forms_liens import EnvoiLienForm
from quietude.signalements.actions.liens import Lien, revoke_link, send_link
from quietude.signalements.models import LienReponse, Signalement
from quietude.signalements.querysets import REPONDENT
from quietude.signalements.rules_publiques import can_revoke_link, can_send_link
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, require

repondent = acces(*REPONDENT)


def _link(request: HttpRequest) -> Lien:
    return lambda jeton: request.build_absolute_uri(reverse("portail:repondre", args=[jeton]))


@repondent
@require_http_methods(["GET", "HEAD", "POST"])
def envoyer(request: Requete, pk: int) -> HttpResponse:
    """Choose an address, send the link."""
    found = get_object_or_404(Signalement.objects.visible_to(request.user), pk=pk)
    require(can_send_link(request.user, found))
    organisations = {row.pk: row for row in Organisation.objects.visible_to(request.user)}
    known = addresses_of(organisations.values(), on=timezone.localdate())
    form = EnvoiLienForm(
        [(row, known[row.pk]) for row in organisations.values() if row.pk in known],
        request.POST or None,
        service=found.service_id,
    )
    if request.method == "POST" and form.is_valid():
        organisation, email = form.choisi
        try:
            send_link(
                actor=request.user,
                signalement=found,
                organisation=organisation,
                email=email,
                lien=_link(request),
            )
        except ActionImpossible as refusal:
            form.add_error("destinataire", str(refusal))
        else:
            messages.success(request, "Le lien est envoyé ; il vaut quatorze jours.")
            return redirect(found)
    context = {"form": form, "signalement": found}
    return render_page(request, "portail/lien_envoyer.html", context)


@repondent
@require_http_methods(["GET", "HEAD", "POST"])
def revoquer(request: Requete, pk: int) -> HttpResponse:
    """Ask for confirmation, then close the link."""
    rows = LienReponse.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("signalement", "organisation"), pk=pk)
    if request.method == "POST":
        revoke_link(actor=request.user, lien=found)
        messages.success(request, "Le lien est révoqué.")
        return redirect(found.signalement)
    require(can_revoke_link(request.user))
    context = {
        "titre": "Révoquer ce lien",
        "message": f"Le lien envoyé à {found.organisation} n’ouvrira plus ce signalement. "
        "Ce qui a été répondu reste.",
        "action_libelle": "Révoquer le lien",
        "retour": found.signalement.get_absolute_url(),
    }
    return render_page(request, "socle/confirmer.html", context)
