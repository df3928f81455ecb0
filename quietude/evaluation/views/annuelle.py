"""Pages of the yearly evaluation: the years, one year, its texts, what would differ."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.evaluation import rules_annuelle as rules
from quietude.evaluation.actions import annuelle as actions
from quietude.evaluation.documents_annuels import documents_of
from quietude.evaluation.ecarts import compare
from quietude.evaluation.enums import EtatContribution, EtatEvaluation
from quietude.evaluation.forms.annuelle import TextesForm
from quietude.evaluation.manques import by_owner, list_missing
from quietude.evaluation.models import Contribution, EvaluationAnnuelle
from quietude.evaluation.page_annuelle import PageAnnuelle
from quietude.evaluation.photographie import is_intact, present, read_copy, read_photo
from quietude.evaluation.textes import differences, fingerprint, normalise
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page, wants_fragment
from quietude.socle.regles import ConflitDeVersion, require
from quietude.strategie.models import Strategie

LIRE_OU_ECRIRE = ["GET", "HEAD", "POST"]
TONS = {
    EtatEvaluation.OUVERTE: "info",
    EtatEvaluation.ADOPTEE: "succes",
    EtatEvaluation.PUBLIEE: "succes",
}


def find_evaluation(request: Requete, annee: int) -> EvaluationAnnuelle:
    """The one of the strategy in force, when two strategies evaluate the same year."""
    visible = EvaluationAnnuelle.objects.visible_to(request.user).filter(annee=annee)
    rows = list(visible.select_related("strategie").order_by("-strategie__debut"))
    if not rows:
        raise Http404
    current = Strategie.objects.visible_to(request.user).current()
    asked = request.GET.get("strategie") or (current.code if current else "")
    return next((row for row in rows if row.strategie.code == asked), rows[0])


def suite(request: Requete) -> str:
    """What keeps to the same strategy from page to page, when the address names one."""
    code = request.GET.get("strategie")
    return f"?{urlencode({'strategie': code})}" if code else ""


def address(request: Requete, found: EvaluationAnnuelle, anchor: str = "") -> str:
    return f"{found.get_absolute_url()}{suite(request)}{anchor}"


@acces()
@require_safe
def annuelles(request: Requete) -> HttpResponse:
    """The years, the last one first."""
    rows = EvaluationAnnuelle.objects.visible_to(request.user)
    light = rows.defer("copie").select_related("strategie").order_by("-annee")
    current = Strategie.objects.visible_to(request.user).current()
    owed = _expected_of_me(request)
    context = {
        "evaluations": [
            (row, TONS[EtatEvaluation(row.etat)], _suite_of(row, current), owed.get(row.pk, 0))
            for row in light
        ],
        "peut_ouvrir": bool(rules.can_open(request.user)),
    }
    return render_page(request, "evaluation/annuelles.html", context)


def _suite_of(row: EvaluationAnnuelle, current: Strategie | None) -> str:
    other = current is not None and row.strategie_id != current.pk
    return f"?{urlencode({'strategie': row.strategie.code})}" if other else ""


def _expected_of_me(request: Requete) -> dict[int, int]:
    """Contributions that a partner still owes, by evaluation."""
    if request.user.role != Role.PARTENAIRE:
        return {}
    rows = Contribution.objects.visible_to(request.user).filter(
        etat=EtatContribution.DEMANDEE, evaluation__etat=EtatEvaluation.OUVERTE
    )
    return Counter(rows.values_list("evaluation", flat=True))


@acces()
@require_safe
def annuelle(request: Requete, annee: int) -> HttpResponse:
    """One year, computed on reading while open, as adopted since."""
    found = find_evaluation(request, annee)
    photo = read_photo(request.user, found)
    context: dict[str, Any] = {
        "evaluation": found,
        "ton": TONS[EtatEvaluation(found.etat)],
        "page": PageAnnuelle(photo),
        "droits": rules.abilities(request.user, found),
        "documents": list(documents_of(found)),
        "suite": suite(request),
    }
    if found.etat == EtatEvaluation.OUVERTE:
        context |= progress(request, found, photo)
    else:
        context["intacte"] = is_intact(found)
    return render_page(request, "evaluation/annuelle.html", context)


def progress(request: Requete, found: EvaluationAnnuelle, photo: Any) -> dict[str, Any]:
    """What lacks, and who answered."""
    rows = Contribution.objects.visible_to(request.user).filter(evaluation=found)
    asked = list(rows.select_related("organisation", "fiche"))
    waiting = [row for row in asked if row.etat == EtatContribution.DEMANDEE]
    missing = list_missing(photo, waiting)
    return {
        "manques": by_owner(missing),
        "nombre_manques": len(missing),
        "contributions_demandees": len(asked),
        "contributions_rendues": len(asked) - len(waiting),
    }


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def textes(request: Requete, annee: int) -> HttpResponse:
    """Write the synthesis and the proposals; what is typed is kept as it comes."""
    found = find_evaluation(request, annee)
    require(rules.can_amend(request.user, found))
    if request.method != "POST":
        return _show_texts(request, found, TextesForm(initial=_texts(found)))
    form = TextesForm(request.POST)
    if not form.is_valid():
        return _show_texts(request, found, form)
    typed = {name: normalise(form.cleaned_data[name]) for name in ("synthese", "propositions")}
    try:
        kept = actions.amend_texts(
            actor=request.user,
            evaluation=found,
            empreinte=form.cleaned_data["empreinte"],
            **typed,
        )
    except ConflitDeVersion:
        return _show_texts(request, find_evaluation(request, annee), form, typed=typed)
    if wants_fragment(request):
        return _kept(request, fingerprint(kept.synthese, kept.propositions))
    messages.success(request, "Synthèse et propositions enregistrées.")
    return redirect(address(request, found, "#synthese"))


def _texts(found: EvaluationAnnuelle) -> dict[str, str]:
    return {
        "synthese": found.synthese,
        "propositions": found.propositions,
        "empreinte": fingerprint(found.synthese, found.propositions),
    }


def _kept(request: Requete, empreinte: str) -> HttpResponse:
    """Said beside the form; the mark it carries moves on with it."""
    context = {"empreinte": empreinte, "moment": timezone.localtime()}
    return render_page(request, "evaluation/annuelle_gardee.html", context)


def _show_texts(
    request: Requete,
    found: EvaluationAnnuelle,
    form: TextesForm,
    *,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    """With both versions when somebody wrote meanwhile; saving again then prevails."""
    context: dict[str, Any] = {"evaluation": found, "form": form, "suite": suite(request)}
    if typed:
        kept = _texts(found)
        context["empreinte"] = kept["empreinte"]
        context["differences"] = [
            pair for name in typed for pair in differences(kept[name], typed[name])
        ]
    if wants_fragment(request):
        return HttpResponse("Non gardé : enregistrez pour savoir pourquoi.")
    return render_page(request, "evaluation/annuelle_textes.html", context)


COLONNES_ECARTS = [
    Colonne("section", "Partie", tri="section"),
    Colonne("objet", "De quoi", tri="objet"),
    Colonne("figure", "Quel chiffre"),
    Colonne(
        "avant",
        "Adopté",
        nombre=True,
        export=lambda row: row.avant if row.nombre_avant is None else row.nombre_avant,
    ),
    Colonne(
        "apres",
        "Aujourd’hui",
        nombre=True,
        export=lambda row: row.apres if row.nombre_apres is None else row.nombre_apres,
    ),
    Colonne("difference", "Écart", nombre=True),
]


@acces(Role.COORDONNATEUR, Role.ELU, Role.AGENT, Role.PARTENAIRE)
@require_safe
def ecarts(request: Requete, annee: int) -> HttpResponse:
    """What would differ from the adopted copy if it were computed today."""
    found = find_evaluation(request, annee)
    require(rules.can_compare(request.user, found))
    rows = compare(read_copy(found), present(request.user, found))
    grille = Grille(
        request,
        rows,
        COLONNES_ECARTS,
        nom=f"ecarts-{annee}",
        legende=f"Chiffres de l’évaluation {annee} qui ne seraient plus les mêmes",
    )
    if grille.format_demande:
        return grille.exporter()
    context = {
        "evaluation": found,
        "grille": grille,
        "intacte": is_intact(found),
        "suite": suite(request),
    }
    return render_page(request, "evaluation/ecarts.html", context)
