"""Charters to sign or to renew: whoever has not signed does not enter a body that asks it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from quietude.comptes.models import Utilisateur
from quietude.instances.models import Designation, Instance, SignatureCharte

BIENTOT = timedelta(days=30)  # time enough to have it signed again


@dataclass(frozen=True)
class Charte:
    """Where a member stands. `expire_le` is the last day of the last signature, if any."""

    designation: Designation
    expire_le: date | None
    on: date

    @property
    def valable(self) -> bool:
        return self.expire_le is not None and self.expire_le >= self.on

    @property
    def a_faire(self) -> bool:
        return self.expire_le is None or self.expire_le < self.on + BIENTOT

    @property
    def etat(self) -> str:
        if self.expire_le is None:
            return "À signer"
        if not self.valable:
            return "Expirée"
        return "À renouveler" if self.a_faire else "Signée"


def chartes(user: Utilisateur, on: date, instance: Instance | None = None) -> list[Charte]:
    """Every member in office of a body that asks for a charter, in one query."""
    bodies = Instance.objects.visible_to(user).under_charter()
    if instance is not None:
        bodies = bodies.filter(pk=instance.pk)
    signed = SignatureCharte.objects.filter(
        instance=OuterRef("membre__instance"), personne=OuterRef("personne"), signee_le__lte=on
    )
    rows: Iterable[Any] = (
        Designation.objects.visible_to(user)
        .in_office(on)
        .filter(membre__instance__in=bodies)
        .annotate(expire_le=Subquery(signed.order_by("-expire_le").values("expire_le")[:1]))
        .select_related("membre__instance", "personne")
        .order_by("membre__instance__ordre", "membre__ordre", "-qualite")
    )
    return [Charte(row, row.expire_le, on) for row in rows]


def chartes_to_do(user: Utilisateur, on: date) -> list[Charte]:
    return [row for row in chartes(user, on) if row.a_faire]


@dataclass(frozen=True)
class MaCharte:
    """Where the reader stands with the charter of a body; `expire_le` of the last signature."""

    expire_le: date | None
    on: date

    @property
    def valable(self) -> bool:
        return self.expire_le is not None and self.expire_le >= self.on


def own_signature(user: Utilisateur, instance: Instance, on: date) -> MaCharte:
    rows = instance.signatures.filter(personne__utilisateur=user, signee_le__lte=on)
    last = rows.order_by("-expire_le").values_list("expire_le", flat=True).first()
    return MaCharte(last, on)
