"""One's own meetings in one's own calendar, by a secret link."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietude.comptes.acces import Requete, acces, public
from quietude.instances.actions import agenda as actions
from quietude.instances.calendrier import write_feed
from quietude.instances.models import AbonnementAgenda, Reunion
from quietude.socle.pages import render_page

_AVANT = timedelta(days=60)


@acces()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: Requete) -> HttpResponse:
    """Explain, and on demand open a link, shown this once."""
    lien = ""
    if request.method == "POST":
        token = actions.open_agenda(actor=request.user)
        lien = request.build_absolute_uri(reverse("instances:agenda_ics", args=[token]))
    context = {
        "lien": lien,
        "abonnement": AbonnementAgenda.objects.visible_to(request.user).running().first(),
    }
    return render_page(request, "instances/agenda.html", context)


@acces()
@require_POST
def revoquer(request: Requete) -> HttpResponse:
    actions.revoke_agenda(actor=request.user)
    messages.success(request, "Le lien ne marche plus.")
    return redirect("instances:agenda")


@public
@never_cache
@require_safe
def fichier(request: HttpRequest, jeton: str) -> HttpResponse:
    """The calendar itself. Unknown, revoked, or of a closed account: nothing is there."""
    owner = actions.agenda_owner(jeton)
    if owner is None:
        raise Http404
    today = timezone.localdate()
    mine = Reunion.objects.visible_to(owner).attended_by(owner, today)
    recent = mine.filter(date__gte=today - _AVANT).select_related("instance")
    text = write_feed(recent.order_by("date", "id"), "Réunions du CLSPD")
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
