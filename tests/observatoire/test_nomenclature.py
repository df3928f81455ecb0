"""The official lists are there at set-up, and a town's amendments survive the next one."""

import pytest

from quietude.journal.actions import acting
from quietude.observatoire.models import Agregat, CodeOfficiel, Grandeur, Rupture, Theme
from quietude.observatoire.nomenclature import (
    index_code,
    load_nomenclatures,
    strate_of,
    strates,
)

pytestmark = pytest.mark.usefixtures("nomenclatures")


def test_the_used_indexes_of_etat_4001_and_the_indicators_are_there() -> None:
    assert Grandeur.objects.filter(nomenclature="etat-4001").count() == 103
    assert not Grandeur.objects.filter(numero__in=[96, 97, 99, 100]).exists()
    assert Grandeur.objects.get(code="cambriolages-logement").base == "logements"
    assert not Grandeur.objects.get(code="usage-stupefiants").additive


def test_every_item_of_a_list_exists() -> None:
    known = set(Grandeur.objects.values_list("code", flat=True))
    sums = set(Agregat.objects.values_list("code", flat=True))
    for agregat in Agregat.objects.all():
        assert set(agregat.composition) <= known, agregat
        assert agregat.source
    for theme in Theme.objects.all():
        assert set(theme.grandeurs) <= known, theme
        assert set(theme.agregats) <= sums, theme
    for rupture in Rupture.objects.all():
        assert set(rupture.grandeurs) <= known, rupture


def test_general_delinquency_adds_every_used_index() -> None:
    every = Grandeur.objects.filter(nomenclature="etat-4001").values_list("code", flat=True)
    agregat = Agregat.objects.get(code="delinquance-generale")
    assert sorted(agregat.composition) == sorted(every)


def test_a_second_set_up_changes_nothing_and_keeps_the_towns_version() -> None:
    with acting(None, "test"):
        Agregat.objects.create(
            code="degradations",
            version=2,
            libelle="Dégradations",
            nomenclature="etat-4001",
            composition=[index_code(67)],
            source="Essai",
        )
    before = set(Agregat.objects.values_list("pk", flat=True))
    load_nomenclatures()
    assert set(Agregat.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("typed", ["istres", "ISTRES", "13047"])
def test_a_commune_is_found_by_name_or_code(typed: str) -> None:
    assert [row.code for row in CodeOfficiel.objects.communes().named(typed)[:1]] == ["13047"]


@pytest.mark.parametrize("typed", ["st etienne", "Saint-Étienne", "SAINT ETIENNE"])
def test_a_commune_is_found_without_accents_nor_hyphens(typed: str) -> None:
    (found,) = CodeOfficiel.objects.communes().named(typed)[:1]
    assert (found.nom, found.departement) == ("Saint-Étienne", "42")


def test_no_text_finds_no_commune() -> None:
    assert not CodeOfficiel.objects.named("  ").exists()


def test_a_merged_commune_leads_to_the_one_it_belongs_to() -> None:
    merged = CodeOfficiel.objects.filter(niveau="ancienne").exclude(successeur="")
    targets = set(merged.values_list("successeur", flat=True))
    known = set(CodeOfficiel.objects.communes().values_list("code", flat=True))
    assert merged.count() > 4000
    assert targets <= known


def test_sizes_cover_every_town_once() -> None:
    assert strate_of(0).code == "0-499"
    assert strate_of(44_292).code == "20000-49999"
    assert strate_of(50_000).mini == 50_000
    assert strate_of(2_000_000).maxi is None
    ends = [(s.maxi, t.mini) for s, t in zip(strates(), strates()[1:], strict=False)]
    assert all(a is not None and a + 1 == b for a, b in ends)
