"""The letters that answer a caller: worded by the town, their places checked and filled in."""

import io
from typing import Any

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.signalements.actions.modeles import restore_modele, save_modele
from quietude.signalements.enums import EtatSignalement, IssueRetour
from quietude.signalements.modeles_retour import REPERES, example, faults, fill, origin
from quietude.signalements.models import Appelant, ModeleRetour
from quietude.signalements.retour import draft
from quietude.socle.regles import ActionImpossible, ConflitDeVersion
from tests.conftest import make_user
from tests.signalements.factories import make_categorie, make_signalement
from tests.strategie.factories import make_organisation, write

PAGE = "/signalements/reponses/"
TEXTE = "Bonjour,\n\nLe {date}, {lieu} : {categorie}.\n\nÀ bientôt, {ville}, nº {numero}."


def open_one(client: Client, issue: str = "regle", **fields: Any) -> dict[str, Any]:
    version = client.get(f"{PAGE}{issue}/").context["version"]
    return {"texte": TEXTE, "version": version, **fields}


def test_every_outcome_has_a_letter_and_a_preview_before_anything_is_written(
    client_coordonnateur: Client,
) -> None:
    page = client_coordonnateur.get(PAGE).content.decode()
    for issue in IssueRetour:
        assert str(issue.label) in page
    assert page.count("Texte d’origine") == 4 and "12 rue des Essais" in page
    assert "{" not in page.split("<main", 1)[-1] and "Aucune modification" in page
    assert PAGE in client_coordonnateur.get("/reglages/").content.decode()


def test_a_letter_is_worded_previewed_used_then_taken_back(
    client_coordonnateur: Client,
) -> None:
    row = make_signalement(etat="resolu", clos_le="2026-03-01")
    seen = client_coordonnateur.post(
        f"{PAGE}regle/", open_one(client_coordonnateur, apercu="1")
    ).content.decode()
    assert "Le 4\xa0mars 2026, 12 rue des Essais : nuisances sonores." in seen
    assert not ModeleRetour.objects.exists()
    client_coordonnateur.post(f"{PAGE}regle/", open_one(client_coordonnateur))
    assert ModeleRetour.objects.get().texte == TEXTE
    assert draft(row).startswith("Bonjour,\n\nLe ") and f"nº {row.pk}." in draft(row)
    answer = client_coordonnateur.get(f"/signalements/{row.pk}/retour/").content.decode()
    assert "À bientôt" in answer
    assert "Texte de la ville" in client_coordonnateur.get(PAGE).content.decode()
    asked = client_coordonnateur.get(f"{PAGE}regle/origine/").content.decode()
    assert "Revenir au texte d’origine" in asked
    client_coordonnateur.post(f"{PAGE}regle/origine/")
    assert "considérée comme réglée" in draft(row)
    history = client_coordonnateur.get(PAGE).content.decode()
    assert "À bientôt" in history  # the journal keeps the town's words


@pytest.mark.parametrize(
    ("texte", "words"),
    [
        ("Bonjour {nom}", "« {nom} » n’est pas un repère"),
        ("Bonjour {}", "« {} » n’est pas un repère"),
        ("Bonjour {date.year}", "n’est pas un repère"),
        ("Bonjour {date", "Une accolade est seule"),
        ("Bonjour { date }", "n’est pas un repère"),
        ("Clos : {motif}", "« Sans suite »"),
        ("   ", "Écrivez la réponse"),
    ],
)
def test_a_place_that_is_not_in_the_list_is_refused_in_words(
    client_coordonnateur: Client, coordonnateur: Utilisateur, texte: str, words: str
) -> None:
    sent = open_one(client_coordonnateur, texte=texte)
    page = client_coordonnateur.post(f"{PAGE}regle/", sent).content.decode()
    assert words in page and texte.strip() in page
    assert not ModeleRetour.objects.exists()
    with pytest.raises(ActionImpossible):
        save_modele(actor=coordonnateur, issue=IssueRetour.REGLE, texte=texte)


def test_the_reason_is_said_where_nothing_more_is_done(coordonnateur: Utilisateur) -> None:
    save_modele(actor=coordonnateur, issue=IssueRetour.SANS_SUITE, texte="Motif : {motif}.")
    row = make_signalement(etat="sans-suite", motif="non-constate", clos_le="2026-03-01")
    assert draft(row) == "Motif : rien n’a été constaté."


def test_every_state_finds_its_letter(coordonnateur: Utilisateur) -> None:
    for issue in IssueRetour:
        save_modele(actor=coordonnateur, issue=issue, texte=f"Lettre {issue.value}")
    told = {}
    for etat in EtatSignalement:
        shut = etat in (EtatSignalement.RESOLU, EtatSignalement.SANS_SUITE)
        more: dict[str, Any] = {"motif": "retire"} if etat == EtatSignalement.SANS_SUITE else {}
        row = make_signalement(etat=etat, clos_le="2026-03-01" if shut else None, **more)
        told[etat] = draft(row).removeprefix("Lettre ")
    assert told == {
        "recu": "en-cours",
        "qualifie": "en-cours",
        "en-cours": "en-cours",
        "rouvert": "en-cours",
        "en-attente": "en-attente",
        "resolu": "regle",
        "sans-suite": "sans-suite",
    }


def test_the_service_is_named_or_said_competent(coordonnateur: Utilisateur) -> None:
    save_modele(actor=coordonnateur, issue=IssueRetour.EN_COURS, texte="Confié : {service}.")
    voirie = make_organisation("voirie", nom="Voirie (essai)")
    assert draft(make_signalement(service=voirie)) == "Confié : Voirie (essai)."
    assert draft(make_signalement()) == "Confié : le service compétent."


def test_words_put_in_a_place_are_not_read_as_places() -> None:
    assert fill("{lieu} {inconnu}", {"lieu": "{ville}"}) == "{ville} {inconnu}"
    assert set(example()) == set(REPERES)
    for issue in IssueRetour:
        assert faults(origin(issue), issue) == []


def test_an_address_full_of_braces_stays_as_it_is(coordonnateur: Utilisateur) -> None:
    row = make_signalement(make_categorie("bruit"), adresse="{ville} {0.__class__}")
    assert "{ville} {0.__class__}" in draft(row)


def test_the_text_of_origin_typed_again_needs_no_row(coordonnateur: Utilisateur) -> None:
    issue = IssueRetour.REGLE
    save_modele(actor=coordonnateur, issue=issue, texte=TEXTE)
    assert save_modele(actor=coordonnateur, issue=issue, texte=origin(issue)) is None
    assert not ModeleRetour.objects.exists()
    with pytest.raises(ActionImpossible, match="déjà"):
        restore_modele(actor=coordonnateur, issue=issue)


def test_two_coordinators_on_one_letter(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    sent = open_one(client_coordonnateur)
    save_modele(actor=coordonnateur, issue=IssueRetour.REGLE, texte="Le leur : {ville}")
    answer = client_coordonnateur.post(f"{PAGE}regle/", sent)
    page = answer.content.decode()
    assert "Quelqu’un a modifié ce modèle" in page and "Le leur : {ville}" in page
    assert "À bientôt" in page and "quand même" in page
    assert ModeleRetour.objects.get().texte == "Le leur : {ville}"
    client_coordonnateur.post(f"{PAGE}regle/", {**sent, "version": answer.context["version"]})
    assert ModeleRetour.objects.get().texte == TEXTE
    with pytest.raises(ConflitDeVersion):
        save_modele(
            actor=coordonnateur, issue=IssueRetour.REGLE, texte="x", version=sent["version"]
        )


def test_the_database_refuses_an_empty_letter_and_an_unknown_outcome(db: None) -> None:
    for wrong in ({"issue": "autre", "texte": "x"}, {"issue": "regle", "texte": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            write(ModeleRetour, **wrong)


def test_agents_read_and_do_not_write(client: Client, db: None) -> None:
    agent = make_user(Role.AGENT)
    client.force_login(agent)
    page = client.get(PAGE).content.decode()
    assert "12 rue des Essais" in page and "Modifier" not in page
    for what in ("regle/", "regle/origine/"):
        assert client.post(f"{PAGE}{what}", {"texte": TEXTE}).status_code == 404
    with pytest.raises(PermissionDenied):
        save_modele(actor=agent, issue=IssueRetour.REGLE, texte=TEXTE)
    client.force_login(make_user(Role.ELU))
    assert client.get(PAGE).status_code == 404


def test_an_unknown_outcome_is_not_found(client_coordonnateur: Client) -> None:
    assert client_coordonnateur.get(f"{PAGE}autre/").status_code == 404


def test_the_letter_is_given_as_word_too_and_says_the_same(
    client_coordonnateur: Client,
) -> None:
    row = make_signalement()
    write(Appelant, signalement=row, nom="Essai Fictif")
    sent = {"moyen": "lettre", "texte": "C’est réglé.\n\nMerci.", "lettre": "docx"}
    answer = client_coordonnateur.post(f"/signalements/{row.pk}/retour/", sent)
    assert f"signalement-{row.pk}.docx" in answer.headers["Content-Disposition"]
    read = docx.Document(io.BytesIO(answer.content))
    said = " ".join(paragraph.text for paragraph in read.paragraphs)
    assert "C’est réglé." in said and "À l’attention de Essai Fictif" in said
    pdf = client_coordonnateur.post(
        f"/signalements/{row.pk}/retour/", {**sent, "lettre": "pdf"}
    )
    assert pdf.content.startswith(b"%PDF")
