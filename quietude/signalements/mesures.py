"""What the reports offer to indicators: received, repeated, answered, settled by mediation.

Merged reports and those in quarantine are left out: each nuisance counts once.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import Case, CharField, F, Func, IntegerField, Max, Min, Q, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf

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
from quietude.partenaires.models import Organisation
from quietude.signalements.enums import CLOS, Canal, EtatSignalement, IssueMediation
from quietude.signalements.models import Categorie, Mediation, Signalement
from quietude.socle.formats import jour
from quietude.socle.periodes import Periode
from quietude.territoire.models import Division, Secteur

SECTEUR = "secteur-"  # then the code of the division
_SILENCE = timedelta(days=31)  # without a call: the desk may no longer be held
_PAS_ENCORE = "aucun signalement n’était encore inscrit"
_MODELES = ("signalements.signalement", "signalements.categorie", "partenaires.organisation")


def measures() -> Iterator[Mesure]:
    reports, mediations = _streams()
    yield Mesure("signalements.recus", "Signalements reçus", "signalements", reports)
    for cle, label, unit, agregat, champ, told in _MESURES:
        yield Mesure(f"signalements.{cle}", label, unit, reports, agregat, champ, told)
    yield Mesure("signalements.mediations", "Médiations proposées", "médiations", mediations)
    yield Mesure(
        "signalements.mediations-tenues",
        "Médiations tenues",
        "médiations",
        mediations,
        Agregat.SOMME,
        _when(Q(tenue_le__isnull=False)),
    )


def _when(test: Q) -> Case:
    """One for the rows that pass, zero for the others: its sum counts them."""
    return Case(When(test, then=Value(1)), default=Value(0), output_field=IntegerField())


class Jours(Func):
    """Whole days between two dates, as PostgreSQL subtracts them."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


def place() -> Coalesce:
    """What tells a place from another: known place, else address; none for a bare point."""
    known = Cast("lieu_id", CharField())
    return Coalesce(known, NullIf(F("adresse"), Value("")))


_REPONSE = Jours(F("repondu_le"), F("jour"))
_MESURES: tuple[tuple[str, str, str, Agregat, Any, str], ...] = (
    (
        "episodes",
        "Épisodes signalés",
        "épisodes",
        Agregat.SOMME,
        F("episodes") + F("rejoints"),
        "Le premier fait et ceux qui ont rejoint le signalement.",
    ),
    (
        "repetes",
        "Signalements d’un trouble déjà signalé",
        "signalements",
        Agregat.SOMME,
        _when(Q(repete=True)),
        "",
    ),
    (
        "lieux-repetes",
        "Lieux signalés à nouveau",
        "lieux",
        Agregat.DISTINCTS,
        Case(When(repete=True, then=place()), output_field=CharField()),
        "Lieux connus ou adresses ; un point seul sur la carte n’est pas compté.",
    ),
    (
        "clos",
        "Signalements clos à ce jour",
        "signalements",
        Agregat.SOMME,
        _when(Q(etat__in=[*CLOS])),
        "Parmi ceux reçus dans la période.",
    ),
    (
        "dans-le-delai",
        "Signalements répondus dans le délai",
        "signalements",
        Agregat.SOMME,
        _when(Q(repondu_le__lte=F("echeance"))),
        "Première réponse au plus tard le jour demandé.",
    ),
    ("delai", "Délai moyen de réponse", "jours", Agregat.MOYENNE, _REPONSE, ""),
    ("delai-median", "Délai médian de réponse", "jours", Agregat.MEDIANE, _REPONSE, ""),
)


def _streams() -> tuple[Flux, Flux]:
    divisions = list(Division.objects.order_by("ordre", "code"))
    reports = Flux(
        cle="signalements",
        libelle="Signalements",
        lignes=Signalement.objects.current,
        debut="jour",
        fin="jour",
        modeles=_MODELES,
        lisibles=_readable,
        exemple=_SIGNALEMENT,
        dimensions=(*_dimensions("", divisions), *_OWN),
        collecte=collected,
    )
    mediations = Flux(
        cle="signalements.mediations",
        libelle="Médiations",
        lignes=Mediation.objects.current,
        debut="proposee_le",
        fin="proposee_le",
        modeles=("signalements.mediation", *_MODELES),
        lisibles=_readable_mediations,
        exemple=_MEDIATION,
        dimensions=(
            *_dimensions("signalement__", divisions),
            Dimension("issue", "Issue", F("issue"), partial(_choices, IssueMediation)),
        ),
        collecte=collected,
    )
    return reports, mediations


def _dimensions(path: str, divisions: Sequence[Division]) -> Iterator[Dimension]:
    """What a report, or what belongs to one, is split by."""
    kinds = partial(_kinds, families=True)
    yield Dimension("categorie", "Catégorie", F(f"{path}categorie__parent__code"), kinds)
    yield Dimension(
        "sous-categorie",
        "Sous-catégorie",
        F(f"{path}categorie__code"),
        partial(_kinds, families=False),
    )
    for row in divisions:
        code = KeyTextTransform(row.code, f"{path}secteurs")
        yield Dimension(f"{SECTEUR}{row.code}", row.nom, code, partial(_sectors, row.pk))


def _choices(enum: Any) -> list[Modalite]:
    return [Modalite(*choice) for choice in enum.choices]


def _kinds(*, families: bool) -> list[Modalite]:
    rows = Categorie.objects.filter(parent__isnull=families)
    return [Modalite(*row) for row in rows.values_list("code", "libelle")]


def _sectors(division: int) -> list[Modalite]:
    rows = Secteur.objects.filter(division=division)
    return [Modalite(*row) for row in rows.values_list("code", "nom")]


def _organisations() -> list[Modalite]:
    return [Modalite(row.code, str(row)) for row in Organisation.objects.all()]


_OWN = (
    Dimension("canal", "Canal", F("canal"), partial(_choices, Canal)),
    Dimension("service", "Service chargé", F("service__code"), _organisations),
    Dimension("bailleur", "Bailleur", F("bailleur__code"), _organisations),
    Dimension("etat", "État", F("etat"), partial(_choices, EtatSignalement)),
)


def collected(periodes: Sequence[Periode]) -> list[Collecte]:
    """Counted from the first call on; a long silence after the last one is said."""
    held = Signalement.objects.current().aggregate(first=Min("jour"), last=Max("jour"))
    first, last = held["first"], held["last"]
    return [_collecte(span, first, last) for span in periodes]


def _collecte(span: Periode, first: Any, last: Any) -> Collecte:
    if first is None or span.fin < first:
        return Collecte(EtatCollecte.ABSENTE, _PAS_ENCORE)
    if last + _SILENCE < span.fin:
        said = f"le dernier signalement inscrit est du {jour(last)}"
        silent = last < span.debut
        return Collecte(EtatCollecte.ABSENTE if silent else EtatCollecte.PARTIELLE, said)
    if span.debut + _SILENCE < first:
        said = f"le premier signalement inscrit est du {jour(first)}"
        return Collecte(EtatCollecte.PARTIELLE, said)
    return Collecte(EtatCollecte.COMPLETE)


def _readable(user: Utilisateur) -> Any:
    rows = Signalement.objects.visible_to(user).current()
    return rows.select_related("categorie", "service")


def _readable_mediations(user: Utilisateur) -> Any:
    rows = Mediation.objects.visible_to(user)
    return rows.current().select_related("signalement__categorie", "organisation")


_SIGNALEMENT = Exemple(
    (
        ("Reçu le", lambda row: row.jour),
        ("Sous-catégorie", lambda row: str(row.categorie)),
        ("État", lambda row: row.get_etat_display()),
        ("Service", lambda row: str(row.service or "")),
    ),
    lambda row: row.get_absolute_url(),
)
_MEDIATION = Exemple(
    (
        ("Proposée le", lambda row: row.proposee_le),
        ("Sous-catégorie", lambda row: str(row.signalement.categorie)),
        ("Issue", lambda row: row.get_issue_display()),
        ("Menée par", lambda row: str(row.organisation)),
    ),
    lambda row: row.signalement.get_absolute_url(),
)
