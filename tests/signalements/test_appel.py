"""The page of a call: kept as it is typed, taken once, its likes suggested."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.signalements.actions.appel import erase_old_drafts, save_draft
from quietude.signalements.models import Appelant, AppelEnCours, Categorie, Signalement, Suite
from tests.conftest import make_user
from tests.signalements.factories import RUE, make_categorie, make_fait, make_signalement
from tests.strategie.factories import make_mandat, make_organisation
from tests.territoire.builders import make_division, make_lieu, make_secteur

AUJOURDHUI = timezone.localdate()
APPEL = "/signalements/appel/"
BROUILLON = f"{APPEL}brouillon/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def bruit(db: None) -> Categorie:
    return make_categorie("bruit", service=make_organisation("police"), delai=3)


@pytest.fixture
def agent(client: Client, db: None) -> Utilisateur:
    user = make_user(Role.AGENT)
    client.force_login(user)
    return user


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "cle": "un",
        "categorie": "bruit",
        "adresse": RUE,
        "fait_le": f"{AUJOURDHUI:%Y-%m-%d}",
        "canal": "telephone",
        **fields,
    }


def test_a_call_becomes_a_report_and_the_page_is_ready_for_the_next(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    make_fait("musique")
    answer = client.post(
        APPEL,
        typed(faits=["musique"], fait_heure="23:15", note="Basses.", urgent="on", nom="Essai"),
        follow=True,
    )
    row = Signalement.objects.get()
    assert (row.categorie, row.adresse, row.faits, row.urgent) == (
        bruit,
        RUE,
        ["musique"],
        True,
    )
    assert row.fait_heure and (row.fait_heure.hour, row.note) == (23, "Basses.")
    assert Appelant.objects.get().nom == "Essai"
    page = answer.content.decode()
    assert f"Signalement {row.pk} inscrit, confié à" in page
    assert "restauré" not in page and "Basses." not in page and "Essai" not in page


def test_the_report_may_be_opened_at_once(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    answer = client.post(APPEL, typed(ensuite="fiche"), headers=HTMX)
    assert answer.headers["HX-Redirect"] == Signalement.objects.get().get_absolute_url()


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    page = client.post(
        APPEL, typed(categorie="", adresse="", note="Déjà écrit", telephone="0100000000")
    ).content.decode()
    assert "2 points à corriger" in page
    assert "Choisissez une sous-catégorie." in page and "Dites où" in page
    assert "Déjà écrit" in page and "0100000000" in page
    assert not Signalement.objects.exists()


def test_a_lost_connection_loses_nothing_that_was_kept(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    make_fait("nuit")
    fields = typed(note="Cris dans la cour", faits=["nuit"], nom="Essai Fictif")
    answer = client.post(BROUILLON, fields, headers=HTMX).content.decode()
    assert "Gardé à" in answer
    page = client.get(APPEL).content.decode()
    assert "est restauré" in page
    assert "Cris dans la cour" in page and "Essai Fictif" in page
    assert 'value="un"' in page  # the same call: it will be taken once
    form = client.get(APPEL).context["form"]
    assert (form["categorie"].value(), form["faits"].value()) == ("bruit", ["nuit"])
    assert form["rappel"].value() is False


def test_nobody_reads_the_call_of_another_nor_the_database_alone(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    client.post(BROUILLON, typed(nom="Essai Fictif"), headers=HTMX)
    stored = AppelEnCours.objects.extra(select={"brut": "donnees"}).values_list("brut")
    assert "Fictif" not in str(list(stored))
    assert not Trace.objects.filter(objet_type="signalements.appelencours").exists()
    client.force_login(make_user(Role.COORDONNATEUR))
    assert "Fictif" not in client.get(APPEL).content.decode()


def test_a_call_sent_twice_is_taken_once(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    client.post(APPEL, typed())
    page = client.post(APPEL, typed(note="Encore")).content.decode()
    row = Signalement.objects.get()
    assert f"déjà inscrit : voyez le signalement {row.pk}" in page and "Encore" in page
    client.post(BROUILLON, typed(note="En retard"), headers=HTMX)
    assert "En retard" not in client.get(APPEL).content.decode()


def test_what_is_typed_may_be_forgotten(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    client.post(BROUILLON, typed(note="À oublier"), headers=HTMX)
    page = client.post(BROUILLON, {"cle": "un", "oublier": "1"}, follow=True).content.decode()
    assert "est effacé" in page and "À oublier" not in page
    assert AppelEnCours.objects.get().donnees == ""


def test_an_old_unfinished_call_is_erased_and_a_recent_one_is_not(agent: Utilisateur) -> None:
    other = make_user(Role.AGENT, email="autre@essai.example")
    for user in (agent, other):
        save_draft(actor=user, cle="un", donnees={"note": ["Vieux"]})
    old = timezone.now() - timedelta(days=8)
    AppelEnCours.objects.filter(utilisateur=other).update(enregistre_le=old)
    assert erase_old_drafts() == 1
    assert AppelEnCours.objects.get().utilisateur == agent


def test_a_known_place_is_found_without_accents_and_gives_its_sector(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    quartiers = make_division("quartiers")
    lieu = make_lieu("ecole-des-pres", make_secteur(quartiers, "nord"))
    found = client.get(f"{APPEL}lieux/", {"adresse": lieu.nom.upper()[:6]}).content.decode()
    assert f'data-code="{lieu.code}"' in found
    assert "<li" not in client.get(f"{APPEL}lieux/", {"adresse": " "}).content.decode()
    answer = client.post(BROUILLON, typed(adresse=lieu.nom, lieu=lieu.code), headers=HTMX)
    assert "(d’après le lieu)" in answer.content.decode()
    client.post(APPEL, typed(adresse=lieu.nom))  # typed whole: picked without the list
    row = Signalement.objects.get()
    assert (row.lieu, row.secteurs) == (lieu, {"quartiers": "nord"})


def test_a_sector_is_chosen_where_no_outline_tells(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    make_secteur(make_division("quartiers"), "sud")
    assert "Non précisé" in client.get(APPEL).content.decode()
    client.post(APPEL, typed(secteur_quartiers="sud"))
    assert Signalement.objects.get().secteurs == {"quartiers": "sud"}


def recent(**fields: Any) -> Signalement:
    day = AUJOURDHUI - timedelta(days=fields.pop("il_y_a", 10))
    return make_signalement(fait_le=day, **fields)


def suggested(client: Client, **fields: Any) -> list[int]:
    page = client.post(BROUILLON, typed(**fields), headers=HTMX)
    return [one.ressemblance.signalement.pk for one in page.context["propositions"]]


def test_what_was_said_of_the_same_place_is_suggested(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    near = recent(categorie=bruit, adresse="ailleurs", longitude=4.9870, latitude=43.5160)
    same = recent(categorie=make_categorie(), adresse=RUE)
    closed = recent(categorie=bruit, etat="resolu", clos_le=AUJOURDHUI)
    for apart in (
        {"categorie": bruit, "il_y_a": 61},
        {"categorie": bruit, "adresse": "3 rue de l’Autre"},
        {"categorie": make_categorie(), "longitude": 4.9870, "latitude": 43.5160,
         "adresse": "x"},
        {"categorie": bruit, "longitude": 4.9900, "latitude": 43.5160, "adresse": "x"},
        {"categorie": bruit, "quarantaine": True},
        {"categorie": bruit, "fusionne_dans": near},
    ):  # fmt: skip
        recent(**apart)
    point = {"longitude": "4,9871", "latitude": "43,5161"}
    assert set(suggested(client, **point)) == {near.pk, same.pk, closed.pk}
    assert set(suggested(client, adresse="12, RUE des essais")) == {same.pk, closed.pk}
    assert suggested(client, adresse="rue") == []


def test_a_call_may_join_what_it_resembles(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    known = recent(categorie=bruit, etat="resolu", clos_le=AUJOURDHUI)
    make_fait("nuit")
    client.post(
        APPEL,
        typed(suite_de=f"episode-{known.pk}", note="Encore.", faits=["nuit"], nom="Essai"),
    )
    row = Signalement.objects.get()
    assert (row.total, row.dernier_fait_le, row.etat) == (2, AUJOURDHUI, "rouvert")
    assert Suite.objects.get().texte == "Fait nuit – Encore."
    assert Appelant.objects.get().signalement == row


def test_contact_details_never_take_the_place_of_another_caller(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    client.post(APPEL, typed(nom="Premier"))
    known = Signalement.objects.get()
    second = typed(cle="deux", suite_de=f"episode-{known.pk}", nom="Second")
    page = client.post(APPEL, second).content.decode()
    assert "garde déjà les coordonnées" in page and "Second" in page
    known.refresh_from_db()
    assert (known.total, Appelant.objects.get().nom) == (1, "Premier")


def test_a_call_may_be_linked_to_what_it_resembles(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    known = recent(categorie=bruit)
    client.post(APPEL, typed(suite_de=f"lien-{known.pk}"))
    row = Signalement.objects.exclude(pk=known.pk).get()
    assert (row.precedent, row.repete) == (known, True)


def test_a_partner_reports_in_its_own_name_and_sees_no_other_report(
    client: Client, bruit: Categorie
) -> None:
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, make_organisation("college"))
    client.force_login(user)
    hidden = recent(categorie=bruit)
    assert suggested(client, canal="partenaire") == []
    client.post(APPEL, typed(canal="telephone"))
    client.post(APPEL, typed(canal="partenaire", suite_de=f"lien-{hidden.pk}"))
    row = Signalement.objects.exclude(pk=hidden.pk).get()
    assert (row.canal, row.precedent) == ("partenaire", None)


@pytest.mark.parametrize("role", [Role.ELU, Role.LECTEUR, Role.ADMINISTRATEUR])
def test_the_page_of_a_call_is_not_there_for_the_others(
    client: Client, db: None, role: Role
) -> None:
    client.force_login(make_user(role))
    assert client.get(APPEL).status_code == 404
    assert client.post(BROUILLON, {}).status_code == 404


def test_keeping_a_field_asks_as_much_of_a_full_town_as_of_an_empty_one(
    client: Client,
    agent: Utilisateur,
    bruit: Categorie,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for rank in range(7):
        recent(categorie=bruit)
        make_categorie()
        make_secteur(make_division(f"division-{rank}"), "nord")
    with django_assert_max_num_queries(28):
        client.post(BROUILLON, typed(), headers=HTMX)


def test_the_emergency_numbers_come_before_the_form(
    client: Client, agent: Utilisateur, bruit: Categorie
) -> None:
    page = client.get(reverse("signalements:appel")).content.decode()
    for number in ("17", "18", "112", "114"):
        assert page.index(f"<b>{number}</b>") < page.index('id="appel"')
    assert "Jamais" in page and "anonyme" in page
