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
        f"« {source.titre} »",
        f"millésime {source.millesime}" if source.millesime else "",
        source.licence,
        f"importé le {jour(source.importee_le)}" if source.importee_le else "",
        source.adresse,
    ]
    return ", ".join(part for part in parts if part)


def source_name(source: Source) -> str:
    """Short enough for the head of a column: its vintage, or its title when it has none."""
    return source.millesime or source.titre


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
    sources = " ; ".join(source_line(source) for source in sources_of([serie]))
    return (
        f"{serie.libelle}, {serie.perimetre.nom}{span}. Source : {sources or 'non précisée'}. "
        f"Consulté le {jour(today)} dans Quiétude."
    )
