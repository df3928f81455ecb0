"""What each act on accounts writes, sends and refuses, and what the journal keeps of it."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from quietude.comptes import actions
from quietude.comptes.enums import Role
from quietude.comptes.models import Invitation, Utilisateur
from quietude.journal.actions import acting
from quietude.journal.models import Operation, Trace
from quietude.socle.regles import ActionImpossible
from tests.comptes.conftest import LIEN, make_expired, protect, sent_invitation
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "un mot de passe d-essai"
Committed = Callable[[], Any]


def accept(jeton: str) -> Utilisateur:
    return actions.accept_invitation(
        actor=None, jeton=jeton, nom="Nom choisi (essai)", password=PASSWORD
    )


def last_trace() -> Trace:
    return Trace.objects.latest("id")


# -- invite ----------------------------------------------------------------------------------


def test_an_invitation_is_written_signed_and_sent(
    coordonnateur: Utilisateur, committed: Committed
) -> None:
    with committed():
        invitation, jeton = sent_invitation(coordonnateur)
        assert mail.outbox == []  # nothing leaves before the commit
    assert invitation.invite_par == coordonnateur
    assert invitation.expire_le - invitation.creee_le == timedelta(days=7)
    trace = last_trace()
    assert (trace.acteur, trace.action) == (coordonnateur, "comptes.invite")
    (message,) = mail.outbox
    assert message.to == ["invite@essai.example"]
    assert message.subject == "Votre compte Quiétude vous attend"
    assert f"{LIEN}{jeton}/" in message.body
    assert coordonnateur.nom in message.body
    assert "« Agent municipal »" in message.body


def test_the_token_is_kept_nowhere(coordonnateur: Utilisateur) -> None:
    invitation, jeton = sent_invitation(coordonnateur)
    assert invitation.jeton_empreinte == hashlib.sha256(jeton.encode()).hexdigest()
    assert len(jeton) >= 40
    written = str(list(Trace.objects.values("avant", "apres")))
    assert jeton not in written
    assert invitation.jeton_empreinte not in written


def test_an_address_is_kept_in_lower_case(coordonnateur: Utilisateur) -> None:
    invitation, _ = sent_invitation(coordonnateur, email="Invite@Essai.Example")
    assert invitation.email == "invite@essai.example"


def test_an_address_that_has_an_account_is_not_invited(coordonnateur: Utilisateur) -> None:
    make_user(Role.ELU)
    with pytest.raises(ActionImpossible, match="Un compte existe déjà"):
        sent_invitation(coordonnateur, email="ELU@essai.example")
    assert not Invitation.objects.exists()


def test_an_address_already_invited_is_not_invited_twice(coordonnateur: Utilisateur) -> None:
    sent_invitation(coordonnateur)
    with pytest.raises(ActionImpossible, match="renvoyez-la ou annulez-la"):
        sent_invitation(coordonnateur, email="INVITE@essai.example")


def test_an_expired_invitation_leaves_its_place(coordonnateur: Utilisateur) -> None:
    old, _ = sent_invitation(coordonnateur)
    make_expired(old)
    new, _ = sent_invitation(coordonnateur)
    old.refresh_from_db()
    assert old.annulee_le is not None
    assert list(Invitation.objects.open()) == [new]


def test_the_database_refuses_two_pending_invitations(coordonnateur: Utilisateur) -> None:
    first, _ = sent_invitation(coordonnateur)
    first.pk, first.jeton_empreinte = None, "autre"
    first.email = "INVITE@essai.example"
    with (
        pytest.raises(IntegrityError, match="invitation_en_cours_unique"),
        acting(None, "test"),
    ):
        first.save()


@pytest.mark.parametrize("role", [Role.ELU, Role.AGENT, Role.PARTENAIRE, Role.LECTEUR])
def test_who_does_not_manage_accounts_does_not_invite(role: Role) -> None:
    with pytest.raises(PermissionDenied, match="gèrent les comptes"):
        sent_invitation(make_user(role))


def test_a_coordinator_does_not_invite_an_administrator(coordonnateur: Utilisateur) -> None:
    with pytest.raises(PermissionDenied, match="Seul un administrateur technique"):
        sent_invitation(coordonnateur, role=Role.ADMINISTRATEUR.value)


def test_an_administrator_who_opens_the_content_is_told_of(
    coordonnateur: Utilisateur, administrateur: Utilisateur, committed: Committed
) -> None:
    make_user(Role.COORDONNATEUR, email="ferme@essai.example", is_active=False)
    with committed():
        sent_invitation(administrateur, role=Role.COORDONNATEUR.value)
    told = {address for message in mail.outbox for address in message.to}
    assert told == {"invite@essai.example", coordonnateur.email}
    (warning,) = [m for m in mail.outbox if m.to == [coordonnateur.email]]
    assert warning.subject == "Un accès de coordonnateur a été donné"
    assert administrateur.nom in warning.body
    assert "Invité (essai)" in warning.body


# -- resend, cancel --------------------------------------------------------------------------


def test_an_invitation_sent_again_has_a_new_link_only(
    coordonnateur: Utilisateur, committed: Committed
) -> None:
    invitation, former = sent_invitation(coordonnateur)
    make_expired(invitation)
    links: list[str] = []

    def lien(jeton: str) -> str:
        links.append(jeton)
        return LIEN + jeton

    with committed():
        actions.resend_invitation(actor=coordonnateur, invitation=invitation, lien=lien)
    assert Invitation.objects.get().expire_le > timezone.now() + timedelta(days=6)
    assert actions.pending_invitation(links[0]) == invitation
    with pytest.raises(actions.InvitationPerimee):
        actions.pending_invitation(former)
    assert LIEN + links[0] in mail.outbox[0].body
    assert last_trace().action == "comptes.resend_invitation"


def test_a_cancelled_invitation_opens_nothing(coordonnateur: Utilisateur) -> None:
    invitation, jeton = sent_invitation(coordonnateur)
    actions.cancel_invitation(actor=coordonnateur, invitation=invitation)
    with pytest.raises(actions.InvitationPerimee):
        accept(jeton)
    trace = last_trace()
    assert (trace.acteur, trace.action) == (coordonnateur, "comptes.cancel_invitation")
    assert trace.apres is not None
    assert "annulee_le" in trace.apres
    sent_invitation(coordonnateur)  # the address may be invited again


def test_a_used_invitation_is_neither_sent_again_nor_cancelled(
    coordonnateur: Utilisateur,
) -> None:
    invitation, jeton = sent_invitation(coordonnateur)
    accept(jeton)
    with pytest.raises(PermissionDenied, match="déjà été acceptée"):
        actions.cancel_invitation(actor=coordonnateur, invitation=invitation)
    with pytest.raises(PermissionDenied, match="déjà été acceptée"):
        actions.resend_invitation(actor=coordonnateur, invitation=invitation, lien=str)


def test_a_coordinator_leaves_the_invitation_of_an_administrator_alone(
    coordonnateur: Utilisateur, administrateur: Utilisateur
) -> None:
    invitation, _ = sent_invitation(administrateur, role=Role.ADMINISTRATEUR.value)
    with pytest.raises(PermissionDenied):
        actions.cancel_invitation(actor=coordonnateur, invitation=invitation)
    with pytest.raises(PermissionDenied):
        actions.resend_invitation(actor=coordonnateur, invitation=invitation, lien=str)


# -- accept ----------------------------------------------------------------------------------


def test_an_invitation_accepted_opens_the_account_promised(coordonnateur: Utilisateur) -> None:
    invitation, jeton = sent_invitation(coordonnateur, role=Role.ELU.value)
    compte = accept(jeton)
    compte.refresh_from_db()
    assert (compte.email, compte.nom, compte.role, compte.is_active) == (
        "invite@essai.example",
        "Nom choisi (essai)",
        Role.ELU,
        True,
    )
    assert compte.check_password(PASSWORD)
    address = EmailAddress.objects.get(user=compte)
    assert (address.email, address.verified, address.primary) == (compte.email, True, True)
    invitation.refresh_from_db()
    assert invitation.acceptee_le is not None


def test_the_account_opened_is_in_the_journal_without_its_password(
    coordonnateur: Utilisateur,
) -> None:
    _, jeton = sent_invitation(coordonnateur)
    compte = accept(jeton)
    trace = Trace.objects.get(objet_type="comptes.utilisateur", objet_id=str(compte.pk))
    assert (trace.action, trace.operation) == ("comptes.accept_invitation", Operation.INSERT)
    assert trace.acteur is None  # nobody is signed in yet
    assert trace.apres is not None
    assert "password" not in trace.apres


def test_a_second_acceptance_is_refused(coordonnateur: Utilisateur) -> None:
    _, jeton = sent_invitation(coordonnateur)
    accept(jeton)
    with pytest.raises(actions.InvitationPerimee):
        accept(jeton)
    assert Utilisateur.objects.filter(email="invite@essai.example").count() == 1


def test_two_clicks_at_once_open_one_account(
    coordonnateur: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second has read the invitation as pending; the lock shows it as used."""
    invitation, jeton = sent_invitation(coordonnateur)
    accept(jeton)
    monkeypatch.setattr(actions, "pending_invitation", lambda _: invitation)
    with pytest.raises(actions.InvitationPerimee):
        accept(jeton)


def test_an_account_opened_meanwhile_by_other_means_wins(coordonnateur: Utilisateur) -> None:
    _, jeton = sent_invitation(coordonnateur)
    make_user(Role.AGENT, email="Invite@essai.example")
    with pytest.raises(actions.InvitationPerimee):
        accept(jeton)


def test_an_expired_or_unknown_token_opens_nothing(coordonnateur: Utilisateur) -> None:
    invitation, jeton = sent_invitation(coordonnateur)
    make_expired(invitation)
    for wrong in (jeton, "inconnu", "", invitation.jeton_empreinte):
        with pytest.raises(actions.InvitationPerimee):
            accept(wrong)


# -- change, close, open again ---------------------------------------------------------------


def test_a_role_changed_is_written_and_signed(coordonnateur: Utilisateur) -> None:
    compte = make_user(Role.LECTEUR)
    actions.change_role(actor=coordonnateur, compte=compte, role=Role.AGENT)
    compte.refresh_from_db()
    assert compte.role == Role.AGENT
    trace = last_trace()
    assert (trace.acteur, trace.action) == (coordonnateur, "comptes.change_role")
    assert (trace.avant, trace.apres) == ({"role": "lecteur"}, {"role": "agent"})


def test_the_same_role_writes_nothing(
    coordonnateur: Utilisateur, administrateur: Utilisateur, committed: Committed
) -> None:
    before = Trace.objects.count()
    with committed():
        actions.change_role(actor=administrateur, compte=coordonnateur, role=Role.COORDONNATEUR)
    assert (Trace.objects.count(), mail.outbox) == (before, [])


def test_the_coordinators_are_told_of_a_new_one_named_by_an_administrator(
    coordonnateur: Utilisateur, administrateur: Utilisateur, committed: Committed
) -> None:
    compte = make_user(Role.LECTEUR)
    with committed():
        actions.change_role(actor=administrateur, compte=compte, role=Role.COORDONNATEUR)
    told = {message.to[0] for message in mail.outbox}
    assert coordonnateur.email in told
    assert all(compte.nom in str(message.body) for message in mail.outbox)


def test_a_coordinator_named_by_a_coordinator_needs_no_warning(
    coordonnateur: Utilisateur, committed: Committed
) -> None:
    with committed():
        actions.change_role(
            actor=coordonnateur, compte=make_user(Role.LECTEUR), role=Role.COORDONNATEUR
        )
    assert mail.outbox == []


def test_refused_changes_of_role_write_nothing(coordonnateur: Utilisateur) -> None:
    compte, boss = make_user(Role.LECTEUR), make_user(Role.ADMINISTRATEUR)
    for actor, target, role in (
        (coordonnateur, compte, Role.ADMINISTRATEUR.value),
        (coordonnateur, compte, "superviseur"),
        (coordonnateur, boss, Role.LECTEUR.value),
        (coordonnateur, coordonnateur, Role.LECTEUR.value),
        (compte, coordonnateur, Role.LECTEUR.value),
        (boss, coordonnateur, Role.LECTEUR.value),  # the last one
    ):
        with pytest.raises(PermissionDenied):
            actions.change_role(actor=actor, compte=target, role=role)
    assert not Trace.objects.filter(operation=Operation.UPDATE).exists()


def test_an_account_is_closed_then_opened_again(coordonnateur: Utilisateur) -> None:
    compte = make_user(Role.AGENT)
    actions.deactivate_compte(actor=coordonnateur, compte=compte)
    assert list(Utilisateur.objects.filter(is_active=False)) == [compte]
    trace = last_trace()
    assert (trace.acteur, trace.action) == (coordonnateur, "comptes.deactivate_compte")
    actions.reactivate_compte(actor=coordonnateur, compte=compte)
    compte.refresh_from_db()
    assert compte.is_active
    assert compte.check_password("mot-de-passe-d-essai")
    trace = last_trace()
    assert (trace.acteur, trace.action) == (coordonnateur, "comptes.reactivate_compte")


def test_refused_closures_write_nothing(
    coordonnateur: Utilisateur, administrateur: Utilisateur
) -> None:
    agent = make_user(Role.AGENT)
    for actor, target in (
        (coordonnateur, coordonnateur),
        (coordonnateur, administrateur),
        (administrateur, coordonnateur),  # the last one
        (agent, coordonnateur),
    ):
        with pytest.raises(PermissionDenied):
            actions.deactivate_compte(actor=actor, compte=target)
    with pytest.raises(PermissionDenied, match="déjà ouvert"):
        actions.reactivate_compte(actor=coordonnateur, compte=agent)
    assert not Utilisateur.objects.filter(is_active=False).exists()


def test_two_coordinators_do_not_close_each_other(coordonnateur: Utilisateur) -> None:
    """The second closure decides on the rows as they are, not on the page it came from."""
    second = make_user(Role.COORDONNATEUR, email="second@essai.example")
    seen = Utilisateur.objects.get(pk=coordonnateur.pk)
    actions.deactivate_compte(actor=coordonnateur, compte=second)
    with pytest.raises(PermissionDenied, match="dernier compte ouvert"):
        actions.deactivate_compte(actor=second, compte=seen)


def test_a_coordinator_opened_again_by_an_administrator_is_told_of(
    coordonnateur: Utilisateur, administrateur: Utilisateur, committed: Committed
) -> None:
    closed = make_user(Role.COORDONNATEUR, email="ferme@essai.example", is_active=False)
    with committed():
        actions.reactivate_compte(actor=administrateur, compte=closed)
    assert coordonnateur.email in {message.to[0] for message in mail.outbox}


def test_a_lost_second_factor_is_removed_noted_and_told(
    coordonnateur: Utilisateur, committed: Committed
) -> None:
    agent = make_user(Role.AGENT)
    protect(agent, Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    with committed():
        actions.remove_second_factor(actor=coordonnateur, compte=agent)
    assert not Authenticator.objects.exists()
    trace = last_trace()
    assert (trace.acteur, trace.action) == (coordonnateur, "comptes.remove_second_factor")
    assert (trace.objet_type, trace.objet_id) == ("comptes.utilisateur", str(agent.pk))
    (message,) = mail.outbox
    assert message.to == [agent.email]
    assert coordonnateur.nom in message.body
    with pytest.raises(PermissionDenied, match="pas de double authentification"):
        actions.remove_second_factor(actor=coordonnateur, compte=agent)


# -- others ----------------------------------------------------------------------------------


def test_one_renames_oneself(coordonnateur: Utilisateur) -> None:
    actions.rename_self(actor=coordonnateur, nom="Autre nom (essai)")
    coordonnateur.refresh_from_db()
    assert coordonnateur.nom == "Autre nom (essai)"
    trace = last_trace()
    assert (trace.acteur, trace.action) == (coordonnateur, "comptes.rename_self")


def test_an_account_opened_by_hand_is_signed_by_the_system() -> None:
    compte = actions.open_compte(
        actor=None, email="Un@essai.example", nom="Un", role=Role.AGENT, password=PASSWORD
    )
    assert compte.email == "un@essai.example"
    assert (last_trace().acteur, last_trace().action) == (None, "comptes.open_compte")
    with pytest.raises(ActionImpossible, match="existe déjà"):
        actions.open_compte(
            actor=None, email="UN@essai.example", nom="Un", role=Role.AGENT, password=PASSWORD
        )


def test_no_account_is_written_without_an_author(coordonnateur: Utilisateur) -> None:
    coordonnateur.nom = "En douce"
    with pytest.raises(ProgrammingError, match="écriture sans auteur"), transaction.atomic():
        coordonnateur.save()


def test_the_database_refuses_an_unknown_role() -> None:
    with pytest.raises(IntegrityError, match="utilisateur_role_connu"):
        actions.open_compte(
            actor=None, email="x@essai.example", nom="X", role="superviseur", password=PASSWORD
        )
