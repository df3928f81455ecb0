"""The journal, read by the coordinator: who, when, what, on what, before and after.

It lives here, above `journal`, because who may read it is a matter of roles.
"""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.comptes.forms import FiltreJournal
from quietude.comptes.page_journal import (
    EXPORT_MAX,
    PageJournal,
    export_rows,
    find,
    kinds,
    reserves_for,
)
from quietude.journal.models import Operation
from quietude.socle import tableur
from quietude.socle.pages import render_page

TITRES = ["Numéro", "Moment", "Qui", "Opération", "Genre", "Objet", "Changements", "Action"]


@acces(Role.COORDONNATEUR)
@require_safe
def journal(request: Requete) -> HttpResponse:
    filtre = FiltreJournal(request.GET, operations=list(Operation.choices), genres=kinds())
    reserves = reserves_for(request.user)
    traces = find(filtre.asked, reserves)
    if request.GET.get("export") in tableur.FORMATS:
        rows = export_rows(traces)
        return tableur.as_response(request.GET["export"], "journal", TITRES, rows)
    context = {
        "filtre": filtre,
        "page": PageJournal(request, traces),
        "export_max": EXPORT_MAX,
        "reserves": reserves,
        "sujet": filtre.asked.get("sujet"),
    }
    return render_page(
        request, "comptes/journal.html", context, fragment="comptes/_journal.html"
    )
