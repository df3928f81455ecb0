"""A file as it was handed in: what it is made of, told by its bytes and never by its name."""

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from quietude.observatoire.imports.rapport import Refus

_GZIP, _ZIP, _PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"
_ANCIEN_CLASSEUR = b"\xd0\xcf\x11\xe0"
_BOM = b"\xef\xbb\xbf"
_DEBUT = 1 << 18
_LIGNES = 20
TRONQUE = (
    "Le fichier compressé est incomplet ou abîmé : il s’arrête avant sa fin. "
    "Téléchargez-le de nouveau."
)


class Nature(StrEnum):
    TEXTE = "texte"
    CLASSEUR = "classeur"
    PARQUET = "parquet"


@dataclass(frozen=True)
class Apercu:
    """Enough of a file to tell what it is: its nature and, for text, its first lines.

    `mal_encodee` is the first of those lines that is not UTF-8, from 1, or 0.
    """

    chemin: Path
    nom: str
    nature: Nature
    comprime: bool = False
    lignes: tuple[str, ...] = ()
    mal_encodee: int = 0

    @property
    def entete(self) -> str:
        return self.lignes[0] if self.lignes else ""


def look_at(chemin: Path, nom: str = "") -> Apercu:
    """What this file is made of. Refuses one that is empty or cut short at its start."""
    name = nom or chemin.name
    with chemin.open("rb") as raw:
        start = raw.read(4)
    if not start:
        raise Refus("Le fichier est vide.")
    if start == _ANCIEN_CLASSEUR:
        raise Refus("C’est un classeur de l’ancien format (.xls) : enregistrez-le en .xlsx.")
    if start == _PARQUET:
        return Apercu(chemin, name, Nature.PARQUET)
    if start == _ZIP:
        return Apercu(chemin, name, Nature.CLASSEUR)
    packed = start.startswith(_GZIP)
    lines, wrong = _first_lines(_beginning(chemin, packed))
    return Apercu(chemin, name, Nature.TEXTE, packed, lines, wrong)


def _beginning(chemin: Path, packed: bool) -> bytes:
    try:
        with gzip.open(chemin) if packed else chemin.open("rb") as stream:
            content: bytes = stream.read(_DEBUT)
    except (EOFError, OSError, zlib.error) as error:
        raise Refus(TRONQUE) from error
    if not content.removeprefix(_BOM).strip():
        raise Refus("Le fichier est vide.")
    return content


def _first_lines(content: bytes) -> tuple[tuple[str, ...], int]:
    complete = len(content) < _DEBUT
    raw = content.removeprefix(_BOM).splitlines()
    kept = (raw if complete or len(raw) == 1 else raw[:-1])[:_LIGNES]
    wrong = next((n for n, line in enumerate(kept, 1) if not _is_utf8(line)), 0)
    return tuple(line.decode("utf-8", "replace") for line in kept), wrong


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def refuse_encoding(line: int) -> Refus:
    """The refusal of a text that is not UTF-8, from this line on."""
    return Refus(
        f"Le fichier n’est pas en UTF-8 : la ligne {line} ne se lit pas. A-t-il été enregistré "
        "en Latin-1 ou Windows-1252 ? Reprenez l’original, ou enregistrez-le en UTF-8.",
        [(line, "caractères illisibles")],
    )


def fingerprint(chemin: Path) -> str:
    """The SHA-256 of the file as handed in."""
    with chemin.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()
