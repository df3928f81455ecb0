"""Every figure of the diagnosis on a line of its own, ready to be filtered and summed."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils import timezone

from quietude.documents.contenu import (
    Cellule,
    Classeur,
    Colonne,
    Feuille,
    Ligne,
    TableauDonnees,
)
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.documents.dossiers import DossierTheme
from quietude.observatoire.documents.reserves import cautions_of
from quietude.observatoire.presentation.cellules import (
    denominator,
    per_thousand,
    rate_cell,
    value_cell,
)
from quietude.observatoire.presentation.citations import sources_of
from quietude.observatoire.presentation.groupes import Groupe, tables_of
from quietude.observatoire.presentation.tableaux import has_rates, has_values
from quietude.territoire.models import Territoire

_COLONNES = (
    Colonne("Groupe"),
    Colonne("Série"),
    Colonne("Lieu"),
    Colonne("Période"),
    Colonne("Du"),
    Colonne("Au"),
    Colonne("Valeur", nombre=True),
    Colonne("Unité"),
    Colonne("Divisé par"),
    Colonne("Source"),
)
_SOURCES = (
    Colonne("Source"),
    Colonne("Producteur"),
    Colonne("Titre"),
    Colonne("Millésime"),
    Colonne("Licence"),
    Colonne("Importée le"),
    Colonne("Adresse"),
)


def workbook_of(titre: str, dossiers: Sequence[DossierTheme]) -> Classeur:
    """A sheet a theme with every figure that its page shows, then the sources."""
    place = Territoire.objects.first()
    sheets = [sheet for dossier in dossiers if (sheet := _sheet(dossier))]
    return Classeur(
        titre=titre,
        emetteur=place.nom if place else "",
        date=timezone.localdate(),
        feuilles=(*sheets, _sources(dossiers)),
        couleur=place.couleur if place else "#1f4e79",
    )


def _sheet(dossier: DossierTheme) -> Feuille | None:
    lines = tuple(line for group in dossier.groupes for line in _lines(group))
    if not lines:
        return None
    notes = dict.fromkeys(note for group in dossier.groupes for note in _notes(group))
    return Feuille(dossier.theme.titre, TableauDonnees(_COLONNES, lines, notes=tuple(notes)))


def _lines(group: Groupe) -> Iterator[Ligne]:
    """Counts of the place itself, then rates, here and elsewhere: what its page shows."""
    for serie in group.series:
        if has_values(serie):
            for point in serie.points:
                figure = value_cell(point).export
                yield _line(group, serie, point, figure, serie.unite)
    for serie in _rated(group):
        for point in serie.points:
            figure, base = rate_cell(point).export, per_thousand(serie.base)
            yield _line(group, serie, point, figure, base, denominator(point.taux, serie.base))


def _line(
    group: Groupe,
    serie: SerieLue,
    point: Point,
    figure: Cellule,
    unit: str,
    divided: str = "",
) -> Ligne:
    span = point.periode
    return Ligne(
        (
            group.titre,
            ", ".join((serie.libelle, *(value for _, value in serie.dimensions))),
            serie.perimetre.nom,
            span.libelle,
            span.debut,
            span.fin,
            figure,
            unit,
            divided,
            str(point.source),
        )
    )


def _rated(group: Groupe) -> list[SerieLue]:
    own = [serie for serie in group.series if has_rates(serie)]
    return [*own, *filter(has_rates, group.ailleurs)] if own else []


def _notes(group: Groupe) -> Iterator[str]:
    """What the words that stand for a figure mean, the breaks, the notes."""
    for table in tables_of(group.series, group.titre, group.ailleurs):
        yield from table.explications
    for note in cautions_of(group.series):
        yield f"{group.titre} : {note}"


def _sources(dossiers: Iterable[DossierTheme]) -> Feuille:
    shown = [
        serie
        for dossier in dossiers
        for group in dossier.groupes
        for serie in (*group.series, *_rated(group))
    ]
    rows = tuple(
        Ligne(
            (
                str(source),
                source.producteur,
                source.titre,
                source.millesime,
                source.licence,
                timezone.localdate(source.importee_le) if source.importee_le else None,
                source.adresse,
            )
        )
        for source in sources_of(shown)
    )
    return Feuille("Sources", TableauDonnees(_SOURCES, rows))
