"""mediateurs.yaml: the words that mediators tick, between the pack and the database."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from quietude.signalements.enums import ListePassage
from quietude.signalements.models import Categorie, ChoixPassage
from quietude.socle.pack.champs import Code, PackModel, Titre
from quietude.socle.pack.registre import Section, register
from quietude.socle.pack.synchro import find, synchronise


class PackGeste(PackModel):
    """What is done during a passage."""

    code: Code
    libelle: Titre
    depuis: date | None = None
    jusqu_au: date | None = None


class PackNature(PackGeste):
    """What is met; `categorie` is the sub-category of a report that would be made of it."""

    categorie: Code | None = None


class PackMediateurs(PackModel):
    """mediateurs.yaml"""

    natures: list[PackNature] = []
    gestes: list[PackGeste] = []


def read_mediateurs(key: str) -> list[PackMediateurs]:
    rows = list(ChoixPassage.objects.select_related("categorie"))
    found = PackMediateurs(
        natures=[
            PackNature(**_dates(row), categorie=row.categorie.code if row.categorie else None)
            for row in rows
            if row.liste == ListePassage.NATURE
        ],
        gestes=[PackGeste(**_dates(row)) for row in rows if row.liste == ListePassage.GESTE],
    )
    return [found] if found != PackMediateurs() else []


def _dates(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("code", "libelle", "depuis", "jusqu_au")}


def write_mediateurs(items: Sequence[PackMediateurs], key: str) -> None:
    known = {row.code: row for row in Categorie.objects.all()}
    natures = [
        {
            **_dates(row),
            "categorie": find(known, row.categorie, "catégorie") if row.categorie else None,
        }
        for one in items
        for row in one.natures
    ]
    gestes = [_dates(row) for one in items for row in one.gestes]
    for liste, rows in ((ListePassage.NATURE, natures), (ListePassage.GESTE, gestes)):
        synchronise(ChoixPassage.objects.filter(liste=liste), "code", rows, liste=liste)


def register_sections() -> None:
    register(
        Section(
            name="mediateurs",
            title="Médiateurs",
            pattern="mediateurs.yaml",
            model=PackMediateurs,
            order=115,
            read=read_mediateurs,
            write=write_mediateurs,
        )
    )
