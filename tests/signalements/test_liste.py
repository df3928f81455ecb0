"""The list of reports: filters, search, what surfaces, export, what each role sees."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.signalements import liste
from quietude.signalements.models import Signalement
from tests.conftest import make_user
from tests.signalements.factories import make_categorie, make_signalement
from tests.strategie.factories import make_mandat, make_organisation
from tests.territoire.builders import make_division, make_secteur

AUJOURDHUI = timezone.localdate()
HIER = AUJOURDHUI - timedelta(days=1)
PAGE = "/signalements/"


def received(days: int = 0, **fields: Any) -> Signalement:
    """Received so many days ago."""
    moment = timezone.now() - timedelta(days=days)
    day = timezone.localdate(moment)
    values = {"recu_le": moment, "jour": day, "fait_le": day, "dernier_fait_le": day, **fields}
    return make_signalement(values.pop("categorie", None), **values)


def closed(**fields: Any) -> Signalement:
    return received(etat="resolu", clos_le=AUJOURDHUI, **fields)


def found(client: Client, query: str) -> set[int]:
    """The reports that the list shows under these filters."""
    grille = client.get(f"{PAGE}?{query}").context["grille"]
    return {row.pk for row in grille.page}


def test_open_reports_come_first_and_closed_ones_on_demand(
    client_coordonnateur: Client,
) -> None:
    old, new, done = received(3), received(1), closed()
    page = client_coordonnateur.get(PAGE)
    assert [row.pk for row in page.context["grille"].page] == [new.pk, old.pk]
    assert "2 résultats" in page.content.decode()
    assert found(client_coordonnateur, "etat=tous") == {old.pk, new.pk, done.pk}
    assert found(client_coordonnateur, "etat=resolu") == {done.pk}
    oldest = client_coordonnateur.get(f"{PAGE}?tri=recu").context["grille"].page
    assert [row.pk for row in oldest] == [old.pk, new.pk]


def test_each_filter_keeps_what_it_says(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    division = make_division("quartiers")
    make_secteur(division, "nord")
    police = make_organisation("police", nature="service-municipal")
    famille = make_categorie("famille", parent=None).parent
    bruit = make_categorie("bruit", parent=famille)
    row = received(
        40,
        categorie=bruit,
        secteurs={"quartiers": "nord"},
        service=police,
        canal="courrier",
        agent=coordonnateur,
        echeance=HIER,
        repete=True,
        etat="en-cours",
        adresse="4 allée de l’Été",
        note="Musique à pleine puissance",
    )
    received(1, echeance=AUJOURDHUI)
    day = row.jour
    for query in (
        "etat=en-cours",
        "categorie=bruit",
        f"categorie={famille and famille.code}",
        "secteur=quartiers/nord",
        "service=police",
        "canal=courrier",
        "age=30",
        f"du={day}&au={day}",
        f"au={day + timedelta(days=2)}",
        "moi=on",
        "retard=on",
        "repetes=on",
        "q=ete",
        "q=MUSIQUES",
        "q=allee+musique",
    ):
        assert found(client_coordonnateur, query) == {row.pk}, query
    assert found(client_coordonnateur, "q=ete&canal=web") == set()
    assert len(found(client_coordonnateur, "canal=nimporte&categorie=quoi&du=hier")) == 2


def test_mine_are_those_of_my_service_that_nobody_took(db: None) -> None:
    agent, other = make_user(Role.AGENT), make_user(Role.ELU)
    police = make_organisation("police")
    make_mandat(organisation=police, utilisateur=agent)
    free, taken = received(service=police), received(service=police, agent=other)
    client = Client()
    client.force_login(agent)
    assert found(client, "moi=on") == {free.pk}
    assert taken.pk not in found(client, "moi=on")


def test_merged_and_quarantined_reports_are_nowhere(client_coordonnateur: Client) -> None:
    kept = received()
    received(fusionne_dans=kept)
    received(quarantaine=True)
    assert found(client_coordonnateur, "etat=tous") == {kept.pk}


def test_a_landlord_sees_those_of_its_estates_and_readers_nothing(db: None) -> None:
    landlord = make_organisation("bailleur", nature="bailleur")
    partner, reader = make_user(Role.PARTENAIRE), make_user(Role.LECTEUR)
    make_mandat(organisation=landlord, utilisateur=partner)
    mine, _other = received(bailleur=landlord), received()
    client = Client()
    client.force_login(partner)
    assert found(client, "") == {mine.pk}
    page = client.get(PAGE).content.decode()
    assert "Confier" not in page
    assert client.post(f"{PAGE}attribuer/", {"choix": mine.pk}).status_code == 404
    export = client.get(f"{PAGE}?export=csv").content.decode("utf-8-sig")
    assert len(export.splitlines()) == 2
    client.force_login(reader)
    assert client.get(PAGE).status_code == 404


def test_nothing_found_says_where_the_others_are(client_coordonnateur: Client) -> None:
    closed()
    page = client_coordonnateur.get(PAGE).content.decode()
    assert "Aucun signalement ne répond" in page
    assert "?etat=tous" in page


def test_beyond_the_limit_the_count_says_more_than(
    client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(liste, "PLAFOND", 100)
    monkeypatch.setattr(liste.capped_count, "__defaults__", (100,))
    bruit = make_categorie("bruit")
    for _rank in range(103):
        received(categorie=bruit)
    page = client_coordonnateur.get(f"{PAGE}?page=2")
    assert "Plus de 100 résultats, page 2 sur 2" in page.content.decode()
    assert len(page.context["grille"].page) == 50
    assert "choisissez une période" in page.content.decode()


def test_the_page_costs_the_same_whatever_the_number_of_rows(
    client_coordonnateur: Client,
) -> None:
    bruit, police = make_categorie("bruit"), make_organisation("police")
    counts = []
    client_coordonnateur.get(PAGE)  # the lists of the filters are read once
    for many in (1, 30):
        for _rank in range(many):
            received(categorie=bruit, service=police, echeance=HIER, adresse="1 rue A")
        with CaptureQueriesContext(connection) as seen:
            client_coordonnateur.get(PAGE)
        counts.append(len([q for q in seen if "SAVEPOINT" not in q["sql"]]))
    assert max(counts) <= 12
    assert counts[1] - counts[0] <= 1  # late ones are counted once there are many


def test_htmx_gets_the_results_alone(client_coordonnateur: Client) -> None:
    received()
    page = client_coordonnateur.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert 'data-annonce="1 résultat"' in page


def test_late_reports_and_places_that_come_back_surface_by_themselves(
    client_coordonnateur: Client,
) -> None:
    bruit = make_categorie("bruit")
    late = received(9, categorie=bruit, echeance=HIER, adresse="9 rue Tardive")
    for _rank in range(3):
        received(2, categorie=bruit, adresse="3 rue Répétée")
    une = client_coordonnateur.get(PAGE).context["une"]
    assert [row["pk"] for row in une.retards] == [str(late.pk)]
    assert [(row.nom, row.fois) for row in une.lieux] == [("3 rue Répétée", 3)]
    assert len(found(client_coordonnateur, une.lieux[0].adresse.split("?")[1])) == 3
    assert client_coordonnateur.get(f"{PAGE}?retard=on").context["une"] is None


def test_exports_hold_neither_address_nor_note_nor_caller(
    client_coordonnateur: Client,
) -> None:
    division = make_division("quartiers")
    make_secteur(division, "nord")
    received(secteurs={"quartiers": "nord"}, adresse="5 rue Secrète", note="Chez untel")
    csv = client_coordonnateur.get(f"{PAGE}?export=csv")
    text = csv.content.decode("utf-8-sig")
    assert "Secteur nord" in text
    assert "Secrète" not in text
    assert "untel" not in text
    book = load_workbook(BytesIO(client_coordonnateur.get(f"{PAGE}?export=xlsx").content))
    header, row = list(book.active.values)[:2]  # type: ignore[union-attr]  # one sheet
    assert header[0] == "Reçu le"
    assert row[0].date() == AUJOURDHUI


def test_an_export_too_large_is_refused_with_what_to_do(
    client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(liste, "EXPORT_MAX", 1)
    received()
    received()
    page = client_coordonnateur.get(f"{PAGE}?export=csv")
    assert page["Content-Type"].startswith("text/html")
    assert "choisissez une période" in page.content.decode()


def test_a_late_list_starts_with_what_waits_longest(client_coordonnateur: Client) -> None:
    recent = received(1, echeance=HIER)
    oldest = received(0, echeance=date(2020, 1, 1))
    page = client_coordonnateur.get(f"{PAGE}?retard=on").context["grille"].page
    assert [row.pk for row in page] == [oldest.pk, recent.pk]


def test_what_surfaces_by_itself_follows_each_write(client_coordonnateur: Client) -> None:
    """It is kept until a report changes, and no longer."""
    late = received(9, echeance=HIER, adresse="9 rue Tardive")
    assert "1 en retard" in client_coordonnateur.get(PAGE).content.decode()
    with acting(None, "tests.echeance"):
        Signalement.objects.filter(pk=late.pk).update(echeance=AUJOURDHUI)
    assert "en retard</a>" not in client_coordonnateur.get(PAGE).content.decode()
