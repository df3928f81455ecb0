"""Every layout of the SSMSI's and INSEE's files, told by the header alone.

The producer renames columns, not their meaning: each layout says which column holds what. See
the notes in `donnees/README.md`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from quietude.observatoire.enums import FamilleSource, NiveauPerimetre
from quietude.observatoire.imports.familles import Disposition
from quietude.observatoire.imports.fichier import Apercu, Nature, refuse_encoding
from quietude.observatoire.imports.rapport import Refus
from quietude.socle.texte import fold

# What a column holds, whatever its name.
Champ = Literal[
    "code", "annee", "libelle", "unite", "diffusion", "nombre", "taux", "pop", "pop_annee",
    "log", "log_annee", "complement_nombre", "complement_taux",
]  # fmt: skip

_NOMS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
_PROCHE = 1 / 3


@dataclass(frozen=True)
class Table(Disposition):
    """A layout in columns: `champs` maps the name of each to its sense.

    An empty sense is a column that nothing is read from. `grandeur` when the file counts one
    thing; `partielle` when places that publish nothing are left out of the file.
    """

    niveau: NiveauPerimetre
    champs: dict[str, Champ | Literal[""]]
    separateurs: str = ";\t"
    grandeur: str = ""
    partielle: bool = False


@dataclass(frozen=True)
class Reconnue:
    """A table found in a file: where each sense stands (from 1), and the geography's year."""

    table: Table
    places: dict[Champ, int]
    separateur: str = ""
    geographie: int | None = None
    colonnes: tuple[str, ...] = field(default_factory=tuple)


_ANCIENS: dict[str, Champ | Literal[""]] = {
    "classe": "libelle",
    "annee": "annee",
    "unite_de_compte": "unite",
    "millpop": "pop_annee",
    "milllog": "log_annee",
    "faits": "nombre",
    "pop": "pop",
    "log": "log",
    "tauxpourmille": "taux",
}
_FAITS: dict[str, Champ | Literal[""]] = {
    "annee": "annee",
    "indicateur": "libelle",
    "unite_de_compte": "unite",
    "nombre": "nombre",
    "taux_pour_mille": "taux",
}
_BASES: dict[str, Champ | Literal[""]] = {
    "insee_pop": "pop",
    "insee_pop_millesime": "pop_annee",
    "insee_log": "log",
    "insee_log_millesime": "log_annee",
}

TABLES = (
    Table(
        "communes-2025",
        "base communale du SSMSI, depuis 2025",
        FamilleSource.SSMSI_COMMUNES,
        NiveauPerimetre.COMMUNE,
        {
            "codgeo": "code",
            **_FAITS,
            "est_diffuse": "diffusion",
            **_BASES,
            "complement_info_nombre": "complement_nombre",
            "complement_info_taux": "complement_taux",
        },
    ),
    Table(
        "communes-2022",
        "base communale du SSMSI, de 2022 à 2024",
        FamilleSource.SSMSI_COMMUNES,
        NiveauPerimetre.COMMUNE,
        {
            "codgeo": "code",
            **_ANCIENS,
            "valeur_publiee": "diffusion",
            "complementinfoval": "complement_nombre",
            "complementinfotaux": "complement_taux",
        },
    ),
    Table(
        "departements-2025",
        "base départementale du SSMSI, depuis 2025",
        FamilleSource.SSMSI_DEPARTEMENTS,
        NiveauPerimetre.DEPARTEMENT,
        {"code_departement": "code", "code_region": "", **_FAITS, **_BASES},
    ),
    Table(
        "departements-2022",
        "base départementale du SSMSI, de 2022 à 2024",
        FamilleSource.SSMSI_DEPARTEMENTS,
        NiveauPerimetre.DEPARTEMENT,
        {"code_departement": "code", "code_region": "", **_ANCIENS},
    ),
    Table(
        "regions-2025",
        "base régionale du SSMSI, depuis 2025",
        FamilleSource.SSMSI_REGIONS,
        NiveauPerimetre.REGION,
        {"code_region": "code", **_FAITS, **_BASES},
    ),
    Table(
        "regions-2022",
        "base régionale du SSMSI, de 2022 à 2024",
        FamilleSource.SSMSI_REGIONS,
        NiveauPerimetre.REGION,
        {"code_region": "code", **_ANCIENS},
    ),
    Table(
        "cambriolages",
        "cambriolages par commune (application du SSMSI)",
        FamilleSource.SSMSI_COMMUNES,
        NiveauPerimetre.COMMUNE,
        {
            "code_commune": "code",
            "annee": "annee",
            "indicateur": "libelle",
            "taux_pour_mille_logements": "taux",
        },
        separateurs=",;\t",
        partielle=True,
    ),
    Table(
        "populations",
        "populations municipales de l’INSEE",
        FamilleSource.POPULATIONS,
        NiveauPerimetre.COMMUNE,
        {"code": "code", "annee": "annee", "population_municipale": "nombre"},
        separateurs=",;\t",
        grandeur="population-municipale",
    ),
    Table(
        "logements",
        "logements par commune de l’INSEE",
        FamilleSource.LOGEMENTS,
        NiveauPerimetre.COMMUNE,
        {"code": "code", "annee": "annee", "logements": "nombre"},
        separateurs=",;\t",
        grandeur="logements",
    ),
)


def recognise(apercu: Apercu, colonnes: Iterable[str] = ()) -> Reconnue | None:
    """The layout of this header (or of the `colonnes` of a Parquet file), if it is known.

    Refuses a known layout whose columns are separated in a way that its figures forbid.
    """
    if apercu.nature == Nature.PARQUET:
        return _match(tuple(colonnes), "")
    if apercu.nature != Nature.TEXTE:
        return None
    for separator in _NOMS:
        found = _match(_split(apercu.entete, separator), separator)
        if found and separator not in found.table.separateurs:
            raise Refus(
                f"Les colonnes sont celles de la {found.table.titre}, mais séparées par une "
                f"{_NOMS[separator]} au lieu d’un {_NOMS[';']} : reprenez le fichier d’origine."
            )
        if found:
            return found
    return None


def is_partial(source: str) -> bool:
    """Whether a source of this code leaves out the places that publish nothing."""
    return any(table.partielle and source.startswith(f"{table.code}-") for table in TABLES)


def refuse_header(apercu: Apercu, colonnes: Iterable[str] = ()) -> Refus:
    """The refusal of an unknown header: what was found, what was expected."""
    if apercu.mal_encodee == 1:
        return refuse_encoding(1)
    if apercu.nature == Nature.CLASSEUR:
        return Refus(
            "Aucune feuille de ce classeur n’est reconnue : un classeur peut être un état 4001 "
            "ou le modèle de la ville. Les bases du SSMSI et de l’INSEE se donnent en CSV ou "
            "en Parquet, telles que téléchargées.",
        )
    found = tuple(colonnes) or _split(apercu.entete, guess_separator(apercu.entete))
    names = set(_names(found)[0])
    nearest = max(TABLES, key=lambda table: _likeness(names, table))
    head = " ; ".join(name[:60] for name in found[:20])
    if _likeness(names, nearest) < _PROCHE:
        known = " ; ".join(table.titre for table in TABLES)
        return Refus(
            "La première ligne ne ressemble à aucun fichier connu. "
            f"Colonnes trouvées : {head}. "
            f"Fichiers attendus : {known} ; état 4001 ; modèle de la ville.",
            [(1, f"colonnes inconnues : {head}")],
        )
    missing = ", ".join(name for name in nearest.champs if name not in names)
    extra = ", ".join(name for name in _names(found)[0] if name not in nearest.champs)
    parts = [
        f"il y manque : {missing}" if missing else "",
        f"en trop : {extra}" if extra else "",
    ]
    doubled = "une colonne y est deux fois"
    difference = " ; ".join(part for part in parts if part) or doubled
    return Refus(
        f"Le fichier ressemble à la {nearest.titre}, mais {difference}. Colonnes attendues : "
        f"{', '.join(nearest.champs)}. Reprenez le fichier d’origine du producteur.",
        [(1, f"colonnes trouvées : {head}")],
    )


def guess_separator(line: str) -> str:
    """The sign that cuts this line most."""
    return max(_NOMS, key=line.count)


def _match(found: tuple[str, ...], separator: str) -> Reconnue | None:
    names, year = _names(found)
    for table in TABLES:
        if set(names) == set(table.champs) and len(names) == len(table.champs):
            places = {
                sense: rank
                for rank, name in enumerate(names, 1)
                if (sense := table.champs[name])
            }
            return Reconnue(table, places, separator, year, found)
    return None


def _split(line: str, separator: str) -> tuple[str, ...]:
    return tuple(cell.strip().strip('"').strip() for cell in line.split(separator))


def _names(found: Iterable[str]) -> tuple[list[str], int | None]:
    """Names without accents, case or dots; the year that ends CODGEO_2026 is set apart."""
    names = [re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_") for name in found]
    year = next((int(name[7:]) for name in names if re.fullmatch(r"codgeo_\d{4}", name)), None)
    return [re.sub(r"^codgeo_\d{4}$", "codgeo", name) for name in names], year


def _likeness(names: set[str], table: Table) -> float:
    columns = set(table.champs)
    return len(names & columns) / len(names | columns)
