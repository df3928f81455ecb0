"""The bodies: who sits by office, how often they meet, to whom they report."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.instances.enums import Confidentialite
from quietude.instances.models import Instance
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
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
    context = {"grille": grille, "vide": not bodies}
    return render_page(
        request, "instances/liste.html", context, fragment="instances/_liste.html"
    )


@acces()
@require_safe
def instance(request: Requete, code: str) -> HttpResponse:
    body = get_object_or_404(Instance.objects.visible_to(request.user).described(), code=code)
    strategie = Strategie.objects.visible_to(request.user).current()
    sheets = FicheAction.objects.visible_to(request.user).filter(strategie=strategie)
    context = {
        "instance": body,
        "objectifs": Objectif.objects.filter(strategie=strategie, code__in=body.objectifs),
        "fiches": sheets.served_by(code).select_related("strategie"),
        "ton": _TONS[Confidentialite(body.confidentialite)],
    }
    return render_page(request, "instances/instance.html", context)
