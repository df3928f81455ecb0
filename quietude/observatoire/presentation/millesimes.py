"""Every value of a series, source by source: what holds today, what it superseded."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from quietude.comptes.models import Utilisateur
from quietude.observatoire.calculs.series import Point, SerieLue, Taux
from quietude.observatoire.enums import EtatObservation
from quietude.observatoire.models import Observation
from quietude.observatoire.presentation.cellules import (
    Cellule,
    denominator,
    rate_cell,
    value_cell,
)
from quietude.socle.grille import Colonne
from quietude.socle.periodes import Periode


@dataclass(frozen=True)
class Millesime:
    """One value as one source gives it; `taux` is what in force rates are read from."""

    point: Point
    base: str
    en_vigueur: bool

    @property
    def periode(self) -> str:
        return self.point.periode.libelle

    @property
    def rang(self) -> Periode:
        return self.point.periode

    @property
    def valeur(self) -> Cellule:
        return value_cell(self.point)

    @property
    def taux(self) -> Cellule:
        return rate_cell(self.point)

    @property
    def denominateur(self) -> str:
        return denominator(self.point.taux, self.base)

    @property
    def source(self) -> str:
        return str(self.point.source)

    @property
    def etat(self) -> str:
        return "En vigueur" if self.en_vigueur else "Remplacée"


def read_vintages(user: Utilisateur, serie: SerieLue) -> list[Millesime]:
    """In order of time, what holds first; a computed sum has one line a span (one query)."""
    held = [Millesime(point, serie.base, en_vigueur=True) for point in serie.points]
    if serie.serie is None:
        return held
    current = {(point.periode, point.source.pk) for point in serie.points}
    rows = Observation.objects.visible_to(user).filter(serie=serie.serie)
    older = [
        Millesime(_point(row), serie.base, en_vigueur=False)
        for row in rows.select_related("source").order_by("-source__rang", "-source_id")
        if (Periode(row.debut, row.fin), row.source_id) not in current
    ]
    return sorted([*held, *older], key=lambda row: (row.rang, not row.en_vigueur))


def _point(row: Observation) -> Point:
    rate = None
    if row.taux is not None:
        rate = Taux(row.taux, row.denominateur, row.denominateur_annee, publie=True)
    return Point(
        periode=Periode(row.debut, row.fin),
        etat=EtatObservation(row.etat),
        valeur=row.valeur,
        source=row.source,
        taux=rate,
        reference=row.reference,
        note=row.note,
    )


def columns_of(serie: SerieLue, rows: Iterable[Millesime]) -> list[Colonne]:
    """Rates and notes have a column when there is one to show."""
    shown = list(rows)
    columns = [
        Colonne("periode", "Période", tri="rang"),
        _figure("valeur", f"Valeur ({serie.unite})" if serie.unite else "Valeur"),
    ]
    if any(row.point.taux for row in shown):
        columns.append(_figure("taux", "Taux (‰)"))
    if any(row.denominateur for row in shown):
        columns.append(Colonne("denominateur", "Divisé par"))
    columns += [
        Colonne("source", "Source"),
        Colonne("etat", "État", ton=lambda row: "succes" if row.en_vigueur else "neutre"),
    ]
    if any(row.point.reference for row in shown):
        columns.append(Colonne("reference", "Imprimé en", valeur="point.reference"))
    if any(row.point.note for row in shown):
        columns.append(Colonne("note", "Note", valeur="point.note"))
    return columns


def _figure(name: str, title: str) -> Colonne:
    def typed(row: Millesime) -> Decimal | str | None:
        cell: Cellule = getattr(row, name)
        return cell.export

    return Colonne(name, title, valeur=f"{name}.texte", export=typed, nombre=True)


def explained(rows: Iterable[Millesime]) -> list[str]:
    """What the words that stand for a figure mean, each once."""
    cells = [cell for row in rows for cell in (row.valeur, row.taux)]
    found = {
        f"« {cell.texte} » : {cell.titre}": None
        for cell in cells
        if cell.muette and cell.titre and not cell.texte.startswith("—")
    }
    return list(found)
