"""What would differ from an adopted copy: figures, and nothing that only moved on."""

from datetime import date
from decimal import Decimal

import pytest

from quietude.evaluation.ecarts import ABSENT, Ecart, compare
from quietude.evaluation.photo import Photo, VueConstat, VueEtape
from tests.evaluation.annuelles import (
    make_part,
    make_photo,
    make_vue_fiche,
    make_vue_financement,
    make_vue_indicateur,
    make_vue_instance,
    make_vue_serie,
)


def told(rows: list[Ecart]) -> list[tuple[str, str, str, str]]:
    return [(row.section, row.figure, row.avant, row.apres) for row in rows]


def with_indicator(*numbers: int | None, **fields: object) -> Photo:
    row = make_vue_indicateur("seances", *numbers, **fields)
    return make_photo(fiches=[make_vue_fiche(3, indicateurs=[row])])


def test_the_same_figures_differ_in_nothing() -> None:
    photo = make_photo(
        delinquance=[make_vue_serie("12", 4)],
        fiches=[make_vue_fiche(indicateurs=[make_vue_indicateur("a", 1, None)])],
        instances=[make_vue_instance()],
    )
    assert compare(photo, photo) == []


def test_a_corrected_series_differs_by_so_many() -> None:
    before = make_photo(delinquance=[make_vue_serie("12", 100)])
    after = make_photo(delinquance=[make_vue_serie("12", 120)])
    (row,) = compare(before, after)
    assert (row.section, row.objet) == ("Délinquance", "Série 12 (Valmont)")
    assert (row.figure, row.avant, row.apres, row.difference) == (
        "2025",
        "100",
        "120",
        Decimal(20),
    )


def test_an_indicator_differs_year_by_year_and_part_by_part() -> None:
    before = with_indicator(3, 8, parts=[make_part("Nord", 5), make_part("Sud", 3)])
    after = with_indicator(3, 9, parts=[make_part("Nord", 6), make_part("Sud", 3)])
    rows = compare(before, after)
    assert {row.objet for row in rows} == {"Action 3, Indicateur seances"}
    assert told(rows) == [
        ("Indicateurs", "2025", "8", "9"),
        ("Indicateurs", "2025, Nord", "5", "6"),
    ]


def test_a_figure_that_came_late_or_went_is_told() -> None:
    assert told(compare(with_indicator(3, None), with_indicator(3, 9))) == [
        ("Indicateurs", "2025", "pas de valeur", "9")
    ]
    series = make_photo(delinquance=[make_vue_serie("12", 100)])
    (gone,) = compare(series, make_photo())
    (come,) = compare(make_photo(), series)
    assert (gone.avant, gone.apres, gone.difference) == ("100", ABSENT, None)
    assert (come.avant, come.apres) == (ABSENT, "100")


def test_money_and_meetings_are_figures_of_the_year() -> None:
    def photo(granted: int, held: int) -> Photo:
        money = make_vue_financement(demande=Decimal("1000.00"), accorde=Decimal(granted))
        return make_photo(
            fiches=[make_vue_fiche(financements=[money])],
            instances=[make_vue_instance(tenues=held)],
        )

    assert told(compare(photo(800, 1), photo(900, 2))) == [
        ("Financements", "accordé", "800\u00a0€", "900\u00a0€"),
        ("Instances", "réunions tenues", "1", "2"),
    ]


def test_two_lines_of_one_funder_are_not_confused() -> None:
    def photo(second: int) -> Photo:
        rows = [make_vue_financement(demande=1), make_vue_financement(demande=second)]
        return make_photo(fiches=[make_vue_fiche(financements=rows)])

    (row,) = compare(photo(2), photo(3))
    assert (row.nombre_avant, row.nombre_apres) == (Decimal(2), Decimal(3))


@pytest.mark.parametrize(
    "moved",
    [
        {"fiches": [make_vue_fiche(etat="Réalisée", avancement=100)]},
        {
            "fiches": [
                make_vue_fiche(
                    etapes=[VueEtape(titre="A", echeance=date(2025, 6, 1), etat="Atteinte")]
                )
            ]
        },
        {
            "fiches": [make_vue_fiche()],
            "constats": [VueConstat(gravite="Erreur", regle="FA-PILOTE", message="Sans")],
        },
        {"fiches": [make_vue_fiche()], "synthese": "Autre", "faite_le": date(2026, 9, 1)},
    ],
    ids=["avancement", "étapes", "constats", "textes"],
)
def test_what_only_moved_on_is_no_correction(moved: dict[str, object]) -> None:
    assert compare(make_photo(fiches=[make_vue_fiche()]), make_photo(**moved)) == []


def test_decisions_closed_since_are_no_correction() -> None:
    before = make_photo(instances=[make_vue_instance(closes=1, en_retard=1)])
    after = make_photo(instances=[make_vue_instance(closes=3, en_retard=0)])
    assert compare(before, after) == []


def test_one_figure_written_two_ways_is_the_same() -> None:
    before = make_photo(delinquance=[make_vue_serie("12", 4)])
    copy = Photo.model_validate_json(
        before.model_dump_json().replace('"nombre":"4"', '"nombre":"4.00"')
    )
    assert compare(before, copy) == []
