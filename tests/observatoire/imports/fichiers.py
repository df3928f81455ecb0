"""Small files in the producer's layouts, and the real ones."""

import gzip
from collections.abc import Iterable
from pathlib import Path

from quietude.observatoire.imports.importer import import_file
from quietude.observatoire.imports.rapport import Rapport, Refus
from quietude.observatoire.models import Source

DONNEES = Path(__file__).resolve().parents[3] / "donnees"
NATIONAL = DONNEES / "communes_2024_reconstitue.csv.gz"
CAMBRIOLAGES = DONNEES / "cambriolages_communes_2016_2021.csv.gz"
POPULATIONS = DONNEES / "populations_communes_2013_2023.csv.gz"
EXTRAIT_COM = DONNEES / "extrait_verbatim_com_geographie2026.csv"
EXTRAIT_DEP = DONNEES / "extrait_verbatim_dep_geographie2026.csv"
_DEP = "donnee-dep-data.gouv-2022-geographie"
DEP_2022 = DONNEES / f"{_DEP}2022-produit-le2023-02-09.csv.gz"
DEP_2023 = DONNEES / f"{_DEP}2023-produit-le2023-07-17.csv.gz"

ARMES, AUTRES, SEXUELLES = "Vols avec armes", "Vols violents sans arme", "Violences sexuelles"
CAMBRIOLAGE = "Cambriolages de logement"

COMMUNES = (
    "CODGEO_2025;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;est_diffuse;insee_pop;"
    "insee_pop_millesime;insee_log;insee_log_millesime;complement_info_nombre;"
    "complement_info_taux"
)
ANCIENNE = (
    "CODGEO_2023;annee;classe;unité.de.compte;valeur.publiée;faits;tauxpourmille;"
    "complementinfoval;complementinfotaux;POP;millPOP;LOG;millLOG"
)


def cell(
    code: str = "13047",
    annee: str = "2024",
    indicateur: str = ARMES,
    nombre: str = "12",
    taux: str = "0,2709292",
    diffuse: str = "diff",
    complement: str = "NA",
) -> str:
    """A line of the communal base as published since 2025."""
    fields = [code, annee, indicateur, "Infraction", nombre, taux, diffuse]
    fields += ["44292", "2023", "20000", "2022", complement, complement]
    return ";".join(f'"{field}"' for field in fields)


def withheld(code: str = "13047", indicateur: str = ARMES, annee: str = "2024") -> str:
    return cell(code, annee, indicateur, "NA", "NA", "ndiff", "1,5")


def write(path: Path, lines: Iterable[str], *, encoding: str = "utf-8") -> Path:
    """A text file, compressed when its name says so."""
    content = ("\n".join(lines) + "\n").encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def take(path: Path, millesime: str = "", nom: str = "") -> tuple[Source, Rapport]:
    """Import as the system does."""
    return import_file(actor=None, chemin=path, nom=nom or path.name, millesime=millesime)


def refusal(path: Path, millesime: str = "") -> Refus:
    """The refusal of a file that must be refused."""
    try:
        take(path, millesime)
    except Refus as refus:
        return refus
    raise AssertionError("le fichier a été accepté")
