"""Rules on indicators: chapter 7 wants activity and result indicators on every action."""

from collections.abc import Callable, Iterator

from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle.constat import Trouvaille, regle
from quietude.strategie.controle.outils import fiches, indicateurs, listing
from quietude.strategie.enums import Gravite, NatureIndicateur
from quietude.strategie.pack import PackIndicateur


def _without(pack: Pack, nature: NatureIndicateur, what: str) -> Iterator[Trouvaille]:
    for path, name, fiche in fiches(pack):
        found = [item for _, item in indicateurs(fiche)]
        if found and not any(item.nature == nature for item in found):
            yield Trouvaille(
                path,
                ("indicateurs",),
                f"{name}#indicateurs",
                f"L'action {fiche.numero} n'a pas d'indicateur {what}.",
                f"Ajouter un indicateur {what}, ou dire la nature de ceux qui existent.",
            )


@regle(
    "FA-INDICATEUR",
    "Action sans indicateur",
    Gravite.ERREUR,
    "Une action sans indicateur ne peut pas être évaluée.",
)
def check_any(pack: Pack) -> Iterator[Trouvaille]:
    for path, name, fiche in fiches(pack):
        if not any(True for _ in indicateurs(fiche)):
            told = " ; elle renvoie à une évaluation rédigée" if fiche.evaluation else ""
            yield Trouvaille(
                path,
                ("numero",),
                f"{name}#indicateurs",
                f"L'action {fiche.numero} n'a aucun indicateur{told}.",
                "Ajouter au moins un indicateur d'activité et un de résultat.",
            )


@regle(
    "FA-ACTIVITE",
    "Action sans indicateur d'activité",
    Gravite.ALERTE,
    "L'indicateur d'activité montre que l'action est réellement menée.",
)
def check_activity(pack: Pack) -> Iterator[Trouvaille]:
    yield from _without(pack, NatureIndicateur.ACTIVITE, "d'activité")


@regle(
    "FA-RESULTAT",
    "Action sans indicateur de résultat",
    Gravite.ALERTE,
    "L'indicateur de résultat montre l'effet de l'action.",
)
def check_result(pack: Pack) -> Iterator[Trouvaille]:
    yield from _without(pack, NatureIndicateur.RESULTAT, "de résultat")


def _lacking(
    pack: Pack, lacks: Callable[[PackIndicateur], bool], what: str, suggestion: str
) -> Iterator[Trouvaille]:
    """One finding per sheet: the reader mends a sheet, not an indicator."""
    for path, name, fiche in fiches(pack):
        rows = [(place, item) for place, item in indicateurs(fiche) if lacks(item)]
        if rows:
            codes = listing([item.code for _, item in rows])
            yield Trouvaille(
                path,
                rows[0][0],
                f"{name}#indicateurs",
                f"Action {fiche.numero} : {len(rows)} indicateur(s) {what} ({codes}).",
                suggestion,
            )


@regle(
    "IND-REFERENCE",
    "Indicateur sans valeur de référence",
    Gravite.REMARQUE,
    "Sans point de départ, une évolution ne se lit pas.",
)
def check_baseline(pack: Pack) -> Iterator[Trouvaille]:
    yield from _lacking(
        pack,
        lambda item: item.reference is None,
        "sans valeur de référence",
        "Relever la valeur avant l'action, avec sa période.",
    )


@regle(
    "IND-CIBLE",
    "Indicateur sans cible",
    Gravite.REMARQUE,
    "Sans cible, rien ne dit si le résultat est bon.",
)
def check_target(pack: Pack) -> Iterator[Trouvaille]:
    yield from _lacking(
        pack,
        lambda item: item.cible is None,
        "sans cible",
        "Fixer une cible chiffrée, ou un sens attendu si une cible n'a pas lieu d'être.",
    )


@regle(
    "IND-ECHEANCE",
    "Cible sans échéance",
    Gravite.REMARQUE,
    "Une cible vaut à une date.",
)
def check_deadline(pack: Pack) -> Iterator[Trouvaille]:
    yield from _lacking(
        pack,
        lambda item: item.cible is not None and item.cible_echeance is None,
        "avec une cible sans échéance",
        "Dater la cible.",
    )


@regle(
    "IND-NATURE",
    "Indicateur ni d'activité ni de résultat",
    Gravite.REMARQUE,
    "La stratégie distingue l'activité du résultat : chaque indicateur est de l'un ou l'autre.",
)
def check_nature(pack: Pack) -> Iterator[Trouvaille]:
    yield from _lacking(
        pack, lambda item: item.nature is None, "de nature non dite", "Dire leur nature."
    )


@regle(
    "IND-COPIE",
    "Indicateurs d'une autre action",
    Gravite.ALERTE,
    "Deux actions différentes portent exactement les mêmes indicateurs : l'une des listes a pu "
    "être recopiée sans être adaptée.",
)
def check_copies(pack: Pack) -> Iterator[Trouvaille]:
    seen: dict[tuple[str, ...], int] = {}
    for path, name, fiche in fiches(pack):
        labels = tuple(item.libelle.casefold() for _, item in indicateurs(fiche))
        if len(labels) < 2:
            continue
        first = seen.setdefault(labels, fiche.numero)
        if first != fiche.numero:
            yield Trouvaille(
                path,
                ("indicateurs",),
                f"{name}#indicateurs",
                f"L'action {fiche.numero} reprend mot pour mot les indicateurs de l'action "
                f"{first}.",
                "Écrire les indicateurs propres à cette action.",
            )
