"""The life of a report: given to a service, answered, closed, opened again, merged."""

from datetime import date

from django.db.models import Sum
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.cloture import settle_tasks
from quietude.signalements.empreintes import CHARGE, ETAT, MEDIATION, check_version
from quietude.signalements.enums import CLOS, EtatSignalement, IssueMediation, NatureSuite
from quietude.signalements.models import Mediation, Signalement, Suite
from quietude.signalements.rules import can_follow, can_say, speaks_for
from quietude.signalements.workflow import SIGNALEMENT
from quietude.socle.regles import ActionImpossible, require

_REPONSES = frozenset(
    {NatureSuite.INTERVENTION, NatureSuite.PATROUILLE, NatureSuite.REPONSE_SERVICE}
)


def lock(signalement: Signalement) -> Signalement:
    """The row as it stands, for the length of the transaction."""
    return Signalement.objects.select_for_update(of=("self",)).get(pk=signalement.pk)


@action
def move_signalement(
    *,
    actor: Utilisateur,
    signalement: Signalement,
    etat: str,
    motif: str = "",
    satisfait: bool | None = None,
    taches: str = "",
    version: str | None = None,
) -> Signalement:
    """To another state. ActionImpossible when the workflow says no, or without the reason
    that "sans suite" needs; ConflitDeVersion when it has moved since `version`.

    When it is closed, `satisfait` is what the caller says of it, and `taches` what becomes
    of what is still to do; asked for when something is.
    """
    row, wanted = lock(signalement), EtatSignalement(etat)
    require(can_follow(actor, row))
    check_version(row, ETAT, version)
    current = EtatSignalement(row.etat)
    if wanted not in SIGNALEMENT[current]:
        raise ActionImpossible(
            f"Un signalement « {current.label.lower()} » ne devient pas "
            f"« {wanted.label.lower()} »."
        )
    if wanted == EtatSignalement.SANS_SUITE and not motif:
        raise ActionImpossible("Dites pourquoi il n’est pas donné suite.")
    if wanted in CLOS:
        settle_tasks(actor, row, taches)
    row.etat = wanted
    row.motif = motif if wanted == EtatSignalement.SANS_SUITE else ""
    row.clos_le = timezone.localdate() if wanted in CLOS else None
    row.save()
    if satisfait is not None and wanted in CLOS:
        Suite.objects.create(
            signalement=row, nature=NatureSuite.SATISFACTION, satisfait=satisfait, auteur=actor
        )
    return row


@action
def assign_signalement(
    *,
    actor: Utilisateur,
    signalement: Signalement,
    service: Organisation | None,
    agent: Utilisateur | None = None,
    echeance: date | None = None,
    version: str | None = None,
) -> Signalement:
    """Give it to a service (and to somebody in it); the day asked for stays when none is.

    ConflitDeVersion when somebody has given it otherwise since `version`.
    """
    row = lock(signalement)
    require(can_follow(actor, row))
    check_version(row, CHARGE, version)
    row.service, row.agent = service, agent
    row.echeance = echeance or row.echeance
    if row.etat == EtatSignalement.RECU and service:
        row.etat = EtatSignalement.QUALIFIE
    row.save()
    return row


@action
def add_suite(
    *,
    actor: Utilisateur,
    signalement: Signalement,
    nature: str,
    texte: str = "",
    organisation: Organisation | None = None,
    satisfait: bool | None = None,
) -> Suite:
    """Say what was done. The first answer of a service dates the delay to answer."""
    kind = NatureSuite(nature)
    require(can_say(actor, signalement, kind))
    if not texte.strip() and kind in {NatureSuite.NOTE, NatureSuite.REPONSE_SERVICE}:
        raise ActionImpossible("Dites ce qui a été fait, en quelques mots.")
    row = lock(signalement)
    return write_suite(
        Suite(
            signalement=row,
            nature=kind,
            texte=texte.strip(),
            satisfait=satisfait,
            auteur=actor,
            organisation=organisation or speaks_for(actor, row),
        )
    )


def write_suite(suite: Suite) -> Suite:
    """Keep this line of a locked report, which the first answer dates and sets going; the
    caller has checked who may."""
    row = suite.signalement
    if suite.nature in _REPONSES and row.repondu_le is None:
        row.repondu_le = timezone.localdate()
        if row.etat in {EtatSignalement.RECU, EtatSignalement.QUALIFIE}:
            row.etat = EtatSignalement.EN_COURS
        row.save()
    suite.save()
    return suite


@action
def record_mediation(
    *,
    actor: Utilisateur,
    signalement: Signalement,
    organisation: Organisation,
    proposee_le: date,
    tenue_le: date | None = None,
    issue: str = "",
    mediation: Mediation | None = None,
    version: str | None = None,
) -> Mediation:
    """Propose a mediation, or write down how one ended.

    ConflitDeVersion when `mediation` has been written since `version`.
    """
    require(can_follow(actor, lock(signalement)))
    if mediation:
        mediation.refresh_from_db()
        check_version(mediation, MEDIATION, version)
    if max(proposee_le, tenue_le or proposee_le) > timezone.localdate():
        raise ActionImpossible("Une médiation se note quand elle a eu lieu.")
    if tenue_le and not issue:
        raise ActionImpossible("Dites l’issue de la médiation.")
    row = mediation or Mediation(signalement=signalement)
    row.organisation, row.proposee_le = organisation, proposee_le
    row.tenue_le, row.issue = tenue_le, IssueMediation(issue) if issue else ""
    row.save()
    return row


@action
def merge_signalement(
    *, actor: Utilisateur, signalement: Signalement, dans: Signalement
) -> Signalement:
    """The same nuisance taken down twice: one timeline is kept, both rows stay, its episodes
    are counted in the one that remains."""
    require(can_follow(actor, signalement))
    first, second = sorted((signalement, dans), key=lambda row: row.pk)
    rows = {row.pk: row for row in (lock(first), lock(second))}  # always in the same order
    row, into = rows[signalement.pk], rows[dans.pk]
    if row == into:
        raise ActionImpossible("Choisissez un autre signalement.")
    if into.fusionne_dans_id:
        raise ActionImpossible("Ce signalement a lui-même rejoint un autre.")
    if Signalement.objects.filter(fusionne_dans=row).exists():
        raise ActionImpossible("D’autres signalements ont rejoint celui-ci : gardez-le.")
    row.fusionne_dans = into
    row.save()
    return _count_joined(into)


@action
def unmerge_signalement(*, actor: Utilisateur, signalement: Signalement) -> Signalement:
    """Undo a merge: both stand by themselves again."""
    row = lock(signalement)
    if row.fusionne_dans_id is None:
        raise ActionImpossible("Ce signalement n’a rejoint aucun autre.")
    into = Signalement.objects.select_for_update(of=("self",)).get(pk=row.fusionne_dans_id)
    require(can_follow(actor, into))
    row.fusionne_dans = None
    row.save()
    _count_joined(into)
    return row


def _count_joined(into: Signalement) -> Signalement:
    into.rejoints = into.fusionnes.aggregate(total=Sum("episodes"))["total"] or 0
    into.save()
    return into
