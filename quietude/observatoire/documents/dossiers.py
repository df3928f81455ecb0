"""Themes read whole, to be printed, in a number of queries that does not grow with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from quietude.comptes.models import Utilisateur
from quietude.observatoire.calculs.lecture import read_companions, territory
from quietude.observatoire.models import Analyse, Theme
from quietude.observatoire.presentation.groupes import Groupe, group_series
from quietude.observatoire.presentation.plan import series_by_theme
from quietude.observatoire.presentation.reperes import Reperes, read_reperes


@dataclass(frozen=True)
class DossierTheme:
    """A theme with the analysis in force, its series grouped, and what they compare with.

    `chez_soi` is the INSEE code of the only commune of the territory, whose name goes unsaid.
    """

    theme: Theme
    analyse: Analyse | None
    groupes: tuple[Groupe, ...]
    reperes: Reperes
    chez_soi: str = ""

    def __bool__(self) -> bool:
        """Whether it has anything to print."""
        return bool(self.groupes or self.analyse or self.theme.note)


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
    towns = territory()
    wordings = Analyse.objects.visible_to(user).latest_wording()
    written = {(row.recueil, row.theme): row for row in wordings}
    return [
        DossierTheme(
            theme,
            written.get((theme.recueil, theme.code)),
            tuple(group_series(filed[theme], elsewhere)),
            benchmarks,
            towns[0] if len(towns) == 1 else "",
        )
        for theme in themes
    ]
