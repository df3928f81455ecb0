"""Rows entered by whoever hands them in: their own, checked, corrected, put back."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.partenaires.models import Organisation
from quietude.registres.actions.entrees import (
    correct_entree,
    delete_entree,
    record_entree,
)
from quietude.registres.enums import Cumul, Frequence, TypeChamp
from quietude.registres.models import Entree, Registre
from quietude.registres.rules import can_enter, can_enter_span, providers_for
from quietude.socle.periodes import Periode
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.registres.factories import make_champ, make_entree, make_registre
from tests.strategie.factories import make_mandat, make_organisation

MARS, AVRIL = Periode.mois(2016, 3), Periode.mois(2016, 4)


@pytest.fixture
def association(db: None) -> Organisation:
    return make_organisation("association", nom="Association fictive")


@pytest.fixture
def autre(db: None) -> Organisation:
    return make_organisation("autre", nom="Autre association")


@pytest.fixture
def registre(association: Organisation, autre: Organisation) -> Registre:
    made = make_registre(
        "accueil",
        depuis=date(2016, 1, 1),
        jusqu_au=date(2016, 12, 31),
        champs={"nombre": TypeChamp.ENTIER, "public": ["eleves", "parents"]},
        fournisseurs=[association, autre],
    )
    found: Registre = Registre.objects.described().get(pk=made.pk)
    return found


@pytest.fixture
def partenaire(association: Organisation) -> Utilisateur:
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, association)
    return user


def post(client: Client, registre: Registre, **data: object) -> object:
    plain = {"organisation": "association", "periode": "2016-03-01 au 2016-03-31", **data}
    return client.post(reverse("registres:saisir", args=[registre.code]), plain)


# -- rules ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "count"),
    [
        (Role.COORDONNATEUR, 2),
        (Role.AGENT, 2),
        (Role.PARTENAIRE, 0),
        (Role.ELU, 0),
        (Role.LECTEUR, 0),
        (Role.ADMINISTRATEUR, 0),
    ],
)
def test_who_enters_for_whom(registre: Registre, role: Role, count: int) -> None:
    assert len(providers_for(make_user(role), registre)) == count


def test_a_partner_enters_its_own_rows_only(
    registre: Registre, partenaire: Utilisateur, association: Organisation, autre: Organisation
) -> None:
    assert can_enter(partenaire, registre, association)
    refused = can_enter(partenaire, registre, autre)
    assert not refused
    assert "Autre association" in refused.motif


def test_readers_enter_nothing(registre: Registre, association: Organisation) -> None:
    for role in (Role.ELU, Role.LECTEUR, Role.ADMINISTRATEUR):
        assert not can_enter(make_user(role), registre, association)


def test_only_the_days_of_the_register_are_entered(registre: Registre) -> None:
    assert can_enter_span(registre, MARS)
    assert "précède" in can_enter_span(registre, Periode.mois(2015, 12)).motif
    assert "fermeture" in can_enter_span(registre, Periode.mois(2017, 1)).motif
    registre.jusqu_au = None
    assert "n’a pas commencé" in can_enter_span(registre, Periode.annee(2190)).motif


# -- actions -------------------------------------------------------------------------------


def test_a_row_of_a_span_is_entered_once(
    registre: Registre, coordonnateur: Utilisateur, association: Organisation
) -> None:
    said = {"nombre": "3", "public": "eleves"}
    told: dict[str, Any] = {"registre": registre, "organisation": association, "periode": MARS}
    record_entree(actor=coordonnateur, valeurs=said, **told)
    with pytest.raises(ActionImpossible, match="déjà saisis"):
        record_entree(actor=coordonnateur, valeurs={**said, "nombre": "4"}, **told)
    record_entree(actor=coordonnateur, valeurs={**said, "public": "parents"}, **told)
    assert Entree.objects.count() == 2


def test_nothing_to_report_and_figures_exclude_each_other(
    registre: Registre, coordonnateur: Utilisateur, association: Organisation
) -> None:
    told: dict[str, Any] = {"registre": registre, "organisation": association}
    record_entree(actor=coordonnateur, valeurs={}, neant=True, periode=MARS, **told)
    with pytest.raises(ActionImpossible, match="Rien à signaler"):
        record_entree(actor=coordonnateur, valeurs={"nombre": "3"}, periode=MARS, **told)
    record_entree(actor=coordonnateur, valeurs={"nombre": "3"}, periode=AVRIL, **told)
    with pytest.raises(ActionImpossible, match="on ne peut pas dire"):
        record_entree(actor=coordonnateur, valeurs={}, neant=True, periode=AVRIL, **told)


def test_events_of_one_day_may_be_alike(
    coordonnateur: Utilisateur, association: Organisation
) -> None:
    registre = make_registre("fil", frequence=Frequence.AU_FIL, fournisseurs=[association])
    day = Periode(date(2016, 3, 1), date(2016, 3, 1))
    for _ in range(2):
        record_entree(
            actor=coordonnateur,
            registre=registre,
            organisation=association,
            periode=day,
            valeurs={"nombre": "3"},
        )
    assert Entree.objects.count() == 2


def test_a_partner_cannot_write_in_the_name_of_another(
    registre: Registre, partenaire: Utilisateur, association: Organisation, autre: Organisation
) -> None:
    theirs = make_entree(registre, autre, MARS, nombre=3)
    told: dict[str, Any] = {"periode": MARS, "valeurs": {"nombre": "9"}}
    with pytest.raises(PermissionDenied):
        record_entree(actor=partenaire, registre=registre, organisation=autre, **told)
    with pytest.raises(PermissionDenied):
        correct_entree(actor=partenaire, entree=theirs, organisation=association, **told)
    with pytest.raises(PermissionDenied):
        delete_entree(actor=partenaire, entree=theirs)
    mine = make_entree(registre, association, AVRIL, nombre=3)
    with pytest.raises(PermissionDenied):
        correct_entree(actor=partenaire, entree=mine, organisation=autre, **told)


# -- pages ---------------------------------------------------------------------------------


def test_a_row_typed_is_kept_as_plain_text(
    client_coordonnateur: Client, registre: Registre
) -> None:
    post(client_coordonnateur, registre, champ_nombre="1 234", champ_public="eleves")
    row = Entree.objects.get()
    assert row.valeurs == {"nombre": "1234", "public": "eleves"}
    assert row.periode == MARS
    assert row.cle


def test_the_next_row_keeps_who_and_when(
    client_coordonnateur: Client, registre: Registre
) -> None:
    answer = post(client_coordonnateur, registre, champ_nombre="1", suivante="1")
    page = client_coordonnateur.get(answer.url)  # type: ignore[attr-defined]
    assert page.context["form"].initial == {
        "organisation": "association",
        "periode": "2016-03-01 au 2016-03-31",
    }


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"champ_nombre": "douze"}, "Écrivez un nombre entier"),
        ({"periode": "2016"}, "n’attend pas de chiffres"),
        ({"periode": "jamais"}, "n’est pas une période"),
        ({"periode": ""}, "Choisissez la période"),
        ({"organisation": "inconnue"}, "n’est pas dans la liste"),
        ({"champ_public": "chats"}, "n’est pas dans la liste"),
        ({"champ_nombre": "1", "neant": "on"}, "ne va pas avec des valeurs"),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    client_coordonnateur: Client, registre: Registre, data: dict[str, str], said: str
) -> None:
    page = post(client_coordonnateur, registre, **data)
    text = page.content.decode()  # type: ignore[attr-defined]
    assert said in text
    assert data.get("champ_nombre", "") in text
    assert not Entree.objects.exists()


def test_bounds_and_dates_of_fields_are_checked(
    client_coordonnateur: Client, registre: Registre
) -> None:
    make_champ(registre, "part", TypeChamp.DECIMAL, cumul=Cumul.MOYENNE, maximum=100)
    make_champ(registre, "ancien", TypeChamp.OUI_NON, jusqu_au=date(2016, 1, 31))
    make_champ(registre, "du", TypeChamp.OUI_NON, obligatoire=True)
    page = post(client_coordonnateur, registre, champ_part="101,5", champ_ancien="oui")
    errors = page.context["form"].errors  # type: ignore[attr-defined]
    assert set(errors) == {"champ_part", "champ_ancien", "champ_du"}
    post(client_coordonnateur, registre, champ_part="12,50", champ_du="non")
    assert Entree.objects.get().valeurs == {"part": "12.5", "du": "non"}


def test_a_closed_choice_stays_readable_and_is_no_longer_chosen(
    client_coordonnateur: Client, registre: Registre, association: Organisation
) -> None:
    row = make_entree(registre, association, AVRIL, public="parents")
    with acting(None, "test"):
        choice = registre.champs.get(code="public").choix.get(code="parents")
        choice.jusqu_au = date(2016, 3, 31)
        choice.save()
    page = post(client_coordonnateur, registre, periode="avril 2016", champ_public="parents")
    assert "n’est pas dans la liste au" in page.content.decode()  # type: ignore[attr-defined]
    assert "Parents" in client_coordonnateur.get(row.get_absolute_url()).content.decode()


def test_a_removed_row_can_be_put_back(
    client_coordonnateur: Client, registre: Registre, association: Organisation
) -> None:
    row = make_entree(registre, association, MARS, nombre=3)
    address = reverse("registres:supprimer", args=[registre.code, row.pk])
    assert "Supprimer" in client_coordonnateur.get(address).content.decode()
    client_coordonnateur.post(address)
    assert not Entree.objects.exists()
    listing = reverse("registres:entrees", args=[registre.code])
    assert "Rétablir" in client_coordonnateur.get(listing).content.decode()
    client_coordonnateur.post(reverse("registres:retablir", args=[registre.code]))
    assert Entree.objects.get().valeurs == {"nombre": "3"}
    again = client_coordonnateur.post(reverse("registres:retablir", args=[registre.code]))
    assert again.status_code == 404


def test_a_correction_is_written_with_its_history(
    client_coordonnateur: Client, registre: Registre, association: Organisation
) -> None:
    row = make_entree(registre, association, MARS, nombre=3)
    address = reverse("registres:corriger", args=[registre.code, row.pk])
    assert 'value="3"' in client_coordonnateur.get(address).content.decode()
    data = {"organisation": "association", "periode": "mars 2016", "champ_nombre": "5"}
    client_coordonnateur.post(address, data)
    row.refresh_from_db()
    assert row.valeurs == {"nombre": "5"}
    page = client_coordonnateur.get(row.get_absolute_url())
    newest = page.context["historique"][0]
    told = [(one.libelle, one.avant, one.apres) for one in newest.changements]
    assert told == [("Nombre", "3", "5")]
    assert newest.acteur == "Coordonnateur du CLSPD (essai)"
    assert "valeurs" not in page.content.decode().lower()


def test_the_list_filters_adds_up_and_exports(
    client_coordonnateur: Client, registre: Registre, association: Organisation
) -> None:
    make_entree(registre, association, MARS, nombre=3, public="eleves")
    make_entree(registre, association, AVRIL, nombre=4, public="parents")
    address = reverse("registres:entrees", args=[registre.code])
    every = client_coordonnateur.get(address)
    assert [total.valeur for total in every.context["totaux"]] == ["7"]
    kept = client_coordonnateur.get(address, {"public": "eleves", "periode": "2016"})
    assert [total.valeur for total in kept.context["totaux"]] == ["3"]
    part = client_coordonnateur.get(
        address, {"public": "eleves"}, headers={"HX-Request": "true"}
    )
    assert 'hx-swap-oob="true"' in part.content.decode()  # totals change with the rows
    none = client_coordonnateur.get(address, {"periode": "n’importe quoi"})
    assert none.context["grille"].total == 0
    assert "n’est pas une période" in none.content.decode()
    export = client_coordonnateur.get(address, {"export": "csv", "public": "parents"})
    lines = export.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert ";4;Parents" in lines[1]


def test_a_partner_sees_its_own_rows_by_every_way(
    client: Client,
    registre: Registre,
    partenaire: Utilisateur,
    association: Organisation,
    autre: Organisation,
) -> None:
    make_entree(registre, association, MARS, nombre=3)
    theirs = make_entree(registre, autre, MARS, nombre=777)
    client.force_login(partenaire)
    address = reverse("registres:entrees", args=[registre.code])
    page = client.get(address)
    assert page.context["grille"].total == 1
    assert [total.valeur for total in page.context["totaux"]] == ["3"]
    assert "777" not in client.get(address, {"export": "csv"}).content.decode()
    for name in ("entree", "corriger", "supprimer"):
        target = reverse(f"registres:{name}", args=[registre.code, theirs.pk])
        assert client.get(target).status_code == 404
        assert client.post(target).status_code in {404, 405}
    refused = post(client, registre, organisation="autre", champ_nombre="1")
    assert "n’est pas dans la liste" in refused.content.decode()  # type: ignore[attr-defined]
    assert Entree.objects.count() == 2


def test_a_partner_without_the_register_finds_nothing(client: Client) -> None:
    registre = make_registre("ailleurs", fournisseurs=[make_organisation("tierce")])
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, make_organisation("une"))
    client.force_login(user)
    for name in ("entrees", "saisir", "importer", "modele"):
        target = reverse(f"registres:{name}", args=[registre.code])
        assert client.get(target).status_code == 404


def test_the_list_costs_the_same_whatever_its_rows(
    client_coordonnateur: Client,
    registre: Registre,
    association: Organisation,
    django_assert_max_num_queries: object,
) -> None:
    address = reverse("registres:entrees", args=[registre.code])
    for month in range(1, 12):
        make_entree(registre, association, Periode.mois(2016, month), nombre=month)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        client_coordonnateur.get(address)
