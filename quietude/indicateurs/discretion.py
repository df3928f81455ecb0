"""What may be shown of figures that come from named follow-up, period by period.

Tables are judged whole, then filtered: a filtered figure is a cell like another. Periods that
overlap are judged together; of periods that share days only the longest is split, lest the rest
be told.

What is promised holds for one question: its periods, its filters, its split, its ratio. Two
questions on one stream (two cuts of time, two crossings, a measure and a part of it counted in
another field) are judged apart: a page shows one cut of such a measure (docs/adr/0009).
"""

from collections.abc import Mapping
from decimal import Decimal
from itertools import product

from quietude.indicateurs.enums import Agregat, EtatValeur
from quietude.indicateurs.masque import RIEN, TOUT, Masque, conceal
from quietude.indicateurs.mesures import Coordonnees, Demande, Mesure, Resultat, Valeur
from quietude.indicateurs.secret_periodes import suppress_series
from quietude.socle.periodes import Periode

_PETIT = "effectif trop faible pour être montré"
_FIN = "croisement trop fin pour un suivi nominatif"
_CONTENUE = "effectif trop faible, ou que la différence entre deux périodes dirait"
_NEGATIF = "des effectifs négatifs ne se montrent pas"
_RESUME = "résumé non montré pour un suivi nominatif"
_CROISEES = 2


def whole_table(demande: Demande) -> Demande:
    """The question to ask so that small counts can be told: every cell, without filter."""
    dimensions = sorted({*(cle for cle, _ in demande.filtres), *demande.par})
    return Demande(demande.mesure, demande.periodes, (), tuple(dimensions[:_CROISEES]))


def hide_small(whole: Resultat, demande: Demande) -> Resultat:
    """The answer to `demande`, read off its whole table with the small counts hidden."""
    mesure, seuil = whole.mesure, whole.mesure.flux.seuil
    asked = {*(cle for cle, _ in demande.filtres), *demande.par}
    if len(asked) > _CROISEES:
        return _all_hidden(whole, demande, _FIN)
    values: dict[Periode, Valeur] = {}
    parts: dict[Periode, dict[Coordonnees, Valeur]] = {}
    crossed = _crossed(whole, split=bool(asked))
    order = [whole.demande.par.index(cle) for cle in demande.par]
    labels = tuple(whole.libelles[rank] for rank in order) if whole.libelles else ()
    for span in demande.periodes:
        cells, total = whole.parts.get(span, {}), whole.valeurs[span]
        reason = crossed.get(span, "") if _is_count(mesure) else _RESUME
        mask = TOUT if reason and total.nombre else _mask(cells, total, seuil)
        shown = _Montre(total, cells, mask, reason or _PETIT)
        values[span], split = shown.select(demande, whole.demande.par)
        if demande.par:
            parts[span] = split
        if demande.par and mask.tout and not mask.total:
            # Zeros too: those that are not would be few enough to tell.
            hidden = Valeur(EtatValeur.MASQUEE, None, _PETIT, total.manques)
            parts[span] = dict.fromkeys([*product(*labels), *split], hidden)
    return Resultat(demande, mesure, values, parts, labels)


def _is_count(mesure: Mesure) -> bool:
    """Facts, or a stock of them. The mean, the hours or the schools of one person tell of it
    however many they are: what is not a count has no threshold.
    """
    return mesure.denombre or (mesure.agregat is Agregat.DERNIER and mesure.faits)


def _all_hidden(whole: Resultat, demande: Demande, why: str) -> Resultat:
    hidden = Valeur(EtatValeur.MASQUEE, None, why)
    return Resultat(
        demande,
        whole.mesure,
        dict.fromkeys(demande.periodes, hidden),
        {span: {} for span in demande.periodes} if demande.par else {},
        tuple({} for _ in demande.par),
    )


def _crossed(whole: Resultat, *, split: bool) -> dict[Periode, str]:
    """The periods that others would tell by subtraction, with the reason.

    A stock is what is there at the end of a period: nothing is found by subtracting two.
    """
    spans = whole.demande.periodes
    counts = {
        (span.debut, span.fin): int(number)
        for span in spans
        if (number := whole.valeurs[span].nombre) is not None
    }
    if whole.mesure.agregat is Agregat.DERNIER:
        return {}
    if any(number < 0 for number in counts.values()):
        return dict.fromkeys(spans, _NEGATIF)
    hidden = suppress_series(counts, whole.mesure.flux.seuil)
    apart = _apart(spans) if split else spans
    return {
        span: _CONTENUE
        for span in spans
        if (span.debut, span.fin) in hidden or span not in apart
    }


def _apart(spans: tuple[Periode, ...]) -> list[Periode]:
    """Periods that share no day, the longest first."""
    kept: list[Periode] = []
    for span in sorted(set(spans), key=lambda each: (-each.days, each)):
        if all(span.fin < other.debut or other.fin < span.debut for other in kept):
            kept.append(span)
    return kept


def _mask(cells: Mapping[Coordonnees, Valeur], total: Valeur, seuil: int) -> Masque:
    if total.nombre is None:
        return RIEN
    counts = {at: value.nombre or Decimal(0) for at, value in cells.items()}
    if any(number < 0 for number in (total.nombre, *counts.values())):
        return TOUT
    return conceal(counts or {(): total.nombre}, seuil)


class _Montre:
    """One period, masked, from which an answer is read."""

    def __init__(
        self, total: Valeur, cells: Mapping[Coordonnees, Valeur], mask: Masque, why: str
    ) -> None:
        self.total, self.mask, self.why = total, mask, why
        self.cells = cells

    def select(
        self, demande: Demande, dimensions: tuple[str, ...]
    ) -> tuple[Valeur, dict[Coordonnees, Valeur]]:
        """The total that filters leave, and its parts."""
        if self.total.nombre is None:
            return self.total, {}
        if self.mask.total:
            return self._hidden(), {}
        kept = {
            rank: frozenset(codes)
            for cle, codes in demande.filtres
            for rank in (dimensions.index(cle),)
        }
        chosen = [
            at for at in self.cells if all(at[rank] in codes for rank, codes in kept.items())
        ]
        order = [dimensions.index(cle) for cle in demande.par]
        grouped: dict[Coordonnees, list[Coordonnees]] = {}
        for at in chosen:
            grouped.setdefault(tuple(at[rank] for rank in order), []).append(at)
        parts = {key: self._sum(held) for key, held in grouped.items()}
        return (self._sum(chosen) if kept else self.total), parts

    def _sum(self, held: list[Coordonnees]) -> Valeur:
        if self.mask.tout or any(self.mask.hides(at) for at in held):
            return self._hidden()
        number = sum((self.cells[at].nombre or Decimal(0) for at in held), Decimal(0))
        return Valeur(self.total.etat, number, self.total.raison, self.total.manques)

    def _hidden(self) -> Valeur:
        return Valeur(EtatValeur.MASQUEE, None, self.why, self.total.manques)
