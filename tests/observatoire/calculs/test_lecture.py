"""Series come from the database whole: vintage in force, rates, breaks; few queries."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.observatoire.calculs.lecture import (
    latest_versions,
    read_aggregates,
    read_companions,
    read_one,
    read_series,
    read_theme,
)
from quietude.observatoire.enums import Base, EtatObservation, FamilleSource, NiveauPerimetre
from quietude.observatoire.models import Agregat, Serie
from tests.conftest import make_user
from tests.observatoire.factories import (
    INSEE,
    make_annees,
    make_commune,
    make_grandeur,
    make_observation,
    make_perimetre,
    make_rupture,
    make_serie,
    make_source,
    make_theme,
)
from tests.strategie.factories import make_strategie, write


@pytest.fixture(autouse=True)
def signed(systeme: None, nomenclatures: None) -> Iterator[None]:
    yield


@pytest.fixture
def service() -> Serie:
    """Two indexes of a police service, burglaries of homes and of second homes."""
    place = make_perimetre(NiveauPerimetre.SERVICE, "pn-99-ciat", nom="CIAT")
    source = make_source(famille=FamilleSource.ETAT_4001)
    first = make_serie(perimetre=place, grandeur=make_grandeur("index-027"))
    make_annees(first, {2013: 100, 2014: 120}, source=source)
    second = make_serie(perimetre=place, grandeur=make_grandeur("index-028"))
    make_annees(second, {2013: 5, 2014: "douteuse"}, source=source)
    return first


def test_the_newest_vintage_is_read(coordonnateur: Utilisateur) -> None:
    serie = make_serie()
    make_annees(serie, {2021: 15, 2022: 20}, source=make_source(rang="2022"))
    make_annees(serie, {2021: 17}, source=make_source(rang="2023"))
    (found,) = read_series(coordonnateur, [serie.pk])
    assert [(p.periode.court, p.valeur, p.source.rang) for p in found.points] == [
        ("2021", Decimal(17), "2023"),
        ("2022", Decimal(20), "2022"),
    ]


def test_what_is_not_published_has_no_value(coordonnateur: Utilisateur) -> None:
    serie = make_annees(make_serie(), {2021: "ndiff", 2022: "douteuse", 2023: None})
    (found,) = read_series(coordonnateur, [serie.pk])
    assert [p.etat for p in found.points] == [
        EtatObservation.NON_DIFFUSEE,
        EtatObservation.DOUTEUSE,
        EtatObservation.MANQUANTE,
    ]
    assert [p.valeur for p in found.points] == [None] * 3


def test_a_rate_is_computed_with_the_population_of_the_place(
    coordonnateur: Utilisateur,
) -> None:
    make_annees(
        make_serie(grandeur=make_grandeur("population-municipale"), nature="stock"),
        {2020: 50_000},
    )
    serie = make_annees(make_serie(base=Base.HABITANTS), {2021: 100})
    (found,) = read_series(coordonnateur, [serie.pk])
    rate = found.points[0].taux
    assert rate is not None
    assert (rate.valeur, rate.denominateur, rate.annee) == (Decimal(2), 50_000, 2020)


def test_a_count_that_came_with_its_denominator_has_a_rate(
    coordonnateur: Utilisateur,
) -> None:
    place = make_perimetre(NiveauPerimetre.DEPARTEMENT, "99")
    serie = make_serie(base=Base.HABITANTS, perimetre=place)
    make_observation(serie, 2024, 21_000, denominateur=2_000_000, denominateur_annee=2023)
    (found,) = read_series(coordonnateur, [serie.pk])
    rate = found.points[0].taux
    assert rate is not None
    assert (rate.valeur, rate.annee, rate.publie) == (Decimal("10.5"), 2023, False)


def test_a_break_concerns_its_family_its_quantities_or_who_names_it(
    coordonnateur: Utilisateur, service: Serie
) -> None:
    make_rupture("essai", famille="", le=date(2020, 1, 1))
    named = make_annees(make_serie(ruptures=["essai"]), {2021: 1})
    plain = make_annees(make_serie(), {2021: 1})
    other = make_annees(make_serie(grandeur=make_grandeur("usage-stupefiants")), {2021: 1})
    found = {s.cle: [r.code for r in s.ruptures] for s in read_series(coordonnateur)}
    assert found[str(service.pk)] == ["police-2013"]
    assert found[str(named.pk)] == ["essai"]
    assert found[str(plain.pk)] == []
    assert found[str(other.pk)] == ["afd-2026"]


def test_the_figures_of_a_draft_are_not_for_everyone(coordonnateur: Utilisateur) -> None:
    draft = make_strategie(code="projet", etat="projet")
    serie = make_serie(recueil=draft.code)
    make_annees(serie, {2021: 1}, source=make_source(recueil=draft.code))
    lecteur = make_user(Role.LECTEUR)
    assert read_one(coordonnateur, str(serie.pk)) is not None
    assert read_one(lecteur, str(serie.pk)) is None


def test_the_technical_administrator_reads_no_figure() -> None:
    make_annees(make_serie(), {2021: 1})
    assert read_series(make_user(Role.ADMINISTRATEUR)) == []


def test_a_theme_shows_its_own_series_then_the_towns_official_ones_then_the_sums(
    coordonnateur: Utilisateur, service: Serie
) -> None:
    make_commune()
    grandeur = make_grandeur("cambriolages-logement")
    theme = make_theme(
        "essai", grandeurs=[grandeur.code], agregats=["cambriolages"], recueil=""
    )
    own = make_annees(make_serie("propre", theme="essai"), {2021: 4})
    official = make_annees(make_serie(grandeur=grandeur, ordre=1), {2021: 4})
    elsewhere = make_perimetre(NiveauPerimetre.DEPARTEMENT, "99", nom="Département")
    make_annees(make_serie(grandeur=grandeur, perimetre=elsewhere), {2021: 400})
    make_annees(make_serie(theme="essai", recueil="autre"), {2021: 4})
    found = read_theme(coordonnateur, theme)
    assert [s.cle for s in found[:2]] == [str(own.pk), str(official.pk)]
    assert [s.libelle for s in found[2:]] == ["Cambriolages"]
    others = read_companions(coordonnateur, [grandeur.code])
    assert [s.perimetre.nom for s in others] == ["Département"]


def test_a_town_followed_is_a_companion_and_ours_is_not(coordonnateur: Utilisateur) -> None:
    make_commune()
    grandeur = make_grandeur("cambriolages-logement")
    for code in (INSEE, "99002", "99003"):
        place = make_perimetre(code=code, compare=code != "99003")
        make_annees(make_serie(grandeur=grandeur, perimetre=place), {2021: 4})
    places = [s.perimetre.code for s in read_companions(coordonnateur, [grandeur.code])]
    assert places == ["99002"]


def test_an_aggregate_is_computed_from_its_version_in_force(
    coordonnateur: Utilisateur, service: Serie
) -> None:
    (before,) = read_aggregates(coordonnateur, ["cambriolages"])
    assert [(p.valeur, p.incomplet) for p in before.points] == [
        (Decimal(105), True),
        (Decimal(120), True),
    ]
    write(
        Agregat,
        code="cambriolages",
        version=2,
        libelle="Cambriolages d’habitations",
        nomenclature="etat-4001",
        composition=["index-027"],
        source="Essai",
    )
    (after,) = read_aggregates(coordonnateur, ["cambriolages"])
    assert [(p.valeur, p.incomplet) for p in after.points] == [
        (Decimal(100), False),
        (Decimal(120), False),
    ]
    assert [row.version for row in latest_versions(["cambriolages"])] == [2]


def test_every_series_has_an_address_that_reads_it_back(
    coordonnateur: Utilisateur, service: Serie
) -> None:
    (total,) = read_aggregates(coordonnateur, ["cambriolages"])
    found = read_one(coordonnateur, total.cle)
    assert found is not None
    assert found.points == total.points
    for odd in ("0", "agregat-rien-1", "agregat-cambriolages-0", "agregat-", "x", "²"):
        assert read_one(coordonnateur, odd) is None


@pytest.mark.parametrize("count", [1, 4])
def test_the_number_of_queries_does_not_grow(
    count: int,
    coordonnateur: Utilisateur,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    theme = make_theme("essai", agregats=["cambriolages"])
    index = make_grandeur("index-027")
    for rank in range(count):
        make_annees(make_serie(theme="essai", base=Base.HABITANTS), {2020: 1, 2021: 2})
        place = make_perimetre(NiveauPerimetre.SERVICE, f"pn-{rank}")
        part = make_serie(perimetre=place, grandeur=index)
        make_annees(part, {2020: 1}, source=make_source())
    with django_assert_num_queries(16):
        assert len(read_theme(coordonnateur, theme)) == 2 * count


def test_a_part_of_a_quantity_stands_neither_for_it_nor_for_a_population(
    coordonnateur: Utilisateur, service: Serie
) -> None:
    young = make_serie(
        perimetre=service.perimetre,
        grandeur=service.grandeur,
        dimensions={"âge": "mineurs"},
        ordre=9,
    )
    make_annees(young, {2013: 7})
    (total,) = read_aggregates(coordonnateur, ["cambriolages"])
    assert total.points[0].valeur == 105
    inhabitants = make_grandeur("population-municipale")
    for people, dimensions in ((50_000, {}), (9_000, {"âge": "15-24 ans"})):
        row = make_serie(grandeur=inhabitants, nature="stock", dimensions=dimensions)
        make_annees(row, {2020: people})
    serie = make_annees(make_serie(base=Base.HABITANTS), {2020: 100})
    (found,) = read_series(coordonnateur, [serie.pk])
    assert found.points[0].taux is not None
    assert found.points[0].taux.denominateur == 50_000


def test_a_population_that_its_latest_vintage_withdraws_divides_nothing(
    coordonnateur: Utilisateur,
) -> None:
    row = make_serie(grandeur=make_grandeur("population-municipale"), nature="stock")
    make_annees(row, {2019: 49_000, 2020: 50_000}, source=make_source(rang="2022"))
    make_annees(row, {2020: None}, source=make_source(rang="2023"))
    serie = make_annees(make_serie(base=Base.HABITANTS), {2020: 98})
    (found,) = read_series(coordonnateur, [serie.pk])
    assert found.points[0].taux is not None
    assert (found.points[0].taux.valeur, found.points[0].taux.annee) == (Decimal(2), 2019)


def test_a_sum_whose_parts_no_longer_add_up_is_left_out_and_the_others_stay(
    coordonnateur: Utilisateur, service: Serie, caplog: pytest.LogCaptureFixture
) -> None:
    place = service.perimetre
    other = make_serie(perimetre=place, grandeur=make_grandeur("index-029"), unite="victimes")
    make_annees(other, {2013: 4})
    found = read_aggregates(coordonnateur, ["cambriolages", "vols-automobiles"])
    assert found == []
    assert "cambriolages" in caplog.text
    make_annees(make_serie(perimetre=place, grandeur=make_grandeur("index-035")), {2013: 12})
    (cars,) = read_aggregates(coordonnateur, ["cambriolages", "vols-automobiles"])
    assert cars.points[0].valeur == 12
