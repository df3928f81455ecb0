"""The same reports on a map: points put together, heat by period, and the same in words."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.signalements.filtres import FiltreSignalements
from quietude.signalements.models import Signalement
from quietude.signalements.points import PLAFOND, Boite, gather, lines_by_sector, read_zoom
from quietude.signalements.querysets import VOIENT, SignalementQuerySet
from quietude.socle.pages import render_page
from quietude.socle.periodes import Periode
from quietude.territoire.carte import credits_of, map_of
from quietude.territoire.models import Commune, Division, Secteur

lire = acces(*VOIENT)
_A_COTE = 12
_ZOOM = "12"


@lire
@require_safe
def carte(request: Requete) -> HttpResponse:
    """The map, the last reports beside it, and the count of each sector."""
    form = FiltreSignalements(request.GET, request.user)
    rows = _rows(request, form)
    divisions = _divisions(request)
    division = next(
        (row for row in divisions if row.code == request.GET.get("decoupage")),
        divisions[0] if divisions else None,
    )
    cloud = gather(rows, read_zoom(_ZOOM), division=division)
    lines = list(lines_by_sector(cloud.secteurs, division, _span(form))) if division else []
    context: dict[str, Any] = {
        "form": form,
        "nuage": cloud,
        "plafond": PLAFOND,
        "proches": [(row, form.listes.sector_of(row.secteurs)) for row in _last(rows)],
        "divisions": divisions,
        "division": division,
        "secteurs": [(line, form.with_sector(line.code)) for line in lines],
        "par_logement": any(line.pour_cent is not None for line in lines),
        "mois": _months(request, form),
    }
    communes = list(Commune.objects.all())
    context |= {
        "donnees": map_of(communes, divisions, []) | {"signalements": cloud.geojson},
        "attributions": credits_of(communes, divisions),
    }
    return render_page(
        request, "signalements/carte.html", context, fragment="signalements/_carte.html"
    )


@lire
@require_safe
def points(request: Requete) -> HttpResponse:
    """What the map shows after a move: `zoom`, `boite`, and the filters of the page."""
    form = FiltreSignalements(request.GET, request.user)
    boite = Boite.read(request.GET.get("boite", ""))
    cloud = gather(_rows(request, form), read_zoom(request.GET.get("zoom", "")), boite)
    return JsonResponse(cloud.geojson | {"tronque": cloud.tronque})


def _rows(request: Requete, form: FiltreSignalements) -> SignalementQuerySet:
    return form.apply(Signalement.objects.visible_to(request.user).current())


def _last(rows: SignalementQuerySet) -> SignalementQuerySet:
    return rows.described().order_by("-recu_le", "-id")[:_A_COTE]


def _divisions(request: Requete) -> list[Division]:
    sectors = Prefetch(
        "secteurs", Secteur.objects.visible_to(request.user).select_related("division")
    )
    return list(Division.objects.visible_to(request.user).prefetch_related(sectors))


def _span(form: FiltreSignalements) -> Periode:
    """The days looked at; a year back when none are asked for."""
    last = form.asked.get("au") or timezone.localdate()
    first = form.asked.get("du") or last - timedelta(days=365)
    return Periode(min(first, last), last)


def _months(request: Requete, form: FiltreSignalements) -> dict[str, str]:
    """The addresses of the month before and of the next one: heat, period by period."""
    shown = (form.asked.get("du") or timezone.localdate()).replace(day=1)
    before = (shown - timedelta(days=1)).replace(day=1)
    after = (shown + timedelta(days=31)).replace(day=1)
    here = "du" in form.asked
    return {
        "avant": _address(request, before if here else shown),
        "apres": _address(request, after) if here else "",
        "dit": Periode.mois(shown.year, shown.month).libelle if here else "",
    }


def _address(request: Requete, first: date) -> str:
    query = request.GET.copy()
    query["du"], query["au"] = (f"{day}" for day in (first, _last_day(first)))
    return f"?{query.urlencode()}"


def _last_day(first: date) -> date:
    return Periode.mois(first.year, first.month).fin
