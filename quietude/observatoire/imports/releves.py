"""The wide sheets of état 4001: an index a line, a service a column, one year, one force.

    Année 2015 - services de police | Départements         | 01               | 01 | ...
                                    | Périmètres           | DCPAF            | ... (police)
    Code index                      | Libellé index \\ CSP | DIDPAF PREVESSIN | ...
    1                               | Règlements de compte | 0                | ...

Labels vary from year to year: the number of the index is the only key.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from quietude.observatoire.imports.rapport import Refus
from quietude.observatoire.imports.tables import Cellule, Feuille, Ligne, text_of
from quietude.socle.texte import fold

POLICE, GENDARMERIE = "pn", "gn"
FORCES = {POLICE: "police", GENDARMERIE: "gendarmerie"}
INUTILISES = frozenset({96, 97, 99, 100})
INDEX = frozenset(range(1, 108)) - INUTILISES
# "Ann.e": the accent may be spoilt in the glimpse by which the file is recognised.
_TITRE = re.compile(r"ann.e (\d{4}) - (services de police|compagnies de gendarmerie)")
_ENTIER = re.compile(r"(\d+)(?:\.0+)?")
# A département comes again as "01.1", "01.2" in the copies made by a data-frame library.
_DEPARTEMENT = re.compile(r"(\d{1,3}|2[ab])(?:\.\d+)?")
_CHIFFRES_MAX = 7
_FIXES = 2  # columns before the services

Erreur = tuple[int, str]


@dataclass(frozen=True)
class Service:
    """A police or gendarmerie service, under the name it had that year."""

    force: str
    departement: str
    nom: str

    @cached_property
    def code(self) -> str:
        """Its key over the years: "pn-13-ciat-d-istres"."""
        slug = re.sub(r"[^a-z0-9]+", "-", fold(self.nom)).strip("-")
        return f"{self.force}-{self.departement.lower()}-{slug}"

    @property
    def libelle(self) -> str:
        """ "CIAT D'ISTRES (police, 13)"."""
        return f"{self.nom} ({FORCES[self.force]}, {self.departement})"


@dataclass(frozen=True)
class Releve:
    """One sheet: for each index, the facts of each service, None where the cell is blank."""

    force: str
    annee: int
    services: tuple[Service, ...]
    faits: dict[int, tuple[int | None, ...]]
    feuille: str = ""

    @property
    def titre(self) -> str:
        return f"{FORCES[self.force]}, {self.annee}"

    @cached_property
    def empreinte(self) -> str:
        """The same for the same figures, whatever the file that carried them."""
        seal = hashlib.sha256(f"etat-4001/{self.force}/{self.annee}".encode())
        for rank in sorted(range(len(self.services)), key=lambda i: self.services[i].code):
            values = ",".join(str(self.faits[number][rank]) for number in sorted(INDEX))
            seal.update(f"\n{self.services[rank].code}:{values}".encode())
        return seal.hexdigest()

    def figures(self) -> Iterator[tuple[Service, int, int | None]]:
        """Service, index, facts: every cell of the used indexes."""
        for number in sorted(INDEX):
            for service, facts in zip(self.services, self.faits[number], strict=True):
                yield service, number, facts


def announced(cells: Sequence[Cellule]) -> tuple[str, int] | None:
    """The force and the year that the first line of a sheet says, or None: another shape."""
    if not cells:
        return None
    found = _TITRE.match(" ".join(fold(text_of(cells[0])).split()))
    if found is None:
        return None
    return (POLICE if "police" in found[2] else GENDARMERIE), int(found[1])


@dataclass
class _Lecture:
    """What is being read of one sheet, and what is wrong with it."""

    feuille: Feuille
    erreurs: list[Erreur] = field(default_factory=list)

    def wrong(self, number: int, message: str) -> None:
        self.erreurs.append((number, self.feuille.locate(message)))


def read_releve(feuille: Feuille) -> Releve:
    """The sheet, or a refusal that lists what is wrong, line by line."""
    reading = _Lecture(feuille)
    known = announced(feuille.lignes[0].cellules) if feuille.lignes else None
    if known is None:
        raise Refus("Cette feuille n’est pas un tableau de l’état 4001.")
    force, annee = known
    header, body = _split(reading, force)
    services = _services(reading, force, header) if header else ()
    facts = _facts(reading, body, len(services)) if services else {}
    if reading.erreurs:
        raise Refus(_summary(reading), reading.erreurs)
    return Releve(force, annee, services, facts, feuille.nom)


def _summary(reading: _Lecture) -> str:
    where = f" (feuille « {reading.feuille.nom} »)" if reading.feuille.nom else ""
    return f"Ce tableau de l’état 4001 n’a pas la forme attendue{where}. Rien n’a été importé."


def _split(reading: _Lecture, force: str) -> tuple[tuple[Ligne, Ligne] | None, list[Ligne]]:
    """The lines of départements and of services, then the lines of indexes."""
    rows = list(reading.feuille.lignes)
    above = 1 if force == GENDARMERIE else 2
    if len(rows) <= above or fold(_at(rows[above], 0)) != "code index":
        reading.wrong(
            rows[min(above, len(rows) - 1)].numero,
            f"la ligne {above + 1} devrait commencer par « Code index »"
            + (" après une ligne « Périmètres »" if force == POLICE else ""),
        )
        return None, []
    return (rows[0], rows[above]), rows[above + 1 :]


def _at(row: Ligne, column: int) -> str:
    return text_of(row.cellules[column]) if column < len(row.cellules) else ""


def _services(
    reading: _Lecture, force: str, header: tuple[Ligne, Ligne]
) -> tuple[Service, ...]:
    places, names = header
    width = len(names.cellules)
    if len(places.cellules) != width or width <= _FIXES:
        reading.wrong(
            places.numero,
            f"{len(places.cellules)} colonnes, et {width} à la ligne des services",
        )
        return ()
    found: dict[str, Service] = {}
    for column in range(_FIXES, width):
        place = _DEPARTEMENT.fullmatch(_at(places, column).lower())
        name = _at(names, column)
        if place is None or not name:
            what = "sans nom" if place else f"de département « {_at(places, column)} »"
            reading.wrong(names.numero, f"colonne {column + 1} : service {what}")
            continue
        service = Service(force, place[1].upper().zfill(2), name)
        if service.code in found:
            reading.wrong(names.numero, f"le service « {name} » a deux colonnes")
        found[service.code] = service
    return () if reading.erreurs else tuple(found.values())


def _facts(
    reading: _Lecture, body: list[Ligne], services: int
) -> dict[int, tuple[int | None, ...]]:
    facts: dict[int, tuple[int | None, ...]] = {}
    for row in body:
        number = _index(reading, row, facts)
        width = max(len(row.cellules), 1)
        # A workbook does not keep the blanks at the end of a line; a CSV file does.
        short = width < services + _FIXES and not reading.feuille.nom
        if short or width > services + _FIXES:
            reading.wrong(row.numero, f"{width} colonnes au lieu de {services + _FIXES}")
        elif number is not None:
            facts[number] = _values(reading, row, number, services)
    missing = sorted(INDEX - facts.keys())
    if missing and not reading.erreurs:
        last = body[-1].numero if body else reading.feuille.lignes[-1].numero
        reading.wrong(last, f"fichier incomplet : il manque {_spans(missing)}")
    return {number: values for number, values in facts.items() if number in INDEX}


def _index(
    reading: _Lecture, row: Ligne, seen: dict[int, tuple[int | None, ...]]
) -> int | None:
    text = _at(row, 0)
    number = _whole(row.cellules[0])
    if number is None or number not in INDEX | INUTILISES:
        reading.wrong(row.numero, f"index « {text} » inconnu (attendu : de 1 à 107)")
        return None
    if number in seen:
        reading.wrong(row.numero, f"l’index {number} est déjà plus haut")
        return None
    return number


def _values(
    reading: _Lecture, row: Ligne, number: int, services: int
) -> tuple[int | None, ...]:
    cells = row.cellules[_FIXES:] + (None,) * (services + _FIXES - len(row.cellules))
    values: list[int | None] = []
    for column, cell in enumerate(cells, start=_FIXES + 1):
        value = _whole(cell)
        if value is None and text_of(cell):
            reading.wrong(
                row.numero, f"colonne {column} : « {text_of(cell)[:40]} » n’est pas un entier"
            )
        if value and number in INUTILISES:
            reading.wrong(row.numero, f"l’index {number}, inutilisé, porte un chiffre")
        values.append(value)
    return tuple(values)


def _whole(cell: Cellule) -> int | None:
    """A whole number, not negative; None for anything else, a blank included."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float | Decimal):
        return int(cell) if cell >= 0 and cell == int(cell) else None
    found = _ENTIER.fullmatch(re.sub(r"\s", "", text_of(cell)))
    return int(found[1]) if found and len(found[1]) <= _CHIFFRES_MAX else None


def _spans(numbers: list[int]) -> str:
    """[1, 2, 3, 7] -> "les index 1 à 3, 7"."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    parts = [str(g[0]) if len(g) == 1 else f"{g[0]} à {g[-1]}" for g in groups]
    return f"{'l’index' if len(numbers) == 1 else 'les index'} {', '.join(parts)}"
