"""Who holds the seats of a body: for the coordinator, who convenes them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.instances.actions import designations as actions
from quietude.instances.chartes import chartes, own_signature
from quietude.instances.enums import QualiteDesignation
from quietude.instances.forms_membres import DesignationForm
from quietude.instances.models import Designation, Instance
from quietude.instances.sieges import holders_of
from quietude.instances.views.messages_envois import answer_link, tell_sent
from quietude.instances.views.reunion import LIRE_OU_ECRIRE, run_or_say, show_form, try_action
from quietude.socle.formats import jour
from quietude.socle.pages import render_page


def find_body(request: Requete, code: str) -> Instance:
    return get_object_or_404(Instance.objects.visible_to(request.user), code=code)


def find_designation(request: Requete, code: str, pk: int) -> Designation:
    rows = Designation.objects.visible_to(request.user).of(find_body(request, code))
    return get_object_or_404(rows.select_related("membre__instance", "personne"), pk=pk)


@acces(Role.COORDONNATEUR)
@require_safe
def membres(request: Requete, code: str) -> HttpResponse:
    """Each seat, with who holds it today."""
    body = find_body(request, code)
    today = timezone.localdate()
    signed = chartes(request.user, today, body)
    named = Designation.objects.visible_to(request.user).of(body)
    context = {
        "instance": body,
        "sieges": holders_of(body, named.in_office(today).described(), signed),
        "a_faire": sum(row.a_faire for row in signed),
        "ma_charte": own_signature(request.user, body, today) if body.secrete else None,
    }
    return render_page(request, "instances/membres.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def nommer(request: Requete, code: str) -> HttpResponse:
    body = find_body(request, code)
    initial = {name: request.GET[name] for name in ("membre", "qualite") if name in request.GET}
    form = DesignationForm(request.POST or None, instance=body, initial=initial)
    if request.method == "POST" and try_action(form, lambda: _name(request, form)):
        messages.success(request, "La personne est désignée.")
        return redirect("instances:membres", code)
    retour = reverse("instances:membres", args=[code])
    return show_form(
        request, body, form, "Désigner un membre", retour=retour, envoyer="Désigner"
    )


def _name(request: Requete, form: DesignationForm) -> None:
    typed = form.cleaned_data
    sent = actions.name_holder(
        actor=request.user,
        membre=typed["membre"],
        personne=typed["personne"],
        qualite=QualiteDesignation(typed["qualite"]),
        debut=typed["debut"],
        lien=answer_link(request),
    )
    tell_sent(request, sent)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def finir(request: Requete, code: str, designation: int) -> HttpResponse:
    found = find_designation(request, code, designation)
    retour = reverse("instances:membres", args=[code])
    if request.method == "POST":
        return run_or_say(
            request,
            lambda: tell_sent(
                request,
                actions.end_designation(
                    actor=request.user, designation=found, lien=answer_link(request)
                ),
            ),
            f"{found.personne} ne tient plus ce siège.",
            retour,
        )
    context = {
        "titre": "Finir la désignation",
        "message": f"{found.personne} tient le siège « {found.fonction} » depuis le "
        f"{jour(found.debut)}. Dès aujourd’hui, cette personne n’est plus convoquée ; un "
        "courriel retire de son agenda les réunions à venir où elle l’était.",
        "action_libelle": "Finir",
        "retour": retour,
    }
    return render_page(request, "socle/confirmer.html", context)
