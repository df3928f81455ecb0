"""The demonstration's reports add up to what the document prints, and name no one."""

import pytest
from django.db.models import Count
from django.utils import timezone

from quietude.observatoire.models import Chiffre, Tableau
from quietude.signalements.demo import create_demo_signalements
from quietude.signalements.demo_donnees import CODES
from quietude.signalements.demo_taches import create_demo_taches
from quietude.signalements.models import Appelant, Mediation, Signalement, Tache
from tests.signalements.istres import fill_istres


@pytest.fixture
def istres(systeme: None) -> None:
    fill_istres()


def printed(code: str) -> int:
    return int(Chiffre.objects.get(recueil="istres-2017-2020", code=code).valeur)


def test_reports_and_mediations_are_as_many_as_printed_by_year_and_kind(istres: None) -> None:
    table = Tableau.objects.get(recueil="istres-2017-2020", code="allo-quietude").contenu
    for column in table["colonnes"]:
        span = (column["periode"]["debut"], column["periode"]["fin"])
        rows = Signalement.objects.filter(jour__range=span).order_by()
        found = dict(rows.values_list("categorie__code").annotate(Count("pk")))
        del found["autre"]
        told = {
            CODES.get(line["code"], line["code"]): line["valeurs"][column["code"]]
            for line in table["lignes"]
            if line["code"] != "total"  # the total printed for 2014 is not the sum of its lines
        }
        assert found == told
    reports = Signalement.objects.filter(jour__year=2015)
    assert reports.count() == printed("fiches-2015")
    held = Mediation.objects.filter(proposee_le__year=2015)
    assert held.count() == printed("mediations-2015")


def test_what_is_invented_shows_names_no_one_and_is_written_once(istres: None) -> None:
    assert not Appelant.objects.exists()
    known = ("mag", "Exempl", "Essai", "ictive", "nvent", "Modèle")
    addresses = set(Signalement.objects.values_list("adresse", flat=True))
    assert all(any(word in text for word in known) for text in addresses)
    rows = Signalement.objects.order_by().values_list("secteurs__quartiers")
    by_count = sorted(rows.annotate(number=Count("pk")), key=lambda row: -row[1])
    assert [row[0] for row in by_count[:3]] == ["echoppes", "quartier-sud", "prepaou"]
    waiting = Signalement.objects.open()
    assert 10 <= waiting.count() <= 60
    assert not waiting.filter(jour__year__lt=2016).exists()
    before = Signalement.objects.count()
    assert create_demo_signalements() == 0
    assert Signalement.objects.count() == before


def test_a_few_tasks_wait_or_are_done_and_are_written_once(istres: None) -> None:
    assert create_demo_taches() >= 8
    today = timezone.localdate()
    assert Tache.objects.late(today).exists()
    assert Tache.objects.open().exclude(echeance__lt=today).exists()
    assert not Tache.objects.open().filter(signalement__clos_le__isnull=False).exists()
    done = Tache.objects.in_state("faite").select_related("signalement")
    assert done and all(row.close_le >= row.creee_le for row in done)
    assert create_demo_taches() == 0


def test_a_town_without_the_printed_table_stays_empty(systeme: None) -> None:
    assert create_demo_signalements() == create_demo_taches() == 0
    assert not Signalement.objects.exists()
