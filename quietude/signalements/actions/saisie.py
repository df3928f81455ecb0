"""Take a report down, put it right, join a new episode to one that is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.vie import lock
from quietude.signalements.echeances import after_working_days
from quietude.signalements.empreintes import RECIT, check_version
from quietude.signalements.enums import Canal, EtatSignalement, NatureSuite
from quietude.signalements.models import Appelant, Categorie, Fait, Signalement, Suite
from quietude.signalements.rules import can_follow, can_use_channel
from quietude.signalements.situation import Situation
from quietude.socle.regles import ActionImpossible, require

FUTUR = "Un fait ne se signale pas avant d’avoir eu lieu."
SANS_LIEU = "Dites où : un lieu connu, une adresse ou un point sur la carte."


@dataclass(frozen=True)
class Contact:
    """Who called, when they want an answer; all empty for an anonymous call."""

    nom: str = ""
    telephone: str = ""
    email: str = ""
    rappel: bool = True

    def __bool__(self) -> bool:
        return bool(self.nom or self.telephone or self.email)


@dataclass(frozen=True)
class Recit:
    """What is reported. `recu_le` is now when none is given."""

    categorie: Categorie
    situation: Situation
    canal: str = Canal.TELEPHONE
    fait_le: date | None = None
    fait_heure: time | None = None
    faits: Sequence[str] = ()
    note: str = ""
    urgent: bool = False
    repete: bool = False
    precedent: Signalement | None = None
    bailleur: Organisation | None = None
    recu_le: datetime | None = None
    contact: Contact | None = None  # none: what is kept stays; empty: it is erased


@action
def create_signalement(*, actor: Utilisateur, recit: Recit) -> Signalement:
    """Take a report down; it goes to the service that answers for its category.

    ActionImpossible for a fact to come, no place, or a value out of its dated list.
    """
    require(can_use_channel(actor, recit.canal))
    row = Signalement(canal=recit.canal)
    return write_signalement(row, recit)


@action
def amend_signalement(
    *, actor: Utilisateur, signalement: Signalement, recit: Recit, version: str | None = None
) -> Signalement:
    """Put right what was taken down; the journal keeps what it said.

    ConflitDeVersion when it no longer says what it did at `version`.
    """
    row = lock(signalement)
    require(can_follow(actor, row))
    check_version(row, RECIT, version)
    return write_signalement(row, recit)


def write_signalement(row: Signalement, recit: Recit) -> Signalement:
    """Say exactly `recit`, for a new row or an old one; the caller has checked who may.

    Until somebody has qualified it, service and due date follow its category.
    """
    new, before = row._state.adding, row.categorie_id
    _fill(row, recit)
    if new:
        row.recu_le = recit.recu_le or timezone.now()
        row.jour = timezone.localdate(row.recu_le)
        row.dernier_fait_le = row.fait_le
    if new or (row.categorie_id != before and row.etat == EtatSignalement.RECU):
        row.service = recit.categorie.service or _service_of_parent(recit.categorie)
        row.echeance = after_working_days(row.jour, recit.categorie.delai)
    row.dernier_fait_le = max(row.dernier_fait_le, row.fait_le)
    row.save()
    _write_contact(row, recit.contact)
    return row


def _fill(row: Signalement, recit: Recit) -> None:
    day = recit.fait_le or timezone.localdate()
    if day > timezone.localdate():
        raise ActionImpossible(FUTUR)
    _check_lists(recit, day)
    where = recit.situation.located()
    if not (where.lieu or where.adresse or where.longitude is not None):
        raise ActionImpossible(SANS_LIEU)
    row.canal, row.categorie = Canal(recit.canal), recit.categorie
    row.fait_le, row.fait_heure = day, recit.fait_heure
    row.faits, row.note = list(recit.faits), recit.note.strip()
    row.urgent, row.bailleur = recit.urgent, recit.bailleur
    row.repete, row.precedent = recit.repete or bool(recit.precedent), recit.precedent
    row.lieu, row.adresse = where.lieu, where.adresse
    row.longitude, row.latitude = where.longitude, where.latitude
    row.secteurs = where.secteurs or {}


def _check_lists(recit: Recit, day: date) -> None:
    if recit.categorie.parent_id is None:
        raise ActionImpossible("Choisissez une sous-catégorie.")
    if not recit.categorie.runs(day):
        raise ActionImpossible(f"« {recit.categorie} » ne se choisit pas à cette date.")
    running = Fait.objects.running(day).filter(code__in=recit.faits)
    known = set(running.values_list("code", flat=True)) if recit.faits else set()
    unknown = [code for code in recit.faits if code not in known]
    if unknown:
        raise ActionImpossible(f"« {unknown[0]} » n’est pas dans la liste des faits.")


def _service_of_parent(categorie: Categorie) -> Organisation | None:
    return categorie.parent.service if categorie.parent else None


def _write_contact(row: Signalement, contact: Contact | None) -> None:
    if contact is None:
        return
    known = Appelant.objects.filter(signalement=row).first()
    if not contact:
        if known:
            known.delete()
        return
    known = known or Appelant(signalement=row)
    known.nom, known.telephone = contact.nom.strip(), contact.telephone.strip()
    known.email, known.rappel = contact.email.strip(), contact.rappel
    known.save()


@action
def add_episode(
    *,
    actor: Utilisateur,
    signalement: Signalement,
    fait_le: date,
    texte: str = "",
    urgent: bool = False,
) -> Suite:
    """The same nuisance again at the same place: it joins its report and is counted.

    A report that was closed opens again.
    """
    row = lock(signalement)
    require(can_follow(actor, row))
    if fait_le > timezone.localdate():
        raise ActionImpossible(FUTUR)
    if fait_le < row.fait_le:
        raise ActionImpossible("Cet épisode précède le premier fait du signalement.")
    row.episodes += 1
    row.dernier_fait_le = max(row.dernier_fait_le, fait_le)
    row.urgent = row.urgent or urgent
    if row.clos:
        row.etat, row.motif, row.clos_le = EtatSignalement.ROUVERT, "", None
    row.save()
    signalement.refresh_from_db()
    return Suite.objects.create(
        signalement=row,
        nature=NatureSuite.EPISODE,
        fait_le=fait_le,
        texte=texte.strip(),
        auteur=actor,
    )


@action
def split_episode(*, actor: Utilisateur, suite: Suite) -> Signalement:
    """An episode that was another nuisance after all: it becomes its own report, linked.

    Its contact details, if any, stay with the report that it leaves.
    """
    row = lock(suite.signalement)
    require(can_follow(actor, row))
    if suite.nature != NatureSuite.EPISODE:
        raise ActionImpossible("Seul un épisode se détache de son signalement.")
    apart = create_signalement(actor=actor, recit=_apart(row, suite))
    suite.delete()
    left = row.suites.filter(nature=NatureSuite.EPISODE, fait_le__isnull=False)
    row.episodes = max(row.episodes - 1, 1)
    row.dernier_fait_le = max([row.fait_le, *left.values_list("fait_le", flat=True)])
    row.save()
    return apart


def _apart(row: Signalement, suite: Suite) -> Recit:
    """What the report says, as it was told on the day of that episode."""
    return Recit(
        categorie=row.categorie,
        situation=Situation(
            row.lieu, row.adresse, row.longitude, row.latitude, dict(row.secteurs)
        ),
        canal=row.canal,
        fait_le=suite.fait_le or timezone.localdate(suite.le),
        note=suite.texte,
        precedent=row,
        bailleur=row.bailleur,
        recu_le=suite.le,
    )
