"""Read the texts of the strategy's document, and its agreements."""

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.observatoire.lecture import read_for_page
from quietude.socle.pages import render_page
from quietude.strategie.models import Chapitre, ChapitreTableau, Protocole, Strategie
from quietude.strategie.registres import instance_links
from quietude.strategie.views.lecture import strategie_or_404


def _chapters(strategie: Strategie) -> list[Chapitre]:
    """In the order of the document: 2.10 after 2.9."""
    return sorted(strategie.chapitres.defer("texte"), key=lambda chapitre: chapitre.rang)


@acces()
@require_safe
def texte(request: Requete, code: str) -> HttpResponse:
    """The table of contents."""
    strategie = strategie_or_404(request.user, code)
    context = {
        "strategie": strategie,
        "sommaire": _chapters(strategie),
        "protocoles": list(strategie.protocoles.all()),
    }
    return render_page(request, "strategie/texte.html", context)


@acces()
@require_safe
def chapitre(request: Requete, code: str, chapitre: str) -> HttpResponse:
    strategie = strategie_or_404(request.user, code)
    sommaire = _chapters(strategie)
    place = next((i for i, row in enumerate(sommaire) if row.code == chapitre), None)
    if place is None:
        raise Http404
    printed = ChapitreTableau.objects.select_related("tableau")
    row = strategie.chapitres.prefetch_related(Prefetch("illustrations", printed))
    shown = row.get(code=chapitre)
    context = {
        "strategie": strategie,
        "sommaire": sommaire,
        "chapitre": shown,
        "tableaux": [read_for_page(link.tableau) for link in shown.illustrations.all()],
        "precedent": sommaire[place - 1] if place else None,
        "suivant": sommaire[place + 1] if place + 1 < len(sommaire) else None,
    }
    return render_page(request, "strategie/chapitre.html", context)


@acces()
@require_safe
def protocole(request: Requete, code: str, protocole: str) -> HttpResponse:
    strategie = strategie_or_404(request.user, code)
    rows = Protocole.objects.prefetch_related("parties__organisation", "implantations__lieu")
    row = get_object_or_404(rows, strategie=strategie, code=protocole)
    links = instance_links([row.instance] if row.instance else [])
    context = {
        "strategie": strategie,
        "protocole": row,
        "parties": row.parties.all(),
        "implantations": row.implantations.all(),
        "instance": links.get(row.instance),
    }
    return render_page(request, "strategie/protocole.html", context)
