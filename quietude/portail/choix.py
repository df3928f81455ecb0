"""What anyone may choose from: what can be reported, the facts, the known places.

Labels only: nothing here says what was reported.
"""

from datetime import date

from django.utils import timezone

from quietude.signalements.models import Categorie, Fait
from quietude.territoire.models import Commune, Division, Lieu, Territoire


def categories(on: date | None = None) -> list[Categorie]:
    """The sub-kinds of the day, under running kinds, in the order of the kinds."""
    day = on or timezone.localdate()
    rows = Categorie.objects.running(day).filter(parent__isnull=False)
    found = rows.select_related("parent").order_by(
        "parent__ordre", "parent__libelle", "ordre", "libelle"
    )
    return [row for row in found if row.parent and row.parent.runs(day)]


def faits(on: date | None = None) -> list[Fait]:
    return list(Fait.objects.running(on or timezone.localdate()))


def lieux() -> list[Lieu]:
    return list(Lieu.objects.order_by("nom"))


def communes() -> list[Commune]:
    return list(Commune.objects.all())


def divisions() -> list[Division]:
    return list(Division.objects.prefetch_related("secteurs"))


def town() -> str:
    """The name of who receives the reports."""
    found = Territoire.objects.first()
    return found.nom if found else "la ville"
