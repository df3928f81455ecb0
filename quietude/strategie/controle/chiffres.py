"""Rules on the figures printed in the text, and on what the text says of them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from quietude.observatoire.affirmations import Comparaison, months, read_claims
from quietude.observatoire.enums import SensVariation
from quietude.observatoire.pack import PackChiffre, PackChiffres
from quietude.observatoire.recalcul import (
    Recalcul,
    printed_in,
    recompute_figure,
    unresolved,
)
from quietude.observatoire.statistiques import Justesse, french
from quietude.socle.pack.champs import Periode
from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle.constat import Trouvaille, regle
from quietude.strategie.controle.outils import listing
from quietude.strategie.enums import Gravite


@dataclass(frozen=True)
class _Claim:
    path: str
    rank: int
    said: Comparaison

    def found(self, message: str, suggestion: str) -> Trouvaille:
        item = self.said.item
        return Trouvaille(
            self.path,
            ("affirmations", self.rank),
            f"chiffres#{item.code}",
            f"{item.libelle} ({item.lieu}) : {message}",
            suggestion,
        )

    @property
    def from_to(self) -> str:
        de, a = self.said.de, self.said.a
        return f"de {french(de.valeur)} à {french(a.valeur)}" if de and a else ""


def _claims(pack: Pack) -> Iterator[_Claim]:
    imprimes = printed_in(pack)
    for sheet in pack.all(PackChiffres):
        path = pack.path_of(sheet)
        for rank, said in enumerate(read_claims(sheet.affirmations, imprimes)):
            yield _Claim(path, rank, said)


def _compared(pack: Pack) -> Iterator[_Claim]:
    """Claims whose two values are known, over periods of the same length."""
    for claim in _claims(pack):
        if claim.said.paire and claim.said.meme_duree:
            yield claim


@regle(
    "CH-INCONNU",
    "Affirmation sans chiffre retrouvé",
    Gravite.ERREUR,
    "Une affirmation renvoie à un chiffre que le pack ne contient pas : elle ne vérifie rien.",
)
def check_resolved(pack: Pack) -> Iterator[Trouvaille]:
    for claim in _claims(pack):
        said = claim.said
        for reference, value in ((said.item.de, said.de), (said.item.a, said.a)):
            if reference is not None and value is None:
                yield claim.found(f"« {reference} » est introuvable.", "Corriger le renvoi.")
    imprimes = printed_in(pack)
    for path, rank, chiffre in _figures(pack):
        for reference in unresolved(chiffre, imprimes):
            message = f"« {reference} » est introuvable."
            yield _of_figure(path, rank, chiffre, message, "Corriger le calcul.")


def _figures(pack: Pack) -> Iterator[tuple[str, int, PackChiffre]]:
    for sheet in pack.all(PackChiffres):
        path = pack.path_of(sheet)
        for rank, chiffre in enumerate(sheet.chiffres):
            yield path, rank, chiffre


def _of_figure(
    path: str, rank: int, chiffre: PackChiffre, message: str, suggestion: str
) -> Trouvaille:
    return Trouvaille(
        path,
        ("chiffres", rank),
        f"chiffres#{chiffre.code}",
        f"{chiffre.libelle} ({chiffre.lieu}) : {message}",
        suggestion,
    )


@regle(
    "CH-CALCUL",
    "Chiffre que ceux dont il vient ne donnent pas",
    Gravite.ERREUR,
    "Un chiffre imprimé dans le texte ne se retrouve, à partir d'autres chiffres imprimés, ni "
    "par arrondi ni par troncature.",
)
def check_computed(pack: Pack) -> Iterator[Trouvaille]:
    yield from _recomputed(pack, Justesse.FAUSSE, "Corriger ce chiffre ou ceux dont il vient.")


@regle(
    "CH-CALCUL-TRONQUE",
    "Chiffre tronqué",
    Gravite.REMARQUE,
    "Un chiffre calculé d'après d'autres est coupé au lieu d'être arrondi.",
)
def check_computed_truncated(pack: Pack) -> Iterator[Trouvaille]:
    yield from _recomputed(pack, Justesse.TRONQUEE, "Arrondir.")


def _recomputed(pack: Pack, wanted: Justesse, suggestion: str) -> Iterator[Trouvaille]:
    imprimes = printed_in(pack)
    for path, rank, chiffre in _figures(pack):
        found = recompute_figure(chiffre, imprimes)
        if found is not None and found.justesse is wanted:
            yield _of_figure(path, rank, chiffre, _said(found), suggestion)


def _said(found: Recalcul) -> str:
    given = f"{found.precis} {found.comment}" if found.reprise else ""
    return (
        f"{french(found.imprime)} imprimé ; {given or f'{found.comment} donne {found.precis}'}."
    )


@regle(
    "CH-DEUX-VALEURS",
    "Deux valeurs pour une même grandeur",
    Gravite.ERREUR,
    "Le document donne deux valeurs différentes de la même grandeur pour la même période.",
)
def check_two_values(pack: Pack) -> Iterator[Trouvaille]:
    for sheet in pack.all(PackChiffres):
        groups: dict[tuple[str, Periode | None], list[tuple[int, PackChiffre]]]
        groups = defaultdict(list)
        for rank, chiffre in enumerate(sheet.chiffres):
            groups[chiffre.grandeur, chiffre.periode].append((rank, chiffre))
        for rows in groups.values():
            if len({chiffre.valeur for _, chiffre in rows}) < 2:
                continue
            said = listing(
                [f"{french(c.valeur)} {c.unite} ({c.lieu})".replace("  ", " ") for _, c in rows]
            )
            yield Trouvaille(
                pack.path_of(sheet),
                ("chiffres", rows[1][0]),
                f"chiffres#{rows[0][1].grandeur}",
                f"{rows[0][1].libelle} : {said}.",
                "Retrouver la source et retenir une valeur.",
            )


@regle(
    "AFF-SENS",
    "Commentaire que les chiffres contredisent",
    Gravite.ERREUR,
    "Le texte annonce un sens que ses propres chiffres démentent (test exact de deux comptages "
    "de Poisson, au seuil de 5 %).",
)
def check_direction(pack: Pack) -> Iterator[Trouvaille]:
    for claim in _compared(pack):
        change, sens = claim.said.variation, claim.said.item.sens
        if change is not None and sens is not None and claim.said.contredite:
            yield claim.found(
                f"le texte dit « {SensVariation(sens).label.lower()} », les chiffres vont "
                f"{claim.from_to} ({french(change, 1)} %).",
                "Reprendre le commentaire, ou vérifier les chiffres.",
            )


@regle(
    "AFF-INCERTAIN",
    "Variation non établie",
    Gravite.REMARQUE,
    "La variation annoncée tient dans ce que le hasard donne entre deux petits nombres (test "
    "exact de deux comptages de Poisson, au seuil de 5 %) : elle n'établit pas un changement.",
)
def check_uncertain(pack: Pack) -> Iterator[Trouvaille]:
    for claim in _compared(pack):
        if claim.said.incertaine:
            yield claim.found(
                f"{claim.from_to}, pas de changement établi.",
                "Le dire avec prudence, ou comparer sur une période plus longue.",
            )


@regle(
    "AFF-POURCENT",
    "Variation que ses chiffres ne donnent pas",
    Gravite.ERREUR,
    "Le pourcentage annoncé ne se retrouve ni par arrondi ni par troncature.",
)
def check_percentage(pack: Pack) -> Iterator[Trouvaille]:
    yield from _judged(pack, Justesse.FAUSSE, "Corriger le pourcentage ou les chiffres.")


@regle(
    "AFF-TRONQUE",
    "Variation tronquée",
    Gravite.REMARQUE,
    "Le pourcentage annoncé est coupé au lieu d'être arrondi.",
)
def check_truncated(pack: Pack) -> Iterator[Trouvaille]:
    yield from _judged(pack, Justesse.TRONQUEE, "Arrondir.")


def _judged(pack: Pack, wanted: Justesse, suggestion: str) -> Iterator[Trouvaille]:
    for claim in _compared(pack):
        found = claim.said.recalcul
        if found is not None and found.justesse is wanted:
            yield claim.found(
                f"{french(found.imprime)} % imprimé ; {found.comment}, la variation est de "
                f"{found.donne} %.",
                suggestion,
            )


@regle(
    "AFF-PERIODE",
    "Périodes de longueurs différentes",
    Gravite.ERREUR,
    "Sept mois ne se comparent pas à une année : deux périodes comparées ont la même durée.",
)
def check_periods(pack: Pack) -> Iterator[Trouvaille]:
    for claim in _claims(pack):
        before, after = claim.said.de, claim.said.a
        if claim.said.meme_duree or not (before and after):
            continue
        if before.periode and after.periode:
            yield claim.found(
                f"compare {months(before.periode)} à {months(after.periode)}.",
                "Comparer les mêmes mois de chaque année.",
            )


@regle(
    "AFF-SANS-CHIFFRE",
    "Pourcentage publié, non recalculable",
    Gravite.REMARQUE,
    "Seul le pourcentage est imprimé : rien ne permet de le vérifier.",
)
def check_recomputable(pack: Pack) -> Iterator[Trouvaille]:
    for claim in _claims(pack):
        item = claim.said.item
        if item.pourcentage is not None and item.de is None:
            yield claim.found(
                f"{french(item.pourcentage)} % sans les nombres.",
                "Publier aussi les deux nombres.",
            )
