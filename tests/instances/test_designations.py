"""Who holds a seat: one titular and one deputy at a time, each for a time."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.instances.actions import designations as actions
from quietude.instances.enums import QualiteDesignation
from quietude.instances.models import Designation, Membre
from quietude.partenaires.models import Personne
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.instances.builders import (
    LIEN,
    make_designation,
    make_instance,
    make_membre,
    make_personne,
)

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 4)


@pytest.fixture
def siege() -> Membre:
    return make_membre(make_instance("cvo"), "Directrice")


def name(
    actor: Utilisateur, siege: Membre, who: Personne, day: date = LE, qualite: str = "titulaire"
) -> Designation:
    actions.name_holder(
        actor=actor,
        membre=siege,
        personne=who,
        qualite=QualiteDesignation(qualite),
        debut=day,
        lien=LIEN,
    )
    return Designation.objects.get(membre=siege, personne=who, fin=None)


def test_the_next_titular_ends_the_former_the_day_before_and_leaves_the_deputy(
    siege: Membre, coordonnateur: Utilisateur
) -> None:
    first = name(coordonnateur, siege, make_personne("Alix"))
    deputy = name(coordonnateur, siege, make_personne("Noé"), qualite="suppleant")
    second = name(coordonnateur, siege, make_personne("Lou"), LE + timedelta(days=30))
    first.refresh_from_db()
    assert first.fin == LE + timedelta(days=29)
    held = Designation.objects.in_office(LE + timedelta(days=40))
    assert set(held) == {second, deputy}
    assert set(Designation.objects.in_office(LE)) == {first, deputy}


def test_a_person_holds_a_seat_once(siege: Membre, coordonnateur: Utilisateur) -> None:
    alix = make_personne("Alix")
    name(coordonnateur, siege, alix)
    with pytest.raises(ActionImpossible, match="déjà ce siège"):
        name(coordonnateur, siege, alix, qualite="suppleant")


def test_a_name_given_by_mistake_and_replaced_at_once_never_counted(
    siege: Membre, coordonnateur: Utilisateur
) -> None:
    name(coordonnateur, siege, make_personne("Erreur"))
    kept = name(coordonnateur, siege, make_personne("Alix"))
    assert list(Designation.objects.all()) == [kept]


def test_it_ends_yesterday_unless_told(siege: Membre, coordonnateur: Utilisateur) -> None:
    row = make_designation(siege, make_personne("Alix"))
    actions.end_designation(actor=coordonnateur, designation=row, lien=LIEN)
    row.refresh_from_db()
    assert row.fin == timezone.localdate() - timedelta(days=1)
    assert not Designation.objects.in_office(timezone.localdate())


def test_when_the_composition_moves_no_name_slips_to_another_office(
    siege: Membre, systeme: None
) -> None:
    make_designation(siege, make_personne("Alix"))
    siege.fonction = "Commandant"
    siege.save()
    assert not Designation.objects.in_office(timezone.localdate())


def test_the_database_holds_one_in_office_and_dates_in_order(siege: Membre) -> None:
    make_designation(siege, make_personne("Alix"))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_designation(siege, make_personne("Lou"))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_designation(siege, make_personne("Noé"), debut=LE, fin=LE - timedelta(days=1))


def test_only_the_coordinator_names_ends_and_reads(siege: Membre) -> None:
    agent = make_user(Role.AGENT)
    row = make_designation(siege, make_personne("Alix"))
    with pytest.raises(PermissionDenied):
        name(agent, siege, make_personne("Lou"))
    with pytest.raises(PermissionDenied):
        actions.end_designation(actor=agent, designation=row, lien=LIEN)
    assert not Designation.objects.visible_to(agent)
