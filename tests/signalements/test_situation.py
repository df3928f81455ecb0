"""Where a report is: the sector follows from the place, as the town draws it today."""

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.signalements.ressemblances import distance
from quietude.signalements.situation import Situation, derive_sectors
from tests.territoire.builders import carre, make_division, make_lieu, make_secteur


def test_the_outline_tells_the_sector_as_soon_as_it_is_drawn_or_moved(db: None) -> None:
    nord = make_secteur(make_division("quartiers"), "nord")
    assert derive_sectors(None, 4.5, 0.5) == {}
    with acting(None, "test"):
        nord.contour = carre(4.0)
        nord.save()
    assert derive_sectors(None, 4.5, 0.5) == {"quartiers": "nord"}
    with acting(None, "test"):
        nord.contour = carre(6.0)
        nord.save()
    assert derive_sectors(None, 4.5, 0.5) == {}
    with acting(None, "test"):
        nord.delete()
    assert derive_sectors(None, 6.5, 0.5) == {}


def test_each_division_tells_its_own_sector(db: None) -> None:
    for code in ("quartiers", "iris"):
        make_secteur(make_division(code), f"{code}-ici", contour=carre(4.0))
    found = derive_sectors(None, 4.5, 0.5)
    assert found == {"quartiers": "quartiers-ici", "iris": "iris-ici"}


def test_where_the_town_files_a_place_prevails_over_the_outline(db: None) -> None:
    quartiers = make_division("quartiers")
    make_secteur(quartiers, "nord", contour=carre(4.0))
    lieu = make_lieu("gare", make_secteur(quartiers, "sud"), longitude=4.5, latitude=0.5)
    assert Situation(lieu).located().secteurs == {"quartiers": "sud"}


def test_what_the_place_tells_prevails_over_what_was_chosen(
    coordonnateur: Utilisateur,
) -> None:
    make_secteur(make_division("quartiers"), "nord", contour=carre(4.0))
    chosen = {"quartiers": "sud", "iris": "un"}
    here = Situation(adresse="1 rue A", longitude=4.5, latitude=0.5, secteurs=chosen)
    assert here.located().secteurs == {"quartiers": "nord", "iris": "un"}
    assert here.placed().secteurs == chosen


def test_distances_are_in_metres() -> None:
    assert round(distance(4.98, 43.51, 4.98, 43.511)) == 111
    assert round(distance(4.98, 43.51, 4.981, 43.51)) == 81
