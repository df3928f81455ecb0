"""Whom to answer: seen by few, each look written down, erased by hand and on schedule."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.journal.models import Operation, Trace
from quietude.signalements.actions.appelant import erase_expired
from quietude.signalements.actions.vie import merge_signalement
from quietude.signalements.models import Appelant, Signalement, Suite
from quietude.signalements.tasks import effacer
from tests.conftest import make_user
from tests.signalements.factories import make_signalement
from tests.strategie.factories import make_mandat, make_organisation, write

AUJOURDHUI = timezone.localdate()


@pytest.fixture
def agent(client: Client, db: None) -> Utilisateur:
    user = make_user(Role.AGENT)
    client.force_login(user)
    return user


@pytest.fixture
def row(db: None) -> Signalement:
    row = make_signalement(note="Voisin du dessus")
    write(Appelant, signalement=row, nom="Essai Fictif", email="appel@essai.example")
    return row


def address(row: Signalement, what: str = "appelant/") -> str:
    return f"/signalements/{row.pk}/{what}"


def test_each_look_at_the_caller_is_written_in_the_journal(
    client: Client, agent: Utilisateur, row: Signalement
) -> None:
    assert "Essai Fictif" not in client.get(row.get_absolute_url()).content.decode()
    assert not Trace.objects.filter(operation=Operation.LECTURE).exists()
    for _ in range(2):
        answer = client.get(address(row))
        assert "Essai Fictif" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    read = Trace.objects.filter(operation=Operation.LECTURE)
    assert [(t.acteur, t.sujet_id) for t in read] == [(agent, str(row.pk))] * 2


@pytest.mark.parametrize("role", [Role.ELU, Role.PARTENAIRE, Role.LECTEUR])
def test_those_who_do_not_answer_never_see_the_caller(
    client: Client, row: Signalement, role: Role
) -> None:
    user = make_user(role)
    mine = make_organisation("police")
    make_mandat(user, mine)
    write_service(row, mine)
    client.force_login(user)
    for what in ("appelant/", "appelant/effacer/", "retour/"):
        assert client.get(address(row, what)).status_code == 404
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Fictif" not in page and "essai.example" not in page.split("<main", 1)[-1]


def write_service(row: Signalement, service: object) -> None:
    with acting(None, "test"):
        Signalement.objects.filter(pk=row.pk).update(service=service)


def test_contact_details_are_put_right_and_nothing_of_them_is_in_the_journal(
    client: Client, agent: Utilisateur, row: Signalement
) -> None:
    assert "au moins" in client.post(address(row), {}).content.decode()
    version = client.get(address(row)).context["version"]
    typed = {"nom": "Autre Nomfictif", "telephone": "0199999999", "version": version}
    client.post(address(row), typed)
    kept = Appelant.objects.get()
    assert (kept.nom, kept.email, kept.rappel) == ("Autre Nomfictif", "", False)
    told = " ".join(f"{t.avant} {t.apres}" for t in Trace.objects.all())
    assert "Nomfictif" not in told and "0199999999" not in told


def test_the_caller_is_erased_at_once_and_only_the_trace_is_left(
    client: Client, agent: Utilisateur, row: Signalement
) -> None:
    assert "Effacer" in client.get(address(row, "appelant/effacer/")).content.decode()
    client.post(address(row, "appelant/effacer/"))
    assert not Appelant.objects.exists()
    trace = Trace.objects.get(operation=Operation.DELETE, objet_type="signalements.appelant")
    assert "Fictif" not in f"{trace.avant}{trace.apres}"
    again = client.post(address(row, "appelant/effacer/"), follow=True).content.decode()
    assert "Aucune coordonnée" in again


def test_what_is_due_is_erased_every_day_and_the_rest_stays(row: Signalement) -> None:
    old = make_signalement(etat="resolu", clos_le=AUJOURDHUI - timedelta(days=400))
    write(Appelant, signalement=old, nom="Ancien")
    printed = StringIO()
    call_command("effacer", stdout=printed)
    assert Appelant.objects.get().signalement == row
    assert "1 appelant effacé" in printed.getvalue()


def test_the_worker_erases_each_night(row: Signalement) -> None:
    old = make_signalement(etat="resolu", clos_le=AUJOURDHUI - timedelta(days=400))
    write(Appelant, signalement=old, nom="Ancien")
    effacer(0)
    assert Appelant.objects.get().signalement == row
    planned = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert "signalements.effacer" in planned


def test_a_caller_whose_report_joined_another_is_erased_with_it(
    agent: Utilisateur, row: Signalement
) -> None:
    into = make_signalement()
    merge_signalement(actor=agent, signalement=row, dans=into)
    assert erase_expired(actor=None, on=date(2030, 1, 1))[0] == 0
    write_closed(into, date(2026, 1, 1))
    assert erase_expired(actor=None, on=date(2026, 6, 1))[0] == 0
    assert erase_expired(actor=None, on=date(2027, 1, 2))[0] == 1


def write_closed(row: Signalement, on: date) -> None:
    with acting(None, "test"):
        Signalement.objects.filter(pk=row.pk).update(etat="resolu", clos_le=on)


def test_the_answer_goes_by_mail_and_says_nothing_of_the_others(
    client: Client, agent: Utilisateur, row: Signalement
) -> None:
    page = client.get(address(row, "retour/")).content.decode()
    assert "Voisin du dessus" not in page and "Fictif" not in page
    assert f"numéro {row.pk}" in page
    client.post(
        address(row, "retour/"), {"moyen": "courriel", "texte": "Bonjour, c’est réglé."}
    )
    sent = mail.outbox[0]
    assert (sent.to, sent.body) == (["appel@essai.example"], "Bonjour, c’est réglé.")
    line = Suite.objects.get()
    assert (line.nature, line.texte) == ("retour-plaignant", "Par courriel.")


def test_without_an_address_no_mail_is_offered_nor_sent(
    client: Client, agent: Utilisateur
) -> None:
    bare = make_signalement()
    page = client.get(address(bare, "retour/")).content.decode()
    assert "anonyme" in page and "courriel" not in page.split("<form", 2)[-1].split("Lettre")[0]
    refused = client.post(address(bare, "retour/"), {"moyen": "courriel", "texte": "x"})
    assert refused.status_code == 200 and not mail.outbox and not Suite.objects.exists()


def test_what_did_not_leave_is_not_recorded_as_sent(
    client: Client, agent: Utilisateur, row: Signalement, settings: object
) -> None:
    settings.EMAIL_BACKEND = "tests.signalements.courrier.Panne"  # type: ignore[attr-defined]
    sent = {"moyen": "courriel", "texte": "Bonjour."}
    page = client.post(address(row, "retour/"), sent).content.decode()
    assert "n’est pas parti" in page and "Bonjour." in page
    assert not Suite.objects.exists()


def test_the_letter_is_printed_with_the_name_and_kept_nowhere(
    client: Client, agent: Utilisateur, row: Signalement
) -> None:
    answer = client.post(
        address(row, "retour/"), {"moyen": "lettre", "texte": "C’est réglé.", "lettre": "1"}
    )
    assert answer.content.startswith(b"%PDF")
    assert Trace.objects.filter(operation=Operation.LECTURE, acteur=agent).exists()
    assert not Suite.objects.exists()
