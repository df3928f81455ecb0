"""One theme: what the coordinator says of it, then each group of series."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.models import Utilisateur
from quietude.observatoire import lecture
from quietude.observatoire.analyses import findings_of, keyed
from quietude.observatoire.calculs.lecture import read_companions, read_theme
from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.models import Analyse
from quietude.observatoire.presentation.groupes import GroupeLu, group_series, read_group
from quietude.observatoire.presentation.plan import find_theme
from quietude.observatoire.presentation.reperes import read_reperes
from quietude.observatoire.rules import can_write_diagnostic
from quietude.socle.pages import render_page


@acces()
@require_safe
def theme(request: Requete, code: str) -> HttpResponse:
    found, before, after = find_theme(request.user, code)
    if found is None:
        raise Http404
    series = read_theme(request.user, found)
    groups = read_groups(request.user, series)
    asked = request.GET.get("groupe", "")
    if request.GET.get("export") and asked.isdecimal():
        return _export(request, groups, int(asked))
    versions = Analyse.objects.visible_to(request.user).latest_wording()
    analyse = versions.filter(recueil=found.recueil, theme=code).first()
    writes = bool(can_write_diagnostic(request.user))
    context = {
        "theme": found,
        "groupes": groups,
        "analyse": analyse,
        "constats": findings_of(analyse, keyed(series)) if writes and analyse else [],
        "peut_ecrire": writes,
        "imprime": lecture.by_place(request.user, found.recueil, found.lieux),
        "precedent": before,
        "suivant": after,
    }
    return render_page(request, "observatoire/theme.html", context)


def read_groups(user: Utilisateur, series: list[SerieLue]) -> list[GroupeLu]:
    """The groups of a theme, each with the same quantity elsewhere."""
    quantities = {lue.serie.grandeur.code for lue in series if lue.serie and lue.serie.grandeur}
    elsewhere = read_companions(user, quantities) if quantities else []
    benchmarks = read_reperes(user, quantities) if quantities else {}
    groups = group_series(series, elsewhere)
    return [read_group(rank, group, benchmarks) for rank, group in enumerate(groups, start=1)]


def _export(request: Requete, groups: list[GroupeLu], rank: int) -> HttpResponse:
    if not 1 <= rank <= len(groups):
        raise Http404
    group = groups[rank - 1]
    return group.tableau_complet.grid(request, group.titre).exporter()
