"""Another application, over the network: opened by the coordinator, it sends and reads."""

import json
import re
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from georeport import GeoReport
from playwright.sync_api import expect

from tests.parcours.conftest import GRAND, Ouvrir, Ville
from tests.parcours.test_pages import faults

REGLAGES = "/open311/reglages/"


def test_an_application_sends_with_its_key_and_a_client_made_by_others_reads(
    ouvrir: Ouvrir, ville: Ville
) -> None:
    page = ouvrir("coordonnateur", GRAND)
    page.goto(REGLAGES)
    page.get_by_label("Tags, graffitis s’envoie").check()
    page.get_by_label("Tags, graffitis se lit").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#q-messages")).to_contain_text("enregistrés")
    page.get_by_label("Application").fill("Application d’essai")
    page.get_by_role("button", name="Donner une clé").click()
    key = page.locator("code").first.inner_text()
    assert faults(page) == []

    endpoint = f"{ville.adresse}/open311/v2"
    fields = {
        "api_key": key,
        "service_code": "tags",
        "lat": "43.5151",
        "long": "4.9872",
        "description": "Inscription au dos du gymnase.",
    }
    sent = Request(f"{endpoint}/requests.json", urlencode(fields).encode())
    with urlopen(sent) as response:
        told = json.load(response)[0]
    assert re.search(r"(\d{4}\s){2}\d{4}$", told["service_notice"])

    reader = GeoReport(endpoint)
    assert [row["service_code"] for row in reader.get_service_list()] == ["tags"]
    assert reader.get_service_definition("tags")["attributes"]
    found = reader.get_service_request(str(told["service_request_id"]))
    assert (found["status"], found["description"]) == ("open", None)
    listed = reader.get_service_requests(service_code="tags", status="open")
    assert told["service_request_id"] in [row["service_request_id"] for row in listed]

    page.goto(REGLAGES)
    page.get_by_role("link", name="Révoquer").click()
    page.get_by_role("button", name="Révoquer la clé").click()
    expect(page.get_by_role("main")).to_contain_text("Révoquée le")
