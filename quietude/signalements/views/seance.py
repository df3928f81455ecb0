"""The cell in session: one report at a time on the wall, two keys a decision, the minutes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.documents.models import DocumentProduit
from quietude.instances.enums import EtatReunion
from quietude.instances.models import Instance, Reunion
from quietude.signalements.actions.cloture import still_to_do
from quietude.signalements.actions.seance import (
    decide_ligne,
    end_seance,
    open_seance,
    undo_decision,
)
from quietude.signalements.compte_rendu import (
    RECETTE,
    Endroits,
    figures,
    lines_of,
    parameters,
)
from quietude.signalements.enums import FERMENT
from quietude.signalements.forms.seance import DecisionForm
from quietude.signalements.models import LigneSeance, Tache
from quietude.signalements.projection import decision_keys, services_for, sheet
from quietude.signalements.querysets import REPONDENT, VOIENT_TOUT
from quietude.signalements.rules_seance import can_decide, can_hold_seance
from quietude.signalements.seance import Avancement, beyond_the_table, progress, summary
from quietude.socle.formats import jour
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible

lire = acces(*VOIENT_TOUT)
decider = acces(*REPONDENT)
tenir = acces(Role.COORDONNATEUR)
_DERNIERES = 10


@lire
@require_safe
def seances(request: Requete) -> HttpResponse:
    """The bodies that may meet, what is under way, the last minutes."""
    bodies = Instance.objects.visible_to(request.user).prefetch_related("rythmes")
    lines = LigneSeance.objects.visible_to(request.user)
    met = Reunion.objects.visible_to(request.user).filter(pk__in=lines.values("reunion"))
    met = met.select_related("instance")
    context = {
        "instances": [row for row in bodies if can_hold_seance(request.user, row)],
        "en_cours": met.filter(etat=EtatReunion.PREVUE),
        "tenues": met.filter(etat=EtatReunion.TENUE)[:_DERNIERES],
    }
    return render_page(request, "signalements/seances.html", context)


@tenir
@require_POST
def seance_ouvrir(request: Requete, instance: str) -> HttpResponse:
    body = get_object_or_404(Instance.objects.visible_to(request.user), code=instance)
    try:
        reunion = open_seance(actor=request.user, instance=body)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
        return redirect("signalements:seances")
    return redirect("signalements:seance", reunion.pk)


def find_seance(request: Requete, pk: int) -> Reunion:
    """A meeting that has reports on its table."""
    lines = LigneSeance.objects.visible_to(request.user)
    rows = Reunion.objects.visible_to(request.user).filter(pk__in=lines.values("reunion"))
    return get_object_or_404(rows.select_related("instance"), pk=pk)


@lire
@never_cache
@require_safe
def seance(request: Requete, reunion: int) -> HttpResponse:
    """The report at ?rang=, else the first that waits."""
    found = find_seance(request, reunion)
    if found.etat != EtatReunion.PREVUE:
        return redirect("signalements:seance_releve", found.pk)
    done = progress(request.user, found)
    asked = request.GET.get("rang", "")
    if not asked and not done.rangs:
        return render_page(request, "signalements/seance_fin.html", _end(request, found, done))
    rang = int(asked[:6]) if asked.isdecimal() else done.rangs[0]
    return render_page(request, "signalements/seance.html", _sheet(request, found, done, rang))


def _sheet(request: Requete, reunion: Reunion, done: Avancement, rang: int) -> dict[str, Any]:
    lines = LigneSeance.objects.visible_to(request.user).of(reunion).described()
    found = get_object_or_404(lines.select_related("signalement__service"), rang=rang)
    shown = sheet(request.user, found)
    services, autres = services_for(request.user, reunion.instance)
    charged = found.signalement.service
    return {
        "reunion": reunion,
        "ligne": found,
        "fiche": shown,
        "services": list(enumerate(services, start=1)),
        "choisi": charged.code if charged else "",
        "decisions": decision_keys(),
        "form": DecisionForm(services, autres),
        "avancement": done,
        "precedent": rang - 1 if rang > 1 else None,
        "suivant": rang + 1 if rang < done.total else None,
        "peut": can_decide(request.user),
        "tient": can_hold_seance(request.user, reunion.instance),
    }


@decider
@require_POST
def seance_decider(request: Requete, reunion: int, ligne: int) -> HttpResponse:
    """Decide, then the next one that waits; a refusal leaves the sheet where it was."""
    found = find_seance(request, reunion)
    lines = LigneSeance.objects.visible_to(request.user).of(found)
    line = get_object_or_404(lines, pk=ligne)
    services, autres = services_for(request.user, found.instance)
    form = DecisionForm(services, autres, request.POST)
    here = f"{_page(found)}?rang={line.rang}"
    if not form.is_valid():
        messages.error(request, "Choisissez une décision de la liste et une date qui existe.")
        return redirect(here)
    try:
        said = decide_ligne(actor=request.user, ligne=line, **form.as_arguments())
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
        return redirect(here)
    messages.success(request, _told(said) + _left(request, said))
    following = progress(request.user, found).after(line.rang)
    return redirect(f"{_page(found)}?rang={following}" if following else _page(found))


def _page(reunion: Reunion) -> str:
    return reverse("signalements:seance", args=[reunion.pk])


def _told(line: LigneSeance) -> str:
    parts = [line.get_decision_display(), str(line.service or "")]
    parts.append(f"pour le {jour(line.echeance)}" if line.echeance else "")
    said = ", ".join(part for part in parts if part)
    return f"Nº {line.signalement_id} : {said[0].lower()}{said[1:]}."


def _left(request: Requete, line: LigneSeance) -> str:
    """What closing leaves to do: in two keys nothing is asked about it."""
    if line.decision not in FERMENT:
        return ""
    rows = Tache.objects.visible_to(request.user).of_report(line.signalement).open()
    count = rows.count()
    return f" {still_to_do(count)}." if count else ""


@decider
@require_POST
def seance_annuler(request: Requete, reunion: int) -> HttpResponse:
    """Take back one's last decision, and show its report again."""
    found = find_seance(request, reunion)
    try:
        line = undo_decision(actor=request.user, reunion=found)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
        return redirect(_page(found))
    messages.success(request, f"Nº {line.signalement_id} : décision annulée.")
    return redirect(f"{_page(found)}?rang={line.rang}")


@tenir
@require_http_methods(["GET", "HEAD", "POST"])
def seance_terminer(request: Requete, reunion: int) -> HttpResponse:
    """What it comes to, then the minutes."""
    found = find_seance(request, reunion)
    if request.method != "POST":
        done = progress(request.user, found)
        return render_page(request, "signalements/seance_fin.html", _end(request, found, done))
    try:
        end_seance(actor=request.user, reunion=found)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
        return redirect("signalements:seance_releve", found.pk)
    messages.success(request, "La séance est terminée ; son relevé s’écrit en PDF et en Word.")
    return redirect("signalements:seance_releve", found.pk)


def _end(request: Requete, reunion: Reunion, done: Avancement) -> dict[str, Any]:
    lines = list(LigneSeance.objects.visible_to(request.user).of(reunion).described())
    told = summary(lines)
    return {
        "reunion": reunion,
        "bilan": told,
        "au_dela": beyond_the_table(request.user, reunion, len(lines)),
        "chiffres": list(figures(told, done.minutes)),
        "avancement": done,
        "peut": can_decide(request.user),
        "tient": can_hold_seance(request.user, reunion.instance),
    }


@lire
@require_safe
def seance_releve(request: Requete, reunion: int) -> HttpResponse:
    """The minutes on screen, and their files."""
    found = find_seance(request, reunion)
    lines, where = lines_of(request.user, found), Endroits(request.user)
    told = summary(lines)
    files = DocumentProduit.objects.visible_to(request.user).light()
    context = {
        "reunion": found,
        "tenue": found.etat == EtatReunion.TENUE,
        "bilan": told,
        "chiffres": list(figures(told, progress(request.user, found).minutes)),
        "lignes": [(line, where.of(line.signalement)) for line in lines if line.decision],
        "restants": [line for line in lines if not line.close],
        "au_dela": beyond_the_table(request.user, found, len(lines)),
        "recette": RECETTE.cle,
        "documents": files.filter(recette=RECETTE.cle, parametres=parameters(found)),
    }
    return render_page(request, "signalements/seance_releve.html", context)
