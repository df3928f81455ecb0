"""Charts tell the truth: gaps stay gaps, marks are seen, words are there for everyone."""

import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Cm
from lxml import etree  # type: ignore[import-untyped]  # it comes without types
from pypdf import PdfReader

from quietude.documents import cache_graphiques, vega
from quietude.documents.contenu import Figure
from quietude.documents.couleurs import contrast
from quietude.documents.docx import render_docx
from quietude.documents.graphiques import (
    Genre,
    Graphique,
    Trait,
    empreinte,
    is_tall,
    render_png,
    render_svg,
)
from quietude.documents.pdf import render_pdf
from quietude.documents.vega.theme import BORD, GRIS, TRAITS, aspects
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


def bars(svg: str) -> int:
    root = etree.fromstring(svg.encode())
    groups = [g for g in root.iter(f"{SVG}g") if "mark-rect" in (g.get("class") or "")]
    return sum(len(g.findall(f"{SVG}path")) for g in groups)


def test_a_missing_bar_is_said_and_a_zero_is_written() -> None:
    gap = chart(trait("Vols", 120, None, 0, 90, 95), genre=Genre.BARRES)
    svg = render_svg(gap)
    assert bars(svg) == 4
    assert "n.d." in texts(svg)
    assert texts(svg).count("0") == 2  # the axis, and the year without a fact
    assert "n.d.\u00a0: valeur non disponible ou non diffusée" in " ".join(texts(svg))


def test_a_missing_benchmark_is_not_drawn() -> None:
    benchmark = trait("Médiane", 100, None, None, None, None, repere=True)
    assert bars(render_svg(chart(trait("Vols", 1, 2, 3, 4, 5), benchmark, genre=Genre.BARRES)))
    assert "n.d." not in texts(render_svg(chart(trait("Vols", 1, 2, 3, 4, 5), benchmark)))


def test_a_small_figure_is_not_told_as_zero() -> None:
    tiny = texts(render_svg(chart(trait("Taux", "0.0012", "0.002", "0.0009", None, "0.0031"))))
    assert {"0,0012", "0,0009"} <= set(tiny)
    assert "≈\u00a00" in texts(render_svg(chart(trait("Taux", 5, 5, 5, 5, "0.00000004"))))


def test_two_labels_of_one_name_are_two_bars() -> None:
    same = chart(
        trait("Appels", 3, 5),
        trait("Appels", 1, 2),
        abscisses=("Janvier", "Janvier"),
        genre=Genre.BARRES,
    )
    svg = render_svg(same)
    assert bars(svg) == 4
    assert {"1", "2", "3", "5"} <= set(texts(svg))
    assert max(int(text) for text in texts(svg) if text.isdigit()) == 5  # never stacked


def test_every_picture_has_one_width_so_that_text_has_one_size() -> None:
    long = "Regroupements de jeunes dans les halls et parties communes des immeubles"
    for genre in Genre:
        odd = chart(trait(long, 4_110_882, 2), abscisses=(long, "Autre"), genre=genre)
        assert 'width="560"' in render_svg(odd)
        assert 'width="680"' in render_svg(odd, titre=False)


def test_a_chart_without_a_figure_says_so() -> None:
    nothing = chart(trait("Rien", None, None, None, None, None))
    assert "Aucune valeur publiée" in texts(render_svg(nothing))


def test_lines_hold_their_contrast_and_their_own_dash() -> None:
    looks = aspects(chart(*(trait(f"{n}", *range(5)) for n in range(8))), TRAITS)
    assert all(contrast(look.couleur, "#ffffff") >= 3 for look in looks)
    assert len({tuple(look.tirets) for look in looks}) == 8
    assert contrast(BORD, "#ffffff") >= 3  # the edge of bars, whatever fills them
    assert contrast(GRIS, "#ffffff") >= 4.5


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
    assert "Source\u00a0: essai" in drawn
    assert "Baisse nette de 151 à 116" not in bare
    assert "Source\u00a0: essai" not in bare
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


@pytest.mark.parametrize("genre", Genre)
def test_what_is_asked_of_vega_is_valid(genre: Genre) -> None:
    benchmark = trait("Médiane", 1, None, 2, 3, 4, repere=True)
    full = chart(
        trait("Vols", 5, None, 0, -2, 4), benchmark, genre=genre, ruptures=((2, "Logiciel"),)
    )
    assert vega.specification(full, titre=True).to_dict(validate=True)["layer"]


def test_what_no_file_can_hold_is_left_out() -> None:
    svg = render_svg(chart(titre="Titre\x0b\x00\ud800", abscisses=("a\x07", "", "c", "d", "e")))
    assert etree.fromstring(svg.encode()).findtext(f"{SVG}title") == "Titre"


@pytest.mark.parametrize(
    "odd",
    [
        chart(trait("Rien", None, None, None, None, None)),
        chart(trait("Zéro", 0, 0, 0, 0, 0)),
        chart(trait("Un", 3), abscisses=("2015",), genre=Genre.BARRES),
        chart(trait("Absent", "NaN", 1, 2, 3, 4)),
        chart(trait("Vide"), abscisses=()),
        chart(trait("Géant", 41_108_820_000_000, 1, 0, 2, 3)),
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


def test_an_empty_file_is_drawn_again(dossier: Path) -> None:
    dossier.mkdir()
    (dossier / "cle.svg").touch()
    assert cache_graphiques.get("cle.svg", lambda: b"<svg/>") == b"<svg/>"
    assert cache_graphiques.get("cle.svg", lambda: b"") == b"<svg/>"


def test_readers_at_once_find_whole_files(dossier: Path) -> None:
    drawing = b"<svg/>" * 20_000
    with ThreadPoolExecutor(8) as pool:
        reads = [pool.submit(cache_graphiques.get, "a.svg", lambda: drawing) for _ in range(64)]
    assert {read.result() for read in reads} == {drawing}
    assert [path.name for path in dossier.iterdir()] == ["a.svg"]


def test_the_drawings_kept_are_bounded(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_graphiques, "GARDES", 10)
    for rank in range(25):
        cache_graphiques.get(f"{rank}.svg", lambda: b"<svg/>")
    assert len(list(dossier.iterdir())) <= 11


def test_the_pixels_are_a_png() -> None:
    assert render_png(chart()).startswith(b"\x89PNG")


def test_the_pdf_holds_the_chart_its_title_and_its_words() -> None:
    content = make_contenu(Figure(chart()), couverture=False, sommaire=False)
    reader = PdfReader(BytesIO(render_pdf(content)))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Baisse nette de 151 à 116" in text
    assert "Source" in text
    assert "169" in text  # the labels of the chart are text
    assert "Cinq années, de 151 à 116 personnes." in alternatives(reader)


def alternatives(reader: PdfReader) -> list[str]:
    """The words that tags give for pictures."""
    size: Any = reader.trailer["/Size"]
    objects: list[Any] = [reader.get_object(number) for number in range(1, size)]
    found = [thing.get("/Alt") for thing in objects if isinstance(thing, dict)]
    return [str(words) for words in found if words]


def test_a_chart_taller_than_the_page_is_shrunk() -> None:
    names = tuple(f"Secteur {rank}" for rank in range(30))
    tall = chart(
        trait("2014", *range(30)),
        trait("2015", *range(30)),
        abscisses=names,
        genre=Genre.BARRES_HORIZONTALES,
    )
    content = make_contenu(Figure(tall), couverture=False, sommaire=False)
    assert is_tall(render_svg(tall, titre=False))
    assert len(PdfReader(BytesIO(render_pdf(content))).pages) == 1
    (shape,) = Document(BytesIO(render_docx(content))).inline_shapes
    assert shape.height <= Cm(19)


def test_the_word_file_holds_the_chart_and_its_words() -> None:
    document = Document(BytesIO(render_docx(make_contenu(Figure(chart())))))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "Cinq années, de 151 à 116 personnes."
    assert "Baisse nette de 151 à 116" in [p.text for p in document.paragraphs]


def test_a_phone_gets_the_same_chart_laid_out_for_it() -> None:
    wide, narrow = render_svg(chart()), render_svg(chart(), etroit=True)
    widths = [int(re.search(r'width="(\d+)"', svg)[1]) for svg in (wide, narrow)]  # type: ignore[index]
    assert widths[1] < 350 < widths[0]
    figures = {"151", "169", "113", "126", "116"}
    assert figures <= set(texts(narrow))
    assert render_svg(chart()) == wide
