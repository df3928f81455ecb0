"""The printed strategy of Istres holds its diagnosis: charts in place, nothing twice."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.config.demonstration import PACK
from quietude.documents.contenu import (
    Bloc,
    Feuillet,
    Figure,
    Paragraphe,
    TableauDonnees,
    Titre,
)
from quietude.documents.pdf import render_pdf
from quietude.socle.pack.chargement import prepare
from quietude.socle.pack.lecture import read_pack
from quietude.strategie.documents.strategie import strategy_document
from quietude.strategie.models import Strategie
from tests.conftest import make_user
from tests.observatoire import factories as f
from tests.strategie.factories import make_chapitre, make_strategie


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


def test_headings_never_skip_a_level(blocs: tuple[Bloc, ...]) -> None:
    heads = [bloc.titre if isinstance(bloc, Feuillet) else bloc for bloc in blocs]
    levels = [head.niveau for head in heads if isinstance(head, Titre)]
    assert all(after <= before + 1 for before, after in pairwise([0, *levels]))


@pytest.fixture
def essai(systeme: None) -> Strategie:
    """A strategy of two chapters, to be completed by themes."""
    strategie = make_strategie("essai")
    for number, code in (("1", "vols"), ("2", "jeunes")):
        make_chapitre(strategie, number, code=code, titre=f"Chapitre {code}")
    return strategie


def test_a_theme_with_nothing_to_say_leaves_no_heading(
    essai: Strategie, coordonnateur: Utilisateur
) -> None:
    f.make_theme("rien", titre="Thème vide", recueil="essai", chapitre="vols")
    f.make_theme("note", titre="Thème noté", recueil="essai", chapitre="vols", note="Dit.")
    found = strategy_document(essai, coordonnateur).blocs
    told = [bloc.texte for bloc in found if isinstance(bloc, Titre)]
    assert "Thème vide" not in told
    assert "Thème noté" in told
    assert Paragraphe("Dit.") in found


def test_figures_of_another_strategy_still_a_draft_are_not_in_the_document(
    essai: Strategie,
) -> None:
    essai.etat = "adoptee"
    essai.adoptee_le = date(2025, 1, 1)
    essai.save()
    make_strategie("suivante", etat="projet")
    f.make_theme("vols", titre="Les vols", recueil="essai", chapitre="vols")
    serie = f.make_serie(libelle="Vols secrets", theme="vols", recueil="suivante")
    f.make_annees(serie, {2022: 4321, 2023: 1234}, source=f.make_source(recueil="suivante"))
    f.make_annees(f.make_serie(libelle="Vols connus", theme="vols"), {2022: 44, 2023: 55})
    content = strategy_document(essai, make_user(Role.LECTEUR))
    pdf = PdfReader(BytesIO(render_pdf(content)))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert "Vols connus" in text
    assert "secrets" not in text
    assert "234" not in text


def test_queries_do_not_grow_with_themes_nor_series(
    essai: Strategie, coordonnateur: Utilisateur
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            strategy_document(essai, coordonnateur)
        return len(found)

    def fill(rank: int) -> None:
        code = f"theme-{rank}"
        f.make_theme(code, recueil="essai", chapitre=("vols", "jeunes")[rank % 2])
        f.make_analyse(code, recueil="essai")
        f.make_annees(f.make_serie(theme=code, recueil="essai"), {2022: 4, 2023: 5})

    fill(0)
    once = queries()
    for rank in range(1, 4):
        fill(rank)
    assert queries() == once
