"""Reminders by e-mail: one a person, what is new, nothing about anyone."""

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.signalements import rappels
from quietude.signalements.actions.rappels import remind_everyone
from quietude.signalements.actions.taches import do_task
from quietude.signalements.models import RappelTaches
from quietude.signalements.rappels import waiting_for
from quietude.signalements.tasks import rappeler
from tests.conftest import make_user
from tests.signalements.factories import make_categorie, make_signalement
from tests.signalements.factories_taches import make_tache
from tests.strategie.factories import make_mandat, make_organisation

pytestmark = pytest.mark.django_db
BASE = "https://quietude.essai.example"
LE = timezone.localdate()
Send = Callable[..., int]


@pytest.fixture
def agent(db: None) -> Utilisateur:
    return make_user(Role.AGENT)


@pytest.fixture
def send(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Send:
    def send(jours: int = 0) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return remind_everyone(base=BASE, on=LE + timedelta(days=jours))

    return send


def test_one_message_sums_up_what_is_late_and_soon_due(agent: Utilisateur, send: Send) -> None:
    row = make_signalement(make_categorie("bruit"))
    make_tache(row, agent=agent, jours=-2, quoi="Mots cachés")
    make_tache(row, agent=agent, jours=2)
    make_tache(row, agent=agent, jours=3, quoi="Plus tard")
    make_tache(row, jours=-2)  # given to nobody of theirs
    make_signalement(agent=agent, echeance=LE - timedelta(days=1), note="Note cachée")
    assert send() == 1
    told = mail.outbox[0]
    assert told.to == [agent.email]
    assert told.subject == (
        "À faire : 1 tâche en retard, 1 tâche à faire bientôt, 1 signalement en retard"
    )
    body = str(told.body)
    assert body.count("Genre bruit") == 2
    assert f"{BASE}/signalements/{row.pk}/#taches" in body
    assert f"{BASE}/signalements/a-faire/?qui=moi" in body
    for kept in ("Mots cachés", "Note cachée", "12 rue des Essais", agent.nom):
        assert kept not in body


def test_nobody_is_written_to_for_nothing(agent: Utilisateur, send: Send) -> None:
    make_user(Role.ELU)
    make_tache(jours=-2)
    make_tache(make_signalement(quarantaine=True), agent=agent, jours=-2)
    assert send() == 0
    gone = make_user(Role.COORDONNATEUR, is_active=False)
    make_tache(agent=gone, jours=-2)
    assert (send(), mail.outbox) == (0, [])


def test_the_same_is_not_said_twice_before_a_week(agent: Utilisateur, send: Send) -> None:
    row = make_tache(agent=agent, jours=1)
    assert [send(), send()] == [1, 0]  # once a day
    assert send(1) == 0  # nothing new
    assert send(2) == 1  # it has fallen late
    assert [send(3), send(8)] == [0, 0]
    assert send(9) == 1  # a week later
    make_tache(agent=agent, jours=10)
    assert send(10) == 1  # something new
    do_task(actor=agent, tache=row)
    assert send(11) == 1  # the new one has fallen late
    assert RappelTaches.objects.count() == 1


def test_a_partner_is_told_of_what_its_organisation_is_given_and_sees(
    db: None, send: Send
) -> None:
    user, ours = make_user(Role.PARTENAIRE), make_organisation("bailleur")
    make_mandat(user, ours)
    seen = make_signalement(service=ours, echeance=LE - timedelta(days=1))
    make_tache(seen, ours, jours=0)
    make_tache(make_signalement(), ours, jours=0)  # of a report that it does not see
    assert send() == 1
    assert mail.outbox[0].subject == (
        "À faire : 1 tâche à faire bientôt, 1 signalement en retard"
    )


def test_a_message_that_does_not_leave_is_tried_again(
    agent: Utilisateur, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise SMTPServerDisconnected

    make_tache(agent=agent, jours=-1)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        send()
    assert not RappelTaches.objects.exists()
    assert (send(), len(mail.outbox)) == (1, 1)
    make_tache(agent=agent, jours=-1)
    before = RappelTaches.objects.get()
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        send(1)
    after = RappelTaches.objects.get()
    assert (after.le, after.dits) == (before.le, before.dits)
    assert (send(1), len(mail.outbox)) == (1, 2)


def test_long_lists_are_counted_and_cost_no_more(
    agent: Utilisateur,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(rappels, "LIGNES", 2)
    row, service = make_signalement(), make_organisation("police")
    for _rank in range(5):
        make_tache(row, service, agent=agent, jours=-1)
        make_signalement(agent=agent, echeance=LE - timedelta(days=2))
    with django_assert_max_num_queries(4):
        said = waiting_for(agent, LE)
    assert (len(said.taches), len(said.signalements)) == (5, 5)
    send()
    assert str(mail.outbox[0].body).count("- et 3 autres") == 2


def test_the_scheduled_task_writes_with_the_address_of_the_site(
    agent: Utilisateur,
    settings: Any,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.ADRESSE = BASE
    make_tache(agent=agent, jours=-1)
    with django_capture_on_commit_callbacks(execute=True):
        rappeler(0)
    assert BASE in str(mail.outbox[0].body)
