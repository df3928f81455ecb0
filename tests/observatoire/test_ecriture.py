"""Figures are written under their source; what held before stays readable."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from quietude.observatoire.enums import EtatObservation, FamilleSource
from quietude.observatoire.imports.ecriture import ensure_places, write_observations
from quietude.observatoire.imports.lignes import CleSerie, Lieu, LigneObservation, code_of
from quietude.observatoire.models import Observation, Perimetre, Serie, Source

ISTRES = Lieu("commune", "13047", "Istres")
SERIE = CleSerie(
    code_of("cambriolages-logement", ISTRES),
    "Cambriolages de logement",
    ISTRES,
    unite="infractions",
    base="logements",
    grandeur="cambriolages-logement",
)


@pytest.fixture(autouse=True)
def signed(systeme: None, nomenclatures: None) -> Iterator[None]:
    yield


def source(rang: str) -> Source:
    return Source.objects.create(
        code=f"essai-{rang}", famille=FamilleSource.SSMSI_COMMUNES, titre="Essai", rang=rang
    )


def line(year: int, value: int | None, **fields: object) -> LigneObservation:
    start, end = date(year, 1, 1), date(year, 12, 31)
    number = None if value is None else Decimal(value)
    return replace(LigneObservation(SERIE, start, end, number), **fields)  # type: ignore[arg-type]


def in_force() -> list[Decimal | None]:
    return [row.valeur for row in Observation.objects.in_force()]


def test_a_new_series_is_made_with_its_place_and_quantity() -> None:
    counts = write_observations(source("1"), [line(2020, 12), line(2021, 15)])
    assert counts == (2, 0, 0)
    serie = Serie.objects.get()
    assert (serie.perimetre.nom, serie.base) == ("Istres", "logements")
    assert serie.grandeur is not None
    assert serie.grandeur.unite == "infractions"


def test_a_newer_vintage_is_read_and_the_older_stays() -> None:
    write_observations(source("2022"), [line(2020, 12), line(2021, 15)])
    counts = write_observations(source("2023"), [line(2020, 12), line(2021, 17), line(2022, 9)])
    assert counts == (1, 1, 1)
    assert in_force() == [12, 17, 9]
    assert Observation.objects.count() == 5


def test_an_older_vintage_that_comes_late_does_not_supersede() -> None:
    write_observations(source("2023"), [line(2021, 17)])
    write_observations(source("2022"), [line(2021, 15)])
    assert in_force() == [17]


def test_writing_the_same_again_writes_nothing() -> None:
    one = source("1")
    write_observations(one, [line(2020, 12)])
    assert write_observations(one, [line(2020, 12)]) == (0, 0, 1)
    assert Observation.objects.count() == 1


def test_a_source_may_correct_itself() -> None:
    one = source("1")
    write_observations(one, [line(2020, 12)])
    assert write_observations(one, [line(2020, 13)]) == (0, 1, 0)
    assert in_force() == [13]


def test_a_withheld_figure_is_kept_as_withheld() -> None:
    write_observations(source("1"), [line(2020, None, etat=EtatObservation.NON_DIFFUSEE)])
    row = Observation.objects.get()
    assert (row.etat, row.valeur, row.taux) == ("non-diffusee", None, None)


@pytest.mark.parametrize("etat", ["non-diffusee", "douteuse", "manquante"])
def test_the_database_refuses_a_value_that_is_not_published(etat: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write_observations(source("1"), [line(2020, 4, etat=etat)])


def test_a_published_figure_has_a_value_or_a_rate() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write_observations(source("1"), [line(2020, None)])
    counts = write_observations(source("2"), [line(2020, None, taux=Decimal("7.3028"))])
    assert counts.ajoutees == 1


def test_a_known_place_keeps_the_name_it_was_given() -> None:
    Perimetre.objects.create(niveau="commune", code="13047", nom="Istres (ville)")
    assert ensure_places([ISTRES])[ISTRES].nom == "Istres (ville)"


def test_the_number_of_queries_does_not_grow_with_the_figures(
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    rows = [line(year, year) for year in range(2000, 2060)]
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        write_observations(source("1"), rows)
