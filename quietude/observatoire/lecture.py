"""The published diagnosis as pages show it: cells aligned on columns, figures by place."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from pydantic import ValidationError

from quietude.comptes.models import Utilisateur
from quietude.observatoire.models import Affirmation, Chiffre, Tableau
from quietude.observatoire.pack import PackLigne, PackTableau
from quietude.observatoire.pack_section import read_tableau
from quietude.observatoire.registres import Endroit, places_of
from quietude.observatoire.statistiques import french

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class LigneLue:
    """A row ready to be shown: `groupe` is set on the first row of a group only."""

    libelle: str
    groupe: str
    unite: str
    cellules: list[str]
    total: bool


@dataclass(frozen=True)
class TableauLu:
    """A table ready to be shown; one whose cells make no sense has no rows and says so."""

    tableau: Tableau
    contenu: PackTableau
    lignes: list[LigneLue]
    illisible: bool = False


def _cell(row: PackLigne, column: str) -> str:
    value = row.valeurs.get(column)
    if value is None:
        return ""
    return french(value) if isinstance(value, Decimal) else value


def read_lines(contenu: PackTableau) -> list[LigneLue]:
    """Rows in print order, one text cell per column; a cell that was not printed is empty."""
    totals = {relation.cible for relation in contenu.relations if relation.type == "somme"}
    lines, group = [], ""
    for row in contenu.lignes:
        lines.append(
            LigneLue(
                libelle=row.libelle,
                groupe=row.groupe if row.groupe != group else "",
                unite=row.unite,
                cellules=[_cell(row, column.code) for column in contenu.colonnes],
                total=row.code in totals,
            )
        )
        group = row.groupe
    return lines


def read_for_page(tableau: Tableau) -> TableauLu:
    try:
        contenu = read_tableau(tableau)
    except (TypeError, ValidationError):
        logger.warning("tableau illisible : %s/%s", tableau.recueil, tableau.code)
        empty = PackTableau.model_construct(colonnes=[], lignes=[])
        return TableauLu(tableau, empty, [], illisible=True)
    return TableauLu(tableau, contenu, read_lines(contenu))


@dataclass(frozen=True)
class Releve:
    """What one place of the document prints."""

    endroit: Endroit
    tableaux: list[Tableau]
    chiffres: list[Chiffre]
    affirmations: list[Affirmation]


def by_place(
    user: Utilisateur, recueil: str, lieux: Collection[str] | None = None
) -> list[Releve]:
    """What is printed (in these places, else everywhere), in the order of the document."""
    if not recueil or lieux == []:
        return []

    def printed(model: type[Tableau | Chiffre | Affirmation]) -> QuerySet[Any]:
        rows = model.objects.visible_to(user).filter(recueil=recueil)
        return rows if lieux is None else rows.filter(lieu__in=lieux)

    tables = list(printed(Tableau).defer("contenu"))
    figures, claims = list(printed(Chiffre)), list(printed(Affirmation))
    rows: list[Tableau | Chiffre | Affirmation] = [*tables, *figures, *claims]
    places = places_of(user, recueil, (row.lieu for row in rows))
    return [
        Releve(
            place,
            [row for row in tables if places[row.lieu] == place],
            [row for row in figures if places[row.lieu] == place],
            [row for row in claims if places[row.lieu] == place],
        )
        for place in sorted(set(places.values()))
    ]


def recueils(user: Utilisateur) -> list[str]:
    """The documents whose diagnosis the reader may see, the latest first."""
    codes: set[str] = set()
    for rows in (Tableau.objects, Chiffre.objects, Affirmation.objects):
        codes |= {*rows.visible_to(user).values_list("recueil", flat=True).distinct()}
    return sorted(codes, reverse=True)


def chosen(known: Sequence[str], asked: str) -> str:
    """The document asked for, else the latest; empty when there is none."""
    return asked if asked in known else next(iter(known), "")
