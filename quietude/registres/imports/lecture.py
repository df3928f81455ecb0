"""A spreadsheet of rows: read by the very form that a person fills in, all lines or none."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

from quietude.comptes.models import Utilisateur
from quietude.observatoire.imports.fichier import Nature, look_at
from quietude.observatoire.imports.rapport import Refus
from quietude.observatoire.imports.tables import Feuille, read_sheets, text_of
from quietude.observatoire.imports.tables import Ligne as Rang
from quietude.registres.actions.entrees import Ligne
from quietude.registres.cle import row_key
from quietude.registres.forms.entree import PREFIXE, EntreeForm
from quietude.registres.imports.modele import AIDE
from quietude.registres.mesures import Listes
from quietude.registres.models import Entree, Registre
from quietude.registres.rules import providers_for
from quietude.socle.formats import nombre
from quietude.socle.texte import fold

LIGNES_MAX = 10_000
_QUI = ("fourni par", "chiffres de", "organisation")
_QUAND = ("periode", "date")
_NEANT = "rien a signaler"
_TOTAUX = ("total", "totaux", "ensemble")
_OUI = frozenset({"oui", "x", "1", "vrai"})
_CHAMPS = {"organisation": "Fourni par", "periode": "Période", "date": "Date"}


@dataclass
class Lecture:
    """What a file would change. `erreurs` are (line, words); none is written if there are."""

    ajouts: list[Ligne] = field(default_factory=list)
    corrections: list[tuple[Entree, Ligne]] = field(default_factory=list)
    inchangees: int = 0
    erreurs: list[tuple[int, str]] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)
    texte: str = ""  # the same rows, to be read again once confirmed

    @property
    def lignes(self) -> int:
        return len(self.ajouts) + len(self.corrections) + self.inchangees


def read_text(user: Utilisateur, registre: Registre, text: str) -> Lecture:
    """A table pasted from a spreadsheet, titles first."""
    with NamedTemporaryFile(suffix=".csv") as file:
        file.write(text.encode())
        file.flush()
        return read_file(user, registre, Path(file.name))


def read_file(user: Utilisateur, registre: Registre, chemin: Path) -> Lecture:
    """Everything that the file says and what is wrong with it; Refus when it is no table."""
    apercu = look_at(chemin)
    if apercu.nature is Nature.PARQUET:
        raise Refus("Ce fichier n’est pas un tableau : donnez un classeur XLSX ou un CSV.")
    sheets = [sheet for sheet in read_sheets(apercu) if sheet.nom != AIDE and sheet.lignes]
    if not sheets:
        raise Refus("Le fichier est vide.")
    reading = _Lecture(user, registre)
    reading.read(sheets[0])
    if len(sheets) > 1:
        reading.found.avertissements.append(
            f"Seule la première feuille, « {sheets[0].nom} », a été lue."
        )
    return reading.found


class _Lecture:
    def __init__(self, user: Utilisateur, registre: Registre) -> None:
        self.registre = registre
        self.organisations = providers_for(user, registre)
        self.listes = Listes()
        self.found = Lecture()
        self.champs = list(registre.champs.all())

    def read(self, sheet: Feuille) -> None:
        head, *body = sheet.lignes
        columns = self._columns(head)
        if self.found.erreurs:
            return
        if len(body) > LIGNES_MAX:
            raise Refus(f"Plus de {nombre(LIGNES_MAX)} lignes : découpez ce fichier.")
        if not body:
            raise Refus("Ce tableau n’a que ses titres : écrivez au moins une ligne.")
        rows = list(self._rows(body, columns))
        self.found.texte = _as_text(head, body)
        if not self.found.erreurs:
            self._compare(rows)

    def _columns(self, head: Rang) -> dict[str, int]:
        """The place of each field of the form; titles that nobody knows are refused."""
        known = self._titles()
        columns: dict[str, int] = {}
        for rank, cell in enumerate(head.cellules):
            title = text_of(cell)
            name = known.get(fold(title).rstrip("* "))
            if title and name is None:
                told = f"colonne « {title} » inconnue (attendu : {self._told()})"
                self._wrong(head.numero, told)
            elif name in columns:
                self._wrong(head.numero, f"deux colonnes « {title} »")
            elif name:
                columns[name] = rank
        when = "date" if self.registre.au_fil else "periode"
        if when not in columns and not self.found.erreurs:
            self._wrong(head.numero, f"il manque la colonne « {_CHAMPS[when]} »")
        return columns

    def _titles(self) -> dict[str, str]:
        """What a title may be, folded -> the field of the form."""
        known = dict.fromkeys(_QUI, "organisation")
        known |= dict.fromkeys(_QUAND, "date" if self.registre.au_fil else "periode")
        if not self.registre.au_fil:
            known[_NEANT] = "neant"
        for champ in self.champs:
            told = f"{champ.libelle} ({champ.unite})"
            for title in (champ.code, champ.libelle, told):
                known[fold(title)] = f"{PREFIXE}{champ.code}"
        return known

    def _told(self) -> str:
        when = "Date" if self.registre.au_fil else "Période"
        return ", ".join(["Fourni par", when, *(champ.libelle for champ in self.champs)])

    def _wrong(self, numero: int, message: str) -> None:
        self.found.erreurs.append((numero, message))

    def _rows(
        self, body: Sequence[Rang], columns: dict[str, int]
    ) -> Iterator[tuple[int, Ligne]]:
        alone = self.organisations[0].code if len(self.organisations) == 1 else ""
        for row in body:
            cells = {
                name: text_of(row.cellules[rank]) if rank < len(row.cellules) else ""
                for name, rank in columns.items()
            }
            if fold(text_of(row.cellules[0])) in _TOTAUX:
                self.found.avertissements.append(
                    f"Ligne {row.numero} : ligne de total, non lue."
                )
                continue
            cells["organisation"] = cells.get("organisation") or alone
            if fold(cells.get("neant", "")) not in _OUI:
                cells.pop("neant", None)
            form = EntreeForm(
                cells,
                registre=self.registre,
                organisations=self.organisations,
                listes=self.listes,
            )
            if form.is_valid():
                yield row.numero, Ligne(**form.told())
            for name, faults in form.errors.items():
                title = _CHAMPS.get(name) or form.fields[name].label
                for fault in faults:
                    self._wrong(row.numero, f"colonne « {title} » : {fault}")

    def _compare(self, rows: Sequence[tuple[int, Ligne]]) -> None:
        if self.registre.au_fil:
            self._compare_events([row for _, row in rows])
        elif rows:
            self._compare_spans(rows)

    def _compare_events(self, rows: Sequence[Ligne]) -> None:
        """As many equal rows as are already there say nothing new."""
        there = Counter(
            _told(row.organisation_id, row.debut, row.fin, row.valeurs)
            for row in self._known(rows)
        )
        for row in rows:
            span = row.periode
            key = _told(row.organisation.pk, span.debut, span.fin, row.valeurs)
            if there[key]:
                there[key] -= 1
                self.found.inchangees += 1
            else:
                self.found.ajouts.append(row)

    def _compare_spans(self, rows: Sequence[tuple[int, Ligne]]) -> None:
        known = self._known([row for _, row in rows])
        there = {(row.organisation_id, row.debut, row.fin, row.cle): row for row in known}
        said = {key: row.neant for key, row in there.items()}
        seen: dict[object, int] = {}
        for numero, row in rows:
            span = row.periode
            cle = row_key(self.registre, self.champs, row.valeurs)
            key = (row.organisation.pk, span.debut, span.fin, cle)
            twin = seen.setdefault(key, numero)
            if twin != numero:
                self._wrong(numero, f"dit la même chose que la ligne {twin}")
                continue
            said[key] = row.neant
            entree = there.get(key)
            if entree is None:
                self.found.ajouts.append(row)
            elif (entree.valeurs, entree.neant) == (dict(row.valeurs), row.neant):
                self.found.inchangees += 1
            else:
                self.found.corrections.append((entree, row))
        self._check_nothing(rows, said)

    def _check_nothing(
        self, rows: Sequence[tuple[int, Ligne]], said: dict[tuple[int, date, date, str], bool]
    ) -> None:
        """A span has figures or nothing to report, not both, once the file is written."""
        spans: dict[tuple[int, date, date], set[bool]] = defaultdict(set)
        for (who, start, end, _), neant in said.items():
            spans[who, start, end].add(neant)
        for numero, row in rows:
            span = row.periode
            if len(spans[row.organisation.pk, span.debut, span.fin]) > 1:
                self._wrong(
                    numero,
                    f"{span.libelle} ne peut avoir à la fois des chiffres et "
                    "« Rien à signaler »",
                )

    def _known(self, rows: Sequence[Ligne]) -> list[Entree]:
        """What is already there over the days that the file speaks of."""
        if not rows:
            return []
        known = Entree.objects.filter(
            registre=self.registre,
            organisation__in=self.organisations,
            debut__gte=min(row.periode.debut for row in rows),
            fin__lte=max(row.periode.fin for row in rows),
        )
        return list(known.select_related("registre", "organisation"))


def _told(organisation: int, *said: object) -> str:
    *span, valeurs = said
    assert isinstance(valeurs, dict) or hasattr(valeurs, "items")
    return f"{organisation} {span} {sorted(valeurs.items())}"


def _as_text(head: Rang, body: Sequence[Rang]) -> str:
    """Tabs between cells, as a spreadsheet copies them."""
    return "\n".join("\t".join(text_of(cell) for cell in row.cellules) for row in (head, *body))
