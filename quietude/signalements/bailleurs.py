"""What concerns one landlord: its reports, its answers, counted against a year before."""

from dataclasses import dataclass

from django.db.models import Aggregate, Count, F, Q, QuerySet, Sum
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.enums import NatureOrganisation
from quietude.partenaires.models import Organisation
from quietude.signalements.models import Signalement, Suite
from quietude.signalements.querysets import VOIENT, SignalementQuerySet
from quietude.signalements.rules import PAROLES_PARTENAIRE
from quietude.socle.periodes import Periode

_REPONSES = 10


def landlords(user: Utilisateur) -> QuerySet[Organisation]:
    """Those that the town looks at; a landlord finds itself, and nobody else."""
    if user.role not in VOIENT:
        return Organisation.objects.none()
    rows = Organisation.objects.visible_to(user).filter(nature=NatureOrganisation.BAILLEUR)
    if user.role == Role.PARTENAIRE:
        rows = rows.filter(pk__in=Organisation.objects.held_by(user, on=timezone.localdate()))
    return rows


def reports_of(user: Utilisateur, landlord: Organisation) -> SignalementQuerySet:
    return Signalement.objects.visible_to(user).current().filter(bailleur=landlord)


def with_counts(user: Utilisateur, rows: QuerySet[Organisation]) -> list[dict[str, object]]:
    """Each landlord with what is open and late, in the order of the alphabet; two queries."""
    today, listed = timezone.localdate(), list(rows.order_by("nom"))
    reports = Signalement.objects.visible_to(user).current().open()
    theirs = reports.filter(bailleur__in=[row.pk for row in listed])
    counted = theirs.order_by().values("bailleur")
    found = {
        row["bailleur"]: row
        for row in counted.annotate(
            ouverts=Count("pk"), retards=Count("pk", filter=Q(echeance__lt=today))
        )
    }
    none = {"ouverts": 0, "retards": 0}
    return [{"organisation": row, **found.get(row.pk, none)} for row in listed]


def usual_period(rows: SignalementQuerySet) -> Periode:
    """The month of the last report."""
    last = rows.order_by("-recu_le", "-id").values_list("jour", flat=True).first()
    day = last or timezone.localdate()
    return Periode.mois(day.year, day.month)


@dataclass(frozen=True)
class Compte:
    """One thing counted over a period and over the same days a year before."""

    libelle: str
    valeur: int
    avant: int


def _within(span: Periode) -> Q:
    return Q(jour__range=(span.debut, span.fin))


def figures(rows: SignalementQuerySet, span: Periode) -> list[Compte]:
    """What came in, what became of it; one query."""
    asked: dict[str, Aggregate] = {}
    now, then = _within(span), _within(span.previous())
    for name, within in (("valeur", now), ("avant", then)):
        asked |= {
            f"recus_{name}": Count("pk", filter=within),
            f"episodes_{name}": Sum(F("episodes") + F("rejoints"), filter=within, default=0),
            f"repondus_{name}": Count("pk", filter=within & Q(repondu_le__isnull=False)),
            f"delai_{name}": Count("pk", filter=within & Q(repondu_le__lte=F("echeance"))),
            f"clos_{name}": Count("pk", filter=within & Q(clos_le__isnull=False)),
        }
    found = rows.filter(now | then).order_by().aggregate(**asked)
    return [
        Compte(libelle, found[f"{name}_valeur"], found[f"{name}_avant"])
        for name, libelle in _LIBELLES.items()
    ]


_LIBELLES = {
    "recus": "Signalements reçus",
    "episodes": "Épisodes",
    "repondus": "Ayant eu une réponse",
    "delai": "Répondus dans le délai",
    "clos": "Clos à ce jour",
}


def by_kind(rows: SignalementQuerySet, span: Periode) -> list[Compte]:
    """Reports received by sub-category, in the order of the list; one query."""
    now, then = _within(span), _within(span.previous())
    counted = (
        rows.filter(now | then)
        .order_by("categorie__ordre", "categorie__libelle")
        .values("categorie__ordre", "categorie__libelle")
        .annotate(valeur=Count("pk", filter=now), avant=Count("pk", filter=then))
    )
    return [Compte(row["categorie__libelle"], row["valeur"], row["avant"]) for row in counted]


def answers_of(user: Utilisateur, landlord: Organisation) -> list[Suite]:
    """What it said and did, the last first."""
    said = (
        Suite.objects.visible_to(user)
        .current()
        .filter(
            signalement__bailleur=landlord, organisation=landlord, nature__in=PAROLES_PARTENAIRE
        )
    )
    rows = said.select_related("signalement__categorie", "signalement__lieu")
    return list(rows.order_by("-le", "-id")[:_REPONSES])
