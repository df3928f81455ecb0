"""Who does what to a yearly evaluation, in which state; what may follow what."""

import pytest

from quietude.comptes.enums import Role
from quietude.evaluation import rules_annuelle as rules
from quietude.evaluation import workflow
from quietude.evaluation.enums import EtatContribution, EtatEvaluation
from quietude.evaluation.models import Contribution, EvaluationAnnuelle
from tests.conftest import make_user
from tests.evaluation.annuelles import make_contribution, make_evaluation
from tests.strategie.factories import make_mandat, make_organisation

OUVERTE, ADOPTEE, PUBLIEE = EtatEvaluation
PERMIS = {
    rules.can_amend: {OUVERTE},
    rules.can_ask: {OUVERTE},
    rules.can_adopt: {OUVERTE},
    rules.can_publish: {ADOPTEE},
    rules.can_unpublish: {PUBLIEE},
    rules.can_delete: {OUVERTE},
}


@pytest.mark.parametrize("etat", EtatEvaluation)
@pytest.mark.parametrize("rule", PERMIS, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("role", Role)
def test_only_the_coordinator_acts_and_only_in_time(
    db: None, rule: object, etat: EtatEvaluation, role: Role
) -> None:
    verdict = rule(make_user(role), EvaluationAnnuelle(annee=2025, etat=etat))  # type: ignore[operator]
    expected = role == Role.COORDONNATEUR and etat in PERMIS[rule]  # type: ignore[index]
    assert bool(verdict) is expected
    assert expected or verdict.motif.endswith(".")


@pytest.mark.parametrize("rule", PERMIS, ids=lambda rule: rule.__name__)
def test_a_command_may_what_the_coordinator_may(rule: object) -> None:
    allowed = {
        etat
        for etat in EtatEvaluation
        if rule(None, EvaluationAnnuelle(annee=2025, etat=etat))  # type: ignore[operator]
    }
    assert allowed == PERMIS[rule]  # type: ignore[index]


@pytest.mark.parametrize("role", Role)
def test_only_the_coordinator_opens_a_year(db: None, role: Role) -> None:
    assert bool(rules.can_open(make_user(role))) is (role == Role.COORDONNATEUR)


@pytest.mark.parametrize("etat", EtatEvaluation)
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATEUR])
def test_those_who_work_on_it_see_what_differs_since_the_adoption(
    db: None, role: Role, etat: EtatEvaluation
) -> None:
    verdict = rules.can_compare(make_user(role), EvaluationAnnuelle(annee=2025, etat=etat))
    assert bool(verdict) is (etat != OUVERTE and role != Role.LECTEUR)


@pytest.mark.parametrize("role", Role)
def test_whoever_speaks_for_the_organisation_writes_its_contribution(
    db: None, role: Role
) -> None:
    asked = make_contribution(make_evaluation(), make_organisation("college"))
    user = make_user(role)
    assert bool(rules.can_contribute(user, asked)) is (role == Role.COORDONNATEUR)
    make_mandat(user, asked.organisation)
    closed = {Role.LECTEUR, Role.ADMINISTRATEUR}
    assert bool(rules.can_contribute(user, asked)) is (role not in closed)


def test_after_the_adoption_nobody_writes_a_contribution(db: None) -> None:
    evaluation = make_evaluation(etat=ADOPTEE)
    asked = make_contribution(evaluation, make_organisation())
    verdict = rules.can_contribute(make_user(), asked)
    assert verdict.motif == rules.ADOPTEE


def test_a_mandate_that_ended_speaks_no_more(db: None) -> None:
    from datetime import date

    asked = make_contribution(make_evaluation(), make_organisation())
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, asked.organisation, fin=date(2021, 1, 1))
    assert not rules.can_contribute(user, asked)


def test_an_adopted_evaluation_never_opens_again() -> None:
    assert set(workflow.EVALUATION) == set(EtatEvaluation)
    assert OUVERTE not in set().union(*workflow.EVALUATION.values())
    assert workflow.EVALUATION[ADOPTEE] == {PUBLIEE}
    assert workflow.EVALUATION[PUBLIEE] == {ADOPTEE}


def test_a_contribution_once_handed_in_is_only_reworded() -> None:
    assert set(workflow.CONTRIBUTION) == set(EtatContribution)
    assert workflow.CONTRIBUTION[EtatContribution.RENDUE] == {EtatContribution.RENDUE}


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.COORDONNATEUR, {2023, 2024, 2025}),
        (Role.ELU, {2023, 2024, 2025}),
        (Role.AGENT, {2023, 2024, 2025}),
        (Role.PARTENAIRE, {2023, 2024, 2025}),
        (Role.LECTEUR, {2023, 2024}),
        (Role.ADMINISTRATEUR, set()),
    ],
)
def test_readers_see_what_was_adopted(db: None, role: Role, seen: set[int]) -> None:
    opened = make_evaluation(annee=2025)
    make_evaluation(opened.strategie, annee=2024, etat=ADOPTEE)
    make_evaluation(opened.strategie, annee=2023, etat=PUBLIEE)
    rows = EvaluationAnnuelle.objects.visible_to(make_user(role))
    assert set(rows.values_list("annee", flat=True)) == seen
    assert set(EvaluationAnnuelle.objects.public().values_list("annee", flat=True)) == {2023}


def test_a_partner_sees_what_is_asked_of_its_own(db: None) -> None:
    mine, other = make_organisation("college"), make_organisation("bailleur")
    evaluation = make_evaluation()
    asked = make_contribution(evaluation, mine)
    make_contribution(evaluation, other)
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, mine)
    assert list(Contribution.objects.visible_to(user)) == [asked]
    assert not Contribution.objects.visible_to(make_user(Role.LECTEUR)).exists()
