"""Where figures come from, in one line ready to be copied."""

from collections.abc import Iterable
from datetime import date

from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.models import Source
from quietude.socle.formats import jour


def source_line(source: Source) -> str:
    """Producer, title, vintage, licence, day of import: what the licence asks to say."""
    parts = [
        source.producteur,
        title if "«" in (title := _untold(source)) else f"« {title} »",
        f"millésime {source.millesime}" if source.millesime else "",
        source.licence,
        f"importé le {jour(source.importee_le)}" if source.importee_le else "",
        source.adresse,
    ]
    return ", ".join(part for part in parts if part)


def source_lines(series: Iterable[SerieLue]) -> list[str]:
    """One line a family of files: the newest vintage, then which others hold a figure."""
    families: dict[tuple[str, str, str], list[Source]] = {}
    for source in sources_of(series):
        key = (source.famille, source.producteur, _untold(source))
        families.setdefault(key, []).append(source)
    return [_family(rows) for rows in families.values()]


def _untold(source: Source) -> str:
    """The title without the vintage that some producers write in it."""
    return (
        source.titre.removesuffix(f", {source.millesime}") if source.millesime else source.titre
    )


def _family(rows: list[Source]) -> str:
    newest, *others = sorted(rows, key=lambda row: row.rang, reverse=True)
    if not others:
        return source_line(newest)
    names = ", ".join(row.millesime or row.titre for row in others)
    return f"{source_line(newest)} ; et pour d’autres périodes {names}"


def sources_of(series: Iterable[SerieLue]) -> list[Source]:
    """The sources of every point in force, each once, as they come."""
    found = {point.source.pk: point.source for serie in series for point in serie.points}
    return list(found.values())


def cite(serie: SerieLue, today: date) -> str:
    """A reference to the series, for a report or a slide."""
    span = ""
    if serie.points:
        first, last = serie.points[0].periode, serie.points[-1].periode
        span = f", {jour(first.debut)} au {jour(last.fin)}"
    sources = " ; ".join(source_lines([serie]))
    return (
        f"{serie.libelle}, {serie.perimetre.nom}{span}. Source : {sources or 'non précisée'}. "
        f"Consulté le {jour(today)} dans Quiétude."
    )
