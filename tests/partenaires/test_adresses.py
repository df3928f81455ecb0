"""Whom to write to: those in office today, where they can be reached."""

from datetime import date, timedelta

import pytest

from quietude.comptes.enums import Role
from quietude.journal.actions import acting
from quietude.partenaires.adresses import addresses_of
from quietude.partenaires.models import Mandat, Organisation, Personne
from tests.conftest import make_user
from tests.strategie.factories import make_mandat, make_organisation

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 23)


def found(organisation: Organisation, **kept: frozenset[str]) -> set[str]:
    return addresses_of([organisation], on=JOUR, **kept).get(organisation.pk, set())


def held_without_account(organisation: Organisation, email: str, **fields: object) -> Mandat:
    mandat = make_mandat(None, organisation, **fields)
    with acting(None, "test"):
        Personne.objects.filter(pk=mandat.personne_id).update(email=email)
    return mandat


@pytest.mark.parametrize(
    ("debut", "fin", "written"),
    [
        (JOUR, None, True),
        (JOUR - timedelta(30), JOUR, True),
        (JOUR - timedelta(30), JOUR - timedelta(1), False),
        (JOUR + timedelta(1), None, False),
    ],
)
def test_only_those_in_office_are_written_to(
    debut: date, fin: date | None, written: bool
) -> None:
    organisation = make_organisation("une")
    held_without_account(organisation, "un@essai.example", debut=debut, fin=fin)
    assert bool(found(organisation)) is written


def test_the_account_comes_before_the_address_of_the_person() -> None:
    organisation = make_organisation("une")
    user = make_user(Role.PARTENAIRE)
    mandat = make_mandat(user, organisation)
    with acting(None, "test"):
        Personne.objects.filter(pk=mandat.personne_id).update(email="ailleurs@essai.example")
    assert found(organisation) == {user.email}


def test_an_account_closed_or_that_opens_no_page_is_left_alone() -> None:
    organisation = make_organisation("une")
    make_mandat(make_user(Role.PARTENAIRE, is_active=False), organisation)
    make_mandat(make_user(Role.ADMINISTRATEUR), organisation)
    assert found(organisation) == set()


def test_roles_can_be_chosen_and_do_not_touch_those_without_account() -> None:
    organisation = make_organisation("une")
    partner, elected = make_user(Role.PARTENAIRE), make_user(Role.ELU)
    for user in (partner, elected):
        make_mandat(user, organisation)
    held_without_account(organisation, "un@essai.example")
    only = frozenset({Role.PARTENAIRE.value})
    assert found(organisation) == {partner.email, elected.email, "un@essai.example"}
    assert found(organisation, roles=only) == {partner.email, "un@essai.example"}


def test_nobody_to_write_to_is_no_line() -> None:
    organisation = make_organisation("une")
    held_without_account(organisation, "")
    assert addresses_of([organisation, make_organisation("autre")], on=JOUR) == {}
