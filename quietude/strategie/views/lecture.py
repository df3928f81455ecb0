"""Read the strategy: its tree, its list of sheets, one sheet."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.models import Utilisateur
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.strategie.arbre import (
    TONS,
    LigneFiche,
    build_tree,
    listed,
    plural,
    summarise,
    with_figures,
)
from quietude.strategie.enums import EtatFiche
from quietude.strategie.filtres import FiltreFiches
from quietude.strategie.models import Brouillon, FicheAction, Strategie
from quietude.strategie.page_fiche import read_fiche
from quietude.strategie.rules import can_change_strategie_etat, can_edit_strategie
from quietude.strategie.sections import PARTIES, Partie


def strategie_or_404(user: Utilisateur, code: str) -> Strategie:
    return get_object_or_404(Strategie.objects.visible_to(user), code=code)


@acces()
@require_safe
def arbre(request: Requete, code: str = "") -> HttpResponse:
    """The strategy in force when no code is given."""
    visible = Strategie.objects.visible_to(request.user)
    strategie = strategie_or_404(request.user, code) if code else visible.current()
    if strategie is None:
        return render_page(request, "strategie/aucune.html", {})
    fiches = listed(strategie, request.user)
    lines = with_figures(request.user, strategie, fiches)
    context = {
        "strategie": strategie,
        "arbre": build_tree(strategie, list(strategie.objectifs.all()), lines),
        "resume": summarise(fiches),
        "fiches_dites": plural(strategie.niveau_fiche, len(fiches)),
        "signataires": list(strategie.signataires.all()),
        "peut_creer": can_edit_strategie(request.user, strategie),
        "peut_changer_etat": can_change_strategie_etat(request.user),
        "autres": [other for other in visible if other != strategie],
    }
    return render_page(request, "strategie/arbre.html", context)


def _names(line: LigneFiche) -> str:
    return ", ".join(str(organisation) for organisation in line.pilotes)


def _missing(line: LigneFiche) -> str:
    return ", ".join(words.removeprefix("Sans ") for words in line.manques)


COLONNES = [
    Colonne(
        "action",
        "Action",
        valeur=lambda line: str(line.fiche),
        tri="fiche.numero",
        lien=lambda line: line.fiche.get_absolute_url(),
    ),
    Colonne("pilotes", "Pilote", valeur=_names, tri="pilotes_tri"),
    Colonne(
        "etat",
        "État",
        valeur="fiche.get_etat_display",
        tri="fiche.etat",
        ton=lambda line: TONS[EtatFiche(line.fiche.etat)],
    ),
    Colonne(
        "avancement",
        "Avancement (%)",
        valeur="fiche.avancement",
        tri="fiche.avancement",
        nombre=True,
    ),
    Colonne("fin", "Fin", valeur="fiche.fin", tri="fiche.fin"),
    Colonne("manques", "Il manque", valeur=_missing),
]


@acces()
@require_safe
def fiches(request: Requete, code: str) -> HttpResponse:
    strategie = strategie_or_404(request.user, code)
    filtre = FiltreFiches(request.GET, strategie)
    rows = filtre.apply(FicheAction.objects.visible_to(request.user))
    lines = [LigneFiche(f) for f in rows.with_pilots().with_parts().order_by("numero")]
    grille = Grille(request, lines, COLONNES, nom="fiches", legende=strategie.niveau_fiche)
    if grille.format_demande:
        return grille.exporter()
    context = {"strategie": strategie, "filtre": filtre, "grille": grille}
    return render_page(
        request, "strategie/fiches.html", context, fragment="strategie/_fiches.html"
    )


@acces()
@require_safe
def fiche(request: Requete, code: str, numero: int) -> HttpResponse:
    strategie = strategie_or_404(request.user, code)
    sheets = FicheAction.objects.visible_to(request.user).for_page()
    sheet = get_object_or_404(sheets, strategie=strategie, numero=numero)
    context = {
        "strategie": strategie,
        "lue": read_fiche(sheet, request.user),
        "brouillons": _drafts(request.user, sheet),
    }
    return render_page(request, "strategie/fiche.html", context)


def _drafts(user: Utilisateur, sheet: FicheAction) -> list[Partie]:
    """Parts in which this reader left something unsaved."""
    rows = Brouillon.objects.filter(utilisateur=user, fiche=sheet)
    kept = set(rows.values_list("section", flat=True))
    return [partie for partie in PARTIES.values() if partie.code in kept]
