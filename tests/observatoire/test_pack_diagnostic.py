"""A strategy's diagnosis becomes series without anything typed twice, and comes back."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from quietude.config.demonstration import PACK
from quietude.observatoire.models import Analyse, Observation, Perimetre, Serie, Source, Theme
from quietude.observatoire.pack import PackTableau
from quietude.observatoire.pack_diagnostic import PackDiagnostic
from quietude.socle.pack.chargement import prepare
from quietude.socle.pack.contenu import Pack
from quietude.socle.pack.ecriture import current_pack
from quietude.socle.pack.lecture import read_pack

KEY = "istres-2017-2020"


@pytest.fixture(autouse=True)
def signed(systeme: None) -> Iterator[None]:
    yield


@pytest.fixture
def istres() -> Pack:
    pack = read_pack(PACK)
    prepare(pack).apply()
    return pack


def with_cell(pack: Pack, value: int) -> Pack:
    """The same pack, its calls of 2012 printed otherwise."""
    path = "tableaux/allo-quietude.yaml"
    tableau = pack.items[path]
    assert isinstance(tableau, PackTableau)
    rows = [
        row.model_copy(update={"valeurs": {**row.valeurs, "2012": Decimal(value)}})
        if row.code == "tags"
        else row
        for row in tableau.lignes
    ]
    changed = tableau.model_copy(update={"lignes": rows})
    return Pack(items={**pack.items, path: changed})


def test_every_printed_cell_becomes_a_figure_with_its_span(istres: Pack) -> None:
    rows = Observation.objects.filter(serie__code="allo-tags").order_by("debut")
    assert [row.valeur for row in rows] == [25, 25, 40, 21, 10]
    assert rows[4].fin == date(2016, 10, 13)
    assert rows[0].reference == "allo-quietude:tags:2012"
    assert rows[0].source.producteur == "Allo Quiétude"


def test_the_whole_diagnosis_is_there(istres: Pack) -> None:
    plan = istres.one(PackDiagnostic)
    assert plan is not None
    assert Theme.objects.filter(recueil=KEY).count() == len(plan.themes)
    series = Serie.objects.filter(recueil=KEY)
    assert series.count() == sum(len(theme.series) for theme in plan.themes)
    empty = series.exclude(pk__in=Observation.objects.values("serie"))
    assert [serie.code for serie in empty] == []


def test_a_figure_printed_twice_is_one_figure(istres: Pack) -> None:
    rows = Observation.objects.filter(serie__code="taux-criminalite")
    assert [row.valeur for row in rows.order_by("debut")] == [
        Decimal("58.05"),
        Decimal("43.26"),
    ]


def test_places_other_than_the_town_are_said(istres: Pack) -> None:
    assert set(Perimetre.objects.filter(series__recueil=KEY).values_list("niveau", "code")) == {
        ("commune", "13047"),
        ("departement", "13"),
        ("pays", "FR"),
    }


def test_what_is_loaded_comes_back_and_twice_changes_nothing(istres: Pack) -> None:
    assert current_pack(KEY).items["diagnostic.yaml"] == istres.items["diagnostic.yaml"]
    before = set(Observation.objects.values_list("pk", flat=True))
    again = prepare(istres)
    assert again.ecarts == []
    again.apply()
    assert set(Observation.objects.values_list("pk", flat=True)) == before
    assert Analyse.objects.filter(version__gt=1).count() == 0


def test_a_cell_amended_in_the_pack_moves_its_figure(istres: Pack) -> None:
    prepare(with_cell(istres, 26)).apply()
    row = Observation.objects.get(reference="allo-quietude:tags:2012")
    assert row.valeur == 26


def test_another_wording_of_an_analysis_is_a_new_version(istres: Pack) -> None:
    plan = istres.one(PackDiagnostic)
    assert plan is not None
    themes = [
        theme.model_copy(
            update={"analyse": theme.analyse.model_copy(update={"texte": "Autrement dit."})}
        )
        if theme.code == "delinquance-generale" and theme.analyse
        else theme
        for theme in plan.themes
    ]
    changed = plan.model_copy(update={"themes": themes})
    prepare(Pack(items={**istres.items, "diagnostic.yaml": changed})).apply()
    versions = Analyse.objects.filter(theme="delinquance-generale").order_by("version")
    assert [row.version for row in versions] == [1, 2]
    assert versions[1].texte == "Autrement dit."


def test_a_pack_without_a_plan_has_no_series(istres: Pack) -> None:
    items = {path: item for path, item in istres.items.items() if path != "diagnostic.yaml"}
    prepare(Pack(items=items)).apply()
    assert not Serie.objects.filter(recueil=KEY).exists()
    assert not Source.objects.filter(recueil=KEY).exists()
    assert not Theme.objects.filter(recueil=KEY).exists()


def test_the_pack_on_disk_is_in_its_canonical_form(istres: Pack) -> None:
    from quietude.socle.pack.ecriture import to_text

    path = Path(PACK) / "diagnostic.yaml"
    assert path.read_text() == to_text(istres.items["diagnostic.yaml"], "diagnostic.yaml")
