"""The engine: measures x periods x filters x split, in one GROUP BY query per stream.

Additive measures of a stream share one query, grouped by the slices of time that the asked
periods cut and by the dimensions asked; each answer is then a sum of its cells. Periods may
overlap. A row counts in a period that holds it whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

from django.db import connection, transaction

from quietude.indicateurs.collecte import collected
from quietude.indicateurs.discretion import hide_small, whole_table
from quietude.indicateurs.enums import Agregat, EtatCollecte, EtatValeur
from quietude.indicateurs.lignes import read_last
from quietude.indicateurs.memoire import remember
from quietude.indicateurs.mesures import (
    Collecte,
    Coordonnees,
    Demande,
    Denominateur,
    Flux,
    Mesure,
    MesureInconnue,
    Resultat,
    Valeur,
    catalogue,
)
from quietude.indicateurs.totaux import RIEN, Chiffre, Totaux, read_totals
from quietude.socle.periodes import Periode

_NON_DIT = "aucune des lignes de la période ne le dit"
_RIEN_A_RESUMER = "aucune valeur à résumer"
_SANS_DENOMINATEUR = "le dénominateur est nul"


def resolve(cle: str) -> Mesure:
    """The measure of this key; MesureInconnue when no app offers it."""
    found = catalogue().get(cle)
    if found is None:
        raise MesureInconnue(f"Aucune mesure ne s’appelle « {cle} ».")
    return found


def compute(demandes: Sequence[Demande]) -> list[Resultat]:
    """Answer every question, in order. MesureInconnue or ValueError on one that makes no sense.

    Answers are kept until a table that they come from is written to.
    """
    known = catalogue()
    for demande in demandes:
        _check(demande, known)
    return remember(demandes, known, lambda asked: _compute(asked, known))


@contextmanager
def _in_memory() -> Iterator[None]:
    """PostgreSQL takes cubes for a hundred times larger than they are, and would sort a
    million rows on disk for each.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL enable_sort = off")
        yield


def _check(demande: Demande, known: Mapping[str, Mesure]) -> None:
    asked = [(demande.mesure, (*(cle for cle, _ in demande.filtres), *demande.par))]
    if demande.rapport:
        rapport = demande.rapport
        par = demande.par if rapport.par_part else ()
        asked.append((rapport.mesure, (*(cle for cle, _ in rapport.filtres), *par)))
    for cle, dimensions in asked:
        mesure = known.get(cle)
        if mesure is None:
            raise MesureInconnue(f"Aucune mesure ne s’appelle « {cle} ».")
        for name in dimensions:
            if mesure.flux.dimension(name) is None:
                raise ValueError(f"« {mesure.libelle} » ne se ventile pas par « {name} ».")
    if len(demande.par) > 2:
        raise ValueError("Une mesure se ventile par deux dimensions au plus.")


def _compute(demandes: Sequence[Demande], known: Mapping[str, Mesure]) -> list[Resultat]:
    parts = [_read_as(part, known) for demande in demandes for part in _parts(demande)]
    with _in_memory():
        totals = _read(parts, known)
    spans: dict[str, set[Periode]] = defaultdict(set)
    for part in parts:
        spans[known[part.mesure].flux.cle].update(part.periodes)
    streams = {known[part.mesure].flux.cle: known[part.mesure].flux for part in parts}
    told = {cle: collected(flux, spans[cle]) for cle, flux in streams.items()}
    return [_answer(demande, known, totals, told) for demande in demandes]


def _parts(demande: Demande) -> list[Demande]:
    """A question without its denominator, and the denominator as a question of its own."""
    rapport = demande.rapport
    if rapport is None:
        return [demande]
    top = Demande(demande.mesure, demande.periodes, demande.filtres, demande.par)
    return [top, _bottom(demande, rapport)]


def _bottom(demande: Demande, rapport: Denominateur) -> Demande:
    """The whole, or the same parts of it."""
    par = demande.par if rapport.par_part else ()
    return Demande(rapport.mesure, demande.periodes, rapport.filtres, par)


def _read_as(part: Demande, known: Mapping[str, Mesure]) -> Demande:
    """What comes from named follow-up is read whole, so that small counts can be told."""
    return whole_table(part) if known[part.mesure].flux.nominatif else part


def _read(parts: Iterable[Demande], known: Mapping[str, Mesure]) -> dict[Demande, Totaux]:
    """One query for the stocks of a stream, as few as may be for the rest."""
    asked: dict[tuple[str, bool], list[Demande]] = defaultdict(list)
    for part in dict.fromkeys(parts):
        mesure = known[part.mesure]
        asked[mesure.flux.cle, mesure.agregat is Agregat.DERNIER].append(part)
    found: dict[Demande, Totaux] = {}
    for (_, last), demandes in asked.items():
        read = read_last if last else read_totals
        found |= read(known[demandes[0].mesure].flux, demandes, known)
    return found


def _answer(
    demande: Demande,
    known: Mapping[str, Mesure],
    totals: Mapping[Demande, Totaux],
    told: Mapping[str, Mapping[Periode, Collecte]],
) -> Resultat:
    read = [_part(part, known, totals, told) for part in _parts(demande)]
    split = [part for part in read if part.demande.par]
    met = sorted({at for part in split for cells in part.parts.values() for at in cells})
    top, *bottom = (_filled(part, met, told[part.mesure.flux.cle]) for part in read)
    return _divided(demande, top, bottom[0]) if bottom else top


def _divided(demande: Demande, top: Resultat, bottom: Resultat) -> Resultat:
    facteur = demande.rapport.facteur if demande.rapport else Decimal(1)
    values = {
        span: _ratio(value, bottom.valeurs[span], facteur)
        for span, value in top.valeurs.items()
    }
    parts = {
        span: {
            at: _ratio(cell, _below(bottom, span, at), facteur) for at, cell in cells.items()
        }
        for span, cells in top.parts.items()
    }
    labels = top.libelles
    if bottom.libelles:
        pairs = zip(bottom.libelles, labels, strict=True)
        labels = tuple(theirs | ours for theirs, ours in pairs)
    return Resultat(demande, top.mesure, values, parts, labels)


def _below(bottom: Resultat, span: Periode, at: Coordonnees) -> Valeur:
    """What a part is divided by: the same part, or the whole."""
    return bottom.parts[span][at] if bottom.demande.par else bottom.valeurs[span]


def _part(
    part: Demande,
    known: Mapping[str, Mesure],
    totals: Mapping[Demande, Totaux],
    told: Mapping[str, Mapping[Periode, Collecte]],
) -> Resultat:
    mesure, read = known[part.mesure], _read_as(part, known)
    found, spans = totals[read], told[mesure.flux.cle]
    values = {span: _value(found.total(span), spans[span], mesure) for span in read.periodes}
    cells: dict[Periode, dict[Coordonnees, Valeur]] = {
        span: {at: _value(cell, spans[span], mesure) for at, cell in found.parts(span).items()}
        for span in read.periodes
        if read.par
    }
    answer = Resultat(read, mesure, values, cells, _labels(read, mesure.flux, cells))
    return hide_small(answer, part) if mesure.flux.nominatif else answer


def _filled(
    part: Resultat, met: Sequence[Coordonnees], told: Mapping[Periode, Collecte]
) -> Resultat:
    """Each period with the same parts: zero where nothing was counted, unknown where nobody
    counted, hidden where the whole is.
    """
    parts = {}
    for span, cells in part.parts.items():
        whole = part.valeurs[span]
        unknown = whole.etat in {EtatValeur.MASQUEE, EtatValeur.ABSENTE}
        other = whole if unknown else _value(RIEN, told[span], part.mesure)
        parts[span] = {at: cells.get(at, other) for at in met}
    return replace(part, parts=parts)


def _value(found: Chiffre, collecte: Collecte, mesure: Mesure) -> Valeur:
    """Zero when it was counted and nothing happened; absent when nobody counted."""
    number, rows = found
    if number is None and rows:
        return Valeur(EtatValeur.ABSENTE, None, _NON_DIT, collecte.manques)
    if collecte.etat is EtatCollecte.ABSENTE and not rows:
        return Valeur(EtatValeur.ABSENTE, None, collecte.raison, collecte.manques)
    if number is None and not mesure.nul:
        return Valeur(EtatValeur.SANS_OBJET, None, _RIEN_A_RESUMER, collecte.manques)
    whole = collecte.etat is EtatCollecte.COMPLETE
    state = EtatValeur.CONNUE if whole else EtatValeur.PARTIELLE
    return Valeur(state, number or Decimal(0), collecte.raison, collecte.manques)


def _ratio(top: Valeur, bottom: Valeur, facteur: Decimal) -> Valeur:
    """The worse of the two states; nothing is divided by zero."""
    lacking = tuple(dict.fromkeys((*top.manques, *bottom.manques)))
    for value in (top, bottom):
        if value.nombre is None:
            return Valeur(value.etat, None, value.raison, lacking)
    if not bottom.nombre:
        return Valeur(EtatValeur.SANS_OBJET, None, _SANS_DENOMINATEUR, lacking)
    partial = EtatValeur.PARTIELLE in {top.etat, bottom.etat}
    return Valeur(
        EtatValeur.PARTIELLE if partial else EtatValeur.CONNUE,
        (top.nombre or Decimal(0)) * facteur / bottom.nombre,
        top.raison or bottom.raison,
        lacking,
    )


def _labels(
    part: Demande, flux: Flux, cells: Mapping[Periode, Mapping[Coordonnees, Valeur]]
) -> tuple[dict[str, str], ...]:
    """Words for each code of the split, closed list first, codes met beyond it after."""
    labels = []
    for rank, cle in enumerate(part.par):
        dimension = flux.dimension(cle)
        known = {row.code: row.libelle for row in dimension.modalites()} if dimension else {}
        met = {at[rank] for found in cells.values() for at in found}
        known |= {code: code or "non dit" for code in sorted(met - known.keys())}
        labels.append(known)
    return tuple(labels)
