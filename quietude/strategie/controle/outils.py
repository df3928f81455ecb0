"""What several rules share."""

from collections.abc import Iterator

from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle.constat import Endroit
from quietude.strategie.pack import PackFiche, PackIndicateur


def fiches(pack: Pack) -> Iterator[tuple[str, str, PackFiche]]:
    """Path, name for waivers, and sheet, in the order of their numbers."""
    for fiche in sorted(pack.all(PackFiche), key=lambda f: f.numero):
        path = pack.path_of(fiche)
        yield path, path.removesuffix(".yaml"), fiche


def indicateurs(fiche: PackFiche) -> Iterator[tuple[Endroit, PackIndicateur]]:
    """Every indicator of a sheet, its measures' included, with its place in the file."""
    for rank, indicateur in enumerate(fiche.indicateurs):
        yield ("indicateurs", rank), indicateur
    for position, mesure in enumerate(fiche.mesures):
        for rank, indicateur in enumerate(mesure.indicateurs):
            yield ("mesures", position, "indicateurs", rank), indicateur


def listing(names: list[str]) -> str:
    """ "1.1, 1.2 et 1.3"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
