"""Cells of the town's own counts, as people type them: each said in French when it is wrong."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from quietude.observatoire.enums import EtatObservation, NatureSerie, NiveauPerimetre
from quietude.observatoire.imports.lignes import Lieu
from quietude.observatoire.imports.tables import Cellule, text_of
from quietude.observatoire.models import CodeOfficiel, Theme
from quietude.observatoire.querysets import as_typed
from quietude.socle.periodes import Periode, parse_periode
from quietude.socle.texte import fold
from quietude.territoire.models import Commune, Secteur

NATURES = {
    "faits": NatureSerie.EVENEMENTS,
    "fait": NatureSerie.EVENEMENTS,
    "evenements": NatureSerie.EVENEMENTS,
    "stock": NatureSerie.STOCK,
    "taux": NatureSerie.TAUX,
    "part": NatureSerie.TAUX,
}
_NON_DIFFUSEE = {"nd", "ndiff", "non diffuse", "non diffusee"}
_MOIS = (
    "janv",
    "fevr",
    "mars",
    "avr",
    "mai",
    "juin",
    "juil",
    "aout",
    "sept",
    "oct",
    "nov",
    "dec",
)
_MOIS_COURT = re.compile(rf"({'|'.join(_MOIS)})\.?-(\d\d)")
_NOMBRE = re.compile(r"[-−]?\d+(?:[.,]\d+)?")
_MONTRES = 12
_DECIMALES = 4
_CHIFFRES = 12


class Faute(ValueError):
    """What is wrong in one cell, in words."""


@dataclass
class Reperes:
    """What cells may name: places and themes of this town. Read once for a file."""

    communes: list[Commune]
    secteurs: list[Secteur]
    themes: dict[str, str]  # code or folded title -> code
    lus: dict[str, Lieu] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Reperes":
        themes: dict[str, str] = {}
        for theme in Theme.objects.order_by("-recueil", "ordre"):
            themes |= {fold(theme.titre): theme.code, theme.code: theme.code}
        sectors = Secteur.objects.select_related("division").order_by(
            "division__ordre", "ordre"
        )
        return cls(list(Commune.objects.all()), list(sectors), themes)

    def lieu(self, cell: Cellule) -> Lieu:
        """A commune by code or name, or a sector as "découpage/secteur"; empty: our town."""
        text = text_of(cell)
        if text not in self.lus:
            self.lus[text] = self._sector(text) if "/" in text else self._commune(text)
        return self.lus[text]

    def _commune(self, text: str) -> Lieu:
        if not text:
            if not self.communes:
                raise Faute("le lieu est vide et le territoire n’a pas de commune")
            return _of_commune(self.communes[0].insee, self.communes[0].nom)
        code = text.upper().zfill(5)  # spreadsheets drop the first zero
        for commune in self.communes:
            if commune.insee == code or as_typed(commune.nom) == as_typed(text):
                return _of_commune(commune.insee, commune.nom)
        rows = {row.niveau: row for row in CodeOfficiel.objects.filter(code=code)}
        known = rows.get("commune") or rows.get("arrondissement")
        if known:
            return _of_commune(known.code, known.nom)
        if "ancienne" in rows:
            heir = rows["ancienne"].successeur
            raise Faute(f"la commune {code} a été réunie à une autre : employez {heir}")
        raise Faute(
            f"le lieu « {text} » n’est ni un code INSEE de commune, ni un secteur "
            f"(découpage/secteur){self._known(self.secteurs)}"
        )

    def _sector(self, text: str) -> Lieu:
        division, _, name = (fold(part).strip() for part in text.partition("/"))
        beside = [
            row
            for row in self.secteurs
            if division in (row.division.code, fold(row.division.nom))
        ]
        for row in beside:
            if name in (row.code, fold(row.nom)):
                return Lieu(
                    NiveauPerimetre.SECTEUR, row.chemin, f"{row.nom} ({row.division.nom})"
                )
        raise Faute(f"le secteur « {text} » n’existe pas{self._known(beside or self.secteurs)}")

    def _known(self, rows: list[Secteur]) -> str:
        return f". Secteurs connus : {listed(row.chemin for row in rows)}" if rows else ""

    def theme(self, cell: Cellule) -> str:
        """A theme by its code or its title; empty for none."""
        text = text_of(cell)
        if not text:
            return ""
        found = self.themes.get(fold(text)) or self.themes.get(text.lower())
        if found is None:
            known = listed(sorted(set(self.themes.values())))
            raise Faute(f"le thème « {text} » n’existe pas. Thèmes connus : {known}")
        return found


def _of_commune(code: str, name: str) -> Lieu:
    return Lieu(NiveauPerimetre.COMMUNE, code, name)


def listed(items: Iterable[str]) -> str:
    """The first ones, and how many more."""
    names = list(items)
    rest = len(names) - _MONTRES
    return ", ".join(names[:_MONTRES]) + (f" et {rest} autres" if rest > 0 else "")


def read_text(cell: Cellule, name: str, longest: int) -> str:
    text = text_of(cell)
    if len(text) > longest:
        raise Faute(f"{name} : {len(text)} caractères, {longest} au plus")
    return text


def read_nature(cell: Cellule) -> NatureSerie | None:
    """None when the line does not say: facts counted one by one, for a new series."""
    text = text_of(cell)
    if not text:
        return None
    if fold(text) not in NATURES:
        raise Faute(f"la nature « {text} » n’existe pas : écrivez faits, stock ou taux")
    return NATURES[fold(text)]


def read_periode(cell: Cellule) -> Periode:
    """A span as people say it; a day of a calendar is that day."""
    if isinstance(cell, date):
        return Periode(cell, cell)
    text = text_of(cell)
    if not text:
        raise Faute("la période est vide")
    short = _MOIS_COURT.fullmatch(fold(text))  # what a spreadsheet makes of "2015-03"
    if short:
        text = f"20{short[2]}-{_MOIS.index(short[1]) + 1:02}"
    try:
        return parse_periode(text)
    except ValueError as error:
        raise Faute(str(error)) from error


def read_valeur(cell: Cellule, nature: str) -> tuple[EtatObservation, Decimal | None]:
    """A number, nothing (missing) or "nd" (withheld): three statements."""
    text = text_of(cell)
    if not text:
        return EtatObservation.MANQUANTE, None
    if fold(text).replace(".", "") in _NON_DIFFUSEE:
        return EtatObservation.NON_DIFFUSEE, None
    number = _number(cell, text, nature)
    if nature != NatureSerie.TAUX and number < 0:
        raise Faute(f"la valeur « {text} » est négative")
    if nature == NatureSerie.EVENEMENTS and number != int(number):
        raise Faute(
            f"la valeur « {text} » n’est pas un nombre entier : des faits se comptent un à un "
            "(sinon, nature « stock » ou « taux »)"
        )
    return EtatObservation.PUBLIEE, number


def _number(cell: Cellule, text: str, nature: str) -> Decimal:
    if isinstance(cell, float):
        number = _without_noise(cell)
    else:
        compact = re.sub(r"\s", "", text)
        if compact.endswith("%"):
            if nature != NatureSerie.TAUX:
                raise Faute(
                    f"la valeur « {text} » est un pourcentage : nature « taux » attendue"
                )
            compact = compact[:-1]
        if not _NOMBRE.fullmatch(compact):
            raise Faute(
                f"la valeur « {text} » n’est pas un nombre (vide : manquante ; nd : non "
                "diffusée)"
            )
        number = Decimal(compact.replace(",", ".").replace("−", "-"))
    if abs(number) >= Decimal(10) ** _CHIFFRES:
        raise Faute(f"la valeur « {text} » est trop grande")
    if number != round(number, _DECIMALES):
        raise Faute(f"la valeur « {text} » a plus de quatre décimales : arrondissez-la")
    return number


def _without_noise(value: float) -> Decimal:
    """0.30000000000000004 is what a spreadsheet stores for 0.3."""
    near = round(value, _DECIMALES)
    return Decimal(repr(near if abs(value - near) < 1e-9 else value))
