"""What each decision of a meeting does to its report, and how it is taken back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.instances.enums import Confidentialite
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.vie import (
    add_suite,
    assign_signalement,
    move_signalement,
    record_mediation,
)
from quietude.signalements.echeances import after_working_days
from quietude.signalements.enums import (
    DecisionSeance,
    EtatSignalement,
    MotifSansSuite,
    NatureSuite,
    SortTaches,
)
from quietude.signalements.models import LigneSeance, Signalement
from quietude.signalements.seance import days_between
from quietude.socle.formats import jour
from quietude.socle.regles import ActionImpossible

_ETAT = ("etat", "motif", "clos_le", "service_id", "agent_id", "echeance", "repondu_le")
_QUI = "Choisissez d’abord le service : son chiffre, puis la décision."


def state_of(row: Signalement) -> dict[str, Any]:
    """Everything that a decision may move, as it is stored with the line."""
    values = {name: getattr(row, name) for name in _ETAT}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def apply(
    actor: Utilisateur,
    line: LigneSeance,
    decision: DecisionSeance,
    service: Organisation | None,
    due: date | None,
) -> None:
    """Do what is decided, by the actions of any day, and say it on the line."""
    row = line.signalement
    line.service = service or row.service
    if decision in _FINS:
        etat, motif = _FINS[decision]
        # In two keys nothing is asked: what is still to do stays, and is told.
        move_signalement(
            actor=actor, signalement=row, etat=etat, motif=motif, taches=SortTaches.GARDER
        )
        return
    line.echeance = due or _due(line, decision)
    if decision in _EFFETS:
        _EFFETS[decision](actor, line)


def _due(line: LigneSeance, decision: DecisionSeance) -> date:
    """When it comes back: the time that its category gives to a service, else next meeting."""
    today = timezone.localdate()
    if decision == DecisionSeance.CONFIER:
        return after_working_days(today, line.signalement.categorie.delai)
    return today + timedelta(days=days_between(line.reunion.instance, today))


def _follow(actor: Utilisateur, line: LigneSeance) -> None:
    _assign(actor, line)
    _say(actor, line, NatureSuite.NOTE, "Suivi décidé")


def _entrust(actor: Utilisateur, line: LigneSeance) -> None:
    if line.service is None:
        raise ActionImpossible(_QUI)
    _assign(actor, line)


def _mediate(actor: Utilisateur, line: LigneSeance) -> None:
    if line.service is None:
        raise ActionImpossible(_QUI)
    _assign(actor, line)
    line.mediation = record_mediation(
        actor=actor,
        signalement=line.signalement,
        organisation=line.service,
        proposee_le=timezone.localdate(),
    )


def _patrol(actor: Utilisateur, line: LigneSeance) -> None:
    """Asked for, not yet done: it does not count as an answer."""
    _assign(actor, line)
    _say(actor, line, NatureSuite.CONTACT, "Patrouille demandée")


def _assign(actor: Utilisateur, line: LigneSeance) -> None:
    row = line.signalement
    same = line.service is not None and line.service.pk == row.service_id
    assign_signalement(
        actor=actor,
        signalement=row,
        service=line.service,
        agent=row.agent if same else None,
        echeance=line.echeance,
    )


def _say(actor: Utilisateur, line: LigneSeance, nature: NatureSuite, words: str) -> None:
    body, day = line.reunion.instance, jour(line.reunion.date)
    # The sheet is read by more than the members: only a body without reserve is named there.
    named = body.confidentialite == Confidentialite.OUVERTE
    line.suite = add_suite(
        actor=actor,
        signalement=line.signalement,
        nature=nature,
        texte=f"{words} en réunion ({body}, {day})." if named else f"{words} le {day}.",
        organisation=line.service,
    )


_FINS = {
    DecisionSeance.CLORE: (EtatSignalement.RESOLU, ""),
    DecisionSeance.CLASSER: (EtatSignalement.SANS_SUITE, MotifSansSuite.NON_CONSTATE),
}
_EFFETS: dict[DecisionSeance, Callable[[Utilisateur, LigneSeance], None]] = {
    DecisionSeance.SUIVRE: _follow,
    DecisionSeance.CONFIER: _entrust,
    DecisionSeance.MEDIATION: _mediate,
    DecisionSeance.PATROUILLE: _patrol,
}


def restore(row: Signalement, line: LigneSeance) -> None:
    """As it stood before; what the decision wrote goes, the journal keeps both."""
    for name, value in line.avant.items():
        field: Any = row._meta.get_field(name.removesuffix("_id"))
        setattr(row, name, field.to_python(value))
    row.save()
    for written in (line.suite, line.mediation):
        if written is not None:
            written.delete()
    line.suite = line.mediation = None
