"""The sheet of a report: all of it in one page, and what may be done from there."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.journal.historique import history_of
from quietude.signalements.actions.saisie import amend_signalement
from quietude.signalements.aide_appel import landlord_told, sectors_of
from quietude.signalements.chronologie import timeline
from quietude.signalements.empreintes import RECIT, fingerprint
from quietude.signalements.enums import TONS, EtatSignalement
from quietude.signalements.forms.gestes import (
    ChargeForm,
    EpisodeForm,
    EtatForm,
    FusionForm,
    Geste,
    MediationForm,
    SuiteForm,
)
from quietude.signalements.forms.recit import RecitForm
from quietude.signalements.models import Fait, LienReponse, MiseEnQuarantaine, Signalement
from quietude.signalements.patrimoine import choice_of
from quietude.signalements.ressemblances import similar
from quietude.signalements.rules import can_answer, can_follow, can_see_caller
from quietude.signalements.rules_publiques import can_send_link
from quietude.signalements.situation import Situation
from quietude.signalements.situation_carte import map_of_report, placing_map
from quietude.signalements.taches import lines_of, tasks_of
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require
from quietude.territoire.models import Secteur

voir = acces(Role.COORDONNATEUR, Role.AGENT, Role.ELU, Role.PARTENAIRE)
suivre = acces(Role.COORDONNATEUR, Role.AGENT)
repondre = acces(Role.COORDONNATEUR, Role.AGENT, Role.PARTENAIRE)
lire_ou_ecrire = require_http_methods(["GET", "HEAD", "POST"])

GESTES: tuple[type[Geste], ...] = (ChargeForm, EpisodeForm, MediationForm, FusionForm)
CHAMPS_RECIT = (
    "categorie", "adresse", "longitude", "latitude", "fait_le", "fait_heure", "faits", "note",
    "urgent", "repete", "canal", "bailleur",
)  # fmt: skip


def find_signalement(request: Requete, pk: int) -> Signalement:
    """The report, when the reader may see it."""
    rows = Signalement.objects.visible_to(request.user).select_related(
        "categorie__parent",
        "lieu",
        "service",
        "bailleur",
        "agent",
        "precedent",
        "fusionne_dans",
    )
    return get_object_or_404(rows, pk=pk)


@voir
@require_safe
def signalement(request: Requete, pk: int) -> HttpResponse:
    return show(request, find_signalement(request, pk))


def show(request: Requete, row: Signalement, typed: Geste | None = None) -> HttpResponse:
    """The page; `typed` is a form sent in vain, shown again with what it lacks."""
    user = request.user
    follows = can_follow(user, row)
    merged = list(Signalement.objects.visible_to(user).filter(fusionne_dans=row))
    tasks = tasks_of(user, [row, *merged])
    forms: dict[str, Geste] = {}
    if follows:
        waiting = sum(one.ouverte for one in tasks)
        forms = {kind.nom: kind(user, row) for kind in GESTES}
        forms[EtatForm.nom] = EtatForm(user, row, restantes=waiting)
    if can_answer(user, row):
        forms[SuiteForm.nom] = SuiteForm(user, row)
    if typed is not None:
        forms[typed.nom] = typed
    context = {
        "row": row,
        "ton": TONS.get(EtatSignalement(row.etat), "neutre"),
        "formulaires": forms,
        "ouvert": typed.nom if typed else "",
        "suit": follows,
        "voit_appelant": can_see_caller(user) and not row.fusionne_dans_id,
        "retard": _late(row),
        "voit_separation": can_see_caller(user) and row.fusionne_dans_id,
        "secteurs": _sectors(request, row),
        "faits": list(Fait.objects.visible_to(user).filter(code__in=row.faits)),
        "chronologie": timeline(user, row, merged, tasks),
        "taches": lines_of(user, row, tasks),
        "ressemblances": _similar(request, row) if follows else [],
        "signalement": row,
        "liens": list(
            LienReponse.objects.visible_to(user)
            .filter(signalement=row)
            .select_related("organisation")
        ),
        "peut_envoyer": can_send_link(user, row),
        "donnees": map_of_report(row),
    }
    return render_page(request, "signalements/signalement.html", context)


def _late(row: Signalement) -> int:
    """Days past the due date of an open report."""
    on: date | None = row.echeance
    return (timezone.localdate() - on).days if on and row.en_retard else 0


def _sectors(request: Requete, row: Signalement) -> list[Secteur]:
    wanted = set(row.secteurs.items())
    rows = Secteur.objects.visible_to(request.user).select_related("division").defer("contour")
    found = rows.filter(code__in=row.secteurs.values())
    return [one for one in found if (one.division.code, one.code) in wanted]


def _similar(request: Requete, row: Signalement) -> list[Any]:
    where = Situation(row.lieu, row.adresse, row.longitude, row.latitude)
    return similar(
        request.user, where, on=row.dernier_fait_le, categorie=row.categorie, sauf=row
    )


def act(
    request: Requete, row: Signalement, form: Geste, run: Callable[..., Any], said: str
) -> HttpResponse:
    """Do what the form asks for, or show the sheet as it stands with what was typed."""
    if form.is_valid():
        try:
            run(actor=request.user, **form.as_arguments())
        except ConflitDeVersion as refusal:
            row = find_signalement(request, row.pk)
            form.add_error(None, str(refusal))
            form.renew(row)
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(row)
    return show(request, row, form)


@suivre
@lire_ou_ecrire
def signalement_corriger(request: Requete, pk: int) -> HttpResponse:
    """Put right what was taken down; two editors never lose a word."""
    row = find_signalement(request, pk)
    require(can_follow(request.user, row))
    mark, differences = fingerprint(row, RECIT), []
    if request.method != "POST":
        form = RecitForm(request.user, initial=_as_typed(row), row=row)
    else:
        form = RecitForm(request.user, request.POST, initial=_as_typed(row), row=row)
        sent = request.POST.get("version", "")
        if form.is_valid():
            try:
                amend_signalement(
                    actor=request.user,
                    signalement=row,
                    recit=form.to_recit(precedent=row.precedent),
                    version=sent,
                )
            except ConflitDeVersion as refusal:
                form.add_error(None, str(refusal))
                differences = _differences(form)
            except ActionImpossible as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "Le signalement est corrigé.")
                return redirect(row)
        mark = mark if differences else sent
    judged = _judged(request, form, row)
    context = {
        "row": row,
        "form": form,
        "version": mark,
        "differences": differences,
        "secteurs": sectors_of(judged, row.secteurs),
        "bailleur_deduit": landlord_told(judged),
        "donnees": placing_map(),
    }
    return render_page(request, "signalements/corriger.html", context)


def _judged(request: Requete, form: RecitForm, row: Signalement) -> RecitForm:
    """The same, read: the sectors and the landlord follow from what it says."""
    if form.is_bound:
        return form
    kept = {"lieu": row.lieu.code if row.lieu else "", "adresse": row.adresse}
    kept["fait_le"] = row.fait_le.isoformat()
    kept |= {name: _comma(getattr(row, name)) for name in ("longitude", "latitude")}
    return RecitForm(request.user, kept, row=row)


def _comma(value: float | None) -> str:
    return "" if value is None else str(value).replace(".", ",")


def _as_typed(row: Signalement) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in CHAMPS_RECIT}
    values["categorie"] = row.categorie.code
    values["bailleur"] = choice_of(row)
    values["lieu"] = row.lieu.code if row.lieu else ""
    return values


def _differences(form: RecitForm) -> list[tuple[str, str, str]]:
    """(field, as it is stored now, as it was typed), for those that differ."""
    found = []
    for name in CHAMPS_RECIT:
        stored, typed = form.initial.get(name), form.cleaned_data.get(name)
        if name == "bailleur":
            stored = form.row and form.row.bailleur
        told = _told(form, name, stored), _told(form, name, typed)
        if told[0] != told[1]:
            found.append((str(form.fields[name].label), *told))
    return found


def _told(form: RecitForm, name: str, value: Any) -> str:
    """A value in words, from the store or from the form alike."""
    if name == "categorie":
        names = {one.code: one.libelle for one in form.sous_categories}
        return str(names.get(value, value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        names = dict(form.fields[name].choices)  # type: ignore[attr-defined]
        return ", ".join(str(names.get(one, one)) for one in value)
    return "" if value is None else str(value)


@suivre
@require_safe
def signalement_historique(request: Requete, pk: int) -> HttpResponse:
    """What was written of the report itself, by whom; not what was erased of it."""
    row = find_signalement(request, pk)
    aside = MiseEnQuarantaine.objects.visible_to(request.user).erased()
    erased = aside.filter(signalement=row).exists()
    told = [] if erased else history_of(row, sans=["signalements.appelant"])
    context = {"row": row, "efface": erased, "entrees": told}
    return render_page(request, "signalements/historique.html", context)
