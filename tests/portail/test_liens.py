"""A partner answers by a link: one report, for a time, and never who called."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.journal.models import Trace
from quietude.partenaires.models import Mandat, Organisation, Personne
from quietude.portail.views import repondre
from quietude.signalements.actions.liens import (
    LienPerime,
    answer_link,
    revoke_link,
    send_link,
    usable_link,
)
from quietude.signalements.actions.vie import merge_signalement
from quietude.signalements.enums import ReponsePartenaire
from quietude.signalements.models import Appelant, LienReponse, Signalement, Suite
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.portail.conftest import page_of
from tests.signalements.factories import make_fait, make_signalement
from tests.strategie.factories import make_organisation, write

ADRESSE = "agence@bailleur.example"


@pytest.fixture
def bailleur(db: None) -> Organisation:
    """A landlord to which one may write, without account."""
    row = make_organisation("bailleur")
    person = write(Personne, nom="Agence (essai)", email=ADRESSE)
    write(Mandat, personne=person, organisation=row, fonction="Agence", debut=date(2020, 1, 1))
    return row


def send(actor: Utilisateur, organisation: Organisation, row: Signalement) -> str:
    """Send a link, answer its token."""
    tokens: list[str] = []

    def address(token: str) -> str:
        tokens.append(token)
        return f"https://ville.example/signaler/reponse/{token}/"

    send_link(
        actor=actor, signalement=row, organisation=organisation, email=ADRESSE, lien=address
    )
    return tokens[0]


def url(token: str) -> str:
    return f"/signaler/reponse/{token}/"


def amend(row: Any, **fields: Any) -> None:
    with acting(None, "test"):
        type(row).objects.filter(pk=row.pk).update(**fields)


def test_the_link_goes_by_mail_and_says_nothing_that_should_not_travel(
    coordonnateur: Utilisateur,
    bailleur: Organisation,
    django_capture_on_commit_callbacks: Any,
) -> None:
    row = make_signalement(note="Détail à taire", echeance=date(2026, 3, 2))
    with django_capture_on_commit_callbacks(execute=True):
        token = send(coordonnateur, bailleur, row)
    sent = mail.outbox[0]
    assert sent.to == [ADRESSE]
    assert url(token) in sent.body and "2\xa0mars 2026" in sent.body
    assert "taire" not in sent.body and row.adresse not in sent.body
    assert "\n" not in sent.subject


def test_only_a_known_address_of_the_organisation_is_written_to(
    coordonnateur: Utilisateur, bailleur: Organisation
) -> None:
    with pytest.raises(ActionImpossible, match="n’est pas connue"):
        send(coordonnateur, make_organisation("autre"), make_signalement())
    assert not LienReponse.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"quarantaine": True}, "quarantaine"),
        ({"etat": "resolu", "clos_le": date(2025, 4, 1)}, "clos"),
    ],
)
def test_a_report_put_aside_or_closed_is_not_opened_to_anyone(
    coordonnateur: Utilisateur, bailleur: Organisation, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(PermissionDenied, match=words):
        send(coordonnateur, bailleur, make_signalement(**fields))


@pytest.mark.parametrize("role", set(Role) - {Role.COORDONNATEUR, Role.AGENT})
def test_only_those_who_answer_send_revoke_and_see_links(
    coordonnateur: Utilisateur, bailleur: Organisation, role: Role
) -> None:
    other, row = make_user(role), make_signalement()
    with pytest.raises(PermissionDenied):
        send(other, bailleur, row)
    send(coordonnateur, bailleur, row)
    with pytest.raises(PermissionDenied):
        revoke_link(actor=other, lien=LienReponse.objects.get())
    assert not LienReponse.objects.visible_to(other).exists()


def test_the_page_shows_what_is_needed_to_act_and_never_the_caller(
    client: Client, coordonnateur: Utilisateur, bailleur: Organisation
) -> None:
    make_fait("musique")
    row = make_signalement(
        note="Basse forte.", faits=["musique"], episodes=3, echeance=date(2026, 3, 2)
    )
    write(Appelant, signalement=row, nom="Plaignant Fictif", telephone="0100000000")
    write(Suite, signalement=row, nature="note", texte="Échange interne")
    in_its_name = {"organisation": bailleur, "auteur": coordonnateur}
    write(Suite, signalement=row, nature="contact", texte="Appel interne", **in_its_name)
    response = client.get(url(send(coordonnateur, bailleur, row)))
    page = page_of(response)
    for shown in (row.adresse, "Basse forte.", "Fait musique", "3 épisodes", "2\xa0mars 2026"):
        assert shown in page
    for hidden in ("Plaignant", "0100000000", "interne", "/signalements/"):
        assert hidden not in page
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("said", "nature"),
    [
        ("intervenu", "intervention"),
        ("surveillance", "patrouille"),
        ("programme", "reponse-service"),
        ("pas-nous", "reponse-service"),
    ],
)
def test_the_answer_stands_in_the_timeline_in_the_name_of_the_organisation(
    client: Client, coordonnateur: Utilisateur, bailleur: Organisation, said: str, nature: str
) -> None:
    row = make_signalement()
    token = send(coordonnateur, bailleur, row)
    page = client.post(url(token), {"reponse": said, "texte": "Digicode réparé."}, follow=True)
    assert "votre réponse est transmise" in page_of(page)
    assert "Digicode réparé." in page_of(page)
    suite = Suite.objects.get()
    assert (suite.nature, suite.organisation, suite.auteur) == (nature, bailleur, None)
    assert suite.texte == f"{ReponsePartenaire(said).label}. Digicode réparé."
    row.refresh_from_db()
    assert (row.etat, row.repondu_le) == ("en-cours", timezone.localdate())
    assert LienReponse.objects.get().repondu_le is not None
    trace = Trace.objects.get(objet_type="signalements.suite")
    assert (trace.acteur, trace.action) == (None, "signalements.answer_link")


def test_an_answer_without_a_choice_is_asked_again_and_keeps_the_text(
    client: Client, coordonnateur: Utilisateur, bailleur: Organisation
) -> None:
    token = send(coordonnateur, bailleur, make_signalement())
    page = page_of(client.post(url(token), {"texte": "Vu ce matin."}))
    assert "Choisissez ce qui convient" in page and "Vu ce matin." in page
    page = page_of(client.post(url(token), {"reponse": "inconnu", "texte": "x" * 901}))
    assert "2 points à corriger" in page
    assert not Suite.objects.exists()


def test_unknown_expired_revoked_or_put_aside_give_one_page_that_says_what_to_do(
    client: Client, coordonnateur: Utilisateur, bailleur: Organisation
) -> None:
    tokens = {"inconnu": "x" * 43}
    for name in ("perime", "revoque", "ecarte"):
        row = make_signalement()
        tokens[name] = send(coordonnateur, bailleur, row)
        lien = LienReponse.objects.get(signalement=row)
        if name == "perime":
            past = timezone.now() - timedelta(days=20)
            amend(lien, envoye_le=past, expire_le=past + timedelta(days=14))
        elif name == "revoque":
            revoke_link(actor=coordonnateur, lien=lien)
        else:
            amend(row, quarantaine=True)
    pages = set()
    for token in tokens.values():
        for response in (
            client.get(url(token)),
            client.post(url(token), {"reponse": "echange"}),
        ):
            assert response.status_code == 404
            pages.add(re.sub(r"[A-Za-z0-9]{64}", "", page_of(response)).replace(token, ""))
    assert len(pages) == 1
    assert "demandez un nouveau lien" in pages.pop()
    assert not Suite.objects.exists()


def test_a_link_opens_one_report_only(
    coordonnateur: Utilisateur, bailleur: Organisation
) -> None:
    mine, other = make_signalement(), make_signalement()
    token = send(coordonnateur, bailleur, mine)
    send(coordonnateur, bailleur, other)
    answer_link(actor=None, jeton=token, reponse="intervenu")
    assert [suite.signalement for suite in Suite.objects.all()] == [mine]


def test_a_report_closed_meanwhile_waits_for_nothing(
    client: Client, coordonnateur: Utilisateur, bailleur: Organisation
) -> None:
    row = make_signalement()
    token = send(coordonnateur, bailleur, row)
    amend(row, etat="resolu", clos_le=timezone.localdate())
    assert "aucune réponse n’est plus attendue" in page_of(client.get(url(token)))
    told = client.post(url(token), {"reponse": "intervenu"}, follow=True)
    assert "clos entre-temps" in page_of(told)
    assert not Suite.objects.exists()


def test_the_answer_to_a_report_that_joined_another_goes_to_that_one(
    coordonnateur: Utilisateur, bailleur: Organisation
) -> None:
    row, into = make_signalement(), make_signalement()
    token = send(coordonnateur, bailleur, row)
    merge_signalement(actor=coordonnateur, signalement=row, dans=into)
    answer_link(actor=None, jeton=token, reponse="intervenu")
    assert Suite.objects.get().signalement == into


def test_answers_in_a_row_are_slowed_down(
    client: Client,
    coordonnateur: Utilisateur,
    bailleur: Organisation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(repondre, "PAR_HEURE", 2)
    token = send(coordonnateur, bailleur, make_signalement())
    answers = [client.post(url(token), {"reponse": "echange", "texte": "Vu."}) for _ in "123"]
    assert [response.status_code for response in answers] == [302, 302, 429]
    assert "n’est pas partie" in page_of(answers[-1]) and "Vu." in page_of(answers[-1])


def test_neither_the_token_nor_the_address_reaches_the_journal(
    coordonnateur: Utilisateur, bailleur: Organisation
) -> None:
    token = send(coordonnateur, bailleur, make_signalement())
    kept = LienReponse.objects.get()
    assert token not in kept.jeton_empreinte
    said = " ".join(str(row.apres) for row in Trace.objects.filter(objet_type__contains="lien"))
    assert kept.jeton_empreinte not in said and ADRESSE not in said
    assert usable_link(token) == kept
    with pytest.raises(LienPerime):
        usable_link(kept.jeton_empreinte)


# -- the agents' pages -----------------------------------------------------------------------


def test_an_agent_sends_a_link_from_a_report_and_takes_it_back(
    client_coordonnateur: Client, bailleur: Organisation
) -> None:
    row = make_signalement(service=bailleur)
    page = client_coordonnateur.get(f"/signaler/liens/envoyer/{row.pk}/")
    chosen = f"{bailleur.pk} {ADRESSE}"
    assert f'<option value="{chosen}" selected>' in page_of(page)
    target = f"/signaler/liens/envoyer/{row.pk}/"
    response = client_coordonnateur.post(target, {"destinataire": chosen})
    assert response.headers["Location"] == row.get_absolute_url()
    lien = LienReponse.objects.get()
    back = f"/signaler/liens/{lien.pk}/revoquer/"
    assert "n’ouvrira plus" in page_of(client_coordonnateur.get(back))
    client_coordonnateur.post(back)
    lien.refresh_from_db()
    assert lien.revoque_le is not None
    nobody = client_coordonnateur.post(target, {"destinataire": "1 ailleurs@ailleurs.example"})
    assert nobody.status_code == 200 and LienReponse.objects.count() == 1


def test_without_any_address_the_page_says_where_to_write_one(
    client_coordonnateur: Client,
) -> None:
    page = client_coordonnateur.get(f"/signaler/liens/envoyer/{make_signalement().pk}/")
    assert "Aucune adresse connue" in page_of(page)


def test_the_sheet_lists_links_and_their_state(
    coordonnateur: Utilisateur, bailleur: Organisation
) -> None:
    row = make_signalement()
    for _ in range(4):
        send(coordonnateur, bailleur, row)
    answered, revoked, expired, _ = LienReponse.objects.order_by("pk")
    now = timezone.now()
    amend(answered, repondu_le=now)
    amend(revoked, revoque_le=now)
    amend(expired, envoye_le=now - timedelta(days=20), expire_le=now - timedelta(days=6))
    context = {
        "signalement": row,
        "liens": LienReponse.objects.visible_to(coordonnateur),
        "peut_envoyer": True,
    }
    text = render_to_string("signalements/_liens.html", context)
    for words in ("A répondu le", "Révoqué le", "Périmé, sans réponse", "Ouvert jusqu’au"):
        assert words in text
    assert text.count("/revoquer/") == 2
    assert f"/signaler/liens/envoyer/{row.pk}/" in text
