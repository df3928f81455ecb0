"""A partner and the registers of others: no address opens; pages cost the same as rows grow."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.registres.models import Entree, Registre
from quietude.registres.urls import urlpatterns
from quietude.socle.periodes import Periode
from tests.conftest import make_user
from tests.registres.factories import make_entree, make_registre
from tests.strategie.factories import make_mandat, make_organisation

MARS = Periode.mois(2016, 3)


@pytest.fixture
def association(db: None) -> Organisation:
    return make_organisation("association", nom="Association fictive")


@pytest.fixture
def partenaire(association: Organisation) -> Utilisateur:
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, association)
    return user


def addresses(code: str, pk: int) -> Iterator[str]:
    """Every address of one register."""
    values = {"code": code, "pk": pk, "champ": "nombre"}
    for pattern in urlpatterns:
        names = pattern.pattern.converters
        if "code" in names:
            yield reverse(f"registres:{pattern.name}", kwargs={n: values[n] for n in names})


def test_no_address_of_a_register_of_others_opens(
    client: Client, partenaire: Utilisateur, association: Organisation
) -> None:
    other = make_organisation("tiers", nom="Tiers")
    theirs = make_registre("ailleurs", fournisseurs=[other])
    row = make_entree(theirs, other, MARS, nombre=777)
    mine = make_registre("ici", fournisseurs=[association, other])
    beside = make_entree(mine, other, MARS, nombre=778)
    client.force_login(partenaire)
    tried = list(addresses("ailleurs", row.pk))
    assert len(tried) > 15
    names = ("entree", "corriger", "supprimer")
    for pk in (row.pk, beside.pk):
        tried += [reverse(f"registres:{name}", args=["ici", pk]) for name in names]
    opened = [
        (address, method)
        for address in tried
        for method in ("get", "post")
        if getattr(client, method)(address).status_code not in {404, 405}
    ]
    assert opened == []
    assert Entree.objects.count() == 2


def test_an_office_that_ended_closes_the_register(
    client: Client, association: Organisation
) -> None:
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, association, fin=date(2021, 1, 1))
    made = make_registre("ici", fournisseurs=[association])
    row = make_entree(made, association, MARS, nombre=1)
    client.force_login(user)
    for address in addresses("ici", row.pk):
        assert client.get(address).status_code in {404, 405}, address


@pytest.mark.parametrize("role", [Role.COORDONNATEUR, Role.PARTENAIRE])
def test_pages_ask_as_many_queries_for_one_row_as_for_a_hundred(
    client: Client, partenaire: Utilisateur, association: Organisation, role: Role
) -> None:
    user = partenaire if role == Role.PARTENAIRE else make_user(role)
    client.force_login(user)
    made = make_registre("ici", fournisseurs=[association])
    pages = [reverse("registres:liste"), reverse("registres:a_fournir")]
    pages += [
        reverse(f"registres:{n}", args=["ici"]) for n in ("registre", "entrees", "saisir")
    ]

    def cost() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200
            counts.append(len(asked))
        return counts

    fill(made, association, 1)
    cost()  # what is read once for all is read now
    before = cost()
    fill(made, association, 100)
    assert cost() == before
    listing = reverse("registres:entrees", args=["ici"])
    assert client.get(listing, {"page": "2"}).context["grille"].page.number == 2


def fill(registre: Registre, organisation: Organisation, rows: int) -> None:
    for rank in range(rows):
        span = Periode.mois(2014 + rank // 12, 1 + rank % 12)
        make_entree(registre, organisation, span, nombre=rank)
