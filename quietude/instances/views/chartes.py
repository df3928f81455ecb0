"""Who signed the charter of a body: its members, and the coordinator who keeps its minutes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.instances.actions import chartes as actions
from quietude.instances.chartes import chartes_to_do
from quietude.instances.forms_membres import CharteForm
from quietude.instances.models import Instance
from quietude.instances.views.membres import find_body, find_designation
from quietude.instances.views.messages_envois import answer_link, tell_sent
from quietude.instances.views.reunion import LIRE_OU_ECRIRE, run_or_say, show_form, try_action
from quietude.partenaires.models import Personne
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page

_SANS_FICHE = (
    "Votre compte n’est relié à aucune personne : inscrivez-vous d’abord sur la page de votre "
    "organisation, avec votre compte."
)

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
        lambda: _record(request, found.membre.instance, found.personne, form),
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
            lambda: _withdraw(request, found.membre.instance, found.personne),
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


def _record(request: Requete, body: Instance, who: Personne, form: CharteForm) -> None:
    sent = actions.record_signature(
        actor=request.user,
        instance=body,
        personne=who,
        lien=answer_link(request),
        **form.cleaned_data,
    )
    tell_sent(request, sent)


def _withdraw(request: Requete, body: Instance, who: Personne) -> None:
    sent = actions.withdraw_signatures(
        actor=request.user, instance=body, personne=who, lien=answer_link(request)
    )
    tell_sent(request, sent)


def _oneself(request: Requete) -> Personne | None:
    """The person behind the account; a message says what is missing."""
    found = Personne.objects.filter(utilisateur=request.user).first()
    if found is None:
        messages.error(request, _SANS_FICHE)
    return found


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def ma_charte(request: Requete, code: str) -> HttpResponse:
    """The coordinator signs too: without it, the minutes stay closed."""
    body, who = find_body(request, code), _oneself(request)
    if who is None:
        return redirect("instances:membres", code)
    form = CharteForm(request.POST or None)
    if request.method == "POST" and try_action(
        form,
        lambda: _record(request, body, who, form),
    ):
        messages.success(request, "Votre signature est notée.")
        return redirect("instances:membres", code)
    retour = reverse("instances:membres", args=[code])
    return show_form(
        request, body, form, "Ma signature", retour=retour, envoyer="Noter ma signature"
    )


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def ma_charte_retirer(request: Requete, code: str) -> HttpResponse:
    """Take back one’s own signature, noted by mistake."""
    body, who = find_body(request, code), _oneself(request)
    retour = reverse("instances:membres", args=[code])
    if who is None:
        return redirect(retour)
    if request.method == "POST":
        return run_or_say(
            request,
            lambda: _withdraw(request, body, who),
            "Votre signature est retirée.",
            retour,
        )
    context = {
        "titre": "Retirer ma signature",
        "message": "Vous n’avez pas signé la charte : elle a été notée par erreur. Ce qui se "
        "dit dans l’instance vous est de nouveau fermé. Le journal en garde la trace.",
        "action_libelle": "Retirer",
        "retour": retour,
    }
    return render_page(request, "socle/confirmer.html", context)
