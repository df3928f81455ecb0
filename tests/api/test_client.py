"""An Open311 client made by others reads the town as it reads its cities.

Over the test client here; over the network in tests/parcours/test_open311.py.
"""

from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client
from georeport import GeoReport

from quietude.signalements.models import Categorie
from tests.api.conftest import V2
from tests.api.test_lire import make_public


@pytest.fixture(params=["json", "xml"])
def lecteur(
    request: pytest.FixtureRequest, client: Client, monkeypatch: pytest.MonkeyPatch
) -> GeoReport:
    """The client, its requests handed to our views."""

    def send(self: Any, prepared: requests.PreparedRequest, **_: Any) -> requests.Response:
        target = urlsplit(prepared.url or "")
        answer = client.get(f"{target.path}?{target.query}")
        found = requests.Response()
        found.status_code, found._content = answer.status_code, answer.content
        found.headers.update(answer.headers)
        found.url = prepared.url or ""
        return found

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    return GeoReport(f"http://ville.example{V2}", output_format=request.param)


def test_it_lists_services_and_reads_a_definition(
    lecteur: GeoReport, tags: Categorie, voisinage: Categorie
) -> None:
    codes = [row["service_code"] for row in lecteur.get_service_list()]
    assert sorted(codes) == ["tags", "voisinage"]
    assert lecteur.get_service_definition("tags")["service_code"] == "tags"


def test_it_reads_requests_together_and_one_by_one(lecteur: GeoReport, tags: Categorie) -> None:
    rows = [make_public(tags), make_public(tags)]
    found = lecteur.get_service_requests(service_code="tags", status="open")
    assert {str(row["service_request_id"]) for row in found} == {str(row.pk) for row in rows}
    alone = lecteur.get_service_request(str(rows[0].pk))
    assert (alone["status"], alone["service_code"]) == ("open", "tags")


def test_it_hears_a_refusal(lecteur: GeoReport, db: None) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        lecteur.get_service_request("1")
