"""The official lists that ship with the software, brought to the database at set-up.

Lines that a town amended are left alone: a shipped aggregate is only its first version.
"""

import csv
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from django.db import connection, transaction

from quietude.journal.actions import acting
from quietude.observatoire.enums import Base, Nomenclature
from quietude.observatoire.models import Agregat, CodeOfficiel, Grandeur, Rupture, Theme
from quietude.observatoire.querysets import as_typed
from quietude.socle.formats import nombre
from quietude.socle.pack.synchro import synchronise

DOSSIER = Path(__file__).parent / "nomenclatures"
COG = DOSSIER / "cog-2026.csv.gz"
_CHAMPS = ("niveau", "code", "nom", "departement", "region", "population", "successeur")
_COLONNES = ", ".join((*_CHAMPS, "cherche"))


@dataclass(frozen=True)
class Strate:
    """Towns of one size: from `mini` to `maxi` inhabitants, both included."""

    code: str
    libelle: str
    mini: int
    maxi: int | None


def load_nomenclatures() -> None:
    """Make the lists those of this version; a second time changes nothing."""
    with acting(None, "nomenclatures.load"):
        _load_grandeurs()
        _load_agregats()
        _load_ruptures()
        _load_themes()
    load_codes()


def load_codes(fichier: Path = COG) -> None:
    """The code officiel géographique, whole, when the one stored is not this one."""
    with gzip.open(fichier, "rt", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    if CodeOfficiel.objects.count() == len(rows) and _same_sample(rows):
        return
    with transaction.atomic(), connection.cursor() as cursor:
        CodeOfficiel.objects.all().delete()
        table = CodeOfficiel._meta.db_table
        with cursor.copy(f"COPY {table} ({_COLONNES}) FROM STDIN") as copy:
            for row in rows:
                row["population"] = row["population"] or None
                copy.write_row([*(row[field] for field in _CHAMPS), as_typed(row["nom"])])


def _same_sample(rows: list[dict[str, str]]) -> bool:
    """One line in a hundred tells one edition from another."""
    sample = {(r["niveau"], r["code"]): (r["nom"], r["population"]) for r in rows[::100]}
    kept = CodeOfficiel.objects.filter(code__in=[code for _, code in sample])
    stored = {
        (c.niveau, c.code): (c.nom, "" if c.population is None else str(c.population))
        for c in kept
    }
    return all(stored.get(key) == value for key, value in sample.items())


@cache
def strates() -> tuple[Strate, ...]:
    starts: list[int] = _yaml("strates.yaml")["debuts"]
    bounded = [
        Strate(f"{a}-{b - 1}", f"{nombre(a)} à {nombre(b - 1)} habitants", a, b - 1)
        for a, b in pairwise(starts)
    ]
    last = starts[-1]
    return (*bounded, Strate(f"{last}", f"{nombre(last)} habitants et plus", last, None))


def strate_of(population: int) -> Strate:
    """The stratum of a town of so many inhabitants."""
    return next(s for s in reversed(strates()) if population >= s.mini)


def strate_called(code: str) -> Strate | None:
    return next((strate for strate in strates() if strate.code == code), None)


def _yaml(name: str) -> Any:
    return yaml.safe_load((DOSSIER / name).read_text(encoding="utf-8"))


def _load_grandeurs() -> None:
    rows = [
        {
            "libelle": item["libelle"],
            "unite": item["unite"],
            "code": item["code"],
            "nomenclature": nomenclature,
            "base": item.get("base", base),
            "additive": item.get("additive", True),
            "libelles": _spellings(item),
            "note": item.get("note", ""),
            "numero": None,
        }
        for name, nomenclature, base in (
            ("ssmsi.yaml", Nomenclature.SSMSI, Base.HABITANTS),
            ("insee.yaml", Nomenclature.INSEE, Base.AUCUNE),
        )
        for item in _yaml(name)["grandeurs"]
    ]
    with (DOSSIER / "etat-4001.csv").open(encoding="utf-8") as text:
        rows += [
            {
                "libelle": line["libelle"],
                "unite": "faits",
                "code": index_code(int(line["index"])),
                "nomenclature": Nomenclature.ETAT_4001,
                "base": Base.AUCUNE,  # a service is wider than a town
                "additive": True,
                "libelles": [],
                "note": "",
                "numero": int(line["index"]),
            }
            for line in csv.DictReader(text)
        ]
    synchronise(Grandeur.objects.all(), "code", rows)


def _spellings(item: dict[str, Any]) -> list[str]:
    """As the producer writes them: with the typewriter's apostrophe."""
    return [text.replace("’", "'") for text in (item["libelle"], *item.get("libelles", []))]


def index_code(numero: int) -> str:
    """27 -> "index-027"."""
    return f"index-{numero:03d}"


def _load_agregats() -> None:
    sheet = _yaml("agregats.yaml")
    known = set(Agregat.objects.values_list("code", flat=True))
    for rank, item in enumerate(sheet["agregats"]):
        if item["code"] in known:
            continue
        Agregat.objects.create(
            code=item["code"],
            libelle=item["libelle"],
            nomenclature=sheet["nomenclature"],
            composition=[index_code(number) for number in _numbers(item["index"])],
            source=item["source"],
            ordre=rank,
        )


def _numbers(spans: Iterable[int | str]) -> list[int]:
    """[15-19, 35] -> 15, 16, 17, 18, 19, 35."""
    found: list[int] = []
    for span in spans:
        first, _, last = str(span).partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def shipped_breaks() -> list[Rupture]:
    """The breaks of this version, not from the database."""
    return [Rupture(**row) for row in _break_rows()]


def _break_rows() -> list[dict[str, Any]]:
    empty = {"famille": "", "prefixe": "", "grandeurs": [], "source": ""}
    return [empty | item for item in _yaml("ruptures.yaml")["ruptures"]]


def _load_ruptures() -> None:
    synchronise(Rupture.objects.all(), "code", _break_rows())


def _load_themes() -> None:
    empty = {"grandeurs": [], "agregats": [], "chapitre": "", "lieux": [], "note": ""}
    rows = [empty | item for item in _yaml("themes.yaml")["themes"]]
    synchronise(Theme.objects.filter(recueil=""), "code", rows, recueil="")
