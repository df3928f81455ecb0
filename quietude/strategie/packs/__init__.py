"""The strategy's sections of a pack, between files and database."""

from typing import Any

from quietude.socle.pack.registre import Section, register
from quietude.strategie.pack import PackChapitre, PackFiche, PackProtocole, PackStrategie
from quietude.strategie.packs import fiches, protocoles, strategie

_SECTIONS: tuple[Section[Any], ...] = (
    Section(
        name="strategie",
        title="Stratégie, objectifs et signataires",
        pattern="strategie.yaml",
        model=PackStrategie,
        order=50,
        read=strategie.read_strategie,
        write=strategie.write_strategie,
        gives_key=True,
    ),
    Section(
        name="chapitres",
        title="Textes",
        pattern="chapitres/*.yaml",
        model=PackChapitre,
        order=60,
        read=strategie.read_chapitres,
        write=strategie.write_chapitres,
        filename=lambda item: item.code,
    ),
    Section(
        name="fiches",
        title="Fiches actions",
        pattern="fiches/*.yaml",
        model=PackFiche,
        order=70,
        read=fiches.read_fiches,
        write=fiches.write_fiches,
        filename=lambda item: f"{item.numero:02d}",
    ),
    Section(
        name="protocoles",
        title="Protocoles",
        pattern="protocoles/*.yaml",
        model=PackProtocole,
        order=80,
        read=protocoles.read_protocoles,
        write=protocoles.write_protocoles,
        filename=lambda item: item.code,
    ),
)


def register_sections() -> None:
    for section in _SECTIONS:
        register(section)
