"""Report without an account, follow with a code, read the notice."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from quietude.comptes.acces import public
from quietude.portail.choix import communes, divisions, lieux
from quietude.portail.forms import CodeForm
from quietude.portail.notice import notice
from quietude.portail.parcours import ENVOYER, ETAPES, Parcours
from quietude.portail.resume import summary
from quietude.portail.suivi import TropDEssais, follow
from quietude.signalements.actions.public import send_signalement
from quietude.signalements.code_suivi import code_of, spoken
from quietude.signalements.tri import Envoi, TropDEnvois, suspicions
from quietude.socle.debit import client_of
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible
from quietude.territoire.carte import credits_of, map_of

TROP = (
    "Beaucoup d’envois sont venus d’ici en peu de temps : celui-ci n’est pas parti. Ce que "
    "vous avez écrit est gardé sur cette page ; envoyez-le de nouveau dans une heure, ou "
    "appelez la mairie."
)
PERDU = "Cette page n’a pas pu être relue : recommencez, rien n’a été envoyé."
TROP_D_ESSAIS = (
    "Trop de codes ont été essayés en peu de temps. Attendez une heure, puis recommencez."
)


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def signaler(request: HttpRequest) -> HttpResponse:
    """One step of the report; the last one sends it."""
    if request.method != "POST":
        return _step_page(request, Parcours(), 1)
    parcours = Parcours.read(request.POST)
    if parcours.perdu:
        return _step_page(request, Parcours(), 1, PERDU)
    step = parcours.shown()
    if step < ENVOYER:
        return _step_page(request, parcours, step)
    try:
        return _send(request, parcours)
    except TropDEnvois:
        return _step_page(request, parcours, len(ETAPES), TROP, status=429)
    except ActionImpossible as refusal:
        return _step_page(request, parcours, len(ETAPES), str(refusal))


def _send(request: HttpRequest, parcours: Parcours) -> HttpResponse:
    recit = parcours.recit()
    where = recit.situation
    said = [recit.note, where.adresse, where.lieu.nom if where.lieu else ""]
    envoi = Envoi(
        client=client_of(request),
        texte=" ".join([recit.categorie.code, *said]) if recit.note else "",
        secondes=parcours.secondes,
        piege=parcours.form(len(ETAPES)).piege,
    )
    code = code_of(parcours.cle)
    send_signalement(actor=None, recit=recit, code=code, motifs=suspicions(envoi))
    context = {"code": spoken(code), "reponse": bool(recit.contact)}
    return render_page(request, "portail/envoye.html", context)


def _step_page(
    request: HttpRequest, parcours: Parcours, step: int, message: str = "", status: int = 200
) -> HttpResponse:
    quoi = parcours.valid(1) if step > 1 else None
    context: dict[str, Any] = {
        "parcours": parcours,
        "etape": step,
        "etapes": [step.court for step in ETAPES],
        "form": parcours.page(step),
        "message": message,
        "urgence": bool(quoi and (quoi.cleaned_data["urgent"] or quoi.choisie.urgence)),
        "notice": notice(timezone.localdate()),
    }
    if step == 2:
        context |= _map()
    if step == len(ETAPES):
        context["resume"] = summary(parcours)
    return render_page(request, f"portail/etape_{step}.html", context, status=status)


def _map() -> dict[str, Any]:
    around, layers = communes(), divisions()
    return {
        "donnees": map_of(around, layers, lieux()),
        "attributions": credits_of(around, layers),
        "mode": "placer",
    }


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def suivre(request: HttpRequest) -> HttpResponse:
    """The state behind a code; the same page for every code that is not known."""
    form = CodeForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            context["suivi"] = follow(form.cleaned_data["code"], client_of(request))
            context["cherche"] = True
        except TropDEssais:
            context["message"], status = TROP_D_ESSAIS, 429
    return render_page(request, "portail/suivre.html", context, status=status)


@public
@require_safe
def donnees(request: HttpRequest) -> HttpResponse:
    """The privacy notice as a page."""
    context = {"notice": notice(timezone.localdate())}
    return render_page(request, "portail/donnees.html", context)
