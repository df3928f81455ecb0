"""Open311 GeoReport v2: discovery, services, requests; XML and JSON."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from quietude.api import demandes, envoi, services
from quietude.api.actions import take_request
from quietude.api.formats import FORMATS, Liste, respond
from quietude.api.refus import Refus, open311
from quietude.comptes.acces import public
from quietude.signalements.code_suivi import code_of, new_key, spoken
from quietude.signalements.tri import Envoi, TropDEnvois, suspicions
from quietude.socle.regles import ActionImpossible

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
VERSION = "2026-11-26T00:00:00Z"  # of what this endpoint offers
PAR_CLE, PAR_CLE_MAX = 60, 300  # sendings an hour


@public
@open311("GET", "HEAD")
def discovery(request: HttpRequest, *, forme: str) -> HttpResponse:
    """Where the endpoint is, and what it speaks."""
    base = request.build_absolute_uri(reverse("api:services", args=[forme]))
    endpoint = {
        "specification": SPECIFICATION,
        "url": base.rsplit("/", 1)[0],
        "changeset": VERSION,
        "type": "test" if settings.DEMO else "production",
        "formats": Liste("format", list(FORMATS.values())),
    }
    found = {
        "changeset": VERSION,
        "contact": settings.QUIETUDE_DPO or None,
        "key_service": "Demandez une clé au coordonnateur du CLSPD.",
        "endpoints": Liste("endpoint", [endpoint]),
    }
    return respond(forme, "discovery", found)


@public
@open311("GET", "HEAD")
def service_list(request: HttpRequest, *, forme: str) -> HttpResponse:
    rows = services.services(timezone.localdate())
    return respond(
        forme, "services", Liste("service", [services.described(row) for row in rows])
    )


@public
@open311("GET", "HEAD")
def service_definition(request: HttpRequest, code: str, *, forme: str) -> HttpResponse:
    today = timezone.localdate()
    found = services.definition(services.service_of(code, today), today)
    return respond(forme, "service_definition", found)


@public
@sensitive_post_parameters()
@open311("GET", "HEAD", "POST")
def requests(request: HttpRequest, *, forme: str) -> HttpResponse:
    """Read what is public, or send with a key."""
    if request.method == "POST":
        return _take(request, forme)
    rows = demandes.asked(request.GET, timezone.now())
    return respond(forme, "service_requests", Liste("request", rows))


@public
@open311("GET", "HEAD")
def request_by_number(request: HttpRequest, numero: str, *, forme: str) -> HttpResponse:
    return respond(forme, "service_requests", Liste("request", demandes.one(numero)))


def _take(request: HttpRequest, forme: str) -> HttpResponse:
    cle = envoi.key_of(request.POST)
    service = envoi.service_in(request.POST)
    recit = envoi.recit_in(request.POST, service)
    text = " ".join([service.categorie.code, recit.note, recit.situation.adresse])
    sent = Envoi(
        client=f"cle {cle.pk}",
        texte=text if recit.note else "",
        porte="open311",
        par_client=PAR_CLE,
        par_client_max=PAR_CLE_MAX,
    )
    code = code_of(new_key())
    try:
        row = take_request(actor=None, cle=cle, recit=recit, code=code, motifs=suspicions(sent))
    except TropDEnvois:
        raise Refus(429, "Trop d’envois en une heure : recommencez plus tard.") from None
    except ActionImpossible as refusal:
        raise Refus(400, str(refusal)) from None
    told = {
        "service_request_id": row.pk if service.publie else None,
        "service_notice": f"Signalement reçu. Code de suivi : {spoken(code)}",
        "account_id": None,
    }
    return respond(forme, "service_requests", Liste("request", [told]))
