"""Invite someone; send again, cancel; and the public page that accepts an invitation."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from quietude.comptes import actions, rules
from quietude.comptes.acces import Requete, public
from quietude.comptes.forms import AcceptationForm, InvitationForm
from quietude.comptes.models import Invitation
from quietude.comptes.views.comptes import gestionnaires
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, require


def _link(request: HttpRequest) -> actions.Lien:
    return lambda jeton: request.build_absolute_uri(reverse("comptes:accepter", args=[jeton]))


@gestionnaires
@require_http_methods(["GET", "HEAD", "POST"])
def inviter(request: Requete) -> HttpResponse:
    """Invite someone by e-mail."""
    form = InvitationForm(rules.roles_given_by(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(actor=request.user, lien=_link(request), **form.cleaned_data)
        except ActionImpossible as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, "L’invitation est envoyée. Elle vaut sept jours.")
            return redirect("comptes:liste")
    return render_page(request, "comptes/inviter.html", {"form": form})


@gestionnaires
@require_POST
def renvoyer(request: Requete, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    actions.resend_invitation(actor=request.user, invitation=invitation, lien=_link(request))
    messages.success(request, "L’invitation est renvoyée ; l’ancien lien ne marche plus.")
    return redirect("comptes:liste")


@gestionnaires
@require_http_methods(["GET", "HEAD", "POST"])
def annuler(request: Requete, pk: int) -> HttpResponse:
    """Ask for confirmation, then cancel the invitation."""
    invitation = get_object_or_404(Invitation, pk=pk)
    if request.method == "POST":
        actions.cancel_invitation(actor=request.user, invitation=invitation)
        messages.success(request, "L’invitation est annulée.")
        return redirect("comptes:liste")
    require(rules.can_handle_invitation(request.user, invitation))
    context = {
        "titre": "Annuler cette invitation",
        "message": f"Le lien envoyé à {invitation.nom} ne marchera plus.",
        "action_libelle": "Annuler l’invitation",
        "retour": reverse("comptes:liste"),
    }
    return render_page(request, "socle/confirmer.html", context)


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accepter(request: HttpRequest, jeton: str) -> HttpResponse:
    """Open the account that the link promises, and sign in.

    Unknown, expired, cancelled or used: one same answer, which tells nothing about anyone.
    """
    try:
        invitation = actions.pending_invitation(jeton)
        form = AcceptationForm(invitation, request.POST or None)
        if request.method == "POST" and form.is_valid():
            _open(request, jeton, form)
            return redirect("accueil")
    except actions.InvitationPerimee:
        return render_page(request, "comptes/invitation_perimee.html", status=404)
    context = {"form": form, "invitation": invitation}
    return render_page(request, "comptes/accepter.html", context)


def _open(request: HttpRequest, jeton: str, form: AcceptationForm) -> None:
    compte = actions.accept_invitation(
        actor=None,
        jeton=jeton,
        nom=form.cleaned_data["nom"],
        password=form.cleaned_data["password1"],
    )
    get_adapter(request).login(request, compte)
    record_authentication(request, compte, method="password", email=compte.email)
    messages.success(request, f"Bienvenue, {compte.nom}. Votre compte est ouvert.")
