"""The bodies: who sits, how often they meet, whether they did, what is left to do."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.instances import reglements
from quietude.instances.absences import absences_of
from quietude.instances.annees import choose_year
from quietude.instances.bilans import bilan
from quietude.instances.enums import Confidentialite
from quietude.instances.forms import AnneeForm
from quietude.instances.models import Decision, Instance, Reunion
from quietude.instances.rules import can_hear, can_keep_meetings
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.periodes import Periode
from quietude.strategie.models import FicheAction, Objectif, Strategie

_TONS = {
    Confidentialite.OUVERTE: "succes",
    Confidentialite.RESTREINTE: "info",
    Confidentialite.NOMINATIVE: "attention",
}


def _rhythm(instance: Instance) -> str:
    return " ; ".join(rythme.phrase for rythme in instance.rythmes.all())


_COLONNES = [
    Colonne("nom", "Instance", tri="nom", lien=lambda i: i.get_absolute_url()),
    Colonne("nature", "Nature", valeur=lambda i: i.get_nature_display(), tri="nature"),
    Colonne("rythme", "Rythme", valeur=_rhythm),
    Colonne("membres", "Sièges", valeur=lambda i: len(i.composition.all()), nombre=True),
    Colonne(
        "confidentialite",
        "Confidentialité",
        valeur=lambda i: i.get_confidentialite_display(),
        tri="confidentialite",
        ton=lambda i: _TONS[Confidentialite(i.confidentialite)],
    ),
]


@acces()
@require_safe
def liste(request: Requete) -> HttpResponse:
    bodies = Instance.objects.visible_to(request.user).described()
    grille = Grille(request, bodies, _COLONNES, nom="instances", legende="Instances du CLSPD")
    if grille.format_demande:
        return grille.exporter()
    context = {"grille": grille, "vide": not bodies, "onglet": "instances"}
    return render_page(
        request, "instances/liste.html", context, fragment="instances/_liste.html"
    )


@acces()
@require_safe
def instance(request: Requete, code: str) -> HttpResponse:
    body = get_object_or_404(Instance.objects.visible_to(request.user).described(), code=code)
    strategie = Strategie.objects.visible_to(request.user).current()
    sheets = FicheAction.objects.visible_to(request.user).filter(strategie=strategie)
    rules = reglements.versions_of(request.user, body)
    context = {
        "instance": body,
        "objectifs": Objectif.objects.filter(strategie=strategie, code__in=body.objectifs),
        "fiches": sheets.served_by(code).select_related("strategie"),
        "ton": _TONS[Confidentialite(body.confidentialite)],
        "peut": can_keep_meetings(request.user),
        "reglement": reglements.in_force(rules),
        "projet": reglements.draft(rules),
        **_meetings(request, body),
    }
    return render_page(
        request, "instances/instance.html", context, fragment="instances/_annee.html"
    )


def _meetings(request: Requete, body: Instance) -> dict[str, Any]:
    """The meetings of one year, those to come, the decisions still open."""
    today = timezone.localdate()
    rows = Reunion.objects.visible_to(request.user).of(body)
    annee, annees = choose_year(request.GET.get("annee", ""), rows.years())
    periode = Periode.annee(annee)
    met = list(rows.during(periode).described())
    open_ = Decision.objects.visible_to(request.user).taken_by(body).open()
    told = Instance.objects.visible_to(request.user).announced_to(request.user)
    return {
        "entend": can_hear(request.user, body),
        "dit_objet": told.filter(pk=body.pk).exists(),
        "annee": annee,
        "choix": AnneeForm(annees=annees, annee=annee),
        "bilan": bilan(request.user, body, periode),
        "reunions": met,
        "absences": absences_of(met),
        "prochaine": rows.coming(today).select_related("instance").first(),
        "a_renseigner": rows.unsettled(today).select_related("instance"),
        "decisions": open_.described().by_urgency(),
    }
