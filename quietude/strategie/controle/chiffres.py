"""Rules on the figures printed in the text, and on what the text says of them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from quietude.observatoire.enums import SensVariation
from quietude.observatoire.pack import PackAffirmation, PackChiffre, PackChiffres, PackTableau
from quietude.observatoire.statistiques import (
    SEUIL,
    Justesse,
    french,
    judge,
    p_value,
    variation,
)
from quietude.socle.pack.champs import Periode
from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle.constat import Trouvaille, regle
from quietude.strategie.controle.outils import listing
from quietude.strategie.enums import Gravite

_STABLE = Decimal(5)  # a change under 5 % may be called stable when counts do not decide
_LEEWAY = 5  # days: months and leap years make equal periods differ by a few days


# What is there on a day, counted one by one: between two such figures there is no chance.
_STOCKS = frozenset(
    {"habitants", "logements", "ménages", "familles", "opérateurs", "bailleurs", "agents"}
    | {"caméras", "établissements", "collèges", "lycées", "lycée", "points", "€"}
)


@dataclass(frozen=True)
class _Valeur:
    """A value that a claim refers to, with its period when it is known."""

    valeur: Decimal
    periode: Periode | None
    unite: str = ""

    @property
    def count(self) -> int | None:
        """The value as a number of events; None when it counts what is there."""
        whole = self.valeur == int(self.valeur)
        return int(self.valeur) if whole and self.unite not in _STOCKS else None


@dataclass(frozen=True)
class _Claim:
    path: str
    rank: int
    item: PackAffirmation
    de: _Valeur | None
    a: _Valeur | None

    def found(self, message: str, suggestion: str) -> Trouvaille:
        return Trouvaille(
            self.path,
            ("affirmations", self.rank),
            f"chiffres#{self.item.code}",
            f"{self.item.libelle} ({self.item.lieu}) : {message}",
            suggestion,
        )


def _resolve(pack: Pack, reference: str | None) -> _Valeur | None:
    """A code of `chiffres`, or "tableau:ligne:colonne"."""
    if reference is None:
        return None
    return _cell(pack, reference) if ":" in reference else _figure(pack, reference)


def _figure(pack: Pack, code: str) -> _Valeur | None:
    figures = (chiffre for sheet in pack.all(PackChiffres) for chiffre in sheet.chiffres)
    found = next((chiffre for chiffre in figures if chiffre.code == code), None)
    return _Valeur(found.valeur, found.periode, found.unite) if found else None


def _cell(pack: Pack, reference: str) -> _Valeur | None:
    name, row_code, column_code = reference.split(":")
    tableau = next((t for t in pack.all(PackTableau) if t.code == name), None)
    if tableau is None:
        return None
    column = next((c for c in tableau.colonnes if c.code == column_code), None)
    row = next((r for r in tableau.lignes if r.code == row_code), None)
    value = row.valeurs.get(column_code) if row else None
    if column is None or not isinstance(value, Decimal):
        return None
    unit = row.unite or column.unite or tableau.unite if row else ""
    return _Valeur(value, column.periode, unit)


def _claims(pack: Pack) -> Iterator[_Claim]:
    for sheet in pack.all(PackChiffres):
        path = pack.path_of(sheet)
        for rank, item in enumerate(sheet.affirmations):
            yield _Claim(path, rank, item, _resolve(pack, item.de), _resolve(pack, item.a))


def _compared(pack: Pack) -> Iterator[tuple[_Claim, _Valeur, _Valeur]]:
    """Claims whose two values are known, over periods of the same length."""
    for claim in _claims(pack):
        if claim.de and claim.a and _same_length(claim.de, claim.a):
            yield claim, claim.de, claim.a


def _same_length(before: _Valeur, after: _Valeur) -> bool:
    if before.periode is None or after.periode is None:
        return True
    return abs(before.periode.days - after.periode.days) <= _LEEWAY


def _significant(before: _Valeur, after: _Valeur) -> bool | None:
    """Whether two counts differ beyond chance; None when they are not counts."""
    if before.count is None or after.count is None:
        return None
    return p_value(before.count, after.count) < SEUIL


@regle(
    "CH-INCONNU",
    "Affirmation sans chiffre retrouvé",
    Gravite.ERREUR,
    "Une affirmation renvoie à un chiffre que le pack ne contient pas : elle ne vérifie rien.",
)
def check_resolved(pack: Pack) -> Iterator[Trouvaille]:
    for claim in _claims(pack):
        for reference, value in ((claim.item.de, claim.de), (claim.item.a, claim.a)):
            if reference is not None and value is None:
                yield claim.found(f"« {reference} » est introuvable.", "Corriger le renvoi.")


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
    for claim, before, after in _compared(pack):
        if claim.item.sens is None:
            continue
        change = variation(before.valeur, after.valeur)
        if change is None or not _contradicted(claim.item, before, after, change):
            continue
        said = SensVariation(claim.item.sens).label.lower()
        yield claim.found(
            f"le texte dit « {said} », les chiffres vont de {french(before.valeur)} à "
            f"{french(after.valeur)} ({french(change, 1)} %).",
            "Reprendre le commentaire, ou vérifier les chiffres.",
        )


def _contradicted(
    item: PackAffirmation, before: _Valeur, after: _Valeur, change: Decimal
) -> bool:
    if item.sens == SensVariation.STABLE:
        significant = _significant(before, after)
        return abs(change) > _STABLE if significant is None else significant
    return change <= 0 if item.sens == SensVariation.HAUSSE else change >= 0


@regle(
    "AFF-INCERTAIN",
    "Variation non établie",
    Gravite.REMARQUE,
    "La variation annoncée tient dans ce que le hasard donne entre deux petits nombres (test "
    "exact de deux comptages de Poisson, au seuil de 5 %) : elle n'établit pas un changement.",
)
def check_uncertain(pack: Pack) -> Iterator[Trouvaille]:
    for claim, before, after in _compared(pack):
        if claim.item.sens in {SensVariation.HAUSSE, SensVariation.BAISSE} and (
            _significant(before, after) is False
        ):
            yield claim.found(
                f"de {french(before.valeur)} à {french(after.valeur)}, pas de changement "
                "établi.",
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
    for claim, before, after in _compared(pack):
        printed, exact = claim.item.pourcentage, variation(before.valeur, after.valeur)
        if printed is None or exact is None:
            continue
        if judge(printed, exact, claim.item.decimales) is wanted:
            yield claim.found(
                f"{french(printed)} % imprimé ; de {french(before.valeur)} à "
                f"{french(after.valeur)}, la variation est de "
                f"{french(exact, claim.item.decimales)} %.",
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
        before, after = claim.de, claim.a
        if not (before and after and before.periode and after.periode):
            continue
        if not _same_length(before, after):
            yield claim.found(
                f"compare {_months(before.periode)} à {_months(after.periode)}.",
                "Comparer les mêmes mois de chaque année.",
            )


def _months(span: Periode) -> str:
    count = round(span.days / 30.44)
    return f"{count} mois ({span.debut:%d/%m/%Y}-{span.fin:%d/%m/%Y})"


@regle(
    "AFF-SANS-CHIFFRE",
    "Pourcentage publié, non recalculable",
    Gravite.REMARQUE,
    "Seul le pourcentage est imprimé : rien ne permet de le vérifier.",
)
def check_recomputable(pack: Pack) -> Iterator[Trouvaille]:
    for claim in _claims(pack):
        if claim.item.pourcentage is not None and claim.item.de is None:
            yield claim.found(
                f"{french(claim.item.pourcentage)} % sans les nombres.",
                "Publier aussi les deux nombres.",
            )
