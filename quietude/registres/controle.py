"""What the registers of a pack refer to must exist."""

from collections.abc import Iterator

from quietude.registres.pack import PackRegistre, PackRegistres
from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle import references


def registres(pack: Pack) -> Iterator[tuple[str, int, PackRegistre]]:
    """Every register of the pack, with its file and its rank."""
    for item in pack.all(PackRegistres):
        for rank, registre in enumerate(item.registres):
            yield pack.path_of(item), rank, registre


def _defined(pack: Pack) -> Iterator[references.Definition]:
    for path, rank, registre in registres(pack):
        yield "registre", registre.code, path, ("registres", rank, "code")


def _referred(pack: Pack) -> Iterator[references.Renvoi]:
    for path, rank, registre in registres(pack):
        for position, row in enumerate(registre.fournisseurs):
            place = ("registres", rank, "fournisseurs", position, "organisation")
            yield path, place, "organisation", row.organisation


references.DEFINITIONS.append(_defined)
references.RENVOIS.append(_referred)
