"""Open311, sending: with a key, what is open, told clearly when something lacks."""

import json
from typing import Any

import pytest
from django.test import Client, override_settings

from quietude.api.actions import create_cle, revoke_cle
from quietude.api.models import CleApplication, EnvoiApplication
from quietude.api.views import open311
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.signalements.models import Appelant, Categorie, MiseEnQuarantaine, Signalement
from tests.api.conftest import V2, faults, xml
from tests.territoire.builders import make_lieu

REQUESTS = f"{V2}/requests.json"
# The example of the specification, with our service and without what it makes up.
EXEMPLE = (
    "api_key={cle}&jurisdiction_id=city.gov&service_code=tags&lat=37.76524078"
    "&long=-122.4212043&address_string=1234+5th+street&email=smit333%40sfgov.example"
    "&device_id=tt222111&account_id=123456&first_name=john&last_name=smith&phone=111111111"
    "&description=A+large+sinkhole+is+destroying+the+street"
    "&media_url=http%3A%2F%2Ffarm3.example%2F2002.jpg&attribute[WHISPAWN]=123456"
)
FORM = "application/x-www-form-urlencoded; charset=utf-8"


def send(client: Client, cle: str, **fields: Any) -> Any:
    values = {"api_key": cle, "service_code": "tags", "address_string": "3 rue des Essais"}
    return client.post(REQUESTS, {**values, **fields})


def test_the_example_of_the_specification_is_taken(
    client: Client, tags: Categorie, cle: str
) -> None:
    response = client.post(f"{V2}/requests.xml", EXEMPLE.format(cle=cle), content_type=FORM)
    assert response.status_code == 200
    row = Signalement.objects.get()
    assert xml(response).findtext("request/service_request_id") == str(row.pk)
    assert (row.canal, row.categorie, row.quarantaine) == ("web", tags, False)
    assert (row.latitude, row.longitude) == (37.76524078, -122.4212043)
    assert (row.adresse, row.note[:7]) == ("1234 5th street", "A large")
    kept = Appelant.objects.get()
    assert (kept.nom, kept.telephone) == ("john smith", "111111111")


def test_the_answer_gives_a_number_and_a_code_that_follows(
    client: Client, tags: Categorie, cle: str
) -> None:
    found = send(client, cle).json()[0]
    assert found["service_request_id"] == Signalement.objects.get().pk
    code = found["service_notice"].rpartition(": ")[2]
    page = client.post("/signaler/suivre/", {"code": code}).content.decode()
    assert "Reçu le" in page


def test_what_is_not_read_gives_no_number(
    client: Client, voisinage: Categorie, cle: str
) -> None:
    found = send(client, cle, service_code="voisinage").json()[0]
    assert found["service_request_id"] is None
    assert "Code de suivi" in found["service_notice"]


def test_the_day_and_the_facts_come_as_attributes(
    client: Client, tags: Categorie, cle: str
) -> None:
    attributes = {
        "attribute[faits][]": ["inscription"],
        "attribute[fait_le]": "2026-01-31T23:30:00Z",
    }
    send(client, cle, **attributes)
    row = Signalement.objects.get()
    assert (row.faits, f"{row.fait_le}") == (["inscription"], "2026-02-01")


def test_a_known_place_is_an_address_id(client: Client, tags: Categorie, cle: str) -> None:
    ecole = make_lieu("ecole")
    send(client, cle, address_string="", address_id="ecole")
    assert Signalement.objects.get().lieu == ecole


def test_a_long_text_goes_on_in_the_timeline(client: Client, tags: Categorie, cle: str) -> None:
    words = [f"mot{rank}" for rank in range(500)]
    send(client, cle, description=" ".join(words))
    row = Signalement.objects.get()
    parts = [row.note, *row.suites.values_list("texte", flat=True)]
    assert max(map(len, parts)) <= 1000
    assert " ".join(parts).split() == words


@pytest.mark.parametrize("wrong", ["", "inconnue"])
def test_without_a_good_key_nothing_is_taken(
    client: Client, tags: Categorie, wrong: str
) -> None:
    response = send(client, wrong)
    assert response.status_code == 403
    assert "api_key" in faults(response)[0]
    assert not Signalement.objects.exists()


def test_a_revoked_key_sends_no_more(
    client: Client, tags: Categorie, coordonnateur: Utilisateur
) -> None:
    row, text = create_cle(actor=coordonnateur, nom="Essai")
    revoke_cle(actor=coordonnateur, cle=row)
    assert send(client, text).status_code == 403


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "inconnu"}, 404, "n’existe pas"),
        ({"address_string": ""}, 400, "dites où"),
        ({"address_string": "\u200b"}, 400, "dites où"),
        ({"lat": "43.5"}, 400, "donnez les deux"),
        ({"lat": "91", "long": "5"}, 400, "degrés"),
        ({"lat": "nan", "long": "5"}, 400, "degrés"),
        ({"address_id": "inconnu"}, 400, "lieu connu"),
        ({"email": "incomplète"}, 400, "email"),
        ({"description": "x" * 4001}, 400, "4000"),
        ({"attribute[fait_le]": "hier"}, 400, "fait_le"),
        ({"attribute[fait_le]": "0001-01-01T00:00:00+23:00"}, 400, "fait_le"),
        ({"description": "a\0b"}, 400, "caractère nul"),
        ({"attribute[fait_le]": "0001-01-01"}, 400, "plus de cinq ans"),
        ({"attribute[fait_le]": "2999-01-01"}, 400, "avant d’avoir eu lieu"),
        ({"attribute[faits]": "inconnu"}, 400, "liste des faits"),
    ],
)
def test_what_lacks_is_told_and_nothing_is_written(
    client: Client, tags: Categorie, cle: str, changes: dict[str, str], status: int, words: str
) -> None:
    response = send(client, cle, **changes)
    assert response.status_code == status
    assert words in " ".join(faults(response))
    assert not Signalement.objects.exists()


def test_every_fault_is_told_at_once(client: Client, tags: Categorie, cle: str) -> None:
    response = send(client, cle, lat="abc", email="incomplète")
    assert len(faults(response)) == 2


def test_a_category_that_is_not_open_is_not_taken(
    client: Client, tags: Categorie, cle: str
) -> None:
    assert tags.parent
    assert send(client, cle, service_code=tags.parent.code).status_code == 404


def test_an_application_gone_mad_is_put_aside_then_stopped(
    client: Client, tags: Categorie, cle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open311, "PAR_CLE", 2)
    monkeypatch.setattr(open311, "PAR_CLE_MAX", 3)
    statuses = [send(client, cle, description=f"n{rank}").status_code for rank in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert MiseEnQuarantaine.objects.get().motifs == ["nombreux"]
    hidden = MiseEnQuarantaine.objects.get().signalement_id
    assert client.get(f"{V2}/requests/{hidden}.json").status_code == 404


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b'{"api_key": "x"}', "application/json"),
        (b"<request/>", "text/xml"),
        (b"api_key=x", "text/plain"),
        (b"--x", "multipart/form-data"),
        (b"api_key=x", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"&".join(b"a%d=1" % rank for rank in range(1200)), FORM),
        (b"a=" + b"x" * 3_000_000, FORM),
    ],
)
@pytest.mark.parametrize("forme", ["xml", "json"])
def test_a_body_that_cannot_be_read_is_told_in_the_format_asked_for(
    client: Client, tags: Categorie, body: bytes, media: str, forme: str
) -> None:
    response = client.post(f"{V2}/requests.{forme}", body, content_type=media)
    assert response.status_code == 400
    told = (
        faults(response)[0] if forme == "json" else xml(response).findtext("error/description")
    )
    assert "application/x-www-form-urlencoded" in str(told)


def test_bytes_that_are_no_text_are_a_key_that_is_none(client: Client, db: None) -> None:
    response = client.post(f"{V2}/requests.json", b"api_key=%ff%fe", content_type=FORM)
    assert response.status_code == 403


def test_a_cookie_from_a_page_is_neither_asked_for_nor_enough(
    tags: Categorie, cle: str, client_coordonnateur: Client
) -> None:
    assert send(Client(enforce_csrf_checks=True), cle).status_code == 200
    assert send(client_coordonnateur, "").status_code == 403


def test_the_jurisdiction_is_checked_wherever_it_is_said(
    client: Client, tags: Categorie, cle: str
) -> None:
    fields = {"api_key": cle, "service_code": "tags", "address_string": "3 rue des Essais"}
    with override_settings(QUIETUDE_JURIDICTION="ville.example"):
        for where in ("ailleurs", "ville.example", ""):
            said = client.post(REQUESTS, {**fields, "jurisdiction_id": where})
            asked = client.post(f"{REQUESTS}?jurisdiction_id={where}", fields)
            expected = 404 if where == "ailleurs" else 200
            assert (said.status_code, asked.status_code) == (expected, expected)


def test_which_application_sent_is_kept_and_signed_by_the_system(
    client: Client, tags: Categorie, cle: str
) -> None:
    send(client, cle)
    sent = EnvoiApplication.objects.get()
    assert sent.cle == CleApplication.objects.get()
    trace = Trace.objects.get(objet_type="api.envoiapplication")
    assert (trace.acteur, trace.action) == (None, "api.take_request")


def test_no_html_is_let_through_nor_any_control_character(
    client: Client, tags: Categorie, cle: str
) -> None:
    make_lieu("ecole", nom="<b>École</b> & parc\x08")
    send(client, cle, address_id="ecole")
    root = xml(client.get(f"{V2}/requests.xml"))
    assert root.findtext("request/address") == "<b>École</b> & parc"
    assert json.loads(client.get(REQUESTS).content)[0]["address_id"] == "ecole"
