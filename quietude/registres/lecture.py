"""What pages say of the registers: the last figures handed in, what lacks, whose it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.adresses import addresses_of
from quietude.partenaires.models import Organisation
from quietude.registres.collecte import Attendue, awaited
from quietude.registres.models import Champ, Choix, Entree, Fournisseur, Registre, Relance
from quietude.registres.querysets import SAISISSENT
from quietude.socle.formats import jour
from quietude.socle.periodes import Periode


@dataclass(frozen=True)
class Resume:
    """One line of the list: a register, its last span handed in, how much lacks."""

    registre: Registre
    fournisseurs: str
    derniere: Periode | None
    manques: int

    @property
    def derniere_en_mots(self) -> str:
        return self.derniere.libelle if self.derniere else "Aucune"

    @property
    def etat(self) -> str:
        closed = self.registre.jusqu_au
        if closed and closed < timezone.localdate():
            return "Fermé"
        if not self.manques:
            return "À jour"
        return f"{self.manques} remise{'s' if self.manques > 1 else ''} en retard"

    @property
    def ton(self) -> str:
        return {"Fermé": "neutre", "À jour": "succes"}.get(self.etat, "attention")


@dataclass(frozen=True)
class Retard:
    """What one organisation lacks of one register, in as few words as possible."""

    registre: Registre
    organisation: Organisation
    attendues: tuple[Attendue, ...]

    @property
    def nombre(self) -> int:
        return len(self.attendues)

    @property
    def etendue(self) -> Periode:
        """From the first span to the last."""
        spans = [row.periode for row in self.attendues]
        return Periode(min(row.debut for row in spans), max(row.fin for row in spans))

    @property
    def depuis_le(self) -> date:
        """The day from which the oldest is late."""
        return min(row.en_retard_le for row in self.attendues)

    @property
    def periodes(self) -> str:
        return "\u202f; ".join(_spans_in_words([row.periode for row in self.attendues]))


@dataclass(frozen=True)
class Debiteur:
    """An organisation and all that it lacks; when it was last written to, to how many."""

    organisation: Organisation
    retards: tuple[Retard, ...]
    relance_le: datetime | None
    adresses: int

    @property
    def nombre(self) -> int:
        return sum(row.nombre for row in self.retards)


def _spans_in_words(spans: Iterable[Periode]) -> list[str]:
    """Spans that follow one another are told by the first and the last."""
    runs: list[list[Periode]] = []
    for span in sorted(spans):
        if runs and runs[-1][-1].fin + timedelta(days=1) == span.debut:
            runs[-1].append(span)
        else:
            runs.append([span])
    return [
        run[0].libelle
        if len(run) == 1
        else f"{run[0].libelle} à {run[-1].libelle} ({len(run)})"
        for run in runs
    ]


def visible_registres(user: Utilisateur) -> list[Registre]:
    """The registers of this reader, with their providers."""
    rows = Registre.objects.visible_to(user)
    return list(rows.prefetch_related("fournit__organisation"))


def awaited_of(user: Utilisateur, registres: Iterable[Registre]) -> list[Attendue]:
    """What is over and not handed in; a partner only knows of its own."""
    rows = awaited(registres)
    if user.role != Role.PARTENAIRE:
        return rows
    held = Organisation.objects.held_by(user, on=timezone.localdate())
    mine = set(held.values_list("pk", flat=True))
    return [row for row in rows if row.organisation.pk in mine]


def late_of(user: Utilisateur, registres: Iterable[Registre]) -> list[Attendue]:
    """What is late today."""
    today = timezone.localdate()
    return [row for row in awaited_of(user, registres) if row.en_retard_le <= today]


def list_registres(user: Utilisateur) -> list[Resume]:
    """The list of registers, in as many queries for one as for forty."""
    registres = visible_registres(user)
    late: dict[int, int] = defaultdict(int)
    for row in late_of(user, registres):
        late[row.registre.pk] += 1
    last = _last_spans(user, registres)
    return [
        Resume(
            registre,
            ", ".join(str(row.organisation) for row in registre.fournit.all()),
            last.get(registre.pk),
            late[registre.pk],
        )
        for registre in registres
    ]


def _last_spans(user: Utilisateur, registres: Sequence[Registre]) -> dict[int, Periode]:
    """The latest span handed in of each register; of its own rows only for a partner."""
    rows = Entree.objects.all()
    if user.role == Role.PARTENAIRE:
        rows = rows.visible_to(user)
    # One step down the index for each register, whatever its rows.
    newest = rows.filter(registre=OuterRef("pk")).order_by("-fin", "-debut").values("pk")[:1]
    latest = Registre.objects.filter(pk__in=[row.pk for row in registres]).order_by()
    kept = latest.annotate(newest=Subquery(newest)).values("newest")
    told = Entree.objects.filter(pk__in=kept).values_list("registre_id", "debut", "fin")
    return {registre: Periode(start, end) for registre, start, end in told}


def last_span(user: Utilisateur, registre: Registre) -> Periode | None:
    """The latest span handed in of this register."""
    return _last_spans(user, [registre]).get(registre.pk)


def group_late(rows: Iterable[Attendue]) -> list[Retard]:
    """What lacks, by organisation and register, in the order of the registers."""
    found: dict[tuple[int, int], list[Attendue]] = defaultdict(list)
    for row in rows:
        found[row.registre.pk, row.organisation.pk].append(row)
    groups = [
        Retard(own[0].registre, own[0].organisation, tuple(own)) for own in found.values()
    ]
    return sorted(groups, key=lambda one: (one.registre.ordre, one.registre.nom))


def list_debtors(rows: Iterable[Attendue]) -> list[Debiteur]:
    """Who lacks what; the longest list first."""
    by_owner: dict[Organisation, list[Retard]] = defaultdict(list)
    for group in group_late(rows):
        by_owner[group.organisation].append(group)
    told = last_reminders(by_owner)
    known = addresses_of(by_owner, on=timezone.localdate(), roles=SAISISSENT)
    debtors = [
        Debiteur(who, tuple(own), told.get(who.pk), len(known.get(who.pk, ())))
        for who, own in by_owner.items()
    ]
    return sorted(debtors, key=lambda one: (-one.nombre, one.organisation.nom))


def last_reminders(organisations: Iterable[Organisation]) -> dict[int, datetime]:
    """When each was last written to."""
    rows = Relance.objects.filter(organisation__in=list(organisations))
    told = rows.order_by().values("organisation").annotate(last=Max("envoyee_le"))
    return {row["organisation"]: row["last"] for row in told}


def in_force_words(row: Registre | Champ | Choix | Fournisseur) -> str:
    """Between which days: "depuis le…", "du… au…", nothing when always."""
    if row.depuis and row.jusqu_au:
        return f"du {jour(row.depuis)} au {jour(row.jusqu_au)}"
    if row.depuis:
        return f"depuis le {jour(row.depuis)}"
    return f"jusqu’au {jour(row.jusqu_au)}" if row.jusqu_au else ""
