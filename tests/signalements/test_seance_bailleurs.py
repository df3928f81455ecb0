"""Each landlord sees its own reports and nothing of another's; the town sees them all."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.partenaires.models import Organisation
from quietude.signalements.bailleurs import by_kind, figures, reports_of
from quietude.signalements.models import Appelant, Signalement, Suite
from quietude.socle.periodes import Periode
from tests.conftest import make_user
from tests.signalements.factories import make_categorie, make_signalement
from tests.strategie.factories import make_mandat, make_organisation, write

PAGE = "/signalements/bailleurs/"
HIER = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def pins(db: None) -> Organisation:
    return make_organisation("pins", nature="bailleur", nom="Bailleur des Pins")


@pytest.fixture
def mer(db: None) -> Organisation:
    return make_organisation("mer", nature="bailleur", nom="Bailleur de la Mer")


def landlord(client: Client, organisation: Organisation) -> None:
    user = make_user(Role.PARTENAIRE, email=f"{organisation.code}@essai.example")
    make_mandat(user, organisation)
    client.force_login(user)


def report(bailleur: Organisation, day: date = HIER, **fields: Any) -> Signalement:
    moment = timezone.make_aware(datetime.combine(day, time(10)))
    return make_signalement(bailleur=bailleur, fait_le=day, jour=day, recu_le=moment, **fields)


def test_a_landlord_goes_straight_to_its_page_and_finds_nothing_of_another(
    client: Client, pins: Organisation, mer: Organisation
) -> None:
    report(pins, adresse="1 rue des Pins")
    theirs = report(mer, adresse="2 rue de la Mer")
    landlord(client, pins)
    page = client.get(PAGE, follow=True)
    assert page.redirect_chain[-1][0] == f"{PAGE}pins/"
    said = page.content.decode()
    assert "1 rue des Pins" in said
    assert "Mer" not in said
    for address in (
        f"{PAGE}mer/",
        f"{PAGE}mer/?export=csv",
        f"{PAGE}mer/?voir=recus&periode=2025",
        theirs.get_absolute_url(),
    ):
        assert client.get(address).status_code == 404, address


def test_a_partner_that_lets_nothing_has_no_landlord_page(
    client: Client, pins: Organisation
) -> None:
    school = make_organisation("ecole", nature="education")
    landlord(client, school)
    assert client.get(f"{PAGE}pins/").status_code == 404
    assert client.get(f"{PAGE}ecole/").status_code == 404
    assert "Aucun bailleur" in client.get(PAGE).content.decode()


def test_the_town_chooses_among_landlords_with_what_is_open_and_late(
    client_coordonnateur: Client, pins: Organisation, mer: Organisation
) -> None:
    report(pins, echeance=HIER)
    report(pins)
    report(pins, etat="resolu", clos_le=HIER)
    report(pins, quarantaine=True)
    make_organisation("ecole", nom="École fictive")
    said = client_coordonnateur.get(PAGE).content.decode()
    assert "2 à traiter, dont 1 en retard" in said
    assert "École fictive" not in said
    assert said.index("Bailleur de la Mer") < said.index("Bailleur des Pins")
    assert client_coordonnateur.get(f"{PAGE}mer/").status_code == 200


@pytest.mark.parametrize("role", [Role.LECTEUR, Role.ADMINISTRATEUR])
def test_those_who_read_no_report_find_no_page(
    client: Client, pins: Organisation, role: Role
) -> None:
    client.force_login(make_user(role))
    for address in (PAGE, f"{PAGE}pins/"):
        assert client.get(address).status_code == 404


def test_a_period_is_counted_against_the_same_days_a_year_before(
    client_coordonnateur: Client, pins: Organisation, mer: Organisation
) -> None:
    bruit, tags = make_categorie("bruit"), make_categorie("tags")
    report(pins, date(2025, 3, 4), categorie=bruit, episodes=3, echeance=date(2025, 3, 9),
           repondu_le=date(2025, 3, 8))  # fmt: skip
    report(pins, date(2025, 3, 31), categorie=bruit, echeance=date(2025, 4, 2),
           repondu_le=date(2025, 4, 3))  # fmt: skip
    report(pins, date(2024, 3, 1), categorie=tags)
    report(pins, date(2025, 4, 1), categorie=tags)
    report(mer, date(2025, 3, 4), categorie=bruit)
    rows = reports_of(make_user(Role.ELU), pins)
    span = Periode.mois(2025, 3)
    counted = {one.libelle: (one.valeur, one.avant) for one in figures(rows, span)}
    assert counted == {
        "Signalements reçus": (2, 1),
        "Épisodes": (4, 1),
        "Ayant eu une réponse": (2, 0),
        "Répondus dans le délai": (1, 0),
        "Clos à ce jour": (0, 0),
    }
    kinds = {one.libelle: (one.valeur, one.avant) for one in by_kind(rows, span)}
    assert kinds == {"Genre bruit": (2, 0), "Genre tags": (0, 1)}
    said = client_coordonnateur.get(f"{PAGE}pins/?periode=mars+2025").content.decode()
    assert "mars 2025" in said
    assert "mars 2024" in said


def test_a_period_that_is_none_says_what_is_expected(
    client_coordonnateur: Client, pins: Organisation
) -> None:
    said = client_coordonnateur.get(f"{PAGE}pins/?periode=jamais").content.decode()
    assert "n’est pas une période" in said


def test_late_ones_received_ones_and_open_ones_are_listed_apart(
    client_coordonnateur: Client, pins: Organisation
) -> None:
    report(pins, adresse="1 rue", echeance=HIER - timedelta(days=1))
    report(pins, adresse="2 rue")
    report(pins, adresse="3 rue", etat="resolu", clos_le=HIER)
    seen = {}
    for part in ("ouverts", "retard", "recus", "inconnu"):
        said = client_coordonnateur.get(f"{PAGE}pins/?voir={part}").content.decode()
        seen[part] = [n for n in "123" if f"{n} rue" in said]
    assert seen == {
        "ouverts": ["1", "2"],
        "retard": ["1"],
        "recus": ["1", "2", "3"],
        "inconnu": ["1", "2"],
    }


def test_its_answers_are_told_and_those_of_others_are_not(
    client: Client, pins: Organisation
) -> None:
    row, police = report(pins), make_organisation("police")
    said = {"signalement": row, "nature": "reponse-service"}
    write(Suite, organisation=pins, texte="Gardien passé", **said)
    write(Suite, organisation=police, texte="Ronde faite", **said)
    landlord(client, pins)
    page = client.get(f"{PAGE}pins/").content.decode()
    assert "Gardien passé" in page
    assert "Ronde faite" not in page


def test_what_is_exported_tells_neither_address_nor_note_nor_caller(
    client: Client, pins: Organisation
) -> None:
    row = report(pins, adresse="1 rue Privée", note="Marqueur de note")
    write(Appelant, signalement=row, nom="Marqueur", telephone="Marqueur")
    landlord(client, pins)
    said = client.get(f"{PAGE}pins/?export=csv").content.decode()
    assert str(row.pk) in said
    assert "Privée" not in said
    assert "Marqueur" not in said
    page = client.get(f"{PAGE}pins/").content.decode()
    assert "Marqueur" not in page


def test_as_many_queries_for_one_report_as_for_forty(
    client_coordonnateur: Client, pins: Organisation
) -> None:
    kind, counts = make_categorie(), []
    for extra in (1, 39):
        for _ in range(extra):
            write(Suite, signalement=report(pins, categorie=kind, service=pins),
                  nature="intervention", organisation=pins)  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            client_coordonnateur.get(f"{PAGE}pins/")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16
