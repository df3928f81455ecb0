"""The PDF: accessible, complete, and never at the mercy of its text."""

import logging
import re
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from quietude.documents import pdf
from quietude.documents.contenu import (
    Bloc,
    Colonne,
    Definitions,
    Encadre,
    Feuillet,
    Ligne,
    Liste,
    Markdown,
    Paragraphe,
    SautDePage,
    TableauDonnees,
    Titre,
)
from quietude.documents.pdf import RenduImpossible, render_pdf
from tests.documents.factories import make_contenu, make_tableau


def read(*blocs: Bloc, **fields: Any) -> PdfReader:
    return PdfReader(BytesIO(render_pdf(make_contenu(*blocs, **fields))))


def text_of(*blocs: Bloc) -> str:
    reader = read(*blocs, couverture=False, sommaire=False)
    joined = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", joined)


def tags_of(reader: PdfReader) -> list[str]:
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            walk(node.get("/K"))

    walk(reader.root_object["/StructTreeRoot"])
    return found


def test_document_is_tagged_titled_and_in_french(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        reader = read()
    root: Any = reader.root_object
    assert root["/Lang"] == "fr-FR"
    assert bool(root["/MarkInfo"]["/Marked"])
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None
    assert reader.metadata.title == "Rapport d’essai"
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/TOC"} <= set(tags_of(reader))
    xmp = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part" in xmp
    assert "pdfaid:conformance>A" in xmp
    assert caplog.records == []


def test_contents_cover_and_page_numbers_are_there() -> None:
    reader = read(mention="Projet")
    pages = [page.extract_text() for page in reader.pages]
    assert "Ville d’Essai" in pages[0]
    assert "page" not in pages[0]
    assert "Sommaire" in pages[1]
    assert "2. Actions" in pages[1]
    assert f"page 2 / {len(pages)}" in pages[1]
    outline = [str(entry["/Title"]) for entry in reader.outline if isinstance(entry, dict)]
    assert outline == ["1. Contexte", "2. Actions"]


def test_sheet_starts_on_a_page_of_its_own() -> None:
    sheets = [Feuillet(Titre(f"Action {rank}", 1, str(rank))) for rank in (1, 2, 3)]
    reader = read(*sheets, couverture=False, sommaire=False)
    assert len(reader.pages) == 3


def test_long_table_repeats_its_heading_row() -> None:
    reader = read(Titre("T"), make_tableau(200), couverture=False, sommaire=False)
    assert len(reader.pages) > 2
    assert all("Faits" in page.extract_text() for page in reader.pages)


def test_every_kind_of_block_is_printed() -> None:
    printed = text_of(
        Titre("Un titre"),
        Paragraphe(Markdown("Texte\\\nsuite\n\n| x | y |\n|---|---|\n| z | t |")),
        Liste((Markdown("**premier**"), "second"), ordonnee=True),
        Definitions((("Terme", "valeur"), ("Plusieurs", ("un", "deux")), ("Rien", ()))),
        Encadre("Encadré", (Paragraphe("dedans"),)),
        SautDePage(),
        TableauDonnees(
            (Colonne("C"), Colonne("N", nombre=True)),
            (Ligne(("Groupe",), groupe=True), Ligne(("Total", 12), total=True)),
        ),
    )
    words = ("titre", "suite", "z", "premier", "second", "Terme", "valeur", "deux", "dedans")
    for word in (*words, "Groupe", "Total", "12"):
        assert word in printed


@pytest.mark.parametrize("columns", [3, 9, 14])
def test_wide_table_fits(columns: int) -> None:
    head = tuple(Colonne(f"20{rank:02}", nombre=rank > 0) for rank in range(columns))
    row = Ligne(("Atteintes", *[12345] * (columns - 1)))
    assert "12 345" in text_of(Titre("T"), TableauDonnees(head, (row,)))


def test_typst_source_in_a_text_is_printed_not_executed() -> None:
    source = "#panic(1) $x$ `a` *b* _c_ <d> @e [f] // g ]"
    assert source in text_of(Titre("T"), Paragraphe(source))


def test_character_without_glyph_is_replaced(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        printed = text_of(Titre("T 日本"), Paragraphe("avant 😀 après"))
    assert "avant" in printed
    assert "après" in printed
    assert "�" in printed
    assert "日" not in caplog.text


def test_refusal_of_typst_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "NORMES", ["ua-1", "inconnue"])
    with pytest.raises((RenduImpossible, ValueError)):
        render_pdf(make_contenu())


any_text = st.text(st.characters(codec="utf-8", exclude_categories=()), max_size=80)
signs = [*"#*_`$@<>[](){}\\/\"'=-+~^&|!\n ", "http://", "- ", "1. ", "é", "a"]
markup = st.lists(st.sampled_from(signs), max_size=40).map("".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.one_of(any_text, markup))
def test_no_text_ever_breaks_the_pdf(text: str) -> None:
    blocs: tuple[Bloc, ...] = (
        Titre(f"T {text}"),
        Paragraphe(Markdown(text)),
        Paragraphe(text),
        Feuillet(Titre(f"F {text}", 2, text[:3]), text, (text,)),
        Definitions(((text, Markdown(text)), ("x", (text,)))),
        TableauDonnees((Colonne(text),), (Ligne((text,)),), legende=text, notes=(text,)),
        Liste((Markdown(text), text)),
    )
    assert render_pdf(make_contenu(*blocs, titre=f"T{text}", mention=text)).startswith(b"%PDF")
