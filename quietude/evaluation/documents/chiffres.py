"""Every figure of an evaluation on a line of its own: the workbook and the open data."""

from collections.abc import Iterable, Iterator

from quietude.documents.contenu import (
    Cellule,
    Classeur,
    Colonne,
    Feuille,
    Ligne,
    TableauDonnees,
)
from quietude.evaluation.inventaire import list_indicators
from quietude.evaluation.page_annuelle import PageAnnuelle
from quietude.evaluation.photo import Photo, VueFiche, VueIndicateur, VueValeur

_INDICATEURS = (
    Colonne("Action"),
    Colonne("Code"),
    Colonne("Indicateur"),
    Colonne("Nature"),
    Colonne("Ventilation"),
    Colonne("Période"),
    Colonne("Du"),
    Colonne("Au"),
    Colonne("Valeur", nombre=True),
    Colonne("Unité"),
    Colonne("État de la valeur"),
    Colonne("Raison"),
    Colonne("Source"),
    Colonne("Statut"),
    Colonne("Commentaire"),
)
_SERIES = (
    Colonne("Thème"),
    Colonne("Série"),
    Colonne("Lieu"),
    Colonne("Période"),
    Colonne("Du"),
    Colonne("Au"),
    Colonne("Valeur", nombre=True),
    Colonne("Unité"),
    Colonne("Ce que l’on peut dire"),
    Colonne("Source"),
)
_ACTIONS = (
    Colonne("Action"),
    Colonne("Titre"),
    Colonne("Pilotes"),
    Colonne("État"),
    Colonne("Avancement (%)", nombre=True),
    Colonne("Étapes en retard", nombre=True),
)
_INVENTAIRE = (
    Colonne("Action"),
    Colonne("Code"),
    Colonne("Indicateur"),
    Colonne("Valeur"),
    Colonne("Pourquoi il n’y en a pas"),
    Colonne("Source"),
)
_INSTANCES = (
    Colonne("Instance"),
    Colonne("Rythme fixé"),
    Colonne("Réunions attendues"),
    Colonne("Réunions tenues", nombre=True),
    Colonne("Sièges pris", nombre=True),
    Colonne("Sièges attendus", nombre=True),
    Colonne("Décisions", nombre=True),
    Colonne("Décisions closes", nombre=True),
    Colonne("Décisions en retard", nombre=True),
)
_ARGENT = (
    Colonne("Action"),
    Colonne("Financeur"),
    Colonne("Année"),
    Colonne("Demandé (€)", nombre=True),
    Colonne("Accordé (€)", nombre=True),
    Colonne("Dépensé (€)", nombre=True),
    Colonne("Note"),
)
_CONSTATS = (Colonne("Gravité"), Colonne("Règle"), Colonne("Constat"), Colonne("Que faire"))
PUBLIQUES = len(_INDICATEURS) - 1  # without the comment


def workbook(photo: Photo, couleur: str) -> Classeur:
    """All the figures, a sheet for each kind."""
    page = PageAnnuelle(photo)
    sheets = (
        ("Délinquance", _SERIES, series_lines(photo)),
        ("Actions", _ACTIONS, _actions(photo.fiches)),
        ("Indicateurs", _INDICATEURS, indicator_lines(photo.fiches)),
        ("Inventaire", _INVENTAIRE, _inventory(photo)),
        ("Instances", _INSTANCES, _bodies(photo)),
        ("Financements", _ARGENT, _money(page)),
        ("Contrôle", _CONSTATS, _findings(photo)),
    )
    return Classeur(
        titre=f"Évaluation {photo.annee}{' (projet)' if photo.adoptee_le is None else ''}",
        emetteur=photo.ville,
        date=photo.adoptee_le or photo.faite_le,
        couleur=couleur,
        feuilles=tuple(
            Feuille(name, TableauDonnees(columns, tuple(map(Ligne, lines))))
            for name, columns, lines in sheets
        ),
    )


def indicator_heads() -> list[str]:
    return [column.libelle for column in _INDICATEURS]


def series_heads() -> list[str]:
    return [column.libelle for column in _SERIES]


def indicator_lines(fiches: Iterable[VueFiche]) -> Iterator[tuple[Cellule, ...]]:
    """Each value of each indicator, then each value of each of its parts."""
    for fiche in fiches:
        for row in fiche.indicateurs:
            for value in row.valeurs:
                yield _value(fiche, row, "", value)
            for part in row.parts:
                for value in part.valeurs:
                    yield _value(fiche, row, ", ".join(part.libelles), value)


def _value(
    fiche: VueFiche, row: VueIndicateur, split: str, value: VueValeur
) -> tuple[Cellule, ...]:
    last = value is row.valeurs[-1]
    return (
        fiche.numero,
        row.code,
        row.libelle,
        row.nature,
        split,
        value.periode,
        value.debut,
        value.fin,
        value.nombre,
        row.unite,
        value.etat,
        value.raison,
        row.origine,
        row.statut if last else "",
        row.commentaire if last else "",
    )


def series_lines(photo: Photo) -> Iterator[tuple[Cellule, ...]]:
    for serie in photo.delinquance:
        for point in serie.points:
            last = point is serie.points[-1]
            yield (
                serie.theme,
                serie.libelle,
                serie.lieu,
                point.periode,
                point.debut,
                point.fin,
                point.nombre,
                serie.unite,
                serie.phrase if last else "",
                serie.source,
            )


def _actions(fiches: Iterable[VueFiche]) -> Iterator[tuple[Cellule, ...]]:
    for row in fiches:
        late = sum(step.en_retard for step in row.etapes)
        pilots = ", ".join(row.pilotes)
        yield row.numero, row.titre, pilots, row.etat, row.avancement, late


def _inventory(photo: Photo) -> Iterator[tuple[Cellule, ...]]:
    for row in list_indicators(photo):
        yield row.fiche.numero, row.code, row.libelle, row.valeur, row.raison, row.source


def _bodies(photo: Photo) -> Iterator[tuple[Cellule, ...]]:
    for row in photo.instances:
        yield (
            row.nom,
            row.rythme,
            row.attendues,
            row.tenues,
            row.presences,
            row.attendus,
            row.decisions,
            row.closes,
            row.en_retard,
        )


def _money(page: PageAnnuelle) -> Iterator[tuple[Cellule, ...]]:
    for line in page.argent:
        sums = line.argent
        yield (
            line.fiche.numero,
            line.financeur,
            line.annee,
            sums.demande,
            sums.accorde,
            sums.depense,
            line.note,
        )


def _findings(photo: Photo) -> Iterator[tuple[Cellule, ...]]:
    for row in photo.constats:
        yield row.gravite, row.regle, row.message, row.suggestion
