"""The plan of the diagnosis: its series lead to printed figures, its themes to chapters."""

from collections.abc import Iterator

from quietude.observatoire.cellules import Cellule, Imprimes
from quietude.observatoire.pack import PackChiffres, PackTableau
from quietude.observatoire.pack_diagnostic import PackDiagnostic, PackSerie, PackTheme
from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle.constat import Endroit, Trouvaille, regle
from quietude.strategie.controle.outils import listing
from quietude.strategie.controle.references import DEFINITIONS, RENVOIS, Definition, Renvoi
from quietude.strategie.enums import Gravite
from quietude.strategie.pack import PackChapitre


def _printed(pack: Pack) -> Imprimes:
    figures = (chiffre for sheet in pack.all(PackChiffres) for chiffre in sheet.chiffres)
    return Imprimes(pack.all(PackTableau), figures)


def _themes(pack: Pack) -> Iterator[tuple[str, Endroit, PackTheme]]:
    for plan in pack.all(PackDiagnostic):
        for rank, theme in enumerate(plan.themes):
            yield pack.path_of(plan), ("themes", rank), theme


def _series(pack: Pack) -> Iterator[tuple[str, Endroit, PackSerie]]:
    for path, place, theme in _themes(pack):
        for rank, serie in enumerate(theme.series):
            yield path, (*place, "series", rank), serie


def _defined(pack: Pack) -> Iterator[Definition]:
    for path, place, theme in _themes(pack):
        yield "thème", theme.code, path, (*place, "code")
    for path, place, serie in _series(pack):
        yield "série", serie.code, path, (*place, "code")
    for chapitre in pack.all(PackChapitre):
        yield "chapitre", chapitre.code, pack.path_of(chapitre), ("code",)


def _referred(pack: Pack) -> Iterator[Renvoi]:
    for path, place, theme in _themes(pack):
        if theme.chapitre:
            yield path, (*place, "chapitre"), "chapitre", theme.chapitre


DEFINITIONS.append(_defined)
RENVOIS.append(_referred)


@regle(
    "SERIE-INCONNUE",
    "Série sans chiffre retrouvé",
    Gravite.ERREUR,
    "Une série renvoie à une cellule que le document n'imprime pas, ou qui n'est pas datée : "
    "elle n'aurait rien à montrer.",
)
def check_points(pack: Pack) -> Iterator[Trouvaille]:
    printed = _printed(pack)
    for path, place, serie in _series(pack):
        for rank, reference in enumerate(serie.points):
            why = _wrong(printed.find(reference))
            if why:
                yield Trouvaille(
                    path,
                    (*place, "points", rank),
                    f"diagnostic#{serie.code}",
                    f"{serie.libelle} : « {reference} » {why}.",
                    "Corriger le renvoi, ou dater la colonne.",
                )


def _wrong(cells: list[Cellule]) -> str:
    if not cells:
        return "est introuvable"
    return "" if any(cell.periode for cell in cells) else "n'a pas de période"


@regle(
    "SERIE-UNITE",
    "Série d'une autre unité que ses chiffres",
    Gravite.ERREUR,
    "Une série suit des chiffres d'une seule unité, et porte cette unité.",
)
def check_units(pack: Pack) -> Iterator[Trouvaille]:
    printed = _printed(pack)
    for path, place, serie in _series(pack):
        units = sorted({cell.unite for ref in serie.points for cell in printed.find(ref)})
        if units and units != [serie.unite]:
            said = listing([f"« {unit} »" for unit in units])
            yield Trouvaille(
                path,
                (*place, "unite"),
                f"diagnostic#{serie.code}",
                f"{serie.libelle} : la série est en « {serie.unite} », ses chiffres en {said}.",
                "Reprendre l'unité imprimée, ou séparer les séries.",
            )
