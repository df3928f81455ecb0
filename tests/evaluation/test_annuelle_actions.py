"""The life of a yearly evaluation, and what the database refuses."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.evaluation.actions import annuelle as actions
from quietude.evaluation.enums import EtatEvaluation
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.photographie import is_intact, read_copy
from quietude.evaluation.textes import fingerprint
from quietude.journal.actions import acting
from quietude.journal.models import Trace
from quietude.socle.regles import ActionImpossible, ConflitDeVersion
from tests.conftest import make_user
from tests.evaluation.annuelles import make_contribution, make_evaluation
from tests.strategie.factories import make_organisation, make_strategie

HIER = timezone.localdate() - timedelta(days=1)


def adopt(actor: Utilisateur | None, evaluation: EvaluationAnnuelle) -> EvaluationAnnuelle:
    return actions.adopt_evaluation(actor=actor, evaluation=evaluation, adoptee_le=HIER)


def test_a_year_before_the_strategy_opens(coordonnateur: Utilisateur) -> None:
    strategie = make_strategie(debut=date(2017, 1, 1), fin=date(2020, 12, 31))
    found = actions.open_evaluation(actor=coordonnateur, strategie=strategie, annee=2015)
    assert (found.etat, found.annee, found.copie) == (EtatEvaluation.OUVERTE, 2015, None)
    trace = Trace.objects.filter(action="evaluation.open_evaluation").latest("pk")
    assert trace.acteur == coordonnateur


@pytest.mark.parametrize("annee", [1999, timezone.localdate().year + 1])
def test_a_year_that_cannot_be_evaluated_is_refused(
    coordonnateur: Utilisateur, annee: int
) -> None:
    with pytest.raises(ActionImpossible, match="de 2002 à"):
        actions.open_evaluation(actor=coordonnateur, strategie=make_strategie(), annee=annee)


def test_a_year_opens_once_for_a_strategy(coordonnateur: Utilisateur) -> None:
    evaluation = make_evaluation()
    with pytest.raises(ActionImpossible, match="déjà ouverte"):
        actions.open_evaluation(
            actor=coordonnateur, strategie=evaluation.strategie, annee=evaluation.annee
        )
    other = make_strategie()
    assert actions.open_evaluation(actor=None, strategie=other, annee=evaluation.annee)


def test_texts_are_written_until_the_adoption(coordonnateur: Utilisateur) -> None:
    evaluation = make_evaluation()
    written = actions.amend_texts(
        actor=coordonnateur,
        evaluation=evaluation,
        synthese="Une année calme.",
        propositions="- Continuer",
        empreinte=fingerprint("", ""),
    )
    assert written.synthese == "Une année calme."
    adopted = adopt(coordonnateur, evaluation)
    assert read_copy(adopted).propositions == "- Continuer"
    with pytest.raises(PermissionDenied, match="adoptée"):
        actions.amend_texts(
            actor=coordonnateur,
            evaluation=evaluation,
            synthese="",
            propositions="",
            empreinte=fingerprint("Une année calme.", "- Continuer"),
        )


def test_two_who_write_the_texts_are_told(coordonnateur: Utilisateur) -> None:
    evaluation = make_evaluation(synthese="Version d’un autre")
    with pytest.raises(ConflitDeVersion):
        actions.amend_texts(
            actor=coordonnateur,
            evaluation=evaluation,
            synthese="La mienne",
            propositions="",
            empreinte=fingerprint("", ""),
        )
    evaluation.refresh_from_db()
    assert evaluation.synthese == "Version d’un autre"


def test_writing_the_same_texts_again_is_no_change(coordonnateur: Utilisateur) -> None:
    evaluation = make_evaluation(synthese="Dite")
    before = Trace.objects.count()
    actions.amend_texts(
        actor=coordonnateur,
        evaluation=evaluation,
        synthese="Dite",
        propositions="",
        empreinte="périmée",
    )
    assert Trace.objects.count() == before


def test_the_adoption_freezes_a_dated_sealed_copy(coordonnateur: Utilisateur) -> None:
    evaluation = make_evaluation(synthese="Dite")
    adopted = adopt(coordonnateur, evaluation)
    evaluation.refresh_from_db()
    copy = read_copy(evaluation)
    assert (copy.adoptee_le, copy.synthese) == (HIER, "Dite")
    assert evaluation.etat == EtatEvaluation.ADOPTEE
    assert is_intact(evaluation) and len(adopted.empreinte) == 64
    trace = Trace.objects.filter(action="evaluation.adopt_evaluation").latest("pk")
    assert trace.apres and "copie" not in trace.apres


@pytest.mark.parametrize("jour", [date(2024, 12, 31), timezone.localdate() + timedelta(days=1)])
def test_an_adoption_is_dated_of_a_day_that_can_be(
    coordonnateur: Utilisateur, jour: date
) -> None:
    with pytest.raises(ActionImpossible, match="se date"):
        actions.adopt_evaluation(
            actor=coordonnateur, evaluation=make_evaluation(annee=2025), adoptee_le=jour
        )


def test_an_evaluation_is_adopted_once(coordonnateur: Utilisateur) -> None:
    evaluation = make_evaluation()
    adopt(coordonnateur, evaluation)
    with pytest.raises(PermissionDenied, match="déjà adoptée"):
        adopt(coordonnateur, evaluation)


def test_an_adopted_evaluation_is_published_and_taken_back(coordonnateur: Utilisateur) -> None:
    evaluation = make_evaluation(etat=EtatEvaluation.ADOPTEE)
    found = actions.publish_evaluation(actor=coordonnateur, evaluation=evaluation)
    assert (found.etat, found.publiee_le) == (EtatEvaluation.PUBLIEE, timezone.localdate())
    with pytest.raises(PermissionDenied, match="déjà publique"):
        actions.publish_evaluation(actor=coordonnateur, evaluation=evaluation)
    found = actions.unpublish_evaluation(actor=coordonnateur, evaluation=evaluation)
    assert (found.etat, found.publiee_le) == (EtatEvaluation.ADOPTEE, None)


def test_an_open_evaluation_is_not_published(coordonnateur: Utilisateur) -> None:
    with pytest.raises(PermissionDenied, match="adoptez-la"):
        actions.publish_evaluation(actor=coordonnateur, evaluation=make_evaluation())


def test_an_evaluation_opened_by_mistake_goes_with_what_was_asked(
    coordonnateur: Utilisateur,
) -> None:
    evaluation = make_evaluation()
    make_contribution(evaluation, make_organisation())
    actions.delete_evaluation(actor=coordonnateur, evaluation=evaluation)
    assert not EvaluationAnnuelle.objects.exists()
    with pytest.raises(ActionImpossible, match="supprimée"):
        actions.delete_evaluation(actor=coordonnateur, evaluation=evaluation)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDONNATEUR])
def test_others_are_refused_every_action(db: None, role: Role) -> None:
    user, opened = make_user(role), make_evaluation()
    adopted = make_evaluation(opened.strategie, annee=2024, etat=EtatEvaluation.ADOPTEE)
    public = make_evaluation(opened.strategie, annee=2023, etat=EtatEvaluation.PUBLIEE)
    texts = {"synthese": "a", "propositions": "", "empreinte": fingerprint("", "")}
    for act in (
        lambda: actions.open_evaluation(actor=user, strategie=opened.strategie, annee=2022),
        lambda: actions.amend_texts(actor=user, evaluation=opened, **texts),
        lambda: adopt(user, opened),
        lambda: actions.publish_evaluation(actor=user, evaluation=adopted),
        lambda: actions.unpublish_evaluation(actor=user, evaluation=public),
        lambda: actions.delete_evaluation(actor=user, evaluation=opened),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize(
    "change",
    [
        "copie = '{}'::jsonb",
        "copie = NULL, etat = 'ouverte', adoptee_le = NULL",
        "empreinte = repeat('0', 64)",
        "adoptee_le = '2020-01-01'",
        "annee = 2001",
        "synthese = 'autre'",
        "propositions = 'autres'",
    ],
)
def test_what_was_adopted_is_not_rewritten_even_in_sql(db: None, change: str) -> None:
    evaluation = make_evaluation(etat=EtatEvaluation.ADOPTEE)
    with pytest.raises(DatabaseError), transaction.atomic(), acting(None, "test"):  # noqa: SIM117
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE evaluation_evaluationannuelle SET {change} WHERE id = %s",
                [evaluation.pk],
            )
    evaluation.refresh_from_db()
    assert is_intact(evaluation)


def test_what_was_adopted_is_not_deleted_even_in_sql(db: None) -> None:
    evaluation = make_evaluation(etat=EtatEvaluation.PUBLIEE)
    with pytest.raises(DatabaseError), transaction.atomic(), acting(None, "test"):
        EvaluationAnnuelle.objects.filter(pk=evaluation.pk).delete()
    assert EvaluationAnnuelle.objects.filter(pk=evaluation.pk).exists()


def test_a_copy_that_was_tampered_with_is_told(db: None) -> None:
    evaluation = make_evaluation(etat=EtatEvaluation.ADOPTEE)
    assert is_intact(evaluation)
    evaluation.copie = {**(evaluation.copie or {}), "ville": "Ailleurs"}
    assert not is_intact(evaluation)
