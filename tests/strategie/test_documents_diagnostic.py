"""The printed strategy of Istres holds its diagnosis: charts in place, nothing twice."""

from collections.abc import Iterator

import pytest

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.config.demonstration import PACK
from quietude.documents.contenu import Bloc, Feuillet, Figure, TableauDonnees, Titre
from quietude.socle.pack.chargement import prepare
from quietude.socle.pack.lecture import read_pack
from quietude.strategie.documents.strategie import strategy_document
from quietude.strategie.models import Strategie
from tests.conftest import make_user


@pytest.fixture
def istres(systeme: None) -> Strategie:
    prepare(read_pack(PACK)).apply()
    return Strategie.objects.get(code="istres-2017-2020")


@pytest.fixture
def blocs(istres: Strategie, coordonnateur: Utilisateur) -> tuple[Bloc, ...]:
    return strategy_document(istres, coordonnateur).blocs


def chapter(blocs: tuple[Bloc, ...], number: str) -> Iterator[Bloc]:
    """What stands between this chapter and the next one."""
    inside = False
    for bloc in blocs:
        if isinstance(bloc, Feuillet) or (isinstance(bloc, Titre) and bloc.numero):
            inside = isinstance(bloc, Titre) and bloc.numero == number
        elif inside:
            yield bloc


def test_each_chart_stands_in_its_chapter(blocs: tuple[Bloc, ...]) -> None:
    titles = [
        bloc.graphique.titre for bloc in chapter(blocs, "2.1.1") if isinstance(bloc, Figure)
    ]
    assert len(titles) == 1
    assert "hausse nette" in titles[0]
    assert any(isinstance(bloc, Figure) for bloc in chapter(blocs, "2.4.1"))


def test_themes_that_share_a_chapter_are_told_apart(blocs: tuple[Bloc, ...]) -> None:
    headings = [bloc.texte for bloc in chapter(blocs, "2.1.3") if isinstance(bloc, Titre)]
    assert {"Les cambriolages", "Les vols liés aux véhicules", "Les dégradations"} <= {
        *headings
    }
    assert "La délinquance de proximité" not in headings  # the chapter says it


def test_a_table_that_the_chapter_prints_is_not_repeated(blocs: tuple[Bloc, ...]) -> None:
    tables = [
        bloc.legende for bloc in chapter(blocs, "2.4.1") if isinstance(bloc, TableauDonnees)
    ]
    assert len([legend for legend in tables if "faits les plus marquants" in legend]) == 1
    assert "Appels par motif" not in tables


def test_a_reader_of_an_adopted_strategy_gets_the_same_charts(
    istres: Strategie, blocs: tuple[Bloc, ...]
) -> None:
    lecteur = strategy_document(istres, make_user(Role.LECTEUR)).blocs
    charts = [bloc for bloc in blocs if isinstance(bloc, Figure)]
    assert [bloc for bloc in lecteur if isinstance(bloc, Figure)] == charts
    assert len(charts) > 25
