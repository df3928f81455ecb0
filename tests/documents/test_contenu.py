"""Content, Markdown, typography, colours: what every format starts from."""

from datetime import date
from decimal import Decimal

import pytest

from quietude.documents.contenu import (
    Bloc,
    Colonne,
    Feuillet,
    Ligne,
    Markdown,
    TableauDonnees,
    Titre,
    without_gaps,
)
from quietude.documents.couleurs import contrast, palette
from quietude.documents.markdown import Alinea, Enumeration, Fragment, parse
from quietude.documents.typographie import cell, french


def test_heading_levels_that_skip_are_closed_up() -> None:
    blocs: list[Bloc] = [
        Titre("a", 3),
        Titre("b", 1),
        Feuillet(Titre("c", 4)),
        Titre("d", 9),
        Titre("e", 2),
    ]
    levels = [
        (bloc.titre if isinstance(bloc, Feuillet) else bloc).niveau  # type: ignore[union-attr]
        for bloc in without_gaps(blocs)
    ]
    assert levels == [1, 1, 2, 3, 2]


def test_row_of_the_wrong_width_is_refused() -> None:
    with pytest.raises(ValueError, match="3 cells in a row of 2"):
        TableauDonnees((Colonne("a"), Colonne("b")), (Ligne(("1", "2", "3")),))


def test_plain_text_is_never_read_as_markdown() -> None:
    assert parse("Un *vrai* astérisque") == (Alinea((Fragment("Un *vrai* astérisque"),)),)


def test_markdown_gives_styles_and_links() -> None:
    (alinea,) = parse(Markdown("**gras** *ital* [ici](https://essai.example)"))
    assert isinstance(alinea, Alinea)
    assert alinea.fragments == (
        Fragment("gras", gras=True),
        Fragment(" "),
        Fragment("ital", italique=True),
        Fragment(" "),
        Fragment("ici", lien="https://essai.example"),
    )


def test_markdown_lists_nest_and_keep_their_start() -> None:
    (outer,) = parse(Markdown("3. un\n   - dedans\n4. deux"))
    assert isinstance(outer, Enumeration)
    assert (outer.ordonnee, outer.debut, len(outer.elements)) == (True, 3, 2)
    assert isinstance(outer.elements[0][1], Enumeration)


def test_markdown_table_becomes_a_table() -> None:
    (table,) = parse(Markdown("| a | b |\n|---|---|\n| 1 | 2 |"))
    assert isinstance(table, TableauDonnees)
    assert [c.libelle for c in table.colonnes] == ["a", "b"]
    assert table.lignes[0].cellules == ("1", "2")


def test_html_in_markdown_stays_text() -> None:
    (alinea,) = parse(Markdown("a <script>alert(1)</script>"))
    assert isinstance(alinea, Alinea)
    assert "<script>" in alinea.texte


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "/relatif", "//x"]
)
def test_link_that_is_not_an_address_stays_text(url: str) -> None:
    (alinea,) = parse(Markdown(f"[ici](<{url}>)"))
    assert isinstance(alinea, Alinea)
    assert all(not fragment.lien for fragment in alinea.fragments)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'école : oui ; non ?", "l’école\u00a0: oui\u202f; non\u202f?"),
        ("« ici » 12 %", "«\u00a0ici\u00a0» 12\u202f%"),
        ("http://a.example:80/x?y", "http://a.example:80/x?y"),
        ("a\x00\x07b\u200b\ud800\ufe0f", "ab"),
        ("e\u0301", "é"),
    ],
)
def test_text_gets_french_typography(typed: str, printed: str) -> None:
    assert french(typed) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, ""),
        (1234, "1\u202f234"),
        (Decimal("-4.30"), "\u22124,30"),
        (date(2026, 5, 1), "01/05/2026"),
        ("n.d.", "n.d."),
    ],
)
def test_cell_is_printed_in_french(
    value: str | int | Decimal | date | None, printed: str
) -> None:
    assert cell(value) == printed


@pytest.mark.parametrize(
    "color", ["#1f4e79", "#ffff00", "#ffffff", "#000000", "pas une couleur"]
)
def test_any_town_colour_stays_readable(color: str) -> None:
    colors = palette(color)
    assert contrast(colors.fond, colors.encre) >= 4.5
    assert contrast(colors.accent, "#ffffff") >= 4.5
    assert contrast(colors.accent, colors.pale) >= 3.9
