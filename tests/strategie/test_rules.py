"""Every rule, for every role and every state that it looks at."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.strategie import rules
from quietude.strategie.enums import EtatStrategie
from quietude.strategie.models import Commentaire, FicheAction, Strategie
from tests.conftest import make_user
from tests.strategie import factories

ECRIVENT = {Role.COORDONNATEUR, Role.ELU, Role.AGENT, Role.PARTENAIRE}
LISENT = {*ECRIVENT, Role.LECTEUR}
ETATS = list(EtatStrategie)


def fiche(etat: EtatStrategie) -> FicheAction:
    return FicheAction(numero=1, strategie=Strategie(etat=etat))


@pytest.mark.parametrize("etat", ETATS)
@pytest.mark.parametrize("role", Role)
def test_reading(role: Role, etat: EtatStrategie) -> None:
    expected = role in LISENT and not (role == Role.LECTEUR and etat == EtatStrategie.PROJET)
    verdict = rules.can_read_strategie(Utilisateur(role=role), Strategie(etat=etat))
    assert bool(verdict) is expected
    assert expected or verdict.motif


@pytest.mark.parametrize("etat", ETATS)
@pytest.mark.parametrize("role", Role)
def test_editing(role: Role, etat: EtatStrategie) -> None:
    expected = role == Role.COORDONNATEUR and etat != EtatStrategie.CLOSE
    user = Utilisateur(role=role)
    assert bool(rules.can_edit_fiche(user, fiche(etat))) is expected
    assert bool(rules.can_edit_strategie(user, Strategie(etat=etat))) is expected


@pytest.mark.parametrize("etat", ETATS)
@pytest.mark.parametrize("role", Role)
def test_commenting(role: Role, etat: EtatStrategie) -> None:
    expected = role in ECRIVENT and etat != EtatStrategie.CLOSE
    assert bool(rules.can_comment(Utilisateur(role=role), fiche(etat))) is expected


@pytest.mark.parametrize("etat", ETATS)
@pytest.mark.parametrize("role", Role)
def test_deleting_a_sheet(role: Role, etat: EtatStrategie) -> None:
    expected = role == Role.COORDONNATEUR and etat == EtatStrategie.PROJET
    verdict = rules.can_delete_fiche(Utilisateur(role=role), fiche(etat))
    assert bool(verdict) is expected
    assert expected or verdict.motif


@pytest.mark.parametrize("role", Role)
def test_adopting_closing_and_waiving(role: Role) -> None:
    expected = role == Role.COORDONNATEUR
    user = Utilisateur(role=role)
    assert bool(rules.can_change_strategie_etat(user)) is expected
    assert bool(rules.can_waive_rule(user)) is expected


@pytest.mark.django_db
@pytest.mark.parametrize("leads", [True, False], ids=["pilote", "autre"])
@pytest.mark.parametrize("role", Role)
def test_reporting_progress(role: Role, leads: bool) -> None:
    user, mine = make_user(role), factories.make_organisation()
    factories.make_mandat(user, mine)
    sheet = factories.make_fiche(pilotes=[mine] if leads else [])
    expected = role == Role.COORDONNATEUR or (role in ECRIVENT and leads)
    verdict = rules.can_report_progress(user, sheet)
    assert bool(verdict) is expected
    assert expected or "pilote" in verdict.motif


@pytest.mark.django_db
def test_a_mandate_that_ended_no_longer_leads() -> None:
    user, mine = make_user(Role.PARTENAIRE), factories.make_organisation()
    factories.make_mandat(user, mine, fin=timezone.localdate() - timedelta(days=1))
    assert not rules.can_report_progress(user, factories.make_fiche(pilotes=[mine]))


AUTEUR, AUTRE = Utilisateur(pk=1, role=Role.PARTENAIRE), Utilisateur(pk=2, role=Role.PARTENAIRE)
COORDINATION = Utilisateur(pk=3, role=Role.COORDONNATEUR)


def test_a_comment_is_no_longer_reworded_once_the_strategy_is_closed() -> None:
    comment = Commentaire(
        fiche=fiche(EtatStrategie.CLOSE), auteur_id=1, ecrit_le=timezone.now(), texte="x"
    )
    assert "close" in rules.can_edit_comment(AUTEUR, comment).motif


@pytest.mark.parametrize(
    ("user", "age", "withdrawn", "edits", "withdraws"),
    [
        (AUTEUR, timedelta(), False, True, True),
        (AUTEUR, timedelta(days=2), False, False, True),
        (AUTEUR, timedelta(), True, False, False),
        (AUTRE, timedelta(), False, False, False),
        (COORDINATION, timedelta(days=2), False, False, True),
    ],
)
def test_a_comment_belongs_to_its_author(
    user: Utilisateur, age: timedelta, withdrawn: bool, edits: bool, withdraws: bool
) -> None:
    now = timezone.now()
    comment = Commentaire(
        fiche=fiche(EtatStrategie.ADOPTEE),
        auteur_id=1,
        ecrit_le=now - age,
        retire_le=now if withdrawn else None,
        texte="x",
    )
    assert bool(rules.can_edit_comment(user, comment)) is edits
    assert bool(rules.can_withdraw_comment(user, comment)) is withdraws
