"""The board of indicators, by objective."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.evaluation import rules
from quietude.evaluation.forms.tableau import FiltreTableau
from quietude.evaluation.mots import rounded
from quietude.evaluation.tableau import (
    FicheLue,
    LigneIndicateur,
    by_objective,
    count_statuses,
    list_sheets,
    read_sheets,
    usual_year,
    years_of,
)
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.strategie.models import Strategie


def _number(line: LigneIndicateur) -> Any:
    number = line.lecture.nombre
    return None if number is None else rounded(number)


COLONNES = [
    Colonne("objectif", "Objectif", valeur=lambda line: str(line.fiche.objectif)),
    Colonne("fiche", "Action", valeur=lambda line: str(line.fiche)),
    Colonne("code", "Code", valeur="indicateur.code"),
    Colonne("indicateur", "Indicateur", valeur="indicateur.libelle"),
    Colonne("nature", "Nature", valeur="indicateur.get_nature_display"),
    Colonne("unite", "Unité", valeur="lecture.unite"),
    Colonne("periode", "Période", valeur="quand"),
    Colonne("nombre", "Nombre", valeur=_number, nombre=True),
    Colonne("valeur", "Valeur", valeur="valeur"),
    Colonne("reference", "Référence", valeur="reference"),
    Colonne("cible", "Cible ou sens attendu", valeur="cible"),
    Colonne("statut", "Statut", valeur="lecture.statut.libelle"),
    Colonne("jugement", "Pourquoi", valeur="lecture.jugement"),
    Colonne("manque", "Il manque", valeur="manque"),
    Colonne("origine", "Source", valeur="lecture.origine"),
    Colonne("commentaire", "Commentaire", valeur="commentaire"),
]


def find_strategie(request: Requete) -> Strategie | None:
    """The one that the address names, else the one in force."""
    visible = Strategie.objects.visible_to(request.user)
    if code := request.GET.get("strategie", ""):
        return get_object_or_404(visible, code=code)
    return visible.current()


@acces()
@require_safe
def tableau(request: Requete) -> HttpResponse:
    strategie = find_strategie(request)
    if strategie is None:
        return render_page(request, "strategie/aucune.html", {})
    filtre = FiltreTableau(request.GET, strategie, years_of(strategie), usual_year(strategie))
    sheets = list_sheets(request.user, strategie)
    fiches = read_sheets(request.user, filtre.annee_choisie, sheets)
    shown = filtre.apply(fiches)
    grille = _export(request, shown, filtre.annee_choisie)
    if grille.format_demande:
        return grille.exporter()
    context = _context(strategie, filtre, fiches, shown)
    context |= {"exports": grille.exports, "peut_creer": can_create(request)}
    return render_page(
        request, "evaluation/tableau.html", context, fragment="evaluation/_tableau.html"
    )


def can_create(request: Requete) -> bool:
    return bool(rules.can_create_indicateur(request.user))


def _export(request: Requete, fiches: list[FicheLue], annee: int) -> Grille:
    lines = [line for fiche in fiches for line in fiche.lignes]
    return Grille(request, lines, COLONNES, nom=f"indicateurs-{annee}")


def _context(
    strategie: Strategie, filtre: FiltreTableau, fiches: list[FicheLue], shown: list[FicheLue]
) -> dict[str, Any]:
    lines = [line for fiche in fiches for line in fiche.lignes]
    return {
        "strategie": strategie,
        "filtre": filtre,
        "annee": filtre.annee_choisie,
        "objectifs": by_objective(strategie, shown),
        "nombre": sum(len(fiche.lignes) for fiche in shown),
        "total": len(lines),
        "renseignes": sum(not line.manque for line in lines),
        "sans_source": sum(line.lecture.source is None for line in lines),
        "sans_indicateur": sum(not fiche.lignes for fiche in fiches),
        "statuts": count_statuses(fiches),
    }
