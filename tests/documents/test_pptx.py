"""Slides: real titles and tables, everything on the slide, nothing lost without a word."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from quietude.documents.contenu import (
    Colonne,
    Figure,
    Ligne,
    Liste,
    Markdown,
    Paragraphe,
    TableauDonnees,
)
from quietude.documents.diaporama import Chiffre, Chiffres, Diapo
from quietude.documents.graphiques import Genre, Graphique, Trait
from quietude.documents.pptx import render_pptx
from quietude.documents.pptx_pages import (
    HAUTEUR,
    LARGEUR,
    best_size,
    column_widths,
    figure_size,
    fitted,
    height_of,
    lines_of,
    row_height,
    table_size,
    written,
)
from tests.documents.factories import make_diaporama, make_tableau

LONG = "Mise en place d’un dispositif de médiation aux abords des collèges et des lycées "


def deck(*diapos: Diapo, **fields: Any) -> Any:
    return Presentation(BytesIO(render_pptx(make_diaporama(*diapos, **fields))))


def texts(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def make_chart(**fields: Any) -> Graphique:
    values = {
        "titre": "Des faits",
        "genre": Genre.BARRES,
        "abscisses": ("2015", "2016"),
        "traits": (Trait("Faits", (Decimal(3), Decimal(5))),),
        "alternative": "De 3 à 5 faits.",
    }
    return Graphique(**{**values, **fields})


def columns_and_rows(count: int, text: str = "Ligne") -> TableauDonnees:
    columns = (Colonne("Quoi", poids=3), Colonne("Avancement", nombre=True))
    return TableauDonnees(columns, tuple(Ligne((f"{text} {n}", n)) for n in range(count)))


# -- what a deck is made of -------------------------------------------------------------------


def test_cover_says_what_it_is_of_whom_and_when() -> None:
    made = deck(sous_titre="Stratégie d'essai", mention="Projet")
    for told in ("Bilan d’essai", "Stratégie d’essai", "Projet", "Ville d’Essai"):
        assert told in texts(made.slides[0])
    assert made.core_properties.title == "Bilan d’essai"
    assert made.core_properties.language == "fr-FR"


def test_every_slide_has_a_title_of_its_own_for_those_who_listen() -> None:
    made = deck(Diapo("Un", (Paragraphe("a"),)), Diapo("Deux", (Liste(("b", "c")),)))
    assert [slide.shapes.title.text_frame.text for slide in made.slides][1:] == ["Un", "Deux"]


def test_every_word_is_marked_as_french() -> None:
    slide = deck(Diapo("Été", (Liste(("à", "é")),))).slides[1]
    runs = [
        run
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert runs
    assert {run._r.rPr.get("lang") for run in runs} == {"fr-FR"}


def test_notes_are_for_whoever_speaks() -> None:
    slide = deck(Diapo("Un", (Paragraphe("a"),), notes="À dire : l'essentiel.")).slides[1]
    assert slide.notes_slide.notes_text_frame.text == "À dire\xa0: l’essentiel."


def test_a_chart_is_told_in_words_and_says_its_source() -> None:
    slide = deck(Diapo("Un", (Figure(make_chart(source="Une source")),))).slides[1]
    (picture,) = [s for s in slide.shapes if s.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert picture._element.nvPicPr.cNvPr.get("descr") == "De 3 à 5 faits."
    assert "Une source" in texts(slide)


def test_a_table_is_a_table_with_its_head_and_a_name() -> None:
    slide = deck(Diapo("Un", (make_tableau(legende="Évolution"),))).slides[1]
    (shape,) = [s for s in slide.shapes if s.has_table]
    assert shape.name == "Évolution"
    assert "3 lignes" in shape._element.nvGraphicFramePr.cNvPr.get("descr")
    assert shape.table.first_row
    assert shape.table.cell(0, 0).text_frame.text == "Faits"


def test_figures_stand_on_one_line() -> None:
    assert figure_size("9", 2.5) > figure_size("1 234 567 €", 2.5)
    slide = deck(Diapo("Un", (Chiffres((Chiffre("23", "mots", "sur 46"),)),))).slides[1]
    assert "23\nmots\nsur 46" in texts(slide)


def test_markdown_leaves_no_mark() -> None:
    slide = deck(Diapo("Un", (Paragraphe(Markdown("Une année **calme**.")),))).slides[1]
    assert "Une année calme." in texts(slide)


# -- nothing leaves the slide -----------------------------------------------------------------


def inside(made: Any) -> bool:
    return all(
        shape.left >= 0
        and shape.top >= 0
        and shape.left + shape.width <= made.slide_width
        and shape.top + shape.height <= made.slide_height
        for slide in made.slides
        for shape in slide.shapes
    )


@pytest.mark.parametrize(
    "blocs",
    [
        (Liste(tuple(LONG * 2 for _ in range(12))),),
        (Paragraphe(LONG * 60),),
        (columns_and_rows(40, LONG),),
        (Liste(tuple(LONG for _ in range(9))), Figure(make_chart())),
        (Figure(make_chart(genre=Genre.BARRES_HORIZONTALES)),),
        (Chiffres(tuple(Chiffre("1 234 567", LONG, LONG) for _ in range(4))),),
    ],
    ids=["liste", "paragraphe", "tableau", "liste et graphique", "graphique", "chiffres"],
)
def test_what_is_long_stays_on_the_slide(blocs: Any) -> None:
    made = deck(Diapo(LONG, blocs))
    assert inside(made)
    for slide in made.slides:
        for shape in slide.shapes:
            if shape.has_table:
                assert sum(row.height for row in shape.table.rows) <= shape.height


def test_a_long_list_goes_on_and_loses_nothing() -> None:
    items = tuple(f"{LONG} {n}" for n in range(30))
    parts = list(fitted(Diapo("Un", (Liste(items),), notes="dit")))
    assert [part.titre for part in parts][:2] == ["Un", "Un (suite)"]
    kept = [text for part in parts for bloc in part.blocs for text in bloc.elements]  # type: ignore[union-attr]
    assert [text.split()[-1] for text in kept] == [str(n) for n in range(30)]  # type: ignore[union-attr]
    assert [part.notes for part in parts] == ["dit", *[""] * (len(parts) - 1)]


def test_a_long_table_goes_on_with_its_head() -> None:
    made = deck(Diapo("Un", (columns_and_rows(60),)))
    tables = [s.table for slide in made.slides for s in slide.shapes if s.has_table]
    assert len(tables) > 1
    assert all(table.cell(0, 0).text_frame.text == "Quoi" for table in tables)
    assert sum(len(table.rows) - 1 for table in tables) == 60


def test_a_slide_that_does_not_go_on_says_what_it_leaves_out() -> None:
    items = tuple(f"{LONG} {n}" for n in range(30))
    (only,) = fitted(Diapo("Un", (Liste(items),), reste="dans le rapport"))
    (bloc,) = only.blocs
    assert isinstance(bloc, Liste)
    left = 30 - (len(bloc.elements) - 1)
    assert bloc.elements[-1] == f"Et {left} de plus, dans le rapport."
    (only,) = fitted(Diapo("Un", (columns_and_rows(60),), reste="dans le rapport"))
    (bloc,) = only.blocs
    assert isinstance(bloc, TableauDonnees)
    assert (
        bloc.lignes[-1].cellules[0] == f"Et {61 - len(bloc.lignes)} de plus, dans le rapport."
    )


def test_a_text_cut_short_says_so() -> None:
    (only,) = fitted(Diapo("Un", (Paragraphe(LONG * 60),), reste="dans le rapport"))
    (bloc,) = only.blocs
    assert isinstance(bloc, Paragraphe)
    assert str(bloc.texte).endswith("… dans le rapport")


def test_a_cell_longer_than_a_few_lines_is_cut() -> None:
    assert written(LONG * 10).endswith("…")
    assert len(written(LONG * 10)) == 160
    assert written(3) == "3"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=900), max_size=25))
def test_whatever_the_texts_they_fit(items: list[str]) -> None:
    for part in fitted(Diapo("Un", (Liste(tuple(items)),))):
        (bloc,) = part.blocs
        assert isinstance(bloc, Liste)
        told = [f"• {text}" for text in bloc.elements]
        size = best_size(told, LARGEUR, HAUTEUR)
        assert len(told) <= 1 or height_of(told, size, LARGEUR) <= HAUTEUR


def test_sizes_go_down_as_tables_grow() -> None:
    small, large = columns_and_rows(3), columns_and_rows(12)
    assert table_size(small) > table_size(large)
    widths = column_widths(large)
    assert sum(widths) == pytest.approx(LARGEUR)
    assert row_height(["a", "b"], widths, 12) < row_height([LONG * 4, "b"], widths, 12)
    assert lines_of("", 16, 2) == 1
