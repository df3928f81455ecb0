"""What anyone may read of a published evaluation: a strict list, built from the frozen copy.

Nothing passes unless it is named here, field by field; a field added to the photo stays out.

- Titles of the strategy, its objectives and actions, state and progress: the strategy itself
  is a public document. Neither pilots, nor steps (counted only), nor texts of an action.
- Crime and nuisance series: statistics. A count from 1 to 4 is left out unless its producer
  publishes it as open data: in a small town it points at somebody. One such figure takes
  another of its kind along, and series that count people are all left out of a theme where
  one of them is that small: the others would tell it by subtraction. The sentence is written
  here, from the verdict: the observatory's own holds figures.
- Indicators: the value of the year and of the year before, as a whole. Never one drawn from
  named follow-up, nor a hidden one, nor a count from 1 to 4, nor a split, nor a text, nor the
  reason why a value lacks, which may name who did not hand it in.
- Bodies: those that exchange nothing personal, by name, in counts. The others are only
  counted, together: that they meet is no secret, which one met about what may be.
- Money: sums by funder. Neither by action, where a small sum may be one person's, nor notes.
- Synthesis and proposals, when the coordinator, who rereads them then, says so.

Never: comments and contributions, analyses, findings of the coherence rules, what lacks.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.page_annuelle import Argent, total_of
from quietude.evaluation.photo import (
    Photo,
    VueFiche,
    VueFinancement,
    VueIndicateur,
    VueInstance,
    VuePoint,
    VueSerie,
    VueValeur,
)
from quietude.evaluation.photographie import read_copy
from quietude.indicateurs.enums import EtatValeur
from quietude.instances.enums import Confidentialite
from quietude.socle.formats import INSECABLE, nombre
from quietude.strategie.enums import EtatJalon

T = TypeVar("T")
Cellule = tuple[object, ...]  # what tells a figure from the others
SEUIL = 5  # under it, a count other than zero is not published
NON_PUBLIE = "non publiée"
ABSENTE = "absente"
_OUVERTE = "Licence Ouverte"  # what a producer's own open data are told by
# Units that count no person; any other is taken for one.
_SANS_PERSONNE = frozenset(
    {
        "fait", "faits", "affaire", "affaires", "appel", "appels", "fiche", "fiches",
        "médiation", "médiations", "rendez-vous", "séance", "séances",
    }
)  # fmt: skip
_DITS = {
    ("hausse", True): "Hausse nette, que le hasard n’explique pas.",
    ("baisse", True): "Baisse nette, que le hasard n’explique pas.",
    ("hausse", False): "Plus haut ; le hasard peut l’expliquer.",
    ("baisse", False): "Plus bas ; le hasard peut l’expliquer.",
    ("stable", True): "Inchangé.",
    ("stable", False): "Inchangé.",
    ("indecis", True): "Pas de changement établi.",
    ("indecis", False): "Pas de changement établi.",
}
SANS_COMPARAISON = "Pas de comparaison possible."


@dataclass(frozen=True)
class ChiffrePublic:
    """A figure that may be read, or the fact that there is one that may not."""

    periode: str
    debut: date
    fin: date
    nombre: Decimal | None
    texte: str
    etat: str


@dataclass(frozen=True)
class SeriePublique:
    theme: str
    libelle: str
    lieu: str
    unite: str
    chiffres: tuple[ChiffrePublic, ...]
    dit: str
    source: str

    @property
    def derniers(self) -> tuple[ChiffrePublic, ...]:
        """The one before, and that of the year."""
        return self.chiffres[-2:]


@dataclass(frozen=True)
class IndicateurPublic:
    code: str
    libelle: str
    unite: str
    chiffres: tuple[ChiffrePublic, ...]
    source: str


@dataclass(frozen=True)
class ActionPublique:
    numero: int
    titre: str
    objectif: str
    etat: str
    avancement: int
    etapes: int
    faites: int
    indicateurs: tuple[IndicateurPublic, ...]


class SommesFinanceur(NamedTuple):
    financeur: str
    argent: Argent


@dataclass(frozen=True)
class InstancePublique:
    """Counts of one body, or of those that are only counted."""

    nom: str
    attendues: str
    tenues: int
    presences: int
    attendus: int
    decisions: int
    closes: int


@dataclass(frozen=True)
class Publication:
    """A published evaluation; `retenues` series are left out: they count few people."""

    ville: str
    strategie: str
    annee: int
    adoptee_le: date | None
    synthese: str
    propositions: str
    series: tuple[SeriePublique, ...]
    retenues: int
    actions: tuple[ActionPublique, ...]
    instances: tuple[InstancePublique, ...]
    argent: tuple[SommesFinanceur, ...]
    total: Argent

    @property
    def themes(self) -> list[tuple[str, list[SeriePublique], list[str]]]:
        """Each with its series, then their sources, each once."""
        return [
            (name, rows, list(dict.fromkeys(row.source for row in rows)))
            for name, rows in _grouped(self.series, [row.theme for row in self.series])
        ]

    @property
    def hausses(self) -> int:
        return sum(row.dit == _DITS["hausse", True] for row in self.series)

    @property
    def baisses(self) -> int:
        return sum(row.dit == _DITS["baisse", True] for row in self.series)

    @property
    def etats(self) -> list[tuple[str, int]]:
        """How many actions stand where."""
        names = [row.etat for row in self.actions]
        return [(name, names.count(name)) for name in dict.fromkeys(names)]

    @property
    def reunions(self) -> int:
        return sum(row.tenues for row in self.instances)

    @property
    def objectifs(self) -> list[tuple[str, list[ActionPublique]]]:
        return _grouped(self.actions, [row.objectif for row in self.actions])


def read_publication(evaluation: EvaluationAnnuelle) -> Publication:
    """What the public reads of this evaluation, from its copy."""
    return publish(
        read_copy(evaluation),
        synthese=evaluation.synthese_publique,
        propositions=evaluation.propositions_publiques,
    )


def publish(photo: Photo, *, synthese: bool, propositions: bool) -> Publication:
    series = [row for row in photo.delinquance if row.points]
    kept = _without_few_people(series)
    concealed = _concealed(kept)
    titles = {row.code: f"{row.numero}. {row.titre}" for row in photo.objectifs}
    money = _by_funder(line for fiche in photo.fiches for line in fiche.financements)
    return Publication(
        ville=photo.ville,
        strategie=photo.strategie,
        annee=photo.annee,
        adoptee_le=photo.adoptee_le,
        synthese=photo.synthese if synthese else "",
        propositions=photo.propositions if propositions else "",
        series=tuple(_series(row, concealed) for row in kept),
        retenues=len(series) - len(kept),
        actions=tuple(_action(row, titles.get(row.objectif, "")) for row in photo.fiches),
        instances=tuple(_bodies(photo.instances)),
        argent=tuple(SommesFinanceur(*row) for row in money.items()),
        total=total_of(list(money.values())),
    )


# -- crime ------------------------------------------------------------------------------------


def is_small(number: Decimal | None) -> bool:
    return number is not None and 0 < number < SEUIL


def _is_open(serie: VueSerie) -> bool:
    return _OUVERTE in serie.source


def _without_few_people(series: Iterable[VueSerie]) -> list[VueSerie]:
    rows = list(series)
    few = {row.theme for row in rows if _counts_people(row) and _has_small(row)}
    return [row for row in rows if row.theme not in few or not _counts_people(row)]


def _counts_people(serie: VueSerie) -> bool:
    return not _is_open(serie) and serie.unite.lower() not in _SANS_PERSONNE


def _has_small(serie: VueSerie) -> bool:
    return any(is_small(point.nombre) for point in serie.points)


def _concealed(series: Iterable[VueSerie]) -> set[Cellule]:
    """The small figures; one alone of its kind takes the next smallest along, lest a total
    tell it."""
    kinds: dict[Cellule, list[tuple[Decimal, Cellule]]] = defaultdict(list)
    for row in series:
        for point in row.points:
            if point.nombre and not _is_open(row):
                kind = (row.theme, row.unite, row.source, point.debut, point.fin)
                kinds[kind].append((point.nombre, (row.cle, point.debut, point.fin)))
    found: set[Cellule] = set()
    for cells in kinds.values():
        small = [cell for number, cell in cells if is_small(number)]
        others = [pair for pair in cells if not is_small(pair[0])]
        found |= set(small)
        if len(small) == 1 and len(others) > 1:  # the larger may be the total
            found.add(min(others, key=lambda pair: pair[0])[1])
    return found


def _series(row: VueSerie, concealed: Set[Cellule]) -> SeriePublique:
    figures = tuple(
        _point(point, hidden=(row.cle, point.debut, point.fin) in concealed)
        for point in row.points
    )
    told = all(figure.nombre is not None for figure in figures[-2:])
    return SeriePublique(
        theme=row.theme,
        libelle=row.libelle,
        lieu=row.lieu,
        unite=row.unite,
        chiffres=figures,
        dit=_DITS.get((row.sens, row.etabli), SANS_COMPARAISON) if told else SANS_COMPARAISON,
        source=row.source,
    )


def _point(point: VuePoint, *, hidden: bool) -> ChiffrePublic:
    hidden = hidden or point.nombre is None
    return ChiffrePublic(
        periode=point.periode,
        debut=point.debut,
        fin=point.fin,
        nombre=None if hidden else point.nombre,
        texte=NON_PUBLIE if hidden else point.texte,
        etat=NON_PUBLIE if hidden else EtatValeur.CONNUE.value,
    )


# -- actions ----------------------------------------------------------------------------------


def _action(row: VueFiche, objectif: str) -> ActionPublique:
    reached = EtatJalon.ATTEINT.label
    return ActionPublique(
        numero=row.numero,
        titre=row.titre,
        objectif=objectif,
        etat=row.etat,
        avancement=row.avancement,
        etapes=len(row.etapes),
        faites=sum(step.etat == reached for step in row.etapes),
        indicateurs=tuple(_indicator(line) for line in row.indicateurs),
    )


def _indicator(row: VueIndicateur) -> IndicateurPublic:
    figures = tuple(_value(value, named=row.nominatif) for value in row.valeurs)
    known = any(figure.nombre is not None for figure in figures)
    return IndicateurPublic(
        code=row.code,
        libelle=row.libelle,
        unite=row.unite,
        chiffres=figures,
        # Without a figure, the origin may be a reason in somebody's own words.
        source=row.origine if known else "",
    )


def _value(value: VueValeur, *, named: bool) -> ChiffrePublic:
    absent = value.etat == EtatValeur.ABSENTE.value
    hidden = named or value.nombre is None or is_small(value.nombre)
    partial = value.etat == EtatValeur.PARTIELLE.value
    state = NON_PUBLIE if hidden else value.etat
    number = None if hidden else value.nombre
    return ChiffrePublic(
        periode=value.periode,
        debut=value.debut,
        fin=value.fin,
        nombre=number,
        texte=_said(number, partial=partial) or ("pas de valeur" if absent else NON_PUBLIE),
        etat=ABSENTE if absent else state,
    )


def _said(number: Decimal | None, *, partial: bool) -> str:
    if number is None:
        return ""
    whole = number == number.to_integral_value()
    return f"{nombre(number, None if whole else 1)}{f'{INSECABLE}(partiel)' if partial else ''}"


# -- bodies and money -------------------------------------------------------------------------


def _bodies(rows: Sequence[VueInstance]) -> Iterable[InstancePublique]:
    named = [row for row in rows if row.confidentialite == Confidentialite.OUVERTE]
    counted = [row for row in rows if row.confidentialite != Confidentialite.OUVERTE]
    for row in named:
        yield _body(row.nom, row.attendues, [row])
    if counted:
        many = len(counted) > 1
        words = "autres instances, à huis clos" if many else "autre instance, à huis clos"
        yield _body(f"{len(counted)} {words}", "", counted)


def _body(nom: str, attendues: str, rows: Sequence[VueInstance]) -> InstancePublique:
    return InstancePublique(
        nom=nom,
        attendues=attendues,
        tenues=sum(row.tenues for row in rows),
        presences=sum(row.presences for row in rows),
        attendus=sum(row.attendus for row in rows),
        decisions=sum(row.decisions for row in rows),
        closes=sum(row.closes for row in rows),
    )


def _by_funder(lines: Iterable[VueFinancement]) -> dict[str, Argent]:
    found: dict[str, list[Argent]] = defaultdict(list)
    for line in lines:
        found[line.financeur].append(Argent(line.demande, line.accorde, line.depense))
    return {name: total_of(rows) for name, rows in found.items()}


def _grouped(rows: Sequence[T], names: Sequence[str]) -> list[tuple[str, list[T]]]:
    found: dict[str, list[T]] = defaultdict(list)
    for name, row in zip(names, rows, strict=True):
        found[name].append(row)
    return list(found.items())
