"""What partners and pilots are asked to say of a year: asked, reminded, drafted, handed in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.evaluation import courriels, workflow
from quietude.evaluation.actions.annuelle import lock
from quietude.evaluation.enums import EtatContribution
from quietude.evaluation.models import Contribution, EvaluationAnnuelle
from quietude.evaluation.rules_annuelle import can_ask, can_contribute
from quietude.evaluation.textes import fingerprint, normalise
from quietude.journal.actions import action, record_change
from quietude.journal.models import Trace
from quietude.partenaires.models import Organisation
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require
from quietude.strategie.enums import EtatFiche, RoleEngagement
from quietude.strategie.models import Engagement, FicheAction, Strategie

RAPPEL = "evaluation.remind_contributions"
Attendue = tuple[Organisation, FicheAction | None]


@dataclass(frozen=True)
class Bilan:
    """How many were asked, and of whom nobody is known to write to."""

    nombre: int
    sans_adresse: tuple[str, ...]


def expected_of(strategie: Strategie, *, pilotes: bool, partenaires: bool) -> list[Attendue]:
    """Who has something to say: each pilot of its sheet, each other partner of the year."""
    rows = (
        Engagement.objects.filter(fiche__strategie=strategie)
        .exclude(fiche__etat=EtatFiche.ABANDONNEE)
        .select_related("organisation", "fiche")
        .order_by("fiche__numero", "ordre")
    )
    led = {
        (row.organisation, row.fiche): None for row in rows if row.role == RoleEngagement.PILOTE
    }
    leaders = {organisation for organisation, _ in led}
    others = {row.organisation: None for row in rows if row.organisation not in leaders}
    found: list[Attendue] = list(led) if pilotes else []
    return found + ([(organisation, None) for organisation in others] if partenaires else [])


def subject_of(fiche: FicheAction | None) -> str:
    return (
        f"action {fiche.numero}, « {fiche.titre} »" if fiche else "l’année, dans son ensemble"
    )


@action
def ask_contributions(
    *,
    actor: Utilisateur | None,
    evaluation: EvaluationAnnuelle,
    attendues: Sequence[Attendue],
    echeance: date | None,
    lien: str,
) -> Bilan:
    """Ask those who were not asked yet; one message an organisation. Repeatable."""
    evaluation = lock(evaluation)
    require(can_ask(actor, evaluation))
    if echeance and echeance < timezone.localdate():
        raise ActionImpossible("La date d’échéance est passée.")
    known = set(evaluation.contributions.values_list("organisation", "fiche"))
    fresh = [
        Contribution(evaluation=evaluation, organisation=organisation, fiche=fiche)
        for organisation, fiche in attendues
        if (organisation.pk, fiche.pk if fiche else None) not in known
    ]
    Contribution.objects.bulk_create(fresh)
    if echeance != evaluation.echeance:
        evaluation.echeance = echeance
        evaluation.save(update_fields=["echeance"])
    return _write_to(fresh, evaluation, lien, rappel=False)


def _write_to(
    rows: Iterable[Contribution], evaluation: EvaluationAnnuelle, lien: str, *, rappel: bool
) -> Bilan:
    asked = [(row.organisation, subject_of(row.fiche)) for row in rows]
    envois = courriels.prepare(asked, timezone.localdate())
    args = (envois, evaluation.annee, evaluation.echeance, lien)
    transaction.on_commit(partial(courriels.send, *args, rappel=rappel))
    silent = tuple(row.organisation.nom for row in envois if not row.adresses)
    return Bilan(len(asked), silent)


@action
def remind_contributions(
    *, actor: Utilisateur | None, evaluation: EvaluationAnnuelle, lien: str
) -> Bilan:
    """Write again to those who have not answered, once a day at most."""
    evaluation = lock(evaluation)
    require(can_ask(actor, evaluation))
    last = last_reminder(evaluation)
    if last and timezone.localdate(last.moment) == timezone.localdate():
        raise ActionImpossible("Un rappel est déjà parti aujourd’hui.")
    rows = evaluation.contributions.filter(etat=EtatContribution.DEMANDEE)
    waiting = list(rows.select_related("organisation", "fiche"))
    if not waiting:
        raise ActionImpossible("Toutes les contributions demandées sont rendues.")
    told = sorted({row.organisation.nom for row in waiting})
    record_change(obj=evaluation, avant={}, apres={"rappel": told})
    return _write_to(waiting, evaluation, lien, rappel=True)


def last_reminder(evaluation: EvaluationAnnuelle) -> Trace | None:
    """The journal knows when people were last written to."""
    rows = Trace.objects.filter(
        action=RAPPEL,
        sujet_type=EvaluationAnnuelle._meta.label_lower,
        sujet_id=str(evaluation.pk),
    )
    return rows.order_by("-pk").first()


def _lock(contribution: Contribution) -> Contribution:
    rows = Contribution.objects.select_for_update(of=("self",))
    found = rows.select_related("evaluation").filter(pk=contribution.pk).first()
    if found is None:
        raise ActionImpossible("Cette contribution n’est plus demandée.")
    return found


def _check(contribution: Contribution, texte: str, empreinte: str) -> None:
    """Two people of one organisation never overwrite each other unknowingly."""
    if contribution.texte not in ("", texte) and fingerprint(contribution.texte) != empreinte:
        raise ConflitDeVersion("Quelqu’un a écrit cette contribution entre-temps.")


@action
def keep_draft(
    *, actor: Utilisateur, contribution: Contribution, texte: str, empreinte: str
) -> Contribution:
    """Keep what is being typed, as long as it was not handed in."""
    current = _lock(contribution)
    require(can_contribute(actor, current))
    if current.etat != EtatContribution.DEMANDEE:
        raise ActionImpossible("Cette contribution est rendue : enregistrez pour la changer.")
    text = normalise(texte)
    _check(current, text, empreinte)
    if current.texte != text:
        current.texte = text
        current.save(update_fields=["texte"])
    return current


@action
def hand_in(
    *, actor: Utilisateur, contribution: Contribution, texte: str, empreinte: str
) -> Contribution:
    """Give a contribution, or a new wording of it."""
    current = _lock(contribution)
    require(can_contribute(actor, current))
    assert EtatContribution.RENDUE in workflow.CONTRIBUTION[EtatContribution(current.etat)]
    text = normalise(texte)
    if not text:
        raise ActionImpossible("Écrivez votre contribution avant de la rendre.")
    _check(current, text, empreinte)
    current.texte, current.etat = text, EtatContribution.RENDUE
    current.rendue_le, current.auteur = timezone.now(), actor
    current.save(update_fields=["texte", "etat", "rendue_le", "auteur"])
    return current


@action
def withdraw_request(*, actor: Utilisateur, contribution: Contribution) -> None:
    """Take back a request to which nobody has begun to answer."""
    current = _lock(contribution)
    require(can_ask(actor, current.evaluation))
    if current.texte:
        raise ActionImpossible("Cette contribution est commencée : elle ne se retire plus.")
    current.delete()
