"""What each organisation must provide: its registers, its texts, its comments."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.evaluation.a_fournir import AFournir, concerned_by, owed_by
from quietude.evaluation.rules import can_see_owed
from quietude.evaluation.tableau import usual_year
from quietude.evaluation.views.commentaires import PARLENT
from quietude.evaluation.views.tableau import find_strategie
from quietude.partenaires.models import Organisation
from quietude.registres.rules import can_type
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.regles import require
from quietude.strategie.engagements import organisations_held
from quietude.strategie.models import Strategie


def _address(row: AFournir) -> str:
    return reverse("evaluation:fournir_organisation", args=[row.organisation.code])


COLONNES = [
    Colonne(
        "organisation",
        "Organisation",
        valeur="organisation.nom",
        tri="organisation.nom",
        lien=_address,
    ),
    Colonne("remises", "Remises en retard", tri="remises", nombre=True),
    Colonne("textes", "Textes à écrire", valeur=lambda row: len(row.textes), nombre=True),
    Colonne(
        "commentaires", "Chiffres à commenter", valeur=lambda row: len(row.commentaires),
        nombre=True,
    ),
    Colonne(
        "contributions", "Contributions attendues",
        valeur=lambda row: len(row.contributions), nombre=True,
    ),
]  # fmt: skip


@acces(*PARLENT)
@require_safe
def fournir(request: Requete) -> HttpResponse:
    """The coordinator sees everyone; the others go to their own page."""
    strategie = find_strategie(request)
    if strategie is None:
        return render_page(request, "strategie/aucune.html", {})
    if request.user.role == Role.COORDONNATEUR:
        return _everyone(request, strategie)
    mine = organisations_held(request.user)
    if len(mine) == 1:
        return redirect("evaluation:fournir_organisation", mine[0].code)
    return render_page(request, "evaluation/fournir_choix.html", {"organisations": mine})


def _everyone(request: Requete, strategie: Strategie) -> HttpResponse:
    year = usual_year(strategie)
    owed = owed_by(request.user, strategie, year, concerned_by(strategie))
    rows = [row for row in owed if row.total]
    grille = Grille(
        request,
        sorted(rows, key=lambda row: -row.total),
        COLONNES,
        nom="a-fournir",
        par_page=100,
        legende="Ce que chaque organisation doit fournir",
    )
    if grille.format_demande:
        return grille.exporter()
    context = {"grille": grille, "annee": year, "strategie": strategie}
    return render_page(request, "evaluation/fournir.html", context)


@acces(*PARLENT)
@require_safe
def fournir_organisation(request: Requete, organisation: str) -> HttpResponse:
    """What this one owes, each with the place where it is given."""
    known = Organisation.objects.visible_to(request.user)
    who = get_object_or_404(known, code=organisation)
    require(can_see_owed(request.user, who))
    strategie = find_strategie(request)
    if strategie is None:
        return render_page(request, "strategie/aucune.html", {})
    year = usual_year(strategie)
    [owed] = owed_by(request.user, strategie, year, [who])
    context: dict[str, Any] = {
        "organisation": who,
        "du": owed,
        "annee": year,
        "strategie": strategie,
        "peut_saisir": bool(can_type(request.user)),
        "voit_tout": request.user.role == Role.COORDONNATEUR,
    }
    return render_page(request, "evaluation/fournir_organisation.html", context)
