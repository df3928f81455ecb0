"""The meeting with a landlord: its reports, its answers; each sees only its own."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.signalements.bailleurs import (
    answers_of,
    by_kind,
    figures,
    landlords,
    reports_of,
    usual_period,
    with_counts,
)
from quietude.signalements.enums import TONS, EtatSignalement
from quietude.signalements.forms.bailleurs import PeriodeForm
from quietude.signalements.liste import capped_count, columns, late_first
from quietude.signalements.listes import listes_of
from quietude.signalements.models import Signalement
from quietude.signalements.querysets import VOIENT, VOIENT_TOUT
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page

voir = acces(*VOIENT)


@voir
@require_safe
def bailleurs(request: Requete) -> HttpResponse:
    """The landlords; one that speaks for a single one goes straight to it."""
    rows = landlords(request.user)
    if request.user.role == Role.PARTENAIRE and len(rows) == 1:
        return redirect("signalements:bailleur", rows[0].code)
    context = {
        "lignes": with_counts(request.user, rows),
        "voit_patrimoine": request.user.role in VOIENT_TOUT,
    }
    return render_page(request, "signalements/bailleurs.html", context)


def _tone(row: Signalement) -> str:
    return TONS.get(EtatSignalement(row.etat), "neutre")


COLONNES = [
    Colonne("recu", "Reçu le", valeur="jour", tri="recu_le"),
    Colonne("quoi", "Quoi", valeur="categorie.libelle", lien=Signalement.get_absolute_url),
    Colonne("ou", "Où", valeur="endroit"),
    Colonne("episodes", "Épisodes", valeur="total", nombre=True),
    Colonne("etat", "État", valeur="get_etat_display", ton=_tone),
    Colonne("service", "Service"),
    Colonne("echeance", "À traiter avant le", tri="echeance"),
]


@voir
@require_safe
def bailleur(request: Requete, organisation: str) -> HttpResponse:
    """What is open, or what is asked for by ?voir=; exported without address nor note."""
    landlord = get_object_or_404(landlords(request.user), code=organisation)
    rows = reports_of(request.user, landlord)
    form = PeriodeForm(request.GET, usual_period(rows))
    span, today = form.span, timezone.localdate()
    parts = {
        "ouverts": ("À traiter", rows.open().order_by("-recu_le", "-id")),
        "retard": ("En retard", late_first(rows)),
        "recus": (span.libelle.capitalize(), rows.received(span.debut, span.fin)),
    }
    wanted = request.GET.get("voir", "")
    wanted = wanted if wanted in parts else "ouverts"
    label, shown = parts[wanted]
    shown = shown.described()
    grille = Grille(request, shown, COLONNES, nom="bailleur", legende=label)
    if grille.format_demande:
        without = columns(listes_of(request.user))
        return Grille(request, shown, without, nom=f"bailleur-{landlord.code}").exporter()
    context = {
        "organisation": landlord,
        "form": form,
        "periode": span,
        "avant": span.previous(),
        "aujourdhui": today,
        "ouverts": capped_count(rows.open()),
        "retards": capped_count(rows.late(today)),
        "comptes": figures(rows, span),
        "categories": by_kind(rows, span),
        "reponses": answers_of(request.user, landlord),
        "grille": grille,
        "voir": wanted,
        "vues": [(key, words) for key, (words, _) in parts.items()],
        "seul": request.user.role == Role.PARTENAIRE,
    }
    return render_page(request, "signalements/bailleur.html", context)
