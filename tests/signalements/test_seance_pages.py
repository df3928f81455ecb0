"""The wall of the meeting: nothing of who called, few queries, minutes on screen and paper."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.documents.models import DocumentProduit
from quietude.documents.production import run_document
from quietude.instances.models import Instance, Reunion
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.seance import decide_ligne, open_seance
from quietude.signalements.compte_rendu import RECETTE, minutes_document, parameters
from quietude.signalements.models import Appelant, LigneSeance, Suite
from tests.conftest import make_user
from tests.instances.builders import make_instance, make_membre
from tests.signalements.factories import make_categorie, make_fait, make_signalement
from tests.strategie.factories import make_organisation, write
from tests.territoire.builders import make_division, make_lieu, make_secteur

SEANCES = "/signalements/seances/"
SECRET = "Marqueur Éric"


@pytest.fixture
def police(db: None) -> Organisation:
    return make_organisation("police", nom="Police (essai)")


@pytest.fixture
def cellule(police: Organisation) -> Instance:
    body = make_instance("cellule", nom="Cellule d’été")
    make_membre(body, "Représentant de la police", organisation=police)
    return body


Ouvrir = Callable[[int], Reunion]


@pytest.fixture
def ouvrir(cellule: Instance, coordonnateur: Utilisateur) -> Ouvrir:
    def opened(count: int) -> Reunion:
        kind = make_categorie("bruit")
        secteur = make_secteur(make_division("quartiers"), "nord", nom="Quartier nord")
        make_fait("nuit")
        for rank in range(count):
            row = make_signalement(
                kind,
                adresse=f"{rank} allée Privée",
                note="Musique après minuit",
                faits=["nuit"],
                secteurs={"quartiers": secteur.code},
            )
            write(
                Appelant,
                signalement=row,
                nom=SECRET,
                telephone=f"{SECRET} 06",
                email="marqueur@essai.example",
            )
            for nature in ("intervention", "retour-plaignant", "satisfaction"):
                texte = "Passage à 23 h" if nature == "intervention" else SECRET
                write(Suite, signalement=row, nature=nature, texte=texte, auteur=coordonnateur)
        return open_seance(actor=coordonnateur, instance=cellule)

    return opened


def text(page: object) -> str:
    return re.sub(r"\s+", " ", page.content.decode())  # type: ignore[attr-defined]


def test_the_wall_says_the_facts_and_nothing_of_who_called_or_wrote(
    client_coordonnateur: Client, ouvrir: Ouvrir
) -> None:
    page = text(client_coordonnateur.get(f"{SEANCES}{ouvrir(2).pk}/"))
    for said in (
        "Genre bruit", "0 allée Privée", "Fait nuit", "Musique après minuit", "0/2",
        "1 sur 2", "Passage à 23 h", "Police (essai)", "<kbd>1</kbd>", "<kbd>C</kbd>",
    ):  # fmt: skip
        assert said in page, said
    assert "Marqueur" not in page
    assert "marqueur" not in page
    assert Role.COORDONNATEUR.label + " (essai)" not in page


def test_forty_reports_cost_the_wall_no_more_queries_than_two(
    client_coordonnateur: Client, ouvrir: Ouvrir
) -> None:
    counts = []
    for extra in (2, 38):
        if extra == 2:
            reunion = ouvrir(2)
        else:
            kind = LigneSeance.objects.first().signalement.categorie  # type: ignore[union-attr]
            for rank in range(extra):
                row = make_signalement(kind, adresse=f"{rank} rue", faits=["nuit"])
                fields = {"signalement": row, "rang": rank + 3, "raison": "nouveau"}
                write(LigneSeance, reunion=reunion, **fields)
        with CaptureQueriesContext(connection) as seen:
            page = client_coordonnateur.get(f"{SEANCES}{reunion.pk}/")
        counts.append(len(seen))
    assert f"0/{40}" in text(page)
    assert counts[0] == counts[1] <= 16


def test_two_keys_decide_and_the_next_report_follows_until_the_end(
    client_coordonnateur: Client, ouvrir: Ouvrir
) -> None:
    reunion = ouvrir(2)
    first, second = LigneSeance.objects.of(reunion).values_list("pk", flat=True)
    here = f"{SEANCES}{reunion.pk}/"
    page = client_coordonnateur.post(
        f"{here}decider/{first}/", {"service": "police", "decision": "confier"}, follow=True
    )
    assert page.redirect_chain[-1][0] == f"{here}?rang=2"
    assert "confier, Police (essai), pour le" in text(page)
    page = client_coordonnateur.post(
        f"{here}decider/{second}/", {"decision": "clore"}, follow=True
    )
    assert "Tout est examiné" in text(page)
    page = client_coordonnateur.post(f"{here}annuler/", follow=True)
    assert page.redirect_chain[-1][0] == f"{here}?rang=2"
    assert "décision annulée" in text(page)
    shown = text(client_coordonnateur.get(f"{here}?rang=1"))
    assert "Décidé : <strong>Confier</strong>" in shown
    assert 'name="decision"' not in shown


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choisissez une décision"),
        ({"decision": "inconnue"}, "Choisissez une décision"),
        ({"decision": "suivre", "echeance": "31/02/2030"}, "une date qui existe"),
        ({"decision": "suivre", "service": "inconnu"}, "Choisissez une décision"),
        ({"decision": "suivre", "echeance": "2020-01-01"}, "échéance est passée"),
        ({"decision": "confier"}, "Choisissez d’abord le service"),
    ],
)
def test_what_cannot_be_decided_is_said_on_the_same_report(
    client_coordonnateur: Client, ouvrir: Ouvrir, sent: dict[str, str], said: str
) -> None:
    reunion = ouvrir(1)
    line = LigneSeance.objects.get()
    address = f"{SEANCES}{reunion.pk}/decider/{line.pk}/"
    page = client_coordonnateur.post(address, sent, follow=True)
    assert page.redirect_chain[-1][0].endswith("?rang=1")
    assert said in text(page)


def test_another_service_than_those_with_a_digit_is_chosen_in_the_list(
    client_coordonnateur: Client, ouvrir: Ouvrir
) -> None:
    reunion, other = ouvrir(1), make_organisation("voirie")
    address = f"{SEANCES}{reunion.pk}/decider/{LigneSeance.objects.get().pk}/"
    sent = {"decision": "confier", "service": "police", "autre": "voirie"}
    client_coordonnateur.post(address, sent)
    assert LigneSeance.objects.get().service == other


def test_a_meeting_goes_on_where_it_was_from_another_machine(
    coordonnateur: Utilisateur, client: Client, ouvrir: Ouvrir
) -> None:
    reunion = ouvrir(3)
    line = LigneSeance.objects.of(reunion).get(rang=1)
    decide_ligne(actor=coordonnateur, ligne=line, decision="reporter")
    client.force_login(make_user(Role.AGENT))
    assert "Reprendre" in text(client.get(SEANCES))
    page = text(client.get(f"{SEANCES}{reunion.pk}/"))
    assert "2 sur 3" in page
    assert "Terminer" not in page  # the coordinator ends it


def test_an_elected_member_follows_the_meeting_without_deciding(
    client: Client, ouvrir: Ouvrir
) -> None:
    reunion = ouvrir(1)
    client.force_login(make_user(Role.ELU))
    page = text(client.get(f"{SEANCES}{reunion.pk}/"))
    assert "Vous suivez la séance" in page
    assert 'name="decision"' not in page
    client.force_login(make_user(Role.PARTENAIRE))
    assert client.get(f"{SEANCES}{reunion.pk}/").status_code == 404


def test_what_was_put_aside_meanwhile_offers_no_decision(
    client_coordonnateur: Client, ouvrir: Ouvrir
) -> None:
    reunion = ouvrir(2)
    row = LigneSeance.objects.get(rang=1).signalement
    row.quarantaine = True
    write_row(row)
    page = text(client_coordonnateur.get(f"{SEANCES}{reunion.pk}/?rang=1"))
    assert "rien n’est à décider" in page
    assert 'name="decision"' not in page
    assert "2 sur 2" in text(client_coordonnateur.get(f"{SEANCES}{reunion.pk}/"))


@pytest.mark.parametrize("rang", ["0", "99", "999999999999"])
def test_a_rank_that_is_not_on_the_table_is_not_found(
    client_coordonnateur: Client, ouvrir: Ouvrir, rang: str
) -> None:
    page = client_coordonnateur.get(f"{SEANCES}{ouvrir(1).pk}/?rang={rang}")
    assert page.status_code == 404


def test_the_minutes_count_and_name_no_one_on_screen_as_in_the_file(
    client_coordonnateur: Client, coordonnateur: Utilisateur, ouvrir: Ouvrir
) -> None:
    reunion = ouvrir(3)
    police = Organisation.objects.get(code="police")
    row = LigneSeance.objects.get(rang=1).signalement
    lieu = make_lieu("ecole", nom="École d’essai")
    row.lieu = lieu
    write_row(row)
    for rang, decision in ((1, "confier"), (2, "clore")):
        line = LigneSeance.objects.of(reunion).get(rang=rang)
        decide_ligne(actor=coordonnateur, ligne=line, decision=decision, service=police)
    client_coordonnateur.post(f"{SEANCES}{reunion.pk}/terminer/")
    page = text(client_coordonnateur.get(f"{SEANCES}{reunion.pk}/releve/"))
    content = minutes_document(reunion, coordonnateur)
    printed = str(content.blocs)
    for said in (page, printed):
        for words in ("2 sur 3", "Genre bruit", "École d’essai", "Quartier nord",
                      "Confier", "Clore : réglé", "Police (essai)"):  # fmt: skip
            assert words in said, words
        for hidden in ("Marqueur", "Privée", "Musique"):
            assert hidden not in said, hidden
    assert "Total', 2" in printed
    assert "Cellule d’été" in content.titre
    assert "1 signalement non examiné" in page


def write_row(row: object) -> None:
    from quietude.journal.actions import acting

    with acting(None, "test"):
        row.save()  # type: ignore[attr-defined]


def test_the_files_of_the_minutes_open_and_whoever_cannot_read_reports_has_none(
    client_coordonnateur: Client, coordonnateur: Utilisateur, ouvrir: Ouvrir
) -> None:
    reunion = ouvrir(1)
    decide_ligne(actor=coordonnateur, ligne=LigneSeance.objects.get(), decision="clore")
    client_coordonnateur.post(f"{SEANCES}{reunion.pk}/terminer/")
    for document in DocumentProduit.objects.all():
        run_document(document.pk)
    done = {one.format: bytes(one.contenu or b"")[:4] for one in DocumentProduit.objects.all()}
    assert done == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}
    assert [one.cle for one in RECETTE.choix(coordonnateur)] == [str(reunion.pk)]
    for role in (Role.PARTENAIRE, Role.LECTEUR):
        user = make_user(role)
        assert not RECETTE.autorise(user, parameters(reunion))
        assert list(RECETTE.choix(user)) == []
    assert not RECETTE.autorise(coordonnateur, {"reunion": "x"})


def test_one_meeting_over_leads_to_its_minutes_and_nothing_to_examine_is_said(
    client_coordonnateur: Client, coordonnateur: Utilisateur, ouvrir: Ouvrir
) -> None:
    page = client_coordonnateur.post(f"{SEANCES}ouvrir/cellule/", follow=True)
    assert "Rien n’est à examiner" in text(page)
    reunion = ouvrir(1)
    decide_ligne(actor=coordonnateur, ligne=LigneSeance.objects.get(), decision="clore")
    client_coordonnateur.post(f"{SEANCES}{reunion.pk}/terminer/")
    page = client_coordonnateur.get(f"{SEANCES}{reunion.pk}/", follow=True)
    assert page.redirect_chain[-1][0].endswith("/releve/")
    assert timezone.localdate().strftime("%Y") in text(page)
