"""One's meetings in one's calendar, by a link that can be taken back and tells no secret."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.instances.actions import agenda as actions
from quietude.instances.enums import Confidentialite, EtatReunion
from quietude.instances.models import AbonnementAgenda, Instance
from quietude.journal.models import Trace
from tests.conftest import make_user
from tests.instances.builders import (
    make_decision,
    make_designation,
    make_instance,
    make_membre,
    make_personne,
    make_point,
    make_reunion,
    make_signature,
)
from tests.instances.test_pages import text_of
from tests.strategie.factories import write

pytestmark = pytest.mark.django_db
PAGE = "/instances/agenda/"


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def agent() -> Utilisateur:
    return make_user(Role.AGENT)


def seat(user: Utilisateur, body: Instance) -> None:
    person = make_personne("Membre", utilisateur=user)
    make_designation(make_membre(body, "Siège"), person)


def read(token: str) -> str:
    answer = Client().get(f"{PAGE}{token}.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.content.decode()


def summaries(token: str) -> list[str]:
    return [str(event["summary"]) for event in Calendar.from_ical(read(token)).walk("VEVENT")]


def test_it_holds_the_meetings_of_one_s_bodies_and_no_other(
    agent: Utilisateur, today: date
) -> None:
    mine, other = make_instance("cvo", sigle="CVO"), make_instance("autre")
    seat(agent, mine)
    for body in (mine, other):
        for days in (-90, -30, 9):
            make_reunion(body, today + timedelta(days=days), etat=EtatReunion.PREVUE)
    make_reunion(mine, today + timedelta(days=20), etat=EtatReunion.ANNULEE)
    token = actions.open_agenda(actor=agent)
    assert summaries(token) == ["Réunion : CVO"] * 3
    assert "STATUS:CANCELLED" in read(token)


def test_the_coordinator_who_keeps_them_has_them_all(
    coordonnateur: Utilisateur, today: date
) -> None:
    for code in ("a", "b"):
        make_reunion(make_instance(code), today)
    assert len(summaries(actions.open_agenda(actor=coordonnateur))) == 2


@pytest.mark.parametrize("level", [Confidentialite.RESTREINTE, Confidentialite.NOMINATIVE])
def test_nothing_of_what_a_reserved_body_says_is_in_it(
    agent: Utilisateur, today: date, level: str
) -> None:
    body = make_instance("gsp", confidentialite=level, missions="Mission discrète")
    person = make_personne("Membre", utilisateur=agent)
    make_designation(make_membre(body, "Siège discret"), person)
    row = make_reunion(body, today, objet="Objet discret")
    make_point(row, "Point discret", compte_rendu="Dit discret")
    make_decision(row, texte="Décision discrète")
    token = actions.open_agenda(actor=agent)
    if level == Confidentialite.NOMINATIVE:
        assert summaries(token) == []  # the charter is not signed
        make_signature(body, person, today, today + timedelta(days=9))
    text = read(token)
    assert len(summaries(token)) == 1
    assert "discr" not in text
    assert "Membre" not in text


def test_the_token_is_shown_once_and_never_kept(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    assert "Créer le lien" in text_of(client_coordonnateur, PAGE)
    page = client_coordonnateur.post(PAGE).content.decode()
    token = page.split("/instances/agenda/")[1].split(".ics")[0]
    assert len(token) > 40
    read(token)
    page = text_of(client_coordonnateur, PAGE)
    assert token not in page
    assert "Remplacer le lien" in page
    kept = AbonnementAgenda.objects.get()
    written = str(list(Trace.objects.values()))
    assert token not in written + str(vars(kept))
    assert kept.jeton_empreinte not in written


def test_replaced_or_revoked_the_former_link_stops(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    first = actions.open_agenda(actor=coordonnateur)
    second = actions.open_agenda(actor=coordonnateur)
    assert Client().get(f"{PAGE}{first}.ics").status_code == 404
    read(second)
    client_coordonnateur.post(f"{PAGE}revoquer/")
    assert Client().get(f"{PAGE}{second}.ics").status_code == 404
    assert "Créer le lien" in text_of(client_coordonnateur, PAGE)
    actions.revoke_agenda(actor=coordonnateur)
    assert AbonnementAgenda.objects.count() == 2


def test_a_closed_account_and_an_unknown_link_read_nothing(
    agent: Utilisateur, systeme: None
) -> None:
    token = actions.open_agenda(actor=agent)
    agent.is_active = False
    agent.save()
    for wrong in (token, "inconnu"):
        assert Client().get(f"{PAGE}{wrong}.ics").status_code == 404


def test_one_s_link_is_one_s_own_and_one_at_a_time(
    agent: Utilisateur, coordonnateur: Utilisateur
) -> None:
    actions.open_agenda(actor=agent)
    assert not AbonnementAgenda.objects.visible_to(coordonnateur)
    with pytest.raises(IntegrityError), transaction.atomic():
        write(AbonnementAgenda, utilisateur=agent, jeton_empreinte="x")


def test_queries_do_not_grow_with_meetings(agent: Utilisateur, today: date) -> None:
    body = make_instance("cvo")
    seat(agent, body)
    token = actions.open_agenda(actor=agent)
    counts = []
    for rank in range(3):
        make_reunion(body, today + timedelta(days=rank))
        with CaptureQueriesContext(connection) as queries:
            read(token)
        counts.append(len(queries))
    assert len(set(counts)) == 1
