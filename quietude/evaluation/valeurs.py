"""Values of indicators, read from whatever they are bound to, all at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from django.db.models import Q
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.evaluation.en_serie import as_series, evolution_of
from quietude.evaluation.lectures import Lecture, nothing_of
from quietude.evaluation.models import CommentaireIndicateur
from quietude.evaluation.statut import judge
from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.mesures import (
    Demande,
    Denominateur,
    Filtres,
    Mesure,
    Resultat,
    Valeur,
    catalogue,
)
from quietude.indicateurs.moteur import compute
from quietude.observatoire.calculs.lecture import read_series
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.enums import EtatObservation
from quietude.observatoire.models import Serie
from quietude.socle.formats import INSECABLE
from quietude.socle.periodes import Periode
from quietude.strategie.models import Indicateur
from quietude.strategie.pack import PackSource

Lot: TypeAlias = tuple[Indicateur, Sequence[Periode]]

POUR_CENT = 100
_SANS_SOURCE = "Aucune source n’est reliée à cet indicateur."
_INCONNUE = "La mesure « {} » n’existe plus."
_SERIE_INCONNUE = "La série « {} » n’existe pas dans ce diagnostic."
_TEXTE = "Texte à écrire"
_TEXTE_MANQUE = "le texte n’est pas écrit"
_SANS_DIMENSION = "« {} » n’est plus une dimension de cette mesure"
_AUTRE_PERIODE = "publié seulement pour une autre période de l’année"
_PAS_PUBLIE = "rien n’est publié pour cette période"
_ETATS = {
    EtatObservation.NON_DIFFUSEE: "la valeur n’est pas diffusée",
    EtatObservation.DOUTEUSE: "la valeur est douteuse",
    EtatObservation.MANQUANTE: "la valeur manque",
}


def source_of(indicateur: Indicateur) -> PackSource | None:
    return PackSource.model_validate(indicateur.source) if indicateur.source else None


def read_indicateurs(
    user: Utilisateur, indicateurs: Sequence[Indicateur], periodes: Sequence[Periode]
) -> list[Lecture]:
    """What each indicator says over these periods, in order, in a bounded number of queries.

    `fiche__strategie` of each is already fetched. One whose source is unknown says so.
    """
    return read_lots(user, [(row, periodes) for row in indicateurs])


def read_lots(user: Utilisateur, lots: Sequence[Lot]) -> list[Lecture]:
    """The same, each indicator over periods of its own."""
    rows = [row for row, _ in lots]
    sources = {row.pk: source_of(row) for row in rows}
    spans = {row.pk: tuple(periodes) for row, periodes in lots}
    known = catalogue()
    measured = _measured(sources, spans, known)
    series = _series(user, rows, sources)
    texts = _texts(user, spans)
    today = timezone.localdate()
    return [
        _read(_Lu(row, sources[row.pk], spans[row.pk], measured, series, texts, known), today)
        for row in rows
    ]


def question(source: PackSource, periodes: tuple[Periode, ...]) -> Demande:
    """What the engine is asked for an indicator bound to a measure."""
    rapport = source.rapport
    return Demande(
        source.mesure,
        periodes,
        _filters(source.filtres),
        tuple(source.par),
        Denominateur(
            rapport.mesure, _filters(rapport.filtres), rapport.facteur, rapport.par_part
        )
        if rapport
        else None,
    )


def _filters(filtres: Mapping[str, Sequence[str]]) -> Filtres:
    return tuple((cle, tuple(codes)) for cle, codes in sorted(filtres.items()))


def _measured(
    sources: Mapping[int, PackSource | None],
    spans: Mapping[int, tuple[Periode, ...]],
    known: Mapping[str, Mesure],
) -> dict[int, Resultat]:
    """Answers by indicator; those whose measure or dimensions are gone are left out."""
    asked = {
        pk: question(source, spans[pk])
        for pk, source in sources.items()
        if source and source.mesure and not problem_of(source, known)
    }
    return dict(zip(asked, compute(list(asked.values())), strict=True))


def problem_of(source: PackSource, known: Mapping[str, Mesure]) -> str:
    """Why a measure cannot be asked; empty when it can."""
    asked = [(source.mesure, {*source.filtres, *source.par})]
    if source.rapport:
        split = source.par if source.rapport.par_part else ()
        asked.append((source.rapport.mesure, {*source.rapport.filtres, *split}))
    for cle, dimensions in asked:
        mesure = known.get(cle)
        if mesure is None:
            return _INCONNUE.format(cle)
        for name in sorted(dimensions):
            if mesure.flux.dimension(name) is None:
                return _SANS_DIMENSION.format(name)
    return ""


def _series(
    user: Utilisateur,
    indicateurs: Sequence[Indicateur],
    sources: Mapping[int, PackSource | None],
) -> dict[int, SerieLue]:
    """Series by indicator: those of the strategy's own diagnosis first, then the town's."""
    wanted = {
        row.pk: (row.fiche.strategie.code, source.serie)
        for row in indicateurs
        if (source := sources[row.pk]) and source.serie
    }
    if not wanted:
        return {}
    tests = Q()
    for recueil, code in set(wanted.values()):
        tests |= Q(recueil__in=[recueil, ""], code=code)
    rows = read_series(user, Serie.objects.filter(tests).order_by("recueil"))
    found = {(row.serie.recueil, row.serie.code): row for row in rows if row.serie}
    return {
        pk: serie
        for pk, (recueil, code) in wanted.items()
        if (serie := found.get((recueil, code)) or found.get(("", code)))
    }


def _texts(
    user: Utilisateur, spans: Mapping[int, Sequence[Periode]]
) -> dict[tuple[int, Periode], str]:
    """Texts and comments by indicator and period."""
    rows = CommentaireIndicateur.objects.visible_to(user).filter(
        indicateur__in=list(spans),
        fin__in={span.fin for periodes in spans.values() for span in periodes},
    )
    return {(row.indicateur_id, row.periode): row.texte for row in rows}


@dataclass(frozen=True)
class _Lu:
    """All that an indicator's figures are read from."""

    indicateur: Indicateur
    source: PackSource | None
    periodes: Sequence[Periode]
    mesures: Mapping[int, Resultat]
    series: Mapping[int, SerieLue]
    textes: Mapping[tuple[int, Periode], str]
    connues: Mapping[str, Mesure]

    @property
    def texte(self) -> dict[Periode, str]:
        key = self.indicateur.pk
        return {
            span: self.textes[key, span] for span in self.periodes if (key, span) in self.textes
        }


def _read(lu: _Lu, today: date) -> Lecture:
    row, source = lu.indicateur, lu.source
    found = lu.mesures.get(row.pk)
    serie = lu.series.get(row.pk)
    unit = row.unite or _unit(source, found, serie)
    values = _values(lu, found, serie)
    shown = as_series(row.libelle, unit, values, found, serie)
    change = evolution_of(shown, values)
    last = next(reversed(values.values()), Valeur(EtatValeur.ABSENTE))
    status, why = judge(row, last, change, today)
    dimensions = found.demande.par if found else ()
    return Lecture(
        indicateur=row,
        source=source,
        origine=origin_of(source, lu.connues, serie),
        unite=unit,
        valeurs=values,
        parts=found.parts if found else {},
        dimensions=tuple(_dimension(found, cle) for cle in dimensions) if found else (),
        libelles=found.libelles if found else (),
        statut=status,
        jugement=why,
        evolution=change.phrase if change else "",
        textes=lu.texte,
        sans_ligne=nothing_of(found) if found else Valeur(EtatValeur.ABSENTE),
        serie=shown,
    )


def _unit(source: PackSource | None, found: Resultat | None, serie: SerieLue | None) -> str:
    if source and source.rapport:
        return "%" if source.rapport.facteur == POUR_CENT else ""
    return found.mesure.unite if found else serie.unite if serie else ""


def _dimension(found: Resultat, cle: str) -> str:
    dimension = found.mesure.flux.dimension(cle)
    return dimension.libelle if dimension else cle


def _values(lu: _Lu, found: Resultat | None, serie: SerieLue | None) -> dict[Periode, Valeur]:
    source = lu.source
    if found:
        return found.valeurs
    if serie:
        return {span: _published(serie, span) for span in lu.periodes}
    if source and source.texte:
        return {span: _written(span in lu.texte) for span in lu.periodes}
    reason = origin_of(source, lu.connues, None)
    return dict.fromkeys(lu.periodes, Valeur(EtatValeur.ABSENTE, None, reason.rstrip(".")))


def _written(done: bool) -> Valeur:
    if done:
        return Valeur(EtatValeur.CONNUE)
    return Valeur(EtatValeur.ABSENTE, None, _TEXTE_MANQUE)


def _published(serie: SerieLue, span: Periode) -> Valeur:
    """The figure of exactly this period; another span of the year is named, not shown."""
    point = next((row for row in serie.points if row.periode == span), None)
    if point is None:
        return Valeur(EtatValeur.ABSENTE, None, _elsewhere(serie.points, span))
    if point.etat != EtatObservation.PUBLIEE:
        return Valeur(EtatValeur.ABSENTE, None, _ETATS[EtatObservation(point.etat)])
    value = point.valeur
    if value is None and point.taux:
        value = point.taux.valeur
    state = EtatValeur.PARTIELLE if point.incomplet else EtatValeur.CONNUE
    return Valeur(state, value if value is not None else Decimal(0), point.note)


def _elsewhere(points: Iterable[Point], span: Periode) -> str:
    near = [row.periode.libelle for row in points if row.periode.fin.year == span.fin.year]
    return f"{_AUTRE_PERIODE}{INSECABLE}: {', '.join(near)}" if near else _PAS_PUBLIE


def origin_of(
    source: PackSource | None, known: Mapping[str, Mesure], serie: SerieLue | None
) -> str:
    """Where the figures come from, in words; or why there are none."""
    if source is None:
        return _SANS_SOURCE
    if source.manque:
        return source.manque
    if source.texte:
        return _TEXTE
    if source.serie:
        if serie is None:
            return _SERIE_INCONNUE.format(source.serie)
        return f"Diagnostic{INSECABLE}: {serie.libelle}"
    if problem := problem_of(source, known):
        return problem
    mesure = known[source.mesure]
    words = f"{mesure.flux.libelle}{INSECABLE}: {mesure.libelle}"
    return f"{words}, part" if source.rapport else words
