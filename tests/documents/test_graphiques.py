"""Charts tell the truth: gaps stay gaps, marks are seen, words are there for everyone."""

import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree  # type: ignore[import-untyped]  # it comes without types
from pypdf import PdfReader

from quietude.documents import cache_graphiques, vega
from quietude.documents.contenu import Figure
from quietude.documents.docx import render_docx
from quietude.documents.graphiques import (
    Genre,
    Graphique,
    Trait,
    empreinte,
    render_png,
    render_svg,
)
from quietude.documents.pdf import render_pdf
from tests.documents.factories import make_contenu

SVG = "{http://www.w3.org/2000/svg}"
ANNEES = ("2011", "2012", "2013", "2014", "2015")


@pytest.fixture(autouse=True)
def dossier(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "graphiques"


def trait(name: str, *values: str | int | None, repere: bool = False) -> Trait:
    numbers = tuple(None if value is None else Decimal(str(value)) for value in values)
    return Trait(name, numbers, repere)


def chart(*traits: Trait, **fields: Any) -> Graphique:
    given: dict[str, Any] = {
        "titre": "Baisse nette de 151 à 116",
        "genre": Genre.COURBE,
        "abscisses": ANNEES,
        "traits": traits or (trait("Mineurs", 151, 169, 113, 126, 116),),
        "unite": "personnes",
        "source": "essai",
        "alternative": "Cinq années, de 151 à 116 personnes.",
    }
    return Graphique(**(given | fields))


def texts(svg: str) -> list[str]:
    root = etree.fromstring(svg.encode())
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def points(svg: str) -> int:
    """Marks drawn on lines: symbols with a filled shape, legends aside."""
    root = etree.fromstring(svg.encode())
    groups = [g for g in root.iter(f"{SVG}g") if "mark-symbol" in (g.get("class") or "")]
    return sum(
        len(g.findall(f"{SVG}path")) for g in groups if "layer" in (g.get("class") or "")
    )


def test_a_missing_value_is_a_gap_and_never_a_zero() -> None:
    gap = chart(trait("Faits", 224, None, 365, 344, None))
    assert points(render_svg(gap)) == 3
    assert "0" in texts(render_svg(gap))  # of the axis, which starts at zero
    assert not [text for text in texts(render_svg(gap)) if text in {"null", "NaN"}]


def test_figures_are_written_in_french() -> None:
    rates = chart(trait("Taux", "10.92", "10.96", "10.4", "11.19", "8.51"))
    assert "10,92" in texts(render_svg(rates))
    large = chart(trait("Faits", 1222, 1423, 1500, 1600, 1700))
    assert any(re.fullmatch("1\\s222", text) for text in texts(render_svg(large)))


def test_a_break_is_marked_with_its_words() -> None:
    marked = chart(ruptures=((3, "Nouveau logiciel"),))
    assert "Nouveau logiciel" in texts(render_svg(marked))
    assert "Nouveau logiciel" not in texts(render_svg(chart()))


def test_title_unit_and_source_are_drawn_unless_the_document_says_them() -> None:
    drawn, bare = texts(render_svg(chart())), texts(render_svg(chart(), titre=False))
    assert "Baisse nette de 151 à 116" in drawn
    assert "Source : essai" in drawn
    assert "Baisse nette de 151 à 116" not in bare
    assert "Source : essai" not in bare
    assert "personnes" in bare


def test_who_does_not_see_it_is_told() -> None:
    root = etree.fromstring(render_svg(chart()).encode())
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Baisse nette de 151 à 116"
    assert root.findtext(f"{SVG}desc") == "Cinq années, de 151 à 116 personnes."


def test_hostile_words_are_words() -> None:
    name = "</title><script>alert('x')</script> & \"co\""
    svg = render_svg(chart(trait(name, 1, 2, 3, 4, 5), titre=name, alternative=name))
    root = etree.fromstring(svg.encode())
    assert not list(root.iter(f"{SVG}script"))
    assert root.findtext(f"{SVG}title") == name


def test_a_picture_fetches_nothing_elsewhere() -> None:
    svg = render_svg(chart())
    assert not re.findall(r"(?:href|url\()[^>]*https?:", svg)
    assert "<script" not in svg


@pytest.mark.parametrize(
    "odd",
    [
        chart(trait("Rien", None, None, None, None, None)),
        chart(trait("Zéro", 0, 0, 0, 0, 0)),
        chart(trait("Un", 3), abscisses=("2015",), genre=Genre.BARRES),
        chart(trait("Grand", 4_110_882, 1, 0, 2, 3)),
        chart(trait("Baisse", "-3.5", "2", "0", "1", "1")),
        chart(*(trait(f"Série {n}", *range(n, n + 5)) for n in range(8))),
        chart(trait("France", *range(30)), abscisses=tuple(str(y) for y in range(1990, 2020))),
        chart(
            trait("2015", 119, 104),
            abscisses=("Problèmes de voisinage entre habitants d’un même immeuble", "Bruit"),
            genre=Genre.BARRES_HORIZONTALES,
        ),
    ],
)
def test_any_figures_are_drawn(odd: Graphique) -> None:
    assert etree.fromstring(render_svg(odd).encode()).tag == f"{SVG}svg"


def test_as_many_values_as_labels() -> None:
    with pytest.raises(ValueError, match="2 values for 5 labels"):
        chart(trait("Court", 1, 2))


def test_one_drawing_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = render_svg(chart())
    monkeypatch.setattr(vega, "draw_svg", lambda *args, **kwargs: pytest.fail("drawn again"))
    assert render_svg(chart()) == first


def test_other_figures_are_another_drawing(dossier: Path) -> None:
    other = chart(trait("Mineurs", 151, 169, 113, 126, 117))
    assert empreinte(other) != empreinte(chart())
    render_svg(chart())
    render_svg(other)
    assert len(list(dossier.iterdir())) == 2


def test_without_its_folder_a_chart_is_drawn_all_the_same(dossier: Path) -> None:
    dossier.parent.mkdir(exist_ok=True)
    dossier.write_text("pas un dossier")
    assert "Mineurs" not in texts(render_svg(chart()))  # one line needs no legend


def test_the_drawings_kept_are_bounded(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_graphiques, "GARDES", 10)
    for rank in range(25):
        cache_graphiques.get(f"{rank}.svg", lambda: b"<svg/>")
    assert len(list(dossier.iterdir())) <= 11


def test_the_pixels_are_a_png() -> None:
    assert render_png(chart()).startswith(b"\x89PNG")


def test_the_pdf_holds_the_chart_its_title_and_its_words() -> None:
    content = make_contenu(Figure(chart()), couverture=False, sommaire=False)
    pdf = render_pdf(content)
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert "Baisse nette de 151 à 116" in text
    assert "Source" in text
    assert "169" in text  # the labels of the chart are text


def test_the_word_file_holds_the_chart_and_its_words() -> None:
    document = Document(BytesIO(render_docx(make_contenu(Figure(chart())))))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "Cinq années, de 151 à 116 personnes."
    assert "Baisse nette de 151 à 116" in [p.text for p in document.paragraphs]
