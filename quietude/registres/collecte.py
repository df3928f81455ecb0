"""Who has handed in what: the spans that a register expects, and those that lack."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from quietude.indicateurs.enums import EtatCollecte
from quietude.indicateurs.mesures import Collecte, Manque
from quietude.partenaires.models import Organisation
from quietude.registres.enums import Frequence
from quietude.registres.models import Entree, Fournisseur, Registre
from quietude.socle.periodes import Periode

_MOIS = {
    Frequence.MENSUELLE: 1,
    Frequence.TRIMESTRIELLE: 3,
    Frequence.SEMESTRIELLE: 6,
    Frequence.ANNUELLE: 12,
    Frequence.ANNEE_SCOLAIRE: 12,
}
_RENTREE = 9
_PAS_ENCORE = "le registre n’était pas encore tenu"
_PLUS = "le registre n’était plus tenu"
_EN_PARTIE = "le registre n’a été tenu qu’une partie de la période"
_DECOUPE = "les chiffres sont remis {}, ce que cette période ne contient pas"
_PAS_DU = "rien n’est encore à remettre pour cette période"
_PERSONNE = "aucune organisation ne devait remettre de chiffres"
_RIEN = "aucun chiffre remis"
_INCOMPLET = "{} remise(s) sur {} attendue(s)"


@dataclass(frozen=True)
class Attendue:
    """What an organisation is to hand in of a register, and from which day it is late."""

    registre: Registre
    organisation: Organisation
    periode: Periode
    en_retard_le: date


def spans_of(frequence: str, first: date, last: date) -> Iterator[Periode]:
    """The whole spans of this frequency between two days; none for what comes as it happens."""
    months = _MOIS.get(Frequence(frequence))
    if months is None:
        return
    start = _RENTREE if frequence == Frequence.ANNEE_SCOLAIRE else 1
    year, month = first.year - 1, start
    while True:
        end_month = month + months - 1
        end_year, end_month = year + (end_month - 1) // 12, (end_month - 1) % 12 + 1
        span = Periode(
            date(year, month, 1),
            date(end_year, end_month, monthrange(end_year, end_month)[1]),
        )
        if span.fin > last:
            return
        if span.debut >= first:
            yield span
        month += months
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1


def expected(registre: Registre, first: date, last: date) -> Iterator[Attendue]:
    """What each provider is to hand in between two days, in the order of time."""
    low = max(first, registre.depuis)
    high = min(last, registre.jusqu_au) if registre.jusqu_au else last
    for span in spans_of(registre.frequence, low, high):
        late = span.fin + timedelta(days=registre.delai + 1)
        for row in registre.fournit.all():
            if _provides(row, span):
                yield Attendue(registre, row.organisation, span, late)


def _provides(row: Fournisseur, span: Periode) -> bool:
    started = row.depuis is None or row.depuis <= span.debut
    return started and (row.jusqu_au is None or row.jusqu_au >= span.fin)


def lacking(registre: Registre, first: date, last: date) -> list[Attendue]:
    """What is expected between two days and was not handed in, not even as nothing to say."""
    return _without(list(expected(registre, first, last)))


def _without(asked: Sequence[Attendue]) -> list[Attendue]:
    """Those that were not handed in, not even as nothing to say; one query for all."""
    if not asked:
        return []
    rows = Entree.objects.filter(
        registre__in={row.registre.pk for row in asked},
        debut__gte=min(row.periode.debut for row in asked),
        fin__lte=max(row.periode.fin for row in asked),
    )
    given: dict[tuple[int, int], list[tuple[date, date]]] = defaultdict(list)
    known = rows.order_by().values_list("registre_id", "organisation_id", "debut", "fin")
    for registre, who, start, end in known.distinct():
        given[registre, who].append((start, end))
    return [
        row
        for row in asked
        if not any(
            row.periode.debut <= start and end <= row.periode.fin
            for start, end in given.get((row.registre.pk, row.organisation.pk), ())
        )
    ]


def awaited(registres: Iterable[Registre], today: date | None = None) -> list[Attendue]:
    """What is over and was not handed in, late or not, the oldest first.

    `fournit__organisation` is already fetched.
    """
    day = today or timezone.localdate()
    asked = [
        row
        for registre in registres
        for row in expected(registre, registre.depuis, day - timedelta(days=1))
    ]
    return sorted(_without(asked), key=lambda row: (row.periode.debut, row.registre.pk))


def missing(registres: Iterable[Registre], today: date | None = None) -> list[Attendue]:
    """What is late today, the oldest first. `fournit__organisation` is already fetched."""
    day = today or timezone.localdate()
    return [row for row in awaited(registres, day) if row.en_retard_le <= day]


def collected(registre: Registre, periodes: Sequence[Periode]) -> list[Collecte]:
    """Whether each period was counted in the register: zero then means zero."""
    if not periodes:
        return []
    first = min(span.debut for span in periodes)
    last = min(max(span.fin for span in periodes), timezone.localdate())
    asked = list(expected(registre, first, last))
    late = set(_without(asked))
    return [_collected(registre, span, asked, late) for span in periodes]


def _collected(
    registre: Registre, span: Periode, asked: Sequence[Attendue], late: set[Attendue]
) -> Collecte:
    closed = registre.jusqu_au
    if span.fin < registre.depuis:
        return Collecte(EtatCollecte.ABSENTE, _PAS_ENCORE)
    if closed and span.debut > closed:
        return Collecte(EtatCollecte.ABSENTE, _PLUS)
    partly = span.debut < registre.depuis or (closed is not None and span.fin > closed)
    if registre.au_fil:
        state = EtatCollecte.PARTIELLE if partly else EtatCollecte.COMPLETE
        return Collecte(state, _EN_PARTIE if partly else "")
    inside = [row for row in asked if _holds(span, row.periode)]
    lacks = tuple(
        Manque(row.organisation.code, str(row.organisation), row.periode)
        for row in inside
        if row in late
    )
    if not inside:
        return Collecte(EtatCollecte.ABSENTE, _why_none(registre, span))
    if len(lacks) == len(inside):
        return Collecte(EtatCollecte.ABSENTE, _RIEN, lacks)
    if lacks:
        told = _INCOMPLET.format(len(inside) - len(lacks), len(inside))
        return Collecte(EtatCollecte.PARTIELLE, told, lacks)
    state = EtatCollecte.PARTIELLE if partly else EtatCollecte.COMPLETE
    return Collecte(state, _EN_PARTIE if partly else "")


def _why_none(registre: Registre, span: Periode) -> str:
    """Why a period expects no figures."""
    first = next(spans_of(registre.frequence, span.debut, span.fin), None)
    if first is None:
        return _DECOUPE.format(Frequence(registre.frequence).label.lower())
    return _PAS_DU if first.fin >= timezone.localdate() else _PERSONNE


def _holds(outer: Periode, inner: Periode) -> bool:
    return outer.debut <= inner.debut and inner.fin <= outer.fin
