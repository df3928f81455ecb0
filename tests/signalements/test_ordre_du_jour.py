"""What the reports bring to the agenda of the cell, and what a held meeting keeps of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quietude.comptes.models import Utilisateur
from quietude.instances.actions.reunions import hold_reunion
from quietude.instances.enums import Confidentialite, EtatReunion
from quietude.instances.models import Instance, Reunion
from quietude.instances.ordre_du_jour import agenda_of
from quietude.journal.actions import acting
from quietude.signalements.models import Signalement, Tache
from quietude.signalements.ordre_du_jour import subjects
from quietude.socle.formats import jour
from tests.instances.builders import make_instance, make_membre, make_reunion
from tests.signalements.factories import make_signalement
from tests.signalements.factories_taches import make_tache
from tests.strategie.factories import make_organisation

pytestmark = pytest.mark.django_db
LE = timezone.localdate()
AVANT = LE - timedelta(days=7)


@pytest.fixture
def cellule(db: None) -> Instance:
    return make_instance("cellule")


@pytest.fixture
def prevue(cellule: Instance) -> Reunion:
    make_reunion(cellule, AVANT)
    return make_reunion(cellule, LE, etat=EtatReunion.PREVUE)


def old(**fields: Any) -> Signalement:
    """Received long before the last meeting."""
    return make_signalement(recu_le=timezone.now() - timedelta(days=60), **fields)


def titles(reunion: Reunion) -> list[str]:
    return [sujet.titre for sujet in subjects(reunion)]


def test_what_is_not_is_not_brought(prevue: Reunion) -> None:
    old()
    assert titles(prevue) == []


def test_new_late_repeated_and_tasks_are_counted_with_where_to_read_them(
    prevue: Reunion, client: Client, coordonnateur: Utilisateur
) -> None:
    for _rank in range(3):
        make_signalement(adresse="1 rue des Essais")
    make_signalement(adresse="2 rue des Essais", clos_le=LE, etat="resolu")
    make_signalement(adresse="3 rue des Essais", quarantaine=True)
    make_tache(old(echeance=LE - timedelta(days=1)), jours=-1)
    found = list(subjects(prevue))
    assert [sujet.titre for sujet in found] == [
        f"3 signalements nouveaux depuis la réunion du {jour(AVANT)}",
        "1 signalement en retard",
        "1 lieu qui revient",
        "1 tâche en retard",
    ]
    assert len({sujet.origine for sujet in found}) == 4
    client.force_login(coordonnateur)
    counts = [client.get(sujet.adresse).context["grille"].total for sujet in found]
    assert (counts[0], counts[1], counts[3]) == (3, 1, 1)
    page = client.get(prevue.get_absolute_url()).content.decode()
    assert all(sujet.titre in page for sujet in found)


def test_without_a_meeting_before_its_rhythm_says_since_when(cellule: Instance) -> None:
    make_signalement()
    old()
    coming = make_reunion(cellule, LE + timedelta(days=3), etat=EtatReunion.PREVUE)
    told = titles(coming)
    assert len(told) == 1 and told[0].startswith("1 signalement nouveau depuis le ")


@pytest.mark.parametrize(
    "fields", [{"nature": "pleniere"}, {"confidentialite": Confidentialite.NOMINATIVE}]
)
def test_bodies_that_do_not_go_through_reports_are_brought_nothing(
    db: None, fields: dict[str, str]
) -> None:
    make_signalement()
    body = make_instance("autre", **fields)
    assert titles(make_reunion(body, LE, etat=EtatReunion.PREVUE)) == []


def test_landlords_read_no_total_of_others(cellule: Instance, prevue: Reunion) -> None:
    make_signalement()
    make_membre(cellule, "Bailleur", organisation=make_organisation("b", nature="bailleur"))
    assert titles(prevue) == []


def test_a_held_meeting_keeps_what_was_brought(
    prevue: Reunion, coordonnateur: Utilisateur
) -> None:
    make_tache(make_signalement(), jours=-1)
    before = titles(prevue)
    held = hold_reunion(actor=coordonnateur, reunion=prevue)
    with acting(None, "test"):
        Tache.objects.all().delete()
        Signalement.objects.all().delete()
    kept = agenda_of(coordonnateur, held)
    assert [point.titre for point in kept.points] == before
    assert kept.sujets == []


def test_queries_do_not_grow_with_reports(
    prevue: Reunion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for rank in range(12):
        make_tache(make_signalement(adresse=f"{rank % 2} rue des Essais"), jours=-1)
    with django_assert_max_num_queries(8):
        assert len(titles(prevue)) == 3
