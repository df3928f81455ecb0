"""A mediator's passage: reported on a phone, kept through a cut, put right for a week."""

import csv
from datetime import date, time, timedelta
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.signalements.actions.appel import DejaInscrit, erase_old_drafts
from quietude.signalements.actions.listes import remove_choix, save_choix
from quietude.signalements.actions.passages import (
    RecitPassage,
    amend_passage,
    remove_passage,
    report_passage,
    save_passage_draft,
)
from quietude.signalements.models import ChoixPassage, Passage, PassageEnCours
from quietude.signalements.passages import report_address
from quietude.signalements.situation import Situation
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.signalements.factories import make_categorie
from tests.signalements.factories_passages import make_choix, make_geste, make_passage
from tests.territoire.builders import make_division, make_lieu, make_secteur

AUJOURDHUI = timezone.localdate()
LISTE, NOUVEAU = "/signalements/passages/", "/signalements/passages/nouveau/"
BROUILLON = f"{NOUVEAU}brouillon/"
HTMX = {"HX-Request": "true"}
RUE = "3 rue des Essais"


@pytest.fixture
def agent(client: Client, db: None) -> Utilisateur:
    user = make_user(Role.AGENT)
    client.force_login(user)
    return user


@pytest.fixture
def groupe(db: None) -> ChoixPassage:
    make_geste("dialogue")
    return make_choix("regroupement", libelle="Regroupement")


def recit(nature: ChoixPassage, **fields: Any) -> RecitPassage:
    said = {"jour": AUJOURDHUI, "heure": time(18), "affluence": "3", **fields}
    return RecitPassage(nature=nature, situation=Situation(adresse=RUE), **said)


def ticked(**fields: Any) -> dict[str, Any]:
    base = {"cle": "un", "nature": "regroupement", "affluence": "3", "adresse": RUE}
    return {**base, "gestes": ["dialogue"], **fields}


def test_a_passage_is_reported_and_the_page_is_ready_for_the_next_at_the_same_place(
    client: Client, agent: Utilisateur, groupe: ChoixPassage
) -> None:
    make_secteur(make_division("quartiers"), "nord")
    page = client.post(NOUVEAU, ticked(secteur="nord"), follow=True)
    row = Passage.objects.get()
    assert (row.jour, row.nature, row.gestes) == (AUJOURDHUI, groupe, ["dialogue"])
    assert (row.adresse, row.secteurs, row.auteur) == (RUE, {"quartiers": "nord"}, agent)
    form = page.context["form"]
    assert (form["endroit"].value(), form["secteur"].value()) == (str(row.pk), "nord")
    assert "passage inscrit" in page.content.decode()
    client.post(NOUVEAU, ticked(cle="deux", adresse="", endroit=row.pk))
    again = Passage.objects.exclude(pk=row.pk).get()
    assert (again.adresse, again.secteurs) == (row.adresse, row.secteurs)


def test_a_place_written_down_goes_before_the_one_remembered(
    client: Client, agent: Utilisateur, groupe: ChoixPassage
) -> None:
    old = make_passage(groupe, auteur=agent)
    lieu = make_lieu("ecole", make_secteur(make_division("quartiers"), "sud"))
    client.post(NOUVEAU, ticked(endroit=old.pk, adresse=lieu.nom.upper()))
    row = Passage.objects.exclude(pk=old.pk).get()
    assert (row.lieu, row.adresse, row.secteurs) == (lieu, "", {"quartiers": "sud"})


def test_what_lacks_is_said_and_what_was_ticked_stays(
    client: Client, agent: Utilisateur, groupe: ChoixPassage
) -> None:
    page = client.post(NOUVEAU, {"cle": "un", "note": "Banc déplacé."}).content.decode()
    for said in ("Choisissez ce que vous rencontrez", "Dites où", "combien de personnes"):
        assert said in page
    assert "Banc déplacé." in page and not Passage.objects.exists()


def test_a_lost_connection_loses_nothing_that_was_kept(
    client: Client, agent: Utilisateur, groupe: ChoixPassage
) -> None:
    answer = client.post(BROUILLON, ticked(note="Été, éclats de voix"), headers=HTMX)
    assert "Gardé à" in answer.content.decode()
    page = client.get(NOUVEAU)
    assert "est restauré" in page.content.decode()
    form = page.context["form"]
    assert (form["nature"].value(), form["gestes"].value()) == ("regroupement", ["dialogue"])
    stored = PassageEnCours.objects.extra(select={"brut": "donnees"}).values_list("brut")
    assert "éclats" not in str(list(stored))


def test_a_passage_sent_twice_is_reported_once(
    client: Client, agent: Utilisateur, groupe: ChoixPassage
) -> None:
    client.post(NOUVEAU, ticked())
    page = client.post(NOUVEAU, ticked()).content.decode()
    assert "déjà inscrit" in page and Passage.objects.count() == 1
    client.post(BROUILLON, ticked(note="En retard"), headers=HTMX)
    assert "En retard" not in client.get(NOUVEAU).content.decode()
    with pytest.raises(DejaInscrit):
        report_passage(actor=agent, cle="un", recit=recit(groupe))


def test_what_is_typed_may_be_forgotten_and_is_erased_after_a_week(
    client: Client, agent: Utilisateur, groupe: ChoixPassage
) -> None:
    client.post(BROUILLON, ticked(note="À oublier"))
    assert "À oublier" in client.get(NOUVEAU).content.decode()
    client.post(BROUILLON, {"cle": "un", "oublier": "1"})
    assert "À oublier" not in client.get(NOUVEAU).content.decode()
    save_passage_draft(actor=agent, cle="deux", donnees={"note": ["Vieux"]})
    old = timezone.now() - timedelta(days=8)
    PassageEnCours.objects.update(enregistre_le=old)
    assert erase_old_drafts() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"jour": AUJOURDHUI + timedelta(days=1)}, "avant d’avoir eu lieu"),
        ({"affluence": "40"}, "combien de personnes"),
        ({"gestes": ["inconnu"]}, "« inconnu » ne se choisit pas"),
        ({"jour": date(2020, 1, 1)}, "ne se choisit pas à cette date"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    agent: Utilisateur, wrong: dict[str, Any], said: str
) -> None:
    nature = make_choix(depuis=date(2021, 1, 1))
    with pytest.raises(ActionImpossible, match=said):
        report_passage(actor=agent, cle="un", recit=recit(nature, **wrong))


def test_a_gesture_is_not_a_kind_and_a_place_is_needed(agent: Utilisateur) -> None:
    with pytest.raises(ActionImpossible, match="ne se choisit pas"):
        report_passage(actor=agent, cle="un", recit=recit(make_geste()))
    nowhere = RecitPassage(AUJOURDHUI, time(9), make_choix(), Situation(), "0")
    with pytest.raises(ActionImpossible, match="Dites où"):
        report_passage(actor=agent, cle="un", recit=nowhere)


def test_one_corrects_ones_own_passages_for_a_week_and_the_history_says_so(
    client: Client, agent: Utilisateur, groupe: ChoixPassage
) -> None:
    row = make_passage(groupe, auteur=agent, jour=AUJOURDHUI - timedelta(days=7))
    page = f"{LISTE}{row.pk}/corriger/"
    form = client.get(page).context["form"]
    assert (form["adresse"].value(), form["affluence"].value()) == (row.adresse, "2")
    said = ticked(affluence="11", jour=f"{row.jour:%d/%m/%Y}", heure="18h30")
    said["version"] = client.get(page).context["version"]
    assert "est corrigé" in client.post(page, said, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.affluence, row.jour) == ("11", AUJOURDHUI - timedelta(days=7))
    shown = client.get(row.get_absolute_url()).content.decode()
    assert "Historique" in shown and "11 à 20" in shown
    said["version"] = client.get(page).context["version"]
    late = client.post(page, {**said, "jour": f"{AUJOURDHUI + timedelta(days=1):%d/%m/%Y}"})
    assert "avant d’avoir eu lieu" in late.content.decode()


@pytest.mark.parametrize(
    ("role", "mine", "age", "allowed"),
    [
        (Role.AGENT, True, 7, True),
        (Role.AGENT, True, 8, False),
        (Role.AGENT, False, 0, False),
        (Role.COORDONNATEUR, False, 400, True),
        (Role.ELU, True, 0, False),
        (Role.PARTENAIRE, True, 0, False),
    ],
)
def test_who_puts_a_passage_right(
    db: None, role: Role, mine: bool, age: int, allowed: bool
) -> None:
    user = make_user(role)
    day = AUJOURDHUI - timedelta(days=age)
    row = make_passage(auteur=user if mine else None, jour=day)
    told = recit(row.nature, jour=day)
    if allowed:
        assert amend_passage(actor=user, passage=row, recit=told).affluence == "3"
        remove_passage(actor=user, passage=row)
        with pytest.raises(ActionImpossible, match="entre-temps"):
            remove_passage(actor=user, passage=row)
        return
    for act in (lambda: amend_passage(actor=user, passage=row, recit=told),
                lambda: remove_passage(actor=user, passage=row)):  # fmt: skip
        with pytest.raises(PermissionDenied):
            act()


def test_a_passage_taken_away_stays_in_the_journal(
    client: Client, agent: Utilisateur, groupe: ChoixPassage
) -> None:
    row = make_passage(groupe, auteur=agent, jour=AUJOURDHUI)
    page = f"{LISTE}{row.pk}/supprimer/"
    assert "Supprimer ce passage" in client.get(page).content.decode()
    assert "est supprimé" in client.post(page, follow=True).content.decode()
    kept = Trace.objects.filter(objet_type="signalements.passage", objet_id=str(row.pk))
    assert kept.count() == 2


def test_an_elected_member_reads_and_writes_nothing(client: Client, db: None) -> None:
    row = make_passage()
    client.force_login(make_user(Role.ELU))
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Corriger" not in page and "Ouvrir un signalement" not in page
    assert "Inscrire un passage" not in client.get(LISTE).content.decode()
    for address in (NOUVEAU, f"{LISTE}{row.pk}/corriger/", f"{LISTE}{row.pk}/supprimer/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.PARTENAIRE, Role.LECTEUR, Role.ADMINISTRATEUR])
def test_the_others_see_no_passage(client: Client, db: None, role: Role) -> None:
    user, row = make_user(role), make_passage()
    client.force_login(user)
    assert (
        client.get(LISTE).status_code == client.get(row.get_absolute_url()).status_code == 404
    )
    assert not Passage.objects.visible_to(user).exists()


def test_passages_are_found_by_day_sector_kind_and_moment(
    client: Client, agent: Utilisateur, groupe: ChoixPassage
) -> None:
    make_secteur(make_division("quartiers"), "nord")
    seen = make_passage(groupe, auteur=agent, secteurs={"quartiers": "nord"}, heure=time(23))
    other = make_passage(jour=date(2025, 4, 1), heure=time(5, 59))
    early = make_passage(jour=date(2025, 5, 1), heure=time(6))

    def found(**asked: str) -> list[int]:
        return [row.pk for row in client.get(LISTE, asked).context["grille"].page]

    assert found() == [early.pk, other.pk, seen.pk]
    assert found(secteur="nord") == found(nature="regroupement") == found(moi="on") == [seen.pk]
    assert found(du="2025-03-05", au="2025-04-01") == [other.pk]
    assert found(tranche="nuit") == [other.pk, seen.pk]
    assert found(tranche="matin") == [early.pk]
    assert found(nature="inconnue") == [early.pk, other.pk, seen.pk]
    assert "Élargissez" in client.get(LISTE, {"du": "2030-01-01"}).content.decode()


def test_an_empty_list_says_what_to_do(client: Client, agent: Utilisateur) -> None:
    assert "quatre gestes suffisent" in client.get(LISTE).content.decode()
    assert "Le coordonnateur les remplit" in client.get(NOUVEAU).content.decode()


def test_the_export_bears_neither_street_nor_note(
    client: Client, agent: Utilisateur, groupe: ChoixPassage
) -> None:
    make_passage(groupe, note="Banc cassé", gestes=["dialogue"])
    make_passage(groupe, lieu=make_lieu("ecole"), adresse="")
    text = client.get(LISTE, {"export": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    assert {row["Endroit"] for row in rows} == {"", "Lieu ecole"}
    assert {row["Ce qui a été fait"] for row in rows} == {"", "Mot dialogue"}
    assert "Banc" not in text and "Essais" not in text


def test_a_list_of_many_costs_as_much_as_a_list_of_one(
    client: Client, agent: Utilisateur, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(55):
        make_passage(auteur=agent, secteurs={"quartiers": "nord"}, lieu=None)
    with django_assert_max_num_queries(12):
        assert len(client.get(LISTE).context["grille"].page) == 50
    assert len(client.get(LISTE, {"page": 2}).context["grille"].page) == 5
    with django_assert_max_num_queries(16):
        client.get(NOUVEAU)


def test_a_passage_opens_a_report_that_says_what_it_knows_and_no_more(
    client: Client, agent: Utilisateur
) -> None:
    make_secteur(make_division("quartiers"), "nord")
    nature = make_choix(categorie=make_categorie("bruit"))
    row = make_passage(nature, secteurs={"quartiers": "nord"}, note="Musique forte")
    address = report_address(row)
    said = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert said == {
        "canal": "mediateur",
        "adresse": RUE,
        "categorie": "bruit",
        "fait_le": "2025-03-04",
        "fait_heure": "18:30",
        "secteur_quartiers": "nord",
    }
    assert address.replace("&", "&amp;") in client.get(row.get_absolute_url()).content.decode()
    page = client.get(f"{address}&nom=Essai&telephone=01")
    form = page.context["form"]
    assert (form["canal"].value(), form["categorie"].value()) == ("mediateur", "bruit")
    assert (form["adresse"].value(), form["nom"].value()) == (RUE, None)
    assert form["rappel"].value() is True and "restauré" not in page.content.decode()


def test_the_coordinator_keeps_the_lists_and_what_was_used_is_closed_at_a_date(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    used, page = make_choix("vu"), "/signalements/passages/listes/"
    done = make_geste("dialogue")
    make_passage(used, gestes=["dialogue"])
    client = client_coordonnateur
    client.post(f"{page}ajouter/?liste=geste", {"libelle": "Écoute", "ordre": 1})
    new = ChoixPassage.objects.get(code="ecoute")
    assert new.liste == "geste"
    client.post(f"{page}vu/", {"libelle": "Vu", "ordre": 1, "jusqu_au": "2025-12-31"})
    used.refresh_from_db()
    assert used.jusqu_au == date(2025, 12, 31)
    assert "Vu" in client.get(page).content.decode()
    wrong = {"libelle": "Vu", "ordre": 1, "depuis": "2025-12-31", "jusqu_au": "2025-01-01"}
    assert "précède" in client.post(f"{page}vu/", wrong).content.decode()
    for row in (used, done):
        said = client.post(f"{page}{row.code}/supprimer/", follow=True).content.decode()
        assert "est en usage" in said
    client.post(f"{page}ecoute/supprimer/")
    assert not ChoixPassage.objects.filter(code="ecoute").exists()


def test_only_the_coordinator_keeps_the_lists(client: Client, agent: Utilisateur) -> None:
    row, page = make_choix("vu"), "/signalements/passages/listes/"
    assert "Ajouter" not in client.get(page).content.decode()
    assert client.get(f"{page}vu/").status_code == 404
    with pytest.raises(PermissionDenied):
        save_choix(actor=agent, choix=row, valeurs={"libelle": "Autre"})
    with pytest.raises(PermissionDenied):
        remove_choix(actor=agent, choix=row)
