"""The first page of the diagnosis: what rises, what falls, what cannot be said."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.observatoire import lecture
from quietude.observatoire.analyses import findings_among
from quietude.observatoire.presentation.plan import read_summary
from quietude.observatoire.rules import can_import, can_write_diagnostic
from quietude.socle.pages import render_page
from quietude.territoire.models import Territoire


@acces()
@require_safe
def diagnostic(request: Requete) -> HttpResponse:
    found = read_summary(request.user)
    place = Territoire.objects.first()
    writes = bool(can_write_diagnostic(request.user))
    context = {
        "sous_titre": place.nom if place else "",
        "listes": found.listes,
        "themes": found.themes,
        "a_revoir": findings_among(request.user, found.series) if writes else [],
        "imprime": bool(lecture.recueils(request.user)),
        "peut_importer": bool(can_import(request.user)),
    }
    return render_page(request, "observatoire/diagnostic.html", context)
