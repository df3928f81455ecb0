"""Open311, reading: what the specification asks for, and nothing that should stay here."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from quietude.api import demandes, refus
from quietude.api.models import ServiceOuvert
from quietude.journal.actions import acting
from quietude.signalements.models import Categorie, Signalement
from tests.api.conftest import V2, faults, get, xml
from tests.signalements.factories import make_categorie, make_signalement
from tests.strategie.factories import make_organisation, write
from tests.territoire.builders import make_division, make_lieu, make_secteur

NOW = timezone.now()


def make_public(categorie: Categorie, **fields: Any) -> Signalement:
    return make_signalement(categorie, **{"recu_le": NOW - timedelta(days=2), **fields})


@pytest.mark.parametrize(
    ("forme", "media"), [("xml", "text/xml"), ("json", "application/json")]
)
@pytest.mark.parametrize("what", ["discovery", "services", "services/tags", "requests"])
def test_both_formats_have_the_media_type_of_the_specification(
    client: Client, tags: Categorie, forme: str, media: str, what: str
) -> None:
    response = client.get(f"{V2}/{what}.{forme}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == f"{media}; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_discovery_leads_to_the_endpoint_and_its_formats(client: Client, db: None) -> None:
    found = get(client, "discovery.json")
    endpoint = found["endpoints"][0]
    assert endpoint["url"] == f"http://testserver{V2}"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["specification"].endswith("GeoReport_v2")
    root = xml(client.get(f"{V2}/discovery.xml"))
    assert root.findtext("endpoints/endpoint/formats/format") == "text/xml"


def test_only_open_services_are_listed_each_with_its_type(
    client: Client, tags: Categorie, voisinage: Categorie
) -> None:
    make_categorie("fermee")
    rows = {row["service_code"]: row for row in get(client, "services.json")}
    assert rows.keys() == {"tags", "voisinage"}
    assert rows["tags"] == {
        "service_code": "tags",
        "service_name": "Genre tags",
        "description": "Inscriptions à effacer.",
        "metadata": True,
        "type": "realtime",
        "keywords": "famille tags",
        "group": "Famille tags",
    }
    assert rows["voisinage"]["type"] == "blackbox"
    root = xml(client.get(f"{V2}/services.xml"))
    assert (root.tag, [one.tag for one in root]) == ("services", ["service", "service"])
    assert root.findtext("service/metadata") == "true"


def test_a_service_out_of_its_dates_is_not_offered(client: Client, tags: Categorie) -> None:
    write_until(tags)
    assert get(client, "services.json") == []
    assert client.get(f"{V2}/services/tags.json").status_code == 404


def write_until(row: Categorie) -> None:
    with acting(None, "test"):
        row.jusqu_au = date(2020, 1, 1)
        row.save()


def test_the_definition_says_the_day_and_the_facts(client: Client, tags: Categorie) -> None:
    found = get(client, "services/tags.json")
    assert [row["code"] for row in found["attributes"]] == ["fait_le", "faits"]
    assert found["attributes"][1]["datatype"] == "multivaluelist"
    assert found["attributes"][1]["values"] == [
        {"key": "inscription", "name": "Fait inscription"}
    ]
    root = xml(client.get(f"{V2}/services/tags.xml"))
    assert root.findtext("attributes/attribute[2]/values/value/key") == "inscription"


def test_a_request_is_read_without_text_caller_nor_exact_place(
    client: Client, tags: Categorie
) -> None:
    secteur = make_secteur(make_division("quartiers"), "nord")
    police = make_organisation("police")
    row = make_public(
        tags,
        note="Détail à taire",
        adresse="12 rue de la Discrétion",
        longitude=4.98712,
        latitude=43.51489,
        secteurs={"quartiers": "nord"},
        service=police,
        echeance=date(2026, 1, 9),
        recu_le=datetime(2026, 1, 5, 22, 30, tzinfo=UTC),
    )
    response = client.get(f"{V2}/requests/{row.pk}.json")
    found = response.json()[0]
    assert found["requested_datetime"] == "2026-01-05T22:30:00Z"
    assert found["expected_datetime"] == "2026-01-09T22:59:59Z"
    assert (found["lat"], found["long"]) == (43.515, 4.987)
    assert (found["address"], found["description"]) == (secteur.nom, None)
    assert (found["status"], found["status_notes"]) == ("open", "Reçu")
    assert found["agency_responsible"] == police.nom
    for secret in ("taire", "Discrétion", "98712"):
        assert secret not in response.content.decode()


def test_a_known_place_is_named_instead_of_the_address(client: Client, tags: Categorie) -> None:
    ecole = make_lieu("ecole")
    row = make_public(tags, lieu=ecole)
    found = get(client, f"requests/{row.pk}.json")[0]
    assert (found["address"], found["address_id"]) == (ecole.nom, "ecole")


def test_a_closed_request_says_when_and_xml_agrees_with_json(
    client: Client, tags: Categorie
) -> None:
    row = make_public(
        tags, etat="resolu", clos_le=date(2026, 2, 3), recu_le=datetime(2026, 2, 1, tzinfo=UTC)
    )
    found = get(client, f"requests/{row.pk}.json")[0]
    assert (found["status"], found["updated_datetime"][:10]) == ("closed", "2026-02-03")
    root = xml(client.get(f"{V2}/requests/{row.pk}.xml"))
    assert root.tag == "service_requests"
    told = {child.tag: child.text for child in root[0]}
    assert told == {key: None if v is None else str(v) for key, v in found.items()}


def test_what_is_not_public_or_is_put_aside_or_merged_is_never_read(
    client: Client, tags: Categorie, voisinage: Categorie
) -> None:
    shown = make_public(tags)
    hidden = [
        make_public(voisinage),
        make_public(make_categorie("fermee")),
        make_public(tags, quarantaine=True),
        make_public(tags, fusionne_dans=shown),
    ]
    rows = get(client, "requests.json")
    assert [row["service_request_id"] for row in rows] == [shown.pk]
    for row in hidden:
        refusal = client.get(f"{V2}/requests/{row.pk}.json")
        assert refusal.status_code == 404
        assert "n’existe pas" in faults(refusal)[0]
    asked = ",".join(str(row.pk) for row in [shown, *hidden])
    assert len(get(client, "requests.json", service_request_id=asked)) == 1


def test_filters_by_service_state_and_dates(client: Client, tags: Categorie) -> None:
    bruit = make_categorie("bruit")
    write(ServiceOuvert, categorie=bruit, publie=True)
    old = make_public(bruit, recu_le=NOW - timedelta(days=95))
    shut = make_public(bruit, etat="resolu", clos_le=date(2026, 2, 3))
    fresh = make_public(tags)

    def asked(**query: str | list[str]) -> set[int]:
        return {row["service_request_id"] for row in get(client, "requests.json", **query)}

    def stamp(days: int) -> str:
        return f"{NOW - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"

    assert asked() == {shut.pk, fresh.pk}
    assert asked(status="open") == {fresh.pk}
    assert asked(status="closed") == {shut.pk}
    assert asked(status="open,closed", service_code="bruit") == {shut.pk}
    assert asked(service_code="bruit,tags") == {shut.pk, fresh.pk}
    assert asked(service_code=["bruit", "tags"]) == {shut.pk, fresh.pk}
    assert asked(status=["closed", "open"], service_code=["bruit"]) == {shut.pk}
    assert asked(service_request_id=[str(old.pk), f"{fresh.pk}"]) == {old.pk, fresh.pk}
    assert asked(service_code="inconnu") == set()
    assert asked(start_date=stamp(100), end_date=stamp(90)) == {old.pk}
    assert asked(start_date=stamp(100)) == {old.pk}  # ninety days, no more
    assert asked(end_date=stamp(90)) == {old.pk}
    both = {"service_request_id": f"{old.pk},{fresh.pk},abc", "status": "closed"}
    assert asked(**both) == {old.pk, fresh.pk}  # numbers override all the rest
    assert asked(status="", service_code="", start_date="") == {shut.pk, fresh.pk}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"status": "ouvert"}, "status"),
        ({"start_date": "hier"}, "start_date"),
        ({"start_date": "2026-01-01T00:00:00"}, "fuseau"),
        (
            {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"},
            "90 jours",
        ),
        ({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, "ordre"),
        ({"end_date": "0001-01-01T00:00:00+23:00"}, "end_date"),
        ({"start_date": "9999-12-31T00:00:00Z"}, "hors de portée"),
        ({"end_date": "0001-01-02T00:00:00Z"}, "hors de portée"),
        ({"service_code": "a\0b"}, "caractère nul"),
    ],
)
def test_a_filter_that_says_nothing_is_refused_with_a_list_of_errors(
    client: Client, db: None, query: dict[str, str], words: str
) -> None:
    response = client.get(f"{V2}/requests.json", query)
    assert response.status_code == 400
    assert words in faults(response)[0]
    root = xml(client.get(f"{V2}/requests.xml", query))
    assert (root.tag, root.findtext("error/code")) == ("errors", "400")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
@pytest.mark.parametrize("what", ["discovery", "services", "services/tags", "requests"])
def test_another_method_is_refused_in_the_format_asked_for(
    client: Client, tags: Categorie, method: str, what: str
) -> None:
    response = getattr(client, method)(f"{V2}/{what}.json")
    assert (response.status_code, response.headers["Allow"][:9]) == (405, "GET, HEAD")
    assert "répond à" in faults(response)[0]
    head = client.head(f"{V2}/{what}.xml")
    assert (head.status_code, head.content) == (200, b"")


def test_only_requests_are_sent_to_and_without_the_token_of_a_page(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post(f"{V2}/services.json", {"a": "b"})
    assert response.status_code == 405
    assert faults(response) == ["Cette adresse répond à GET et HEAD."]


@pytest.mark.parametrize("number", ["0", "abc", "9" * 30, "-1", "1.5"])
def test_a_number_that_is_none_is_not_found(client: Client, db: None, number: str) -> None:
    assert client.get(f"{V2}/requests/{number}.json").status_code == 404


def test_another_jurisdiction_is_not_served(client: Client, tags: Categorie) -> None:
    with override_settings(QUIETUDE_JURIDICTION="ville.example"):
        assert len(get(client, "services.json", jurisdiction_id="ville.example")) == 1
        assert len(get(client, "services.json", jurisdiction_id="")) == 1
        response = client.get(f"{V2}/services.json", {"jurisdiction_id": "ailleurs"})
    assert response.status_code == 404
    assert "ailleurs" in faults(response)[0]
    assert len(get(client, "services.json", jurisdiction_id="ailleurs")) == 1


def test_a_thousand_rows_at_most_and_as_many_queries_for_one_as_for_many(
    client: Client,
    tags: Categorie,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:
    assert demandes.LIGNES_MAX == 1000
    monkeypatch.setattr(demandes, "LIGNES_MAX", 8)
    for _ in range(10):
        make_public(tags, service=make_organisation())
    with django_assert_max_num_queries(6):  # two of them for the pace
        assert len(get(client, "requests.json")) == 8


def test_who_asks_too_often_waits(
    client: Client, tags: Categorie, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refus, "PAR_MINUTE", 3)
    statuses = [client.get(f"{V2}/services.xml").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
