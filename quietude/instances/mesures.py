"""What the bodies count by themselves: meetings held, seats taken, decisions met in time.

A meeting counts on its day, a seat on the day of its meeting, a decision on the day it was due:
a past year only moves with a correction.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from django.db.models import Case, Exists, F, IntegerField, Min, OuterRef, QuerySet, Value, When

from quietude.comptes.models import Utilisateur
from quietude.indicateurs.enums import Agregat, EtatCollecte
from quietude.indicateurs.mesures import (
    Collecte,
    Dimension,
    Exemple,
    Flux,
    Mesure,
    Modalite,
)
from quietude.instances.enums import PRISES, EtatDecision, EtatReunion, NatureInstance
from quietude.instances.models import Decision, Instance, Membre, Presence, Reunion
from quietude.partenaires.models import Organisation
from quietude.socle.periodes import Periode

_PAS_ENCORE = "aucune réunion n’était encore inscrite"
_EN_PARTIE = "les réunions n’ont été inscrites qu’une partie de la période"
_SANS_PRESENCES = "présences non notées pour {} des {} réunions"


def measures() -> Iterator[Mesure]:
    yield Mesure(
        "instances.reunions",
        "Réunions tenues",
        "réunions",
        _HELD,
        definition="Réunions d’instances dites tenues ; ni les prévues, ni les annulées.",
    )
    yield Mesure(
        "instances.sieges.notes",
        "Sièges attendus aux réunions",
        "sièges",
        _SEATS,
        definition="Sièges dont la présence a été notée aux réunions tenues, par fonction.",
    )
    yield Mesure(
        "instances.sieges.occupes",
        "Sièges occupés aux réunions",
        "sièges",
        _SEATS,
        Agregat.SOMME,
        _one_when(etat__in=PRISES),
        "Sièges dont le titulaire était présent ou représenté.",
    )
    yield Mesure(
        "instances.decisions.attendues",
        "Décisions à clore dans la période",
        "décisions",
        _DUE,
        definition="Décisions dont l’échéance tombe dans la période, sauf les abandonnées.",
    )
    yield Mesure(
        "instances.decisions.a_temps",
        "Décisions closes à temps",
        "décisions",
        _DUE,
        Agregat.SOMME,
        _one_when(etat=EtatDecision.FAITE, close_le__lte=F("echeance")),
        "Décisions faites au plus tard le jour de leur échéance.",
    )


def _one_when(**condition: object) -> Case:
    return Case(When(**condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _bodies() -> list[Modalite]:
    return [Modalite(row.code, row.nom) for row in Instance.objects.all()]


def _natures() -> list[Modalite]:
    return [Modalite(value, label) for value, label in NatureInstance.choices]


def _partners() -> list[Modalite]:
    return [Modalite(row.code, str(row)) for row in Organisation.objects.all()]


def _of_body(path: str) -> tuple[Dimension, ...]:
    return (
        Dimension("instance", "Instance", f"{path}__code", _bodies),
        Dimension("nature", "Nature d’instance", f"{path}__nature", _natures),
    )


def _held() -> QuerySet[Reunion]:
    return Reunion.objects.filter(etat=EtatReunion.TENUE)


def _seats() -> QuerySet[Presence]:
    return Presence.objects.filter(reunion__etat=EtatReunion.TENUE)


def _due() -> QuerySet[Decision]:
    rows = Decision.objects.filter(echeance__isnull=False)
    return rows.exclude(etat=EtatDecision.ABANDONNEE)


def _held_for(user: Utilisateur) -> QuerySet[Reunion]:
    rows = Reunion.objects.visible_to(user).in_state(EtatReunion.TENUE)
    return rows.select_related("instance")


def _seats_for(user: Utilisateur) -> QuerySet[Presence]:
    met = Reunion.objects.visible_to(user)
    rows = _seats().filter(reunion__in=met)
    return rows.select_related("reunion__instance", "organisation")


def _due_for(user: Utilisateur) -> QuerySet[Decision]:
    seen = Decision.objects.visible_to(user)
    return _due().filter(pk__in=seen).select_related("reunion__instance", "responsable")


def _since_first(periodes: Sequence[Periode]) -> list[Collecte]:
    """Nothing was counted before the year of the first meeting entered."""
    first = Reunion.objects.aggregate(first=Min("date"))["first"]
    return [_since(span, date(first.year, 1, 1) if first else None) for span in periodes]


def _since(span: Periode, first: date | None) -> Collecte:
    if first is None or span.fin < first:
        return Collecte(EtatCollecte.ABSENTE, _PAS_ENCORE)
    if span.debut < first:
        return Collecte(EtatCollecte.PARTIELLE, _EN_PARTIE)
    return Collecte(EtatCollecte.COMPLETE)


def _noted(periodes: Sequence[Periode]) -> list[Collecte]:
    """Whether the seats of every meeting held by a body with seats were noted."""
    seated = Exists(Membre.objects.filter(instance=OuterRef("instance")))
    noted = Exists(Presence.objects.filter(reunion=OuterRef("pk")))
    rows = _held().filter(seated).annotate(notee=noted).values_list("date", "notee")
    met = list(rows.order_by())
    return [
        _seats_noted(known, [told for day, told in met if span.debut <= day <= span.fin])
        for span, known in zip(periodes, _since_first(periodes), strict=True)
    ]


def _seats_noted(known: Collecte, met: Sequence[bool]) -> Collecte:
    lacking = met.count(False)
    if known.etat is EtatCollecte.ABSENTE or not lacking:
        return known
    state = EtatCollecte.PARTIELLE if any(met) else EtatCollecte.ABSENTE
    return Collecte(state, _SANS_PRESENCES.format(lacking, len(met)))


def _shown(*columns: tuple[str, Callable[..., str]]) -> Exemple:
    return Exemple(columns, lambda row: getattr(row, "reunion", row).get_absolute_url())


_HELD = Flux(
    cle="instances.reunions",
    libelle="Réunions des instances",
    lignes=_held,
    debut="date",
    fin="date",
    modeles=("instances.reunion", "instances.instance"),
    lisibles=_held_for,
    exemple=_shown(("Réunion", str), ("Lieu", lambda row: row.lieu)),
    dimensions=_of_body("instance"),
    collecte=_since_first,
)
_SEATS = Flux(
    cle="instances.sieges",
    libelle="Présences aux réunions",
    lignes=_seats,
    debut="reunion__date",
    fin="reunion__date",
    modeles=(
        "instances.presence",
        "instances.reunion",
        "instances.membre",
        "instances.instance",
    ),
    lisibles=_seats_for,
    exemple=_shown(
        ("Réunion", lambda row: str(row.reunion)),
        ("Siège", lambda row: row.fonction),
        ("Présence", lambda row: row.get_etat_display()),
    ),
    dimensions=(
        Dimension("organisation", "Partenaire", "organisation__code", _partners),
        *_of_body("reunion__instance"),
    ),
    collecte=_noted,
)
_DUE = Flux(
    cle="instances.decisions",
    libelle="Décisions à échéance",
    lignes=_due,
    debut="echeance",
    fin="echeance",
    modeles=("instances.decision", "instances.reunion", "instances.instance"),
    lisibles=_due_for,
    exemple=_shown(
        ("Décision", lambda row: row.texte),
        ("Échéance", lambda row: row.echeance),
        ("Close le", lambda row: row.close_le),
    ),
    dimensions=(
        Dimension("organisation", "Confiée à", "responsable__code", _partners),
        *_of_body("reunion__instance"),
    ),
    collecte=_since_first,
)
