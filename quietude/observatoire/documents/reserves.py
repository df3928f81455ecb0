"""What a reader must know beside printed figures: places, breaks, denominators, sources."""

from collections.abc import Iterable, Sequence

from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.enums import Base, NiveauPerimetre
from quietude.observatoire.presentation.citations import source_lines
from quietude.observatoire.presentation.groupes import breaks_of, notes_of, places_of
from quietude.observatoire.presentation.tableaux import has_rates, label_of
from quietude.socle.formats import jour

_TU = "non précisé"


def reserves_of(series: Sequence[SerieLue], chez_soi: str) -> tuple[str, ...]:
    """Where it was counted unless at home, the breaks, the notes."""
    place = () if all_home(series, chez_soi) else (f"Lieu : {places_of(series)}",)
    return (*place, *cautions_of(series))


def all_home(series: Iterable[SerieLue], chez_soi: str) -> bool:
    """Whether all is about the town of this INSEE code, the only one of the territory."""
    return all(
        serie.perimetre.niveau == NiveauPerimetre.COMMUNE and serie.perimetre.code == chez_soi
        for serie in series
    )


def cautions_of(series: Sequence[SerieLue]) -> tuple[str, ...]:
    """The breaks, the notes."""
    breaks = [
        f"Rupture le {jour(row.le)} : {row.titre}. {row.explication}"
        for row in breaks_of(series)
    ]
    return (*breaks, *notes_of(series))


def sources_told(series: Iterable[SerieLue]) -> tuple[str, ...]:
    return tuple(f"Source : {line}" for line in source_lines(series))


def denominators_told(series: Sequence[SerieLue]) -> tuple[str, ...]:
    """The vintages that rates were divided by, or that their source does not say."""
    rated = [serie for serie in series if has_rates(serie)]
    if not rated:
        return ()
    told: dict[str, list[str]] = {}
    for serie in rated:
        told.setdefault(_vintages(serie), []).append(_name(serie, rated))
    words = " ; ".join(
        f"{vintages} ({', '.join(dict.fromkeys(names))})" if len(told) > 1 else vintages
        for vintages, names in told.items()
    )
    return (f"Taux divisés par les {Base(rated[0].base).value}, millésime {words}.",)


def _name(serie: SerieLue, among: Sequence[SerieLue]) -> str:
    """The place, unless several series share it."""
    same = [other for other in among if other.perimetre.pk == serie.perimetre.pk]
    return label_of(serie, among) if len(same) > 1 else serie.perimetre.nom


def _vintages(serie: SerieLue) -> str:
    """ "de l’année", "2013", "de l’année, 2021 pour 2022", "non précisé par la source"."""
    spans: dict[str, list[str]] = {}
    for point in serie.points:
        if point.taux:
            year = point.taux.annee
            words = "de l’année" if year == point.periode.debut.year else str(year or _TU)
            spans.setdefault(words, []).append(point.periode.court)
    if len(spans) == 1:
        return f"{_TU} par la source" if _TU in spans else next(iter(spans))
    return ", ".join(
        words if words == "de l’année" else f"{words} pour {_listed(shorts)}"
        for words, shorts in spans.items()
    )


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} et {last}" if first else last
