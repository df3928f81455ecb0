"""What the strategy's document prints of the diagnosis, as printed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.observatoire import lecture
from quietude.observatoire.models import Tableau
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page


@acces()
@require_safe
def document(request: Requete) -> HttpResponse:
    known = lecture.recueils(request.user)
    recueil = lecture.chosen(known, request.GET.get("recueil", ""))
    context = {
        "recueils": known,
        "recueil": recueil,
        "releves": lecture.by_place(request.user, recueil),
    }
    return render_page(request, "observatoire/document.html", context)


@acces()
@require_safe
def tableau(request: Requete, recueil: str, code: str) -> HttpResponse:
    tables = Tableau.objects.visible_to(request.user)
    lu = lecture.read_for_page(get_object_or_404(tables, recueil=recueil, code=code))
    if request.GET.get("export") and not lu.illisible:
        return _export(request, lu)
    return render_page(request, "observatoire/tableau.html", {"lu": lu})


def _export(request: Requete, lu: lecture.TableauLu) -> HttpResponse:
    """Labels may come back under another heading, in another unit: both go with them."""
    rows = lu.contenu.lignes
    columns = [Colonne("groupe", "Groupe")] if any(row.groupe for row in rows) else []
    columns.append(Colonne("libelle", "Libellé"))
    columns += [Colonne("unite", "Unité")] if any(row.unite for row in rows) else []
    columns += [
        Colonne(
            f"c{rank}",
            f"{column.libelle} ({column.unite})" if column.unite else column.libelle,
            valeur=lambda row, code=column.code: row.valeurs.get(code),  # type: ignore[misc]
            nombre=True,
        )
        for rank, column in enumerate(lu.contenu.colonnes)
    ]
    return Grille(request, rows, columns, nom=lu.tableau.code).exporter()
