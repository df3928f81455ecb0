"""What the page tells while a call is typed: sectors, likely duplicates, urgency."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.signalements.forms.recit import RecitForm
from quietude.signalements.patrimoine import landlord_of
from quietude.signalements.ressemblances import Ressemblance, similar
from quietude.signalements.rules import can_follow
from quietude.signalements.situation import Situation, derive_sectors
from quietude.territoire.models import Division, Secteur

EPISODE, LIEN = "episode", "lien"


@dataclass(frozen=True)
class SecteurAppel:
    """One division: the sector that the place tells, or those to choose from."""

    division: Division
    deduit: Secteur | None
    choix: list[Secteur]
    choisi: str


@dataclass(frozen=True)
class Proposition:
    """A likely duplicate, and what may be done with it."""

    ressemblance: Ressemblance
    peut_rejoindre: bool
    choisie: str

    @property
    def cle_episode(self) -> str:
        return f"{EPISODE}-{self.ressemblance.signalement.pk}"

    @property
    def cle_lien(self) -> str:
        return f"{LIEN}-{self.ressemblance.signalement.pk}"


def sectors_of(form: RecitForm, known: dict[str, str] | None = None) -> list[SecteurAppel]:
    """For each division that has sectors; `known` are those the report has already."""
    form.is_valid()
    where = form.to_situation().placed()
    derived = derive_sectors(where.lieu, where.longitude, where.latitude)
    chosen = {**(known or {}), **(where.secteurs or {})}
    return [
        _sector(row, derived.get(row.code, ""), chosen.get(row.code, ""))
        for row in form.divisions
        if row.secteurs.all()
    ]


def landlord_told(form: RecitForm) -> Organisation | None:
    """Whose estates the place is in, whatever is chosen."""
    form.is_valid()
    data = form.cleaned_data
    return landlord_of(data.get("lieu"), data.get("fait_le") or timezone.localdate())


def _sector(division: Division, derived: str, chosen: str) -> SecteurAppel:
    rows = list(division.secteurs.all())
    told = next((row for row in rows if row.code == derived), None)
    return SecteurAppel(division, told, rows, chosen)


def proposals(user: Utilisateur, form: RecitForm, chosen: str) -> list[Proposition]:
    """Likely duplicates of what is typed so far; the one chosen stays chosen."""
    form.is_valid()
    data = form.cleaned_data
    where: Situation = form.to_situation().placed()
    day: date = data.get("fait_le") or timezone.localdate()
    found = similar(user, where, on=day, categorie=data.get("categorie"))
    return [Proposition(one, bool(can_follow(user, one.signalement)), chosen) for one in found]
