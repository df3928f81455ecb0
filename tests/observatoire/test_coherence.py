"""What the figures answer to an analysis: one rule at a time, on series made by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.coherence import (
    Allegation,
    check_analyse,
    key_of,
    read_allegations,
)
from quietude.observatoire.enums import (
    EtatObservation,
    NatureSerie,
    SensVariation,
)
from quietude.observatoire.models import Agregat, Perimetre, Rupture, Serie, Source
from quietude.socle.periodes import Periode

HAUSSE, BAISSE, STABLE = SensVariation.HAUSSE, SensVariation.BAISSE, SensVariation.STABLE
ENTREE = datetime(2026, 1, 10, tzinfo=UTC)
APRES, AVANT = date(2026, 2, 1), date(2026, 1, 1)
VILLE = Perimetre(niveau="commune", code="99001", nom="Valmont")
SOURCE = Source(code="essai", titre="Essai", importee_le=ENTREE)


def point(periode: Periode, value: Any, **fields: Any) -> Point:
    """A figure; None is one that is withheld."""
    state = EtatObservation.NON_DIFFUSEE if value is None else EtatObservation.PUBLIEE
    number = None if value is None else Decimal(str(value))
    return Point(periode, fields.pop("etat", state), number, SOURCE, **fields)


def serie(*points: Point, **fields: Any) -> SerieLue:
    values = {"nature": NatureSerie.EVENEMENTS, "base": "aucune", **fields}
    return SerieLue(
        "1", "Vols", "faits", perimetre=VILLE, points=points, serie=Serie(code="vols"), **values
    )


def years(before: Any, after: Any, **fields: Any) -> SerieLue:
    """2023, then 2024."""
    return serie(
        point(Periode.annee(2023), before), point(Periode.annee(2024), after), **fields
    )


def claim(sens: SensVariation, **fields: Any) -> Allegation:
    values = {"de": Periode.annee(2023), "a": Periode.annee(2024), **fields}
    return Allegation(values.pop("serie", "vols"), sens=sens, **values)


def codes(lue: SerieLue | None, *claims: Allegation, **fields: Any) -> list[str]:
    values = {"texte": "Les vols.", "ecrit_le": APRES, **fields}
    series = {key_of(lue): lue} if lue else {}
    found = check_analyse(allegations=list(claims), series=series, **values)
    assert all(row.titre and row.message for row in found)
    return [row.regle for row in found]


@pytest.mark.parametrize(
    ("before", "after", "sens", "expected"),
    [
        (100, 160, HAUSSE, []),
        (160, 100, BAISSE, []),
        (100, 102, STABLE, []),
        (100, 160, BAISSE, ["ANA-SENS"]),
        (160, 100, HAUSSE, ["ANA-SENS"]),
        (100, 100, HAUSSE, ["ANA-SENS"]),
        (100, 160, STABLE, ["ANA-SENS"]),
        (10, 13, HAUSSE, ["ANA-INCERTAIN"]),
        (13, 10, BAISSE, ["ANA-INCERTAIN"]),
        (10, 13, BAISSE, ["ANA-SENS"]),
        (10, 13, STABLE, []),
        (None, 13, HAUSSE, ["ANA-NON-PUBLIE"]),
        (10, None, STABLE, ["ANA-NON-PUBLIE"]),
    ],
)
def test_counts_answer_to_a_claim(
    before: Any, after: Any, sens: SensVariation, expected: list[str]
) -> None:
    assert codes(years(before, after), claim(sens)) == expected


@pytest.mark.parametrize(
    ("before", "after", "sens", "expected"),
    [
        (100, 104, STABLE, []),
        (100, 106, STABLE, ["ANA-SENS"]),
        (0, 3, STABLE, ["ANA-SENS"]),
        (0, 0, STABLE, []),
        (100, 101, HAUSSE, []),
        (100, 99, HAUSSE, ["ANA-SENS"]),
    ],
)
def test_stocks_answer_without_chance(
    before: Any, after: Any, sens: SensVariation, expected: list[str]
) -> None:
    assert codes(years(before, after, nature=NatureSerie.STOCK), claim(sens)) == expected


def test_a_claim_read_backwards_is_judged_as_said() -> None:
    back = claim(BAISSE, de=Periode.annee(2024), a=Periode.annee(2023))
    assert codes(years(100, 160), back) == []


def test_a_part_of_a_sum_does_not_answer() -> None:
    lue = serie(
        point(Periode.annee(2023), 100),
        point(Periode.annee(2024), 160, incomplet=True),
    )
    assert codes(lue, claim(HAUSSE)) == ["ANA-NON-PUBLIE"]


def test_a_number_does_not_answer_to_a_rate() -> None:
    from quietude.observatoire.calculs.series import Taux

    rate = Point(
        Periode.annee(2024),
        EtatObservation.PUBLIEE,
        None,
        SOURCE,
        taux=Taux(Decimal("7.3"), publie=True),
    )
    lue = serie(point(Periode.annee(2023), 100), rate)
    assert codes(lue, claim(HAUSSE)) == ["ANA-NON-PUBLIE"]


def test_periods_of_two_lengths_do_not_compare() -> None:
    nine = Periode.mois(2024, 1, 9)
    lue = serie(point(Periode.annee(2023), 100), point(nine, 160))
    assert codes(lue, claim(HAUSSE, a=nine)) == ["ANA-PERIODE"]


def test_a_break_stands_between() -> None:
    cut = Rupture(le=date(2024, 1, 1), titre="Nouvel outil")
    assert codes(years(100, 160, ruptures=(cut,)), claim(HAUSSE)) == ["ANA-RUPTURE"]
    older = Rupture(le=date(2023, 1, 1), titre="Nouvel outil")
    assert codes(years(100, 160, ruptures=(older,)), claim(HAUSSE)) == []


def test_a_series_or_a_span_that_is_gone_is_told() -> None:
    assert codes(None, claim(HAUSSE)) == ["ANA-INCONNU"]
    gone = claim(HAUSSE, a=Periode.annee(2030))
    assert codes(years(1, 2), gone) == ["ANA-NON-PUBLIE"]
    gone = claim(HAUSSE, de=Periode.annee(2030))
    assert codes(years(1, 2), gone) == ["ANA-NON-PUBLIE"]


@pytest.mark.parametrize(
    ("texte", "expected"),
    [
        ("Les vols augmentent.", ["ANA-SANS-CHIFFRE"]),
        ("Une Hausse se dessine.", ["ANA-SANS-CHIFFRE"]),
        ("Le nombre recule.", ["ANA-SANS-CHIFFRE"]),
        ("La situation est stable.", ["ANA-SANS-CHIFFRE"]),
        ("Les vols sont nombreux, surtout l’été.", []),
        ("Un établissement rehaussé.", []),
    ],
)
def test_a_change_told_without_a_claim_is_remarked(texte: str, expected: list[str]) -> None:
    assert codes(years(100, 160), texte=texte) == expected


def test_a_change_told_with_its_claim_is_not() -> None:
    assert codes(years(100, 160), claim(HAUSSE), texte="Les vols augmentent.") == []


def test_newer_figures_overtake_an_analysis() -> None:
    assert codes(years(100, 160), ecrit_le=AVANT) == ["ANA-ANCIENNE"]
    assert codes(None, ecrit_le=AVANT) == []


def test_the_gravest_comes_first_in_words_that_tell_the_figures() -> None:
    found = check_analyse(
        "Les vols baissent.",
        AVANT,
        [claim(HAUSSE, serie="autre"), claim(BAISSE)],
        {"vols": years(100, 160), "autre": years(10, 13)},
    )
    assert [row.regle for row in found] == ["ANA-SENS", "ANA-INCERTAIN", "ANA-ANCIENNE"]
    first = found[0]
    assert first.message.startswith("Vols, Valmont : le texte dit « baisse ». Hausse nette")
    assert "de 100 (2023) à 160 faits (2024)" in first.message
    assert first.suggestion.startswith("Reprendre le commentaire")


def test_claims_are_kept_and_read_back() -> None:
    kept = claim(HAUSSE)
    wrong = [{}, {"serie": "x"}, "texte", {**kept.as_json(), "sens": "?"}]
    shorter = {**kept.as_json(), "de": ["2023-01-01"]}
    assert read_allegations([kept.as_json(), *wrong, shorter]) == [kept]


def test_a_sum_has_a_key_that_outlives_a_reload() -> None:
    lue = SerieLue(
        "agregat-vols-7",
        "Vols",
        "faits",
        "evenements",
        "aucune",
        VILLE,
        (),
        agregat=Agregat(code="vols"),
    )
    assert key_of(lue) == "agregat-vols-commune-99001"
