"""Zeros of the police sheets that are blanks: held for missing, and said to be.

For one service and one index, a 0 is not believed when the median of the other years known is
above 100. Every import looks again at all the years: a later one can reveal an earlier zero,
or clear it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import median

from quietude.observatoire.enums import (
    EtatObservation,
    FamilleSource,
    NiveauPerimetre,
    Nomenclature,
)
from quietude.observatoire.imports.releves import POLICE, Releve
from quietude.observatoire.models import Observation
from quietude.socle.formats import nombre

SEUIL = 100  # median of the other years above which a 0 is not believed

# For one service and one index, the facts of each year, None when missing.
Passe = dict[tuple[str, int], dict[int, int | None]]


def doubtful(year: int, years: Mapping[int, int | None]) -> float | None:
    """The median of the other years when it makes the 0 of this one unbelievable."""
    others = [facts for other, facts in years.items() if other != year and facts is not None]
    if years.get(year) != 0 or not others:
        return None
    middle = median(others)
    return middle if middle > SEUIL else None


def _note(middle: float) -> str:
    usual = nombre(Decimal(str(middle)).normalize())
    return (
        f"0 publié, alors que la médiane des autres années est de {usual} : "
        "sans doute une cellule vide, tenue pour manquante."
    )


def statement(
    code: str, number: int, year: int, passe: Passe
) -> tuple[str, Decimal | None, str]:
    """State, value and note of one figure, in the light of all the years known."""
    years = passe[code, number]
    facts = years[year]
    if facts is None:
        return EtatObservation.MANQUANTE, None, ""
    middle = doubtful(year, years) if code.startswith(f"{POLICE}-") else None
    if middle is None:
        return EtatObservation.PUBLIEE, Decimal(facts), ""
    return EtatObservation.DOUTEUSE, None, _note(middle)


def history(codes: set[str]) -> Passe:
    """What the database knows of these services; a doubtful figure was published as 0."""
    return _gather(_in_force(codes))


def _gather(rows: list[Observation]) -> Passe:
    passe: Passe = defaultdict(dict)
    for row in rows:
        facts = 0 if row.etat == EtatObservation.DOUTEUSE else _whole(row.valeur)
        passe[_key(row)][row.debut.year] = facts
    return passe


def _key(row: Observation) -> tuple[str, int]:
    quantity = row.serie.grandeur
    assert quantity is not None and quantity.numero is not None  # filtered by nomenclature
    return row.serie.perimetre.code, quantity.numero


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def _in_force(codes: set[str]) -> list[Observation]:
    rows = Observation.objects.filter(
        serie__perimetre__niveau=NiveauPerimetre.SERVICE,
        serie__perimetre__code__in=codes,
        serie__grandeur__nomenclature=Nomenclature.ETAT_4001,
        source__famille=FamilleSource.ETAT_4001,
    )
    return list(rows.in_force().select_related("serie__perimetre", "serie__grandeur"))


def remember(passe: Passe, releve: Releve, codes: set[str]) -> None:
    for service, number, facts in releve.figures():
        if service.code in codes:
            passe[service.code, number][releve.annee] = facts


def revise_doubts(codes: set[str]) -> list[str]:
    """Look again at the zeros of every year; answers which ones changed their state."""
    rows = _in_force(codes)
    passe = _gather(rows)
    changed: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        code, number = _key(row)
        said = statement(code, number, row.debut.year, passe)
        if (row.etat, row.valeur) == said[:2]:
            continue
        row.etat, row.valeur, row.note = said
        row.save(update_fields=["etat", "valeur", "note"])
        changed[said[0]].append(f"{row.serie.perimetre}, index {number}, {row.debut.year}")
    words = {
        EtatObservation.DOUTEUSE: "Zéros d’autres années désormais tenus pour manquants",
        EtatObservation.PUBLIEE: "Zéros d’autres années de nouveau tenus pour vrais",
    }
    return [f"{words[state]} : {_some(changed[state])}." for state in words if changed[state]]


def _some(items: Sequence[str], shown: int = 5) -> str:
    rest = len(items) - shown
    return " ; ".join(items[:shown]) + (f" ; et {rest} autres" if rest > 0 else "")
