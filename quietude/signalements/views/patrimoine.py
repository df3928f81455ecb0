"""Which places are in the estates of which landlord, kept by the coordinator."""

from collections.abc import Iterator
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.journal.historique import entries_of
from quietude.journal.models import Operation, Trace
from quietude.signalements.actions.patrimoine import remove_patrimoine, save_patrimoine
from quietude.signalements.empreintes import PATRIMOINE, fingerprint
from quietude.signalements.forms.patrimoine import PatrimoineForm
from quietude.signalements.models import Patrimoine
from quietude.signalements.querysets import VOIENT_TOUT
from quietude.signalements.rules_reglages import can_set_estates
from quietude.signalements.views.passages import remove_or_ask
from quietude.signalements.views.signalement import lire_ou_ecrire
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, ConflitDeVersion

lire = acces(*VOIENT_TOUT)
ecrire = acces(Role.COORDONNATEUR)
_HISTOIRE = 100


@lire
@require_safe
def patrimoine(request: Requete) -> HttpResponse:
    """Each place with its landlord, those gone by told apart."""
    rows = Patrimoine.objects.visible_to(request.user).select_related("lieu", "bailleur")
    writes = bool(can_set_estates(request.user))
    grille = Grille(
        request,
        rows,
        list(_columns(writes)),
        nom="patrimoine",
        legende="Patrimoine des bailleurs",
        tri="lieu",
    )
    if grille.format_demande:
        return grille.exporter()
    kind = Patrimoine._meta.label_lower
    traces = Trace.objects.filter(objet_type=kind).exclude(operation=Operation.LECTURE)
    context = {
        "grille": grille,
        "modifiable": writes,
        "entrees": entries_of(
            list(traces.select_related("acteur").order_by("-id")[:_HISTOIRE])
        ),
    }
    return render_page(request, "signalements/patrimoine.html", context)


def _columns(writes: bool) -> Iterator[Colonne]:
    today = timezone.localdate()

    def leads(row: Patrimoine) -> str | None:
        return reverse("signalements:patrimoine_modifier", args=[row.pk]) if writes else None

    yield Colonne("lieu", "Lieu", valeur="lieu.nom", tri="lieu__nom", lien=leads)
    yield Colonne("bailleur", "Bailleur", valeur="bailleur.nom", tri="bailleur__nom")
    yield Colonne("depuis", "Depuis le", tri="depuis")
    yield Colonne("jusqu_au", "Jusqu’au", tri="jusqu_au")
    yield Colonne("vaut", "Aujourd’hui", valeur=lambda row: row.runs(today))


@ecrire
@lire_ou_ecrire
def patrimoine_creer(request: Requete) -> HttpResponse:
    return _edit(request, Patrimoine(), "Ajouter un lieu au patrimoine d’un bailleur")


@ecrire
@lire_ou_ecrire
def patrimoine_modifier(request: Requete, pk: int) -> HttpResponse:
    row = _find(request, pk)
    return _edit(request, row, str(row))


def _find(request: Requete, pk: int) -> Patrimoine:
    rows = Patrimoine.objects.visible_to(request.user).select_related("lieu", "bailleur")
    return get_object_or_404(rows, pk=pk)


def _edit(request: Requete, row: Patrimoine, titre: str) -> HttpResponse:
    """The form; two editors never lose a word."""
    form = PatrimoineForm(request.user, row, request.POST if request.method == "POST" else None)
    mark = request.POST.get("version", "") if form.is_bound else fingerprint(row, PATRIMOINE)
    differences: list[tuple[str, str, str]] = []
    if form.is_bound and form.is_valid():
        try:
            saved = save_patrimoine(
                actor=request.user, patrimoine=row, version=mark, **form.cleaned_data
            )
        except ConflitDeVersion as refusal:
            form.add_error(None, str(refusal))
            mark, differences = fingerprint(row, PATRIMOINE), form.differences()
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"« {saved} » est enregistré.")
            return redirect("signalements:patrimoine")
    context = {
        "form": form,
        "titre": titre,
        "version": mark,
        "differences": differences,
        "supprimer": reverse("signalements:patrimoine_supprimer", args=[row.pk])
        if row.pk
        else "",
    }
    return render_page(request, "signalements/patrimoine_ligne.html", context)


@ecrire
@lire_ou_ecrire
def patrimoine_supprimer(request: Requete, pk: int) -> HttpResponse:
    row = _find(request, pk)
    back = reverse("signalements:patrimoine")
    return remove_or_ask(
        request,
        partial(remove_patrimoine, actor=request.user, patrimoine=row),
        titre=f"Supprimer « {row} » ?",
        message="Les signalements déjà inscrits gardent leur bailleur. Si le lieu a changé de "
        "bailleur, donnez plutôt une date de fin à cette ligne.",
        fait="La ligne est supprimée.",
        retour=back,
        suite=back,
    )
