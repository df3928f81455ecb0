"""What partners and pilots say of a year: who was asked, one contribution, its draft."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.evaluation import rules_annuelle as rules
from quietude.evaluation.actions import contributions as actions
from quietude.evaluation.actions.contributions import Bilan, last_reminder
from quietude.evaluation.enums import EtatContribution, EtatEvaluation
from quietude.evaluation.forms.annuelle import ContributionForm, DemandeForm
from quietude.evaluation.models import Contribution, EvaluationAnnuelle
from quietude.evaluation.textes import differences, fingerprint, normalise
from quietude.evaluation.views.annuelle import LIRE_OU_ECRIRE, find_evaluation, suite
from quietude.partenaires.models import Organisation
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require

_MONTREES = 5  # names of a message
PARLENT = (Role.COORDONNATEUR, Role.ELU, Role.AGENT, Role.PARTENAIRE)
_TONS = {EtatContribution.DEMANDEE: "attention", EtatContribution.RENDUE: "succes"}


def _link(row: Contribution) -> str:
    return reverse("evaluation:contribution", args=[row.pk])


def _state(row: Contribution) -> str:
    begun = row.etat == EtatContribution.DEMANDEE and row.texte
    return "Commencée" if begun else row.get_etat_display()


def _subject(row: Contribution) -> str:
    return f"Action {row.fiche}" if row.fiche else "L’année, dans son ensemble"


COLONNES = [
    Colonne("sujet", "Sur quoi", valeur=_subject, lien=_link),
    Colonne("organisation", "Demandée à", valeur="organisation.nom", tri="organisation.nom"),
    Colonne("etat", "État", valeur=_state, ton=lambda row: _TONS[EtatContribution(row.etat)]),
    Colonne("demandee_le", "Demandée le", tri="demandee_le"),
    Colonne("rendue_le", "Rendue le", tri="rendue_le"),
]


@acces(*PARLENT)
@require_safe
def contributions(request: Requete, annee: int) -> HttpResponse:
    """Those that the reader may see; a partner finds here what is asked of it."""
    found = find_evaluation(request, annee)
    rows = list(_visible(request).filter(evaluation=found))
    grille = Grille(request, rows, COLONNES, nom=f"contributions-{annee}", legende="Demandées")
    if grille.format_demande:
        return grille.exporter()
    waiting = sum(row.etat == EtatContribution.DEMANDEE for row in rows)
    context = {
        "evaluation": found,
        "grille": grille,
        "rendues": len(rows) - waiting,
        "attendues": waiting,
        "peut_demander": bool(rules.can_ask(request.user, found)),
        "rappel": last_reminder(found),
        "suite": suite(request),
    }
    return render_page(request, "evaluation/contribution_liste.html", context)


def _visible(request: Requete) -> Any:
    rows = Contribution.objects.visible_to(request.user)
    return rows.select_related("organisation", "fiche", "evaluation__strategie", "auteur")


@acces(Role.COORDONNATEUR)
@require_http_methods(LIRE_OU_ECRIRE)
def demander(request: Requete, annee: int) -> HttpResponse:
    """Choose whom to ask, and until when."""
    found = find_evaluation(request, annee)
    require(rules.can_ask(request.user, found))
    known = Organisation.objects.visible_to(request.user)
    initial = {"echeance": found.echeance}
    form = DemandeForm(known, found.strategie, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.ask_contributions(
                actor=request.user,
                evaluation=found,
                attendues=form.attendues,
                echeance=form.cleaned_data["echeance"],
                lien=_page(request, found),
            )
        except ActionImpossible as refusal:
            form.add_error("echeance", str(refusal))
        else:
            _tell(request, done, "demandée")
            return redirect(_address(request, annee))
    context = {"evaluation": found, "form": form, "suite": suite(request)}
    return render_page(request, "evaluation/contribution_demander.html", context)


def _page(request: Requete, found: EvaluationAnnuelle) -> str:
    return request.build_absolute_uri(_address(request, found.annee))


def _address(request: Requete, annee: int) -> str:
    return f"{reverse('evaluation:contributions', args=[annee])}{suite(request)}"


def _tell(request: Requete, done: Bilan, word: str) -> None:
    count = done.nombre
    plural = "s" if count > 1 else ""
    said = f"{count} contribution{plural} {word}{plural}." if count else "Personne de nouveau."
    messages.success(request, said)
    if done.sans_adresse:
        messages.warning(request, _unreached(done.sans_adresse))


def _unreached(names: Sequence[str]) -> str:
    """How many nobody can write to, and the first of them."""
    shown = ", ".join(names[:_MONTREES]) + ("…" if len(names) > _MONTREES else "")
    count = len(names)
    told = f"{count} organisation{'s' if count > 1 else ''} sans adresse connue ({shown})"
    return f"{told} : prévenez-les, ou inscrivez un mandat sur leur page."


@acces(Role.COORDONNATEUR)
@require_POST
def relancer(request: Requete, annee: int) -> HttpResponse:
    found = find_evaluation(request, annee)
    try:
        done = actions.remind_contributions(
            actor=request.user, evaluation=found, lien=_page(request, found)
        )
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        _tell(request, done, "rappelée")
    return redirect(_address(request, annee))


# -- one contribution -----------------------------------------------------------------------


@acces(*PARLENT)
@require_http_methods(LIRE_OU_ECRIRE)
def contribution(request: Requete, pk: int) -> HttpResponse:
    """Read a contribution; whoever speaks for its organisation writes it here."""
    row: Contribution = get_object_or_404(_visible(request), pk=pk)
    allowed = rules.can_contribute(request.user, row)
    if request.method != "POST":
        return _show(request, row, _form(request, row) if allowed else None)
    require(allowed)
    form = ContributionForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    try:
        actions.hand_in(actor=request.user, contribution=row, **form.cleaned_data)
    except ConflitDeVersion:
        return _show(request, get_object_or_404(_visible(request), pk=pk), form, conflict=True)
    except ActionImpossible as refusal:
        form.add_error("texte", str(refusal))
        return _show(request, row, form)
    request.session.pop(_drawer(row), None)
    messages.success(request, "Merci : votre contribution est rendue.")
    return redirect("evaluation:contributions", row.evaluation.annee)


def _drawer(row: Contribution) -> str:
    """Where the session keeps what is typed over a contribution already handed in."""
    return f"contribution-{row.pk}"


def _form(request: Requete, row: Contribution) -> ContributionForm:
    draft = request.session.get(_drawer(row)) or {}
    initial = {"texte": row.texte, "empreinte": fingerprint(row.texte), **draft}
    return ContributionForm(initial=initial)


def _show(
    request: Requete,
    row: Contribution,
    form: ContributionForm | None,
    *,
    conflict: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "contribution": row,
        "sujet": _subject(row),
        "form": form,
        "restauree": request.method != "POST" and _drawer(row) in request.session,
        "rendue": row.etat == EtatContribution.RENDUE,
        "ouverte": row.evaluation.etat == EtatEvaluation.OUVERTE,
        "peut_retirer": rules.can_ask(request.user, row.evaluation) and not row.texte,
    }
    if conflict and form:
        context["empreinte"] = fingerprint(row.texte)
        context["differences"] = differences(row.texte, normalise(form.data["texte"]))
    return render_page(request, "evaluation/contribution.html", context)


@acces(*PARLENT)
@require_POST
def brouillon(request: Requete, pk: int) -> HttpResponse:
    """Keep what is being typed: in place before it is handed in, in the session afterwards."""
    row: Contribution = get_object_or_404(_visible(request), pk=pk)
    require(rules.can_contribute(request.user, row))
    texte = normalise(request.POST.get("texte", ""))[:10_000]
    mark = request.POST.get("empreinte", "")[:64]
    if row.etat == EtatContribution.RENDUE:
        request.session[_drawer(row)] = {"texte": texte, "empreinte": mark}
        return _kept(request, mark)
    try:
        actions.keep_draft(actor=request.user, contribution=row, texte=texte, empreinte=mark)
    except ActionImpossible as refusal:
        return HttpResponse(f"Non gardé : {refusal}")
    return _kept(request, fingerprint(texte))


def _kept(request: Requete, mark: str) -> HttpResponse:
    context = {"empreinte": mark, "moment": timezone.localtime()}
    return render_page(request, "evaluation/annuelle_gardee.html", context)


@acces(Role.COORDONNATEUR)
@require_POST
def retirer(request: Requete, pk: int) -> HttpResponse:
    row: Contribution = get_object_or_404(_visible(request), pk=pk)
    try:
        actions.withdraw_request(actor=request.user, contribution=row)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "La demande est retirée.")
    return redirect("evaluation:contributions", row.evaluation.annee)
