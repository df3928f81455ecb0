"""The form under abuse: put aside rather than thrown away, refused only when it floods."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.signing import dumps
from django.test import Client

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.portail import parcours
from quietude.portail.dans_la_strategie import quarantine_bloc
from quietude.signalements import tri
from quietude.signalements.actions.public import reject_signalement, release_signalement
from quietude.signalements.models import Categorie, MiseEnQuarantaine, Signalement
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.portail.conftest import CONTACT, QUOI, URL, etat_of, page_of, post, send
from tests.signalements.factories import make_signalement
from tests.strategie.factories import make_strategie, write

QUARANTAINE = "/signaler/quarantaine/"


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcours.Parcours, "secondes", 60.0)


def motifs() -> list[str]:
    return MiseEnQuarantaine.objects.get().motifs


def put_aside(**fields: Any) -> Signalement:
    row = make_signalement(quarantaine=True, **fields)
    write(MiseEnQuarantaine, signalement=row, motifs=["piege"])
    return row


def test_what_no_person_would_do_goes_to_quarantine_and_is_thanked_all_the_same(
    client: Client, bruit: Categorie, slowly: None
) -> None:
    response = send(client, contact={"site": "https://exemple.test"})
    assert "est envoyé" in page_of(response)
    assert motifs() == ["piege"]
    assert not Signalement.objects.current().exists()


def test_a_form_filled_in_a_blink_goes_to_quarantine(client: Client, bruit: Categorie) -> None:
    send(client)
    assert motifs() == ["trop-rapide"]


def test_a_link_in_the_text_goes_to_quarantine(
    client: Client, bruit: Categorie, slowly: None
) -> None:
    send(client, note="Voyez www.exemple.test")
    assert motifs() == ["lien"]


def test_the_same_text_again_goes_to_quarantine_accents_or_not(
    client: Client, bruit: Categorie, slowly: None
) -> None:
    send(client, note="Dégradé  ce soir")
    send(client, note="degrade ce SOIR")
    assert motifs() == ["repete"]


def test_two_neighbours_who_write_nothing_are_not_told_apart_as_abuse(
    client: Client, bruit: Categorie, slowly: None
) -> None:
    send(client, note="")
    send(client, note="")
    assert Signalement.objects.current().count() == 2


def test_many_in_a_row_end_aside_then_refused_with_what_was_typed(
    client: Client, bruit: Categorie, slowly: None
) -> None:
    """An estate behind one address loses nothing before the fortieth report of the hour."""
    assert (tri.PAR_CLIENT, tri.PAR_CLIENT_MAX) == (10, 40)
    answers = [send(client, note=f"Envoi {rank}") for rank in range(42)]
    assert [response.status_code for response in answers] == [200] * 40 + [429] * 2
    assert (Signalement.objects.current().count(), Signalement.objects.count()) == (10, 40)
    last = page_of(answers[-1])
    assert "n’est pas parti" in last and "Envoi 41" in last


def test_what_no_eye_sees_is_taken_out_and_markup_is_shown_as_text(
    client: Client, bruit: Categorie, slowly: None, client_coordonnateur: Client
) -> None:
    send(client, note="a\x08b\x1b[31m \u202egro.\u200b\r\n<script>alert(1)</script>\0")
    row = Signalement.objects.get()
    assert row.note == "ab[31m gro.\n<script>alert(1)</script>"
    page = page_of(client_coordonnateur.get(row.get_absolute_url()))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_an_address_that_nobody_can_see_is_none(client: Client, bruit: Categorie) -> None:
    first = etat_of(post(client, "", 1, 2, QUOI))
    page = page_of(post(client, first, 2, 3, {"adresse": "\u200b\u2060 "}))
    assert "Dites où" in page and "étape 2 sur 3" in page


def test_a_huge_text_is_cut_where_it_comes_in_and_told_as_too_long(
    client: Client, bruit: Categorie
) -> None:
    response = post(client, "", 1, 2, {**QUOI, "note": "x" * 2_000_000, "faits": ["y"] * 900})
    page = page_of(response)
    assert "1000" in page and "étape 1 sur 3" in page
    assert len(page) < 40_000


@pytest.mark.parametrize("etat", ["x" * 100_000, ":::", "é", "\0"])
def test_a_state_that_is_none_starts_again(client: Client, bruit: Categorie, etat: str) -> None:
    page = page_of(post(client, etat, 3, 4, CONTACT))
    assert "rien n’a été envoyé" in page
    assert not Signalement.objects.exists()


def test_the_state_of_another_use_of_the_secret_is_refused(
    client: Client, bruit: Categorie
) -> None:
    forged = dumps({"cle": "à-moi", "a": 0, "dits": {}}, salt="autre")
    assert "rien n’a été envoyé" in page_of(post(client, forged, 3, 4, CONTACT))


@pytest.mark.parametrize("media", ["application/json", "text/xml", "text/plain"])
def test_another_media_type_is_an_empty_form(
    client: Client, bruit: Categorie, media: str
) -> None:
    response = client.post(URL, b'{"etape": 3, "vers": 4}', content_type=media)
    assert (response.status_code, Signalement.objects.count()) == (200, 0)
    assert "étape 1 sur 3" in page_of(response)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_no_other_method_does_anything(client: Client, bruit: Categorie, method: str) -> None:
    for path in (URL, f"{URL}suivre/", f"{URL}vos-donnees/"):
        assert getattr(client, method)(path).status_code == 405


def test_without_the_token_of_the_page_nothing_is_taken(bruit: Categorie) -> None:
    response = post(Client(enforce_csrf_checks=True), "", 1, 2, QUOI)
    assert response.status_code == 403
    assert "expiré" in page_of(response)


def test_a_flood_from_everywhere_is_put_aside_then_stopped(
    client: Client, bruit: Categorie, slowly: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tri, "EN_TOUT", 2)
    monkeypatch.setattr(tri, "EN_TOUT_MAX", 3)
    statuses = []
    for rank in range(4):
        client.defaults["REMOTE_ADDR"] = f"203.0.113.{rank}"
        statuses.append(send(client, note=f"Envoi {rank}").status_code)
    assert statuses == [200, 200, 200, 429]
    assert motifs() == ["afflux"]


# -- what the agents do of it ----------------------------------------------------------------


def test_a_released_report_joins_the_others_and_its_delay_starts_today(
    coordonnateur: Utilisateur,
) -> None:
    row = release_signalement(actor=coordonnateur, signalement=put_aside())
    assert Signalement.objects.current().get() == row
    assert row.echeance is not None
    assert MiseEnQuarantaine.objects.get().triee_le is not None
    with pytest.raises(ActionImpossible, match="plus en quarantaine"):
        release_signalement(actor=coordonnateur, signalement=row)


def test_abuse_is_closed_as_such_kept_and_can_be_taken_back(
    coordonnateur: Utilisateur,
) -> None:
    row = reject_signalement(actor=coordonnateur, signalement=put_aside())
    assert (row.etat, row.motif, row.quarantaine) == ("sans-suite", "indesirable", True)
    assert list(MiseEnQuarantaine.objects.rejected()) == [row.mise_en_quarantaine]
    back = release_signalement(actor=coordonnateur, signalement=row)
    assert (back.etat, back.motif, back.clos_le) == ("rouvert", "", None)


def test_sorting_is_written_in_the_journal_under_its_author(
    coordonnateur: Utilisateur,
) -> None:
    row = reject_signalement(actor=coordonnateur, signalement=put_aside())
    last = Trace.objects.filter(sujet_id=str(row.pk)).latest("pk")
    assert (last.acteur, last.action) == (coordonnateur, "signalements.reject_signalement")


@pytest.mark.parametrize("role", set(Role) - {Role.COORDONNATEUR, Role.AGENT})
def test_only_those_who_answer_sort(db: None, client: Client, role: Role) -> None:
    user, row = make_user(role), put_aside()
    with pytest.raises(PermissionDenied, match="trient"):
        release_signalement(actor=user, signalement=row)
    assert not MiseEnQuarantaine.objects.visible_to(user).exists()
    client.force_login(user)
    assert client.get(QUARANTAINE).status_code == 404


def test_the_page_shows_why_and_sorts_many_at_once(
    client_coordonnateur: Client, bruit: Categorie
) -> None:
    rows = [put_aside(note=f"Texte {rank}") for rank in range(3)]
    page = page_of(client_coordonnateur.get(QUARANTAINE))
    assert "Un champ invisible a été rempli" in page
    assert "Texte 2" in page
    sort = f"{QUARANTAINE}trier/"
    ticked = [row.pk for row in rows[:2]]
    values = {"geste": "ecarter", "signalement": ticked}
    told = client_coordonnateur.post(sort, values, follow=True)
    assert "2 signalements écartés" in page_of(told)
    assert "Texte 2" in page_of(told) and "Texte 1" not in page_of(told)
    aside = client_coordonnateur.get(f"{QUARANTAINE}?vue=ecartes")
    assert "Texte 1" in page_of(aside)
    values = {"geste": "liberer", "signalement": [rows[0].pk]}
    assert "Un signalement libéré" in page_of(
        client_coordonnateur.post(sort, values, follow=True)
    )
    client_coordonnateur.post(
        sort, {"geste": "ecarter-page", "affiche": [rows[1].pk, rows[2].pk]}
    )
    assert not MiseEnQuarantaine.objects.waiting().exists()
    for wrong in ("²", "9" * 30, "abc"):
        client_coordonnateur.post(sort, {"geste": "liberer", "signalement": [wrong]})
    nothing = client_coordonnateur.post(sort, {"geste": "liberer"}, follow=True)
    assert "Cochez au moins un" in page_of(nothing)


def test_the_home_page_tells_those_who_sort_that_something_waits(db: None) -> None:
    strategie = make_strategie("essai")
    agent = make_user(Role.AGENT)
    assert not list(quarantine_bloc(agent, strategie))
    put_aside()
    assert [bloc.valeur for bloc in quarantine_bloc(agent, strategie)] == [1]
    assert not list(quarantine_bloc(make_user(Role.ELU), strategie))


def test_the_page_asks_as_many_queries_for_one_row_as_for_many(
    client_coordonnateur: Client, django_assert_max_num_queries: Any
) -> None:
    for rank in range(12):
        put_aside(note=f"Texte {rank}")
    with django_assert_max_num_queries(6):
        client_coordonnateur.get(QUARANTAINE)
