"""The claims of a document: the percentage computed again, the direction tested."""

from collections.abc import Iterable, Iterator

from quietude.observatoire.affirmations import TAUX, Comparaison, months, read_claims
from quietude.observatoire.cellules import Cellule, Imprimes
from quietude.observatoire.enums import SensVariation, VerdictChiffre
from quietude.observatoire.models import Rupture
from quietude.observatoire.pack import PackAffirmation, PackChiffres
from quietude.observatoire.pack_diagnostic import PackDiagnostic
from quietude.observatoire.statistiques import Justesse, french, judge, variation
from quietude.observatoire.verifie import Verifie, dated, of_recalcul, with_unit
from quietude.socle.formats import jour
from quietude.socle.pack.champs import Periode
from quietude.socle.pack.contenu import Pack
from quietude.socle.periodes import Periode as Span

V = VerdictChiffre
Issue = tuple[str, VerdictChiffre, str]
_SANS_NOMBRES = "les nombres ne sont pas imprimés"


def verify_claims(
    pack: Pack, imprimes: Imprimes, ruptures: Iterable[Rupture]
) -> Iterator[Verifie]:
    """A row for the percentage, a row for the direction when figures can answer to it."""
    breaks = _Breaks(pack, ruptures)
    items = [item for sheet in pack.all(PackChiffres) for item in sheet.affirmations]
    for said in read_claims(items, imprimes):
        item = said.item
        if item.pourcentage is not None:
            printed = with_unit(item.pourcentage, "%")
            yield _row(item, "Évolution", printed, _percentage(said, items, breaks))
        if item.sens is not None and (said.paire or item.pourcentage is None):
            printed = SensVariation(item.sens).label.lower()
            yield _row(item, "Sens", printed, _direction(said, breaks))


def _row(item: PackAffirmation, nature: str, printed: str, issue: Issue) -> Verifie:
    name, label = f"chiffres#{item.code}", dated(item.libelle, item.periode)
    return Verifie(item.lieu, nature, name, label, printed, *issue)


def _percentage(said: Comparaison, items: list[PackAffirmation], breaks: "_Breaks") -> Issue:
    again = said.recalcul
    if again is None:
        computed, verdict, detail = _unsupported(said.item, items)
        crossed = breaks.across(said.item)
        return computed, verdict, f"{detail}\u202f; {_told(crossed)}" if crossed else detail
    if not said.meme_duree:
        return "", V.NON_COMPARABLE, _lengths(said)
    return of_recalcul(again, "%")


def _unsupported(item: PackAffirmation, items: list[PackAffirmation]) -> Issue:
    """A percentage without its numbers: compared with where it is printed already."""
    same = [
        other
        for other in items
        if other.pourcentage is not None
        and (other.libelle, other.periode) == (item.libelle, item.periode)
    ]
    first = max(same, key=lambda other: other.decimales)  # the first of the most precise
    if first is item or item.pourcentage is None or first.pourcentage is None:
        return "", V.NON_RECALCULABLE, _SANS_NOMBRES
    printed = with_unit(first.pourcentage, "%")
    if first.pourcentage == item.pourcentage:
        return printed, V.REPETE, f"imprimé en {first.lieu}, non recalculable"
    verdict = {
        Justesse.EXACTE: V.ARRONDI,
        Justesse.TRONQUEE: V.TRONQUE,
        Justesse.FAUSSE: V.DEUX_VALEURS,
    }[judge(item.pourcentage, first.pourcentage, item.decimales)]
    return printed, verdict, f"imprimé en {first.lieu}, non recalculable"


def _direction(said: Comparaison, breaks: "_Breaks") -> Issue:
    pair, change = said.paire, said.variation
    if pair is None:
        return "", V.NON_RECALCULABLE, _SANS_NOMBRES
    detail = f"de {_when(pair[0])} à {_when(pair[1])}"
    if not said.meme_duree:
        return "", V.NON_COMPARABLE, f"{detail}\u202f; {_lengths(said)}"
    crossed = breaks.between(*pair)
    if said.contredite:
        why = f"\u202f; {_told(crossed)}" if crossed else _chance(said)
        return _moved(*pair), V.CONTREDIT, f"{detail}{why}"
    if crossed:
        return "", V.NON_COMPARABLE, f"{detail}\u202f; {_told(crossed)}"
    if change is None:
        return "", V.NON_COMPARABLE, f"{detail}\u202f: pas de variation depuis zéro"
    verdict = V.INCERTAIN if said.incertaine else V.EXACT
    return _moved(*pair), verdict, f"{detail}{_chance(said)}"


def _when(cell: Cellule) -> str:
    span = cell.periode
    when = f" ({Span(span.debut, span.fin).court})" if span else ""
    return f"{french(cell.valeur)}{when}"


def _moved(before: Cellule, after: Cellule) -> str:
    """The change in %, in points between two shares."""
    gap, change = after.valeur - before.valeur, variation(before.valeur, after.valeur)
    sign = "+" if gap > 0 else ""
    if {before.unite, after.unite} <= TAUX:
        unit = {"%": "point" if abs(gap) < 2 else "points"}.get(after.unite, after.unite)
        return f"{sign}{with_unit(gap, unit)}"
    return "" if change is None else f"{sign}{with_unit(round(change, 1), '%')}"


def _chance(said: Comparaison) -> str:
    chance = said.hasard
    if chance is None:
        return ""
    value = f"p = {french(chance, 3)}" if chance >= 0.001 else "p < 0,001"
    return f"\u202f; {value}"


def _lengths(said: Comparaison) -> str:
    if not (said.de and said.a and said.de.periode and said.a.periode):
        return ""
    return f"{months(said.de.periode)} et {months(said.a.periode)}"


def _told(rupture: Rupture) -> str:
    return f"rupture de série le {jour(rupture.le)} ({rupture.titre.lower()})"


class _Breaks:
    """Which breaks stand between two printed figures: those of the series that follow them."""

    def __init__(self, pack: Pack, ruptures: Iterable[Rupture]) -> None:
        self._known = {rupture.code: rupture for rupture in ruptures}
        self._codes: dict[str, list[str]] = {}
        for plan in pack.all(PackDiagnostic):
            for theme in plan.themes:
                for serie in theme.series:
                    for point in serie.points:
                        self._codes.setdefault(point, []).extend(serie.ruptures)

    def between(self, before: Cellule, after: Cellule) -> Rupture | None:
        """The first break that both figures have, and that stands between their spans."""
        if before.periode is None or after.periode is None:
            return None
        codes = [code for code in self._of(before) if code in self._of(after)]
        first, last = sorted((before.periode, after.periode), key=lambda span: span.debut)
        return self._crossed(codes, Periode(debut=first.debut, fin=last.fin))

    def across(self, item: PackAffirmation) -> Rupture | None:
        """The first break within the span that a claim speaks of."""
        return self._crossed(item.ruptures, item.periode) if item.periode else None

    def _of(self, cell: Cellule) -> list[str]:
        row = cell.reference.rpartition(":")[0]
        return self._codes.get(cell.reference, []) + self._codes.get(row, [])

    def _crossed(self, codes: list[str], span: Periode) -> Rupture | None:
        known = (self._known[code] for code in codes if code in self._known)
        return next((row for row in known if span.debut < row.le <= span.fin), None)
