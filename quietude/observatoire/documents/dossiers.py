"""Themes read whole, to be printed, in a number of queries that does not grow with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from quietude.comptes.models import Utilisateur
from quietude.observatoire.calculs.lecture import read_companions
from quietude.observatoire.models import Analyse, Theme
from quietude.observatoire.presentation.groupes import Groupe, group_series
from quietude.observatoire.presentation.plan import series_by_theme
from quietude.observatoire.presentation.reperes import Reperes, read_reperes


@dataclass(frozen=True)
class DossierTheme:
    """A theme with the analysis in force, its series grouped, and what they compare with."""

    theme: Theme
    analyse: Analyse | None
    groupes: tuple[Groupe, ...]
    reperes: Reperes


def read_dossiers(user: Utilisateur, themes: Sequence[Theme]) -> list[DossierTheme]:
    """In the order given."""
    filed = series_by_theme(user, themes)
    quantities = {
        lue.serie.grandeur.code
        for rows in filed.values()
        for lue in rows
        if lue.serie and lue.serie.grandeur
    }
    elsewhere = read_companions(user, quantities) if quantities else []
    benchmarks = read_reperes(user, quantities) if quantities else {}
    wordings = Analyse.objects.visible_to(user).latest_wording()
    written = {(row.recueil, row.theme): row for row in wordings}
    return [
        DossierTheme(
            theme,
            written.get((theme.recueil, theme.code)),
            tuple(group_series(filed[theme], elsewhere)),
            benchmarks,
        )
        for theme in themes
    ]
