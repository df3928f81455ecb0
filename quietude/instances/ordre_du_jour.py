"""The agenda of a meeting, which builds itself.

Points added by hand in their order, what other apps bring to this body, and the decisions it
took before and nobody closed. It is computed on reading; when the meeting is held, what the
other apps brought is written down, so that the agenda of a past meeting stays.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import Max

from quietude.comptes.models import Utilisateur
from quietude.instances.enums import EtatReunion
from quietude.instances.models import Decision, Instance, Point, Reunion


@dataclass(frozen=True)
class Sujet:
    """What an app brings to a meeting. `origine` names it, once: "signalements.retards"."""

    origine: str
    titre: str
    adresse: str = ""


Fournisseur: TypeAlias = Callable[[Reunion], Iterable[Sujet]]

_FOURNISSEURS: list[Fournisseur] = []


def register(fournisseur: Fournisseur) -> None:
    """Bring subjects to meetings; asked each time an agenda is read. No name of anyone."""
    if fournisseur not in _FOURNISSEURS:
        _FOURNISSEURS.append(fournisseur)


@dataclass(frozen=True)
class OrdreDuJour:
    """`points` written, then `sujets` brought and not written yet, then `decisions` open."""

    points: Sequence[Point]
    sujets: Sequence[Sujet]
    decisions: Sequence[Decision]

    def __bool__(self) -> bool:
        return bool(self.points or self.sujets or self.decisions)


def agenda_of(user: Utilisateur, reunion: Reunion) -> OrdreDuJour:
    """What the reader may see of it; nothing of a meeting called off."""
    if reunion.etat == EtatReunion.ANNULEE:
        return OrdreDuJour((), (), ())
    points = list(Point.objects.visible_to(user).of(reunion))
    decisions = Decision.objects.visible_to(user).standing_at(reunion)
    planned = reunion.etat == EtatReunion.PREVUE
    heard = Instance.objects.heard_by(user).filter(pk=reunion.instance_id)
    sujets = _brought(reunion, points) if planned and heard.exists() else []
    return OrdreDuJour(points, sujets, list(decisions.described().by_urgency()))


def _brought(reunion: Reunion, points: Iterable[Point]) -> list[Sujet]:
    known = {point.origine for point in points}
    found = {sujet.origine: sujet for offer in _FOURNISSEURS for sujet in offer(reunion)}
    return [sujet for origine, sujet in found.items() if origine not in known]


def write_subjects(reunion: Reunion) -> None:
    """Write down what other apps brought, after the points already there."""
    last = next_rank(reunion)
    for rank, sujet in enumerate(_brought(reunion, reunion.points.all()), start=last):
        Point.objects.create(
            reunion=reunion, ordre=rank, titre=sujet.titre, origine=sujet.origine
        )


def next_rank(reunion: Reunion) -> int:
    return (reunion.points.aggregate(last=Max("ordre"))["last"] or 0) + 1
