"""What a rhythm requires of a period: arithmetic, no database."""

import pytest

from quietude.instances.models import Rythme
from quietude.instances.rythme import (
    expected_by_public,
    expected_meetings,
    is_ambiguous,
    required_by,
)
from quietude.socle.periodes import parse_periode

PERIODES = ("2016", "2015-2016", "9 mois 2016", "2016-T1", "mars 2016", "juillet 2016")
HEBDO = {"unite": "semaine"}
MENSUEL = {"unite": "mois"}


@pytest.mark.parametrize(
    ("fields", "required"),
    [
        (HEBDO, (52, 52, 39, 13, 4, 4)),
        ({"unite": "semaine", "tous_les": 6}, (8, 8, 6, 2, 0, 0)),
        (MENSUEL, (12, 12, 9, 3, 1, 1)),
        ({"unite": "mois", "fois": 2}, (24, 24, 18, 6, 2, 2)),
        ({"unite": "mois", "jusqu_a": 2}, (6, 6, 4, 1, 0, 0)),
        ({"unite": "mois", "tous_les": 3, "jusqu_a": 4}, (3, 3, 2, 0, 0, 0)),
        ({"unite": "trimestre"}, (4, 4, 3, 1, 0, 0)),
        ({"unite": "annee", "minimum": True}, (1, 1, 0, 0, 0, 0)),
        ({"unite": "annee", "fois": 3, "tous_les": 2}, (1, 1, 1, 0, 0, 0)),
    ],
)
def test_a_rhythm_requires_whole_turns(
    fields: dict[str, object], required: tuple[int, ...]
) -> None:
    rythme = Rythme(**fields)
    assert tuple(required_by(rythme, parse_periode(p)) for p in PERIODES) == required


@pytest.mark.parametrize(
    ("fields", "required"),
    [
        ({"unite": "semaine"}, (36, 36, 25, 10, 3, 0)),
        ({"unite": "semaine", "tous_les": 6}, (6, 6, 4, 1, 0, 0)),
        ({"unite": "mois"}, (10, 10, 7, 3, 1, 0)),
        ({"unite": "trimestre"}, (3, 3, 2, 0, 0, 0)),
        ({"unite": "annee"}, (1, 1, 0, 0, 0, 0)),
    ],
)
def test_in_school_time_the_summer_requires_nothing(
    fields: dict[str, object], required: tuple[int, ...]
) -> None:
    rythme = Rythme(**fields, temps_scolaire=True)
    assert tuple(required_by(rythme, parse_periode(p)) for p in PERIODES) == required


def test_every_quarter_requires_a_quarter_of_the_year() -> None:
    for rythme in (Rythme(**MENSUEL), Rythme(unite="trimestre"), Rythme(unite="mois", fois=2)):
        year = required_by(rythme, parse_periode("2015"))
        assert {required_by(rythme, parse_periode(f"2015-T{q}")) for q in (1, 2, 3, 4)} == {
            year // 4
        }


def test_a_part_of_a_month_counts_by_its_days() -> None:
    weekly, monthly = Rythme(**HEBDO), Rythme(unite="mois", fois=2)
    assert required_by(weekly, parse_periode("01/03/2016-13/03/2016")) == 1
    assert required_by(weekly, parse_periode("01/03/2016-14/03/2016")) == 2
    assert required_by(monthly, parse_periode("01/04/2016-14/04/2016")) == 0
    assert required_by(monthly, parse_periode("01/04/2016-15/04/2016")) == 1
    assert required_by(monthly, parse_periode("16/12/2015-15/01/2016")) == 2


def test_rhythms_of_several_publics_add_up() -> None:
    rows = [
        Rythme(unite="semaine", tous_les=6, temps_scolaire=True, public="primaire"),
        Rythme(unite="trimestre", public="collèges"),
    ]
    year = parse_periode("2016")
    assert expected_by_public(rows, year) == {"primaire": 6, "collèges": 4}
    assert expected_meetings(rows, year) == 10
    assert not is_ambiguous(rows)


def test_of_two_rhythms_for_one_public_the_less_demanding_is_required() -> None:
    rows = [Rythme(unite="mois"), Rythme(unite="mois", fois=2)]
    assert expected_meetings(rows, parse_periode("2016")) == 12
    assert is_ambiguous(rows)


def test_the_same_rhythm_said_twice_is_not_two() -> None:
    rows = [Rythme(unite="mois", lieu="6.1"), Rythme(unite="mois", lieu="6.2", minimum=True)]
    assert expected_meetings(rows, parse_periode("2016")) == 12
    assert not is_ambiguous(rows)


def test_without_rhythm_nothing_is_known_to_be_expected() -> None:
    assert expected_meetings([], parse_periode("2016")) is None
    assert not is_ambiguous([])
