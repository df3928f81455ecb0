"""Who opens, changes and closes accounts."""

import pytest

from quietude.comptes import rules
from quietude.comptes.enums import Role
from quietude.comptes.models import Invitation, Utilisateur
from tests.comptes.conftest import protect
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

MANAGERS = {Role.COORDONNATEUR, Role.ADMINISTRATEUR}
OTHERS = [role for role in Role if role not in MANAGERS]


def other(role: Role, **fields: object) -> Utilisateur:
    """A second account of this role."""
    return make_user(role, email=f"autre-{role.value}@essai.example", **fields)


def may_give(giver: Role, role: Role) -> bool:
    return giver == Role.ADMINISTRATEUR or (
        giver == Role.COORDONNATEUR and role != Role.ADMINISTRATEUR
    )


@pytest.mark.parametrize("role", Role)
def test_two_roles_manage_accounts(role: Role) -> None:
    assert bool(rules.can_manage_comptes(make_user(role))) == (role in MANAGERS)


@pytest.mark.parametrize("given", Role)
@pytest.mark.parametrize("role", Role)
def test_one_invites_to_the_roles_that_one_may_give(role: Role, given: Role) -> None:
    verdict = rules.can_invite(make_user(role), given)
    assert bool(verdict) == may_give(role, given)
    if role == Role.COORDONNATEUR and not verdict:
        assert "Seul un administrateur technique" in verdict.motif


@pytest.mark.parametrize("role", MANAGERS)
def test_a_role_that_does_not_exist_is_given_by_nobody(role: Role) -> None:
    assert not rules.can_invite(make_user(role), "superviseur")


@pytest.mark.parametrize("given", Role)
@pytest.mark.parametrize("role", Role)
def test_one_handles_the_invitations_that_one_could_have_sent(role: Role, given: Role) -> None:
    invitation = Invitation(role=given)
    assert bool(rules.can_handle_invitation(make_user(role), invitation)) == may_give(
        role, given
    )


@pytest.mark.parametrize(
    ("field", "said"), [("acceptee_le", "acceptée"), ("annulee_le", "annulée")]
)
def test_a_closed_invitation_is_not_handled_any_more(field: str, said: str) -> None:
    invitation = Invitation(role=Role.AGENT, **{field: "2026-11-23T10:00Z"})
    verdict = rules.can_handle_invitation(make_user(Role.COORDONNATEUR), invitation)
    assert (bool(verdict), said in verdict.motif) == (False, True)


@pytest.mark.parametrize("target", Role)
@pytest.mark.parametrize("role", Role)
def test_one_changes_the_accounts_whose_role_one_may_give(role: Role, target: Role) -> None:
    verdict = rules.can_change_compte(make_user(role), other(target))
    assert bool(verdict) == may_give(role, target)
    assert verdict.permis or verdict.motif


@pytest.mark.parametrize("role", MANAGERS)
def test_nobody_changes_or_closes_oneself(role: Role) -> None:
    me = make_user(role)
    other(role)  # not a matter of being the last
    for verdict in (
        rules.can_change_compte(me, me),
        rules.can_change_role(me, me, Role.LECTEUR),
        rules.can_deactivate(me, me),
        rules.can_reactivate(me, me),
    ):
        assert "demandez-le à un autre gestionnaire" in verdict.motif


@pytest.mark.parametrize("wanted", Role)
@pytest.mark.parametrize("role", Role)
def test_one_gives_an_account_the_roles_that_one_may_give(role: Role, wanted: Role) -> None:
    verdict = rules.can_change_role(make_user(role), other(Role.LECTEUR), wanted)
    assert bool(verdict) == may_give(role, wanted)


@pytest.mark.parametrize("role", OTHERS)
def test_others_neither_close_nor_open_again(role: Role) -> None:
    me = make_user(role)
    assert not rules.can_deactivate(me, other(Role.LECTEUR))
    assert not rules.can_reactivate(me, other(Role.AGENT, is_active=False))


@pytest.mark.parametrize("target", [Role.AGENT, Role.ADMINISTRATEUR])
@pytest.mark.parametrize("role", Role)
def test_a_lost_second_factor_is_removed_by_who_manages_the_account(
    role: Role, target: Role
) -> None:
    me, compte = make_user(role), other(target)
    assert not rules.can_remove_second_factor(me, compte)  # there is none
    protect(compte)
    assert bool(rules.can_remove_second_factor(me, compte)) == may_give(role, target)


def test_nobody_removes_one_s_own_second_factor_that_way(coordonnateur: Utilisateur) -> None:
    protect(coordonnateur)
    assert not rules.can_remove_second_factor(coordonnateur, coordonnateur)


def test_an_account_is_closed_when_open_and_opened_when_closed(
    coordonnateur: Utilisateur,
) -> None:
    open_one = make_user(Role.AGENT)
    closed = make_user(Role.LECTEUR, is_active=False)
    assert rules.can_deactivate(coordonnateur, open_one)
    assert rules.can_reactivate(coordonnateur, closed)
    assert "déjà fermé" in rules.can_deactivate(coordonnateur, closed).motif
    assert "déjà ouvert" in rules.can_reactivate(coordonnateur, open_one).motif


def test_the_last_coordinator_keeps_role_and_account(administrateur: Utilisateur) -> None:
    last = make_user(Role.COORDONNATEUR)
    other(Role.COORDONNATEUR, is_active=False)  # closed: does not count
    for verdict in (
        rules.can_deactivate(administrateur, last),
        rules.can_change_role(administrateur, last, Role.LECTEUR),
    ):
        assert "dernier compte ouvert de rôle « Coordonnateur du CLSPD »" in verdict.motif
    assert rules.can_change_role(administrateur, last, Role.COORDONNATEUR)  # the same: nothing


def test_a_second_coordinator_frees_the_first(administrateur: Utilisateur) -> None:
    first = make_user(Role.COORDONNATEUR)
    other(Role.COORDONNATEUR)
    assert rules.can_deactivate(administrateur, first)
    assert rules.can_change_role(administrateur, first, Role.LECTEUR)


def test_the_last_administrator_keeps_role_and_account() -> None:
    """Whoever acts is then closed meanwhile: only the last open account is left."""
    closed = make_user(Role.ADMINISTRATEUR, is_active=False)
    last = other(Role.ADMINISTRATEUR)
    assert "dernier compte ouvert" in rules.can_deactivate(closed, last).motif
    assert "dernier compte ouvert" in rules.can_change_role(closed, last, Role.AGENT).motif


def test_a_closed_account_of_a_manager_may_change_role(administrateur: Utilisateur) -> None:
    closed = make_user(Role.COORDONNATEUR, is_active=False)
    assert rules.can_change_role(administrateur, closed, Role.LECTEUR)


def test_no_content_role_is_ever_the_last(coordonnateur: Utilisateur) -> None:
    assert rules.can_deactivate(coordonnateur, make_user(Role.AGENT))
