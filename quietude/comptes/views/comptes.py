"""Accounts: who signs in, with which role; change a role, close, open again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietude.comptes import actions, rules
from quietude.comptes.acces import Requete, acces, tous_connectes
from quietude.comptes.enums import Role
from quietude.comptes.forms import FiltreComptes, MonCompteForm, RoleForm
from quietude.comptes.models import Invitation, Utilisateur
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.regles import require

gestionnaires = acces(Role.COORDONNATEUR, Role.ADMINISTRATEUR)

COLONNES = [
    Colonne("nom", "Nom", tri="nom", lien=Utilisateur.get_absolute_url),
    Colonne("email", "Adresse", tri="email"),
    Colonne("role", "Rôle", valeur="get_role_display", tri="role"),
    Colonne(
        "etat",
        "État",
        valeur=lambda compte: "Ouvert" if compte.is_active else "Fermé",
        ton=lambda compte: "succes" if compte.is_active else "neutre",
        tri="is_active",
    ),
    Colonne("second_facteur", "Double authentification"),
    Colonne("derniere", "Dernière connexion", valeur="last_login", tri="last_login"),
]


@gestionnaires
@require_safe
def liste(request: Requete) -> HttpResponse:
    """Every account, and the invitations that wait for an answer."""
    filtre = FiltreComptes(request.GET)
    rows = Utilisateur.objects.with_second_factor().answering(**filtre.asked)
    grille = Grille(request, rows, COLONNES, nom="comptes", legende="Comptes", tri="nom")
    if grille.format_demande:
        return grille.exporter()
    context = {
        "grille": grille,
        "filtre": filtre,
        "invitations": [
            (row, bool(rules.can_handle_invitation(request.user, row)))
            for row in Invitation.objects.open().select_related("invite_par").order_by("nom")
        ],
    }
    return render_page(request, "comptes/liste.html", context, fragment="comptes/_liste.html")


@gestionnaires
@require_safe
def compte(request: Requete, pk: int) -> HttpResponse:
    """One account: what it is, and what may be done to it."""
    found = get_object_or_404(Utilisateur.objects.with_second_factor(), pk=pk)
    form = RoleForm(rules.roles_given_by(request.user), initial={"role": found.role})
    return _compte_page(request, found, form)


def _compte_page(request: Requete, found: Utilisateur, form: RoleForm) -> HttpResponse:
    context = {
        "compte": found,
        "form": form,
        "verdict": rules.can_change_compte(request.user, found),
        "verdict_fermer": rules.can_deactivate(request.user, found),
    }
    return render_page(request, "comptes/compte.html", context)


@gestionnaires
@require_POST
def changer_role(request: Requete, pk: int) -> HttpResponse:
    found = get_object_or_404(Utilisateur.objects.with_second_factor(), pk=pk)
    form = RoleForm(rules.roles_given_by(request.user), request.POST)
    if not form.is_valid():
        return _compte_page(request, found, form)
    actions.change_role(actor=request.user, compte=found, **form.cleaned_data)
    messages.success(request, "Le nouveau rôle est en vigueur.")
    return redirect(found)


@gestionnaires
@require_http_methods(["GET", "HEAD", "POST"])
def fermer(request: Requete, pk: int) -> HttpResponse:
    """Ask for confirmation, then close the account."""
    found = get_object_or_404(Utilisateur, pk=pk)
    if request.method == "POST":
        actions.deactivate_compte(actor=request.user, compte=found)
        messages.success(request, "Le compte est fermé.")
        return redirect(found)
    require(rules.can_deactivate(request.user, found))
    context = {
        "titre": "Fermer ce compte",
        "message": f"{found.nom} ne pourra plus se connecter, dès maintenant. Ce qu’il a "
        "écrit reste. Le compte peut être rouvert.",
        "action_libelle": "Fermer le compte",
        "retour": found.get_absolute_url(),
    }
    return render_page(request, "socle/confirmer.html", context)


@gestionnaires
@require_POST
def rouvrir(request: Requete, pk: int) -> HttpResponse:
    found = get_object_or_404(Utilisateur, pk=pk)
    actions.reactivate_compte(actor=request.user, compte=found)
    messages.success(request, "Le compte est rouvert, avec son ancien mot de passe.")
    return redirect(found)


@gestionnaires
@require_http_methods(["GET", "HEAD", "POST"])
def retirer_double(request: Requete, pk: int) -> HttpResponse:
    """Ask for confirmation, then forget the second factor of someone who lost it."""
    found = get_object_or_404(Utilisateur, pk=pk)
    if request.method == "POST":
        actions.remove_second_factor(actor=request.user, compte=found)
        messages.success(request, "La double authentification est retirée.")
        return redirect(found)
    require(rules.can_remove_second_factor(request.user, found))
    context = {
        "titre": "Retirer la double authentification",
        "message": f"Le mot de passe de {found.nom} suffira pour entrer, jusqu’à ce que cette "
        "personne la remette en place. Assurez-vous de vive voix que la demande vient d’elle.",
        "action_libelle": "Retirer la double authentification",
        "retour": found.get_absolute_url(),
    }
    return render_page(request, "socle/confirmer.html", context)


@tous_connectes
@require_http_methods(["GET", "HEAD", "POST"])
def moi(request: Requete) -> HttpResponse:
    """My own account: name, password, second factor."""
    form = MonCompteForm(request.POST or None, initial={"nom": request.user.nom})
    if request.method == "POST" and form.is_valid():
        actions.rename_self(actor=request.user, nom=form.cleaned_data["nom"])
        messages.success(request, "Votre nom est enregistré.")
        return redirect("comptes:moi")
    me = Utilisateur.objects.with_second_factor().get(pk=request.user.pk)
    return render_page(request, "comptes/moi.html", {"form": form, "compte": me})
