"""Find reports: the list, its filters, what surfaces by itself, many given at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.signalements.a_la_une import headlines
from quietude.signalements.actions.masse import assign_signalements
from quietude.signalements.filtres import FiltreSignalements
from quietude.signalements.forms.masse import AttributionForm
from quietude.signalements.liste import EXPORT_MAX, GrilleSignalements, columns, lines
from quietude.signalements.models import Signalement, VueEnregistree
from quietude.signalements.querysets import REPONDENT, VOIENT, VOIENT_TOUT
from quietude.signalements.rules import can_take_call
from quietude.signalements.rules_liste import can_share_view
from quietude.socle.formats import nombre
from quietude.socle.pages import render_page, wants_fragment
from quietude.socle.regles import ActionImpossible

lire = acces(*VOIENT)
suivre = acces(*REPONDENT)
_TROP = "Plus de {} lignes : choisissez une période ou un filtre avant d’exporter."


@lire
@require_safe
def liste(request: Requete) -> HttpResponse:
    """The reports that the filters keep, the last received first."""
    form = FiltreSignalements(request.GET, request.user)
    seen = Signalement.objects.visible_to(request.user).current()
    grille = GrilleSignalements(
        request,
        form.apply(seen).described(),
        colonnes=columns(form.listes),
        urgent="retard" in form.asked,
    )
    if grille.format_demande:
        if not grille.trop_a_exporter:
            return grille.exporter()
        messages.error(request, _TROP.format(nombre(EXPORT_MAX)))
    context = {
        "form": form,
        "grille": grille,
        "lignes": list(lines(grille.montres, form.listes)),
        "attribution": AttributionForm(form.listes.services) if suit(request) else None,
    }
    if not wants_fragment(request):
        first = not form.anything and grille.page.number == 1
        context |= {
            "une": headlines(request.user, form.listes) if first else None,
            "vues": VueEnregistree.objects.visible_to(request.user),
            "partage": can_share_view(request.user),
            "peut_appeler": can_take_call(request.user),
            "voit_tout": request.user.role in VOIENT_TOUT,
        }
    return render_page(
        request,
        "signalements/liste.html",
        context,
        fragment="signalements/_resultats.html",
    )


def suit(request: Requete) -> bool:
    return request.user.role in REPONDENT


@suivre
@require_POST
def attribuer(request: Requete) -> HttpResponse:
    """Give what is ticked to a service; back to the same page of the list."""
    filters = FiltreSignalements(request.GET, request.user)
    form = AttributionForm(filters.listes.services, request.POST)
    back = f"{reverse('signalements:liste')}?{request.GET.urlencode()}"
    chosen = [int(key) for key in request.POST.getlist("choix") if key.isdecimal()]
    if not form.is_valid():
        messages.error(request, "Choisissez le service à qui les confier.")
        return redirect(back)
    rows = list(Signalement.objects.visible_to(request.user).filter(pk__in=chosen))
    service = form.chosen
    try:
        count = assign_signalements(
            actor=request.user,
            signalements=rows,
            service=service,
            echeance=form.cleaned_data["echeance"],
        )
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        plural = "s" if count > 1 else ""
        messages.success(request, f"{count} signalement{plural} confié{plural} : {service}.")
    return redirect(back)
