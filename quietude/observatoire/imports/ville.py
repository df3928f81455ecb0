"""What the town counts itself: a plain table, one figure a line, all lines or none.

Columns: série, unité, lieu, période, valeur, nature, thème, note, and any "dim:…" (dim:âge).
A file read again with another value is a new source, whose figures replace the older; a line
left out withdraws nothing. Template: `modele_xlsx`, `modele_csv`.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from django.utils import timezone

from quietude.observatoire.enums import FamilleSource, NiveauPerimetre
from quietude.observatoire.imports.cellules import (
    Faute,
    Reperes,
    listed,
    read_nature,
    read_periode,
    read_text,
    read_valeur,
)
from quietude.observatoire.imports.familles import Disposition, Lecture, SourceDecrite
from quietude.observatoire.imports.fichier import Apercu, fingerprint
from quietude.observatoire.imports.lignes import LigneObservation
from quietude.observatoire.imports.modele_ville import (
    FEUILLES_MODELE,
    modele_csv,
    modele_xlsx,
)
from quietude.observatoire.imports.rapport import Refus
from quietude.observatoire.imports.series_ville import Brute, SerieLue, Series
from quietude.observatoire.imports.tables import (
    Cellule,
    Feuille,
    Ligne,
    first_rows,
    read_sheets,
    text_of,
)
from quietude.observatoire.models import Observation, Perimetre, Source
from quietude.socle.formats import nombre
from quietude.socle.periodes import Periode
from quietude.socle.texte import fold
from quietude.territoire.models import Secteur, Territoire

__all__ = ["modele_csv", "modele_xlsx", "read_rows", "recognise"]

DISPOSITION = Disposition("ville", "comptages de la ville", FamilleSource.VILLE)
COLONNES = ("serie", "unite", "lieu", "periode", "valeur", "nature", "theme", "note")
_OBLIGATOIRES = {"serie": "série", "periode": "période", "valeur": "valeur"}
_DIM = "dim:"
_DIMENSIONS_MAX = 3
_LIGNES_MAX = 50_000
_NOM_MAX, _NOTE_MAX, _UNITE_MAX = 300, 300, 60
_COMMENTAIRE = "#"

T = TypeVar("T")


def recognise(apercu: Apercu) -> Disposition | None:
    """A sheet whose header has "série", and "période" or "valeur"."""
    found = any(_header(feuille) for feuille in first_rows(apercu, 20))
    return DISPOSITION if found else None


def read_rows(apercu: Apercu, disposition: Disposition) -> Lecture:
    """Every line of every sheet of this shape, or a refusal that lists what is wrong."""
    feuilles = read_sheets(apercu)
    reading = _Lecture()
    for feuille in feuilles:
        if header := _header(feuille):
            reading.read(feuille, header)
    lines = list(reading.lines())
    if reading.erreurs:
        raise Refus(_summary(reading), sorted(reading.erreurs, key=lambda error: error[0]))
    if not lines:
        raise Refus("Ce tableau n’a que ses titres : écrivez au moins une ligne.")
    others = [
        feuille.nom
        for feuille in feuilles
        if feuille.lignes and not _header(feuille) and feuille.nom not in FEUILLES_MODELE
    ]
    ignored = [f"Feuilles laissées de côté, sans les titres attendus : {', '.join(others)}."]
    return Lecture(
        source=_described(apercu),
        lignes=lines,
        lues=len(lines),
        avertissements=[*reading.series.warnings(), *(ignored if others else [])],
        apres=partial(_finish, {line.serie.code for line in lines}),
    )


def _summary(reading: "_Lecture") -> str:
    count = len({numero for numero, _ in reading.erreurs})
    what = (
        "une ligne est à corriger" if count == 1 else f"{nombre(count)} lignes sont à corriger"
    )
    return f"Rien n’a été importé : {what}. Corrigez le fichier, puis importez-le de nouveau."


def _described(apercu: Apercu) -> SourceDecrite:
    now = timezone.localtime()
    territoire = Territoire.objects.first()
    return SourceDecrite(
        code=f"ville-{fingerprint(apercu.chemin)[:16]}",
        famille=FamilleSource.VILLE,
        titre="Comptages de la ville",
        producteur=territoire.nom if territoire else "La ville",
        millesime=f"fichier du {now:%d/%m/%Y à %H h %M}",
        rang=f"{now:%Y-%m-%dT%H:%M:%S}",
    )


def _header(feuille: Feuille) -> Ligne | None:
    """The line of titles, when this sheet is one to read."""
    lines = (ligne for ligne in feuille.lignes if not _is_comment(ligne))
    first = next(lines, None)
    titles = {_title(cell) for cell in first.cellules} if first else set()
    return first if "serie" in titles and titles & {"periode", "valeur"} else None


def _is_comment(ligne: Ligne) -> bool:
    return text_of(ligne.cellules[0]).startswith(_COMMENTAIRE)


def _title(cell: Cellule) -> str:
    """ "Série " -> "serie"; "Dim : Âge" -> "dim:age"."""
    return fold(text_of(cell)).replace(" :", ":").replace(": ", ":").rstrip("* ")


class _Lecture:
    """What is read of a file and what is wrong with it, from sheet to sheet."""

    def __init__(self) -> None:
        self.reperes = Reperes.load()
        self.series = Series()
        self.brutes: list[Brute] = []
        self.erreurs: list[tuple[int, str]] = []

    def wrong(self, feuille: Feuille, numero: int, message: str) -> None:
        self.erreurs.append((numero, feuille.locate(message)))

    def read(self, feuille: Feuille, header: Ligne) -> None:
        """Keep the lines of a sheet; values wait until the nature of each series is known."""
        columns = self._columns(feuille, header)
        body = [row for row in feuille.lignes if row.numero > header.numero]
        if columns is None:
            return
        if len(body) > _LIGNES_MAX:
            raise Refus(f"Plus de {nombre(_LIGNES_MAX)} lignes : découpez ce fichier.")
        for row in body:
            if not _is_comment(row):
                self._read_row(feuille, row, columns)

    def _columns(self, feuille: Feuille, header: Ligne) -> dict[str, int] | None:
        """The place of each column; titles that nobody knows are refused, not skipped."""
        columns: dict[str, int] = {}
        before = len(self.erreurs)
        self.dimensions: dict[str, str] = {}
        for rank, cell in enumerate(header.cellules):
            title, shown = _title(cell), text_of(cell)
            if not title:
                continue
            if problem := _problem(title, shown, columns):
                self.wrong(feuille, header.numero, problem)
            columns[title] = rank
            if title.startswith(_DIM):
                self.dimensions[title] = shown.partition(":")[2].strip()
        for title, shown in _OBLIGATOIRES.items():
            if title not in columns:
                self.wrong(feuille, header.numero, f"il manque la colonne « {shown} »")
        if len(self.dimensions) > _DIMENSIONS_MAX:
            self.wrong(feuille, header.numero, "trois colonnes « dim:… » au plus")
        return columns if len(self.erreurs) == before else None

    def _read_row(self, feuille: Feuille, row: Ligne, columns: dict[str, int]) -> None:
        cells = {
            title: row.cellules[rank] if rank < len(row.cellules) else None
            for title, rank in columns.items()
        }
        faults = [
            f"« {text_of(cell)[:40]} » n’est sous aucun titre"
            for rank, cell in enumerate(row.cellules)
            if rank not in columns.values() and text_of(cell)
        ]
        serie = _attempt(faults, self._serie, cells)
        periode = _attempt(faults, read_periode, cells["periode"])
        note = _attempt(faults, read_text, cells.get("note"), "la note", _NOTE_MAX)
        where = feuille.locate(f"ligne {row.numero}")
        for name, value in (
            ("unite", _attempt(faults, read_text, cells.get("unite"), "l’unité", _UNITE_MAX)),
            ("nature", _attempt(faults, read_nature, cells.get("nature"))),
            ("theme", _attempt(faults, self.reperes.theme, cells.get("theme"))),
        ):
            if serie and value:
                _attempt(faults, self.series.say, serie, name, str(value), where)
        for fault in faults:
            self.wrong(feuille, row.numero, fault)
        if serie and periode and not faults:
            brute = Brute(feuille, row.numero, serie, periode, cells["valeur"], note or "")
            self.brutes.append(brute)

    def _serie(self, cells: dict[str, Cellule]) -> SerieLue:
        name = read_text(cells["serie"], "le nom de la série", _NOM_MAX)
        if not name:
            raise Faute("le nom de la série est vide")
        dimensions = tuple(
            (self.dimensions[title], value)
            for title in self.dimensions
            if (value := read_text(cells[title], self.dimensions[title], _UNITE_MAX))
        )
        return self.series.find(name, self.reperes.lieu(cells.get("lieu")), dimensions)

    def lines(self) -> Iterator[LigneObservation]:
        """The figures, once; whatever is wrong with one goes to the errors."""
        self.series.settle()
        seen: dict[tuple[int, Periode], str] = {}
        for brute in self.brutes:
            where = brute.where()
            twin = seen.setdefault((id(brute.serie), brute.periode), where)
            if twin != where:
                self.wrong(
                    brute.feuille,
                    brute.numero,
                    f"même série, même lieu, même période que {twin}",
                )
                continue
            try:
                yield _line(brute)
            except Faute as fault:
                self.wrong(brute.feuille, brute.numero, str(fault))


def _problem(title: str, shown: str, columns: dict[str, int]) -> str:
    if title in columns:
        return f"deux colonnes « {shown} »"
    if title in COLONNES or (title.startswith(_DIM) and title != _DIM):
        return ""
    return (
        f"colonne « {shown} » inconnue (attendu : série, unité, lieu, période, valeur, nature, "
        "thème, note, ou « dim:… » comme « dim:âge »)"
    )


def _attempt(faults: list[str], read: Callable[..., T], *cells: Any) -> T | None:
    """What a cell says, or None with its fault noted."""
    try:
        return read(*cells)
    except Faute as fault:
        faults.append(str(fault))
        return None


def _line(brute: Brute) -> LigneObservation:
    state, value = read_valeur(brute.valeur, brute.serie.nature)
    return LigneObservation(
        brute.serie.cle,
        brute.periode.debut,
        brute.periode.fin,
        value,
        etat=state,
        note=brute.note,
    )


def _finish(codes: set[str], source: Source) -> list[str]:
    """Tie new places to their sector; say which figures typed by hand still hold."""
    loose = Perimetre.objects.filter(niveau=NiveauPerimetre.SECTEUR, secteur=None)
    for place in loose:
        division, _, code = place.code.partition("/")
        place.secteur = Secteur.objects.filter(division__code=division, code=code).first()
        if place.secteur:
            place.save(update_fields=["secteur"])
    rows = Observation.objects.filter(serie__recueil="", serie__code__in=codes).in_force()
    own = {
        (row.serie_id, row.debut, row.fin): (row.etat, row.valeur)
        for row in Observation.objects.filter(source=source)
    }
    held = [
        f"{row.serie}, {Periode(row.debut, row.fin).libelle}"
        for row in rows.select_related("serie")
        if row.source_id != source.pk
        and own.get((row.serie_id, row.debut, row.fin), (row.etat, row.valeur))
        != (row.etat, row.valeur)
    ]
    if not held:
        return []
    return [f"Une valeur saisie à la main reste en vigueur : {listed(held)}."]
