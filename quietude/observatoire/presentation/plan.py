"""The plan of the diagnosis: which themes, in which order, and what each is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from quietude.comptes.models import Utilisateur
from quietude.observatoire.calculs.lecture import read_aggregates, read_series, territory
from quietude.observatoire.calculs.resume import Constat, Resume, summarise
from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.calculs.tendance import last_change
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.faits import DEUX_POINTS, full_name, latest_of, told_of
from quietude.observatoire.models import Serie, Theme
from quietude.observatoire.presentation.tableaux import address_of

MONTRES = 5  # lines of each list of the summary before the others fold


@dataclass(frozen=True)
class Fait:
    """What it is about, which leads to the series, then what is said of it."""

    nom: str
    suite: str
    adresse: str


@dataclass(frozen=True)
class Liste:
    """One list of the summary: the first facts, then those that fold."""

    titre: str
    vide: str
    faits: tuple[Fait, ...]
    autres: tuple[Fait, ...]


@dataclass(frozen=True)
class ThemeLu:
    titre: str
    adresse: str
    phrase: str
    derniere: str


@dataclass(frozen=True)
class Sommaire:
    """The first page: what may be concluded, then the themes that have figures."""

    listes: tuple[Liste, ...]
    themes: tuple[ThemeLu, ...]
    series: Mapping[Theme, Sequence[SerieLue]]


def read_plan(user: Utilisateur) -> list[Theme]:
    """The plan of the latest strategy that has one, then what every town has besides."""
    themes = list(Theme.objects.visible_to(user))
    latest = max((theme.recueil for theme in themes), default="")
    chosen = [theme for theme in themes if theme.recueil == latest]
    known = {theme.code for theme in chosen}
    if latest:
        besides = [row for row in themes if not row.recueil and row.code not in known]
        for theme in besides:
            _leave_out(theme, chosen)
        chosen += besides
    return chosen


def _leave_out(theme: Theme, told: Iterable[Theme]) -> None:
    """What the strategy's own plan shows is not shown twice."""
    quantities = {code for row in told for code in row.grandeurs}
    sums = {code for row in told for code in row.agregats}
    theme.grandeurs = [code for code in theme.grandeurs if code not in quantities]
    theme.agregats = [code for code in theme.agregats if code not in sums]


def find_theme(user: Utilisateur, code: str) -> tuple[Theme | None, Theme | None, Theme | None]:
    """A theme with the one before and the one after; one that the plan left out is alone."""
    plan = read_plan(user)
    rank = next((i for i, theme in enumerate(plan) if theme.code == code), None)
    if rank is None:
        alone: Theme | None = Theme.objects.visible_to(user).filter(code=code).last()
        return alone, None, None
    around = [None, *plan, None]
    return plan[rank], around[rank], around[rank + 2]


def theme_of(user: Utilisateur, serie: SerieLue) -> Theme | None:
    """The first theme of the plan that shows this series."""
    towns = territory()
    for theme in read_plan(user):
        if _own(theme, [serie], towns) or _sums(theme, [serie]):
            return theme
    return None


def read_summary(user: Utilisateur) -> Sommaire:
    """Everything in one reading, whatever the number of themes and series."""
    filed = series_by_theme(user, read_plan(user))
    series = {serie.cle: serie for rows in filed.values() for serie in rows}
    found = summarise(series.values())
    cards = tuple(_card(theme, rows) for theme, rows in filed.items() if rows)
    return Sommaire(_lists(found) if series else (), cards, filed)


def read_all(user: Utilisateur) -> list[SerieLue]:
    """Every series of the plan, once, in its order."""
    filed = series_by_theme(user, read_plan(user))
    return list({serie.cle: serie for rows in filed.values() for serie in rows}.values())


def series_by_theme(user: Utilisateur, themes: Sequence[Theme]) -> dict[Theme, list[SerieLue]]:
    """What each theme shows, in a number of queries that does not grow with them."""
    towns = territory()
    quantities = {code for theme in themes for code in theme.grandeurs}
    rows = Serie.objects.filter(
        Q(theme__in={theme.code for theme in themes})
        | Q(
            grandeur__code__in=quantities,
            perimetre__niveau=NiveauPerimetre.COMMUNE,
            perimetre__code__in=towns,
        )
    ).order_by("-recueil", "ordre", "libelle", "pk")
    series = read_series(user, rows)
    wanted = {code for theme in themes for code in theme.agregats}
    sums = read_aggregates(user, wanted) if wanted else []
    return {theme: [*_own(theme, series, towns), *_sums(theme, sums)] for theme in themes}


def _own(theme: Theme, series: Iterable[SerieLue], towns: Sequence[str]) -> list[SerieLue]:
    """The rule of `read_theme`, on series already read."""

    def belongs(lue: SerieLue) -> bool:
        row = lue.serie
        if row is None:
            return False
        if row.theme == theme.code and row.recueil in {"", theme.recueil}:
            return True
        place = lue.perimetre
        here = place.niveau == NiveauPerimetre.COMMUNE and place.code in towns
        return here and row.grandeur is not None and row.grandeur.code in theme.grandeurs

    return [lue for lue in series if belongs(lue)]


def _sums(theme: Theme, sums: Iterable[SerieLue]) -> list[SerieLue]:
    return [
        lue for lue in sums if lue.agregat is not None and lue.agregat.code in theme.agregats
    ]


def _lists(found: Resume) -> tuple[Liste, ...]:
    return (
        _list("Ce qui monte", "Aucune hausse nette.", found.hausses),
        _list("Ce qui baisse", "Aucune baisse nette.", found.baisses),
        _list("Ce que l’on ne peut pas dire", "Rien de douteux.", found.indecis),
    )


def _list(title: str, empty: str, found: Sequence[Constat]) -> Liste:
    facts = tuple(
        Fait(*told_of(row.serie, row.evolution), address_of(row.serie))
        for row in sorted(found, key=lambda row: is_wider(row.serie))
    )
    return Liste(title, empty, facts[:MONTRES], facts[MONTRES:])


def is_wider(serie: SerieLue) -> bool:
    """Whether it is about more than the town, which comes first."""
    return serie.perimetre.niveau == NiveauPerimetre.SERVICE


def _card(theme: Theme, series: Sequence[SerieLue]) -> ThemeLu:
    """The town's first established change, else its first one, else that of a service."""
    series = sorted(series, key=is_wider)
    changes = [(serie, change) for serie in series if (change := last_change(serie))]
    settled = [pair for pair in changes if pair[1].verdict.etabli]
    own = [pair for pair in settled if not is_wider(pair[0])]
    key = next(iter(own or changes), None)
    sentence = DEUX_POINTS.join(told_of(*key)) if key else ""
    shown = next((serie for serie in series if latest_of(serie)), None)
    latest = f"{full_name(shown)}, {latest_of(shown)}" if shown and not key else ""
    count = f"{len(series)} série{'s' if len(series) > 1 else ''}"
    return ThemeLu(theme.titre, theme.get_absolute_url(), sentence or latest, count)
