"""Who holds the seats of a body: for the coordinator, who convenes them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.instances.actions import chartes as actions_chartes
from quietude.instances.actions import designations as actions
from quietude.instances.chartes import chartes, chartes_to_do
from quietude.instances.enums import QualiteDesignation
from quietude.instances.forms_membres import CharteForm, DesignationForm
from quietude.instances.models import Designation, Instance
from quietude.instances.sieges import holders_of
from quietude.instances.views.reunion import LIRE_OU_ECRIRE, run_or_say, show_form, try_action
from quietude.socle.formats import jour
from quietude.socle.grille import Colonne, Grille
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
    actions.name_holder(
        actor=request.user,
        membre=typed["membre"],
        personne=typed["personne"],
        qualite=QualiteDesignation(typed["qualite"]),
        debut=typed["debut"],
    )


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def finir(request: Requete, code: str, designation: int) -> HttpResponse:
    found = find_designation(request, code, designation)
    retour = reverse("instances:membres", args=[code])
    if request.method == "POST":
        return run_or_say(
            request,
            lambda: actions.end_designation(actor=request.user, designation=found),
            f"{found.personne} ne tient plus ce siège.",
            retour,
        )
    context = {
        "titre": "Finir la désignation",
        "message": f"{found.personne} tient le siège « {found.fonction} » depuis le "
        f"{jour(found.debut)}. Dès aujourd’hui, cette personne ne sera plus convoquée.",
        "action_libelle": "Finir",
        "retour": retour,
    }
    return render_page(request, "socle/confirmer.html", context)


_CHARTES = [
    Colonne("instance", "Instance", valeur="designation.membre.instance.nom"),
    Colonne(
        "personne",
        "Personne",
        valeur="designation.personne",
        lien=lambda c: reverse(
            "instances:membre_charte",
            args=[c.designation.membre.instance.code, c.designation.pk],
        ),
    ),
    Colonne("siege", "Siège", valeur="designation.fonction"),
    Colonne("expire_le", "Valait jusqu’au", tri="expire_le"),
    Colonne(
        "etat",
        "État",
        tri="etat",
        ton=lambda c: "attention" if c.valable else "danger",
    ),
]


@acces(Role.COORDONNATEUR)
@require_safe
def chartes_a_signer(request: Requete) -> HttpResponse:
    """Members who have not signed, or whose charter ends within a month."""
    rows = chartes_to_do(request.user, timezone.localdate())
    grille = Grille(request, rows, _CHARTES, nom="chartes", legende="Chartes à faire signer")
    if grille.format_demande:
        return grille.exporter()
    context = {"grille": grille, "vide": not rows}
    return render_page(request, "instances/chartes.html", context)


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def charte(request: Requete, code: str, designation: int) -> HttpResponse:
    """Note that a member signed."""
    found = find_designation(request, code, designation)
    form = CharteForm(request.POST or None)
    if request.method == "POST" and try_action(
        form,
        lambda: actions_chartes.record_signature(
            actor=request.user, designation=found, **form.cleaned_data
        ),
    ):
        messages.success(request, "La signature est notée.")
        return redirect("instances:membres", code)
    retour = reverse("instances:membres", args=[code])
    titre = f"Charte signée par {found.personne}"
    return show_form(
        request, found.membre.instance, form, titre, retour=retour, envoyer="Noter la signature"
    )


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def charte_retirer(request: Requete, code: str, designation: int) -> HttpResponse:
    """Take back a signature noted by mistake."""
    found = find_designation(request, code, designation)
    retour = reverse("instances:membres", args=[code])
    if request.method == "POST":
        return run_or_say(
            request,
            lambda: actions_chartes.withdraw_signatures(actor=request.user, designation=found),
            "La signature est retirée.",
            retour,
        )
    context = {
        "titre": "Retirer la signature",
        "message": f"{found.personne} n’a pas signé la charte : elle a été notée par erreur. "
        "Le journal en garde la trace.",
        "action_libelle": "Retirer",
        "retour": retour,
    }
    return render_page(request, "socle/confirmer.html", context)
