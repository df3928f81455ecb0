"""What the passages of the mediators offer to indicators; the notes are never read."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from django.db.models import F, IntegerField, Max, Min, QuerySet, TextChoices
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from quietude.comptes.models import Utilisateur
from quietude.indicateurs.enums import Agregat, EtatCollecte
from quietude.indicateurs.mesures import Collecte, Dimension, Exemple, Flux, Mesure, Modalite
from quietude.signalements.enums import Affluence, ListePassage, TrancheHoraire
from quietude.signalements.mesures import SECTEUR
from quietude.signalements.models import ChoixPassage, Passage
from quietude.signalements.querysets_passages import part_of_day
from quietude.socle.formats import jour
from quietude.socle.periodes import Periode
from quietude.territoire.models import Division, Secteur

_SILENCE = timedelta(days=31)  # without a passage: mediators may no longer report


def measures() -> Iterator[Mesure]:
    stream = Flux(
        cle="passages",
        libelle="Passages des médiateurs",
        lignes=Passage.objects.all,
        debut="jour",
        fin="jour",
        modeles=("signalements.passage", "signalements.choixpassage"),
        lisibles=_readable,
        exemple=_EXEMPLE,
        dimensions=tuple(_dimensions()),
        collecte=collected,
    )
    yield Mesure("passages.passages", "Passages des médiateurs", "passages", stream)
    yield Mesure(
        "passages.personnes",
        "Personnes rencontrées par les médiateurs, au moins",
        "personnes",
        stream,
        Agregat.SOMME,
        Cast("affluence", IntegerField()),
        "Comptées jusqu’à deux, puis le bas de la tranche : 3, 6, 11 ou 21.",
    )


def _dimensions() -> Iterator[Dimension]:
    yield Dimension("nature", "Nature", F("nature__code"), _natures)
    yield Dimension(
        "tranche",
        "Moment",
        part_of_day(),
        partial(_choices, TrancheHoraire),
    )
    yield Dimension(
        "affluence",
        "Personnes rencontrées",
        F("affluence"),
        partial(_choices, Affluence),
    )
    for row in Division.objects.order_by("ordre", "code"):
        code = KeyTextTransform(row.code, "secteurs")
        yield Dimension(f"{SECTEUR}{row.code}", row.nom, code, partial(_sectors, row.pk))


def _choices(enum: type[TextChoices]) -> list[Modalite]:
    return [Modalite(*choice) for choice in enum.choices]


def _natures() -> list[Modalite]:
    rows = ChoixPassage.objects.filter(liste=ListePassage.NATURE)
    return [Modalite(*row) for row in rows.values_list("code", "libelle")]


def _sectors(division: int) -> list[Modalite]:
    rows = Secteur.objects.filter(division=division)
    return [Modalite(*row) for row in rows.values_list("code", "nom")]


def collected(periodes: Sequence[Periode]) -> list[Collecte]:
    """Counted from the first passage on; a long silence after the last one is said."""
    held = Passage.objects.aggregate(first=Min("jour"), last=Max("jour"))
    return [_collecte(span, held["first"], held["last"]) for span in periodes]


def _collecte(span: Periode, first: date | None, last: date | None) -> Collecte:
    if first is None or last is None or span.fin < first:
        return Collecte(EtatCollecte.ABSENTE, "aucun passage n’était encore inscrit")
    if last + _SILENCE < span.fin:
        silent = last < span.debut
        state = EtatCollecte.ABSENTE if silent else EtatCollecte.PARTIELLE
        return Collecte(state, f"le dernier passage inscrit est du {jour(last)}")
    if span.debut + _SILENCE < first:
        said = f"le premier passage inscrit est du {jour(first)}"
        return Collecte(EtatCollecte.PARTIELLE, said)
    return Collecte(EtatCollecte.COMPLETE)


def _readable(user: Utilisateur) -> QuerySet[Passage]:
    return Passage.objects.visible_to(user).described()


_EXEMPLE = Exemple(
    (
        ("Jour", lambda row: row.jour),
        ("Nature", lambda row: str(row.nature)),
        ("Personnes", lambda row: row.get_affluence_display()),
    ),
    lambda row: row.get_absolute_url(),
)
