"""The Word file: real styles, contents that work, text that never breaks it."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
from quietude.documents.docx import render_docx
from tests.documents.factories import make_contenu, make_tableau


def read(*blocs: Bloc, **fields: Any) -> Any:
    return Document(BytesIO(render_docx(make_contenu(*blocs, **fields))))


def test_document_says_who_what_and_in_french() -> None:
    document = read(sous_titre="2026")
    properties = document.core_properties
    assert (properties.title, properties.author) == ("Rapport d’essai", "Ville d’Essai")
    assert properties.language == "fr-FR"
    language = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "fr-FR"


def test_headings_use_word_styles() -> None:
    document = read(Titre("Un", 1), Titre("Deux", 2), Titre("Dedans", 3, au_sommaire=False))
    styles = {
        p.text: p.style.name for p in document.paragraphs if not p.style.name.startswith("toc")
    }
    assert styles["Un"] == "Heading 1"
    assert styles["Deux"] == "Heading 2"
    assert styles["Dedans"] == "Intertitre"
    assert styles["Rapport d’essai"] == "Title"


def test_contents_field_is_filled_and_points_to_headings() -> None:
    document = read()
    entries = [p for p in document.paragraphs if p.style.name.lower().startswith("toc ")]
    titles = [p._element.xpath("string(.)") for p in entries if p.style.name != "TOC Heading"]
    assert any("1. Contexte" in title for title in titles)
    codes = [e.text for e in document.element.iter(qn("w:instrText"))]
    assert codes[0].startswith(' TOC \\o "1-2"')
    anchors = {e.get(qn("w:anchor")) for e in document.element.iter(qn("w:hyperlink"))}
    marks = {e.get(qn("w:name")) for e in document.element.iter(qn("w:bookmarkStart"))}
    assert anchors == marks
    kinds = [e.get(qn("w:fldCharType")) for e in document.element.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("end") == kinds.count("separate")
    assert document.settings.element.find(qn("w:updateFields")) is not None


def test_footer_counts_pages() -> None:
    footer = read(mention="Projet").sections[0].footer
    assert "Projet" in footer.paragraphs[0].text
    codes = [e.text.strip() for e in footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_table_repeats_its_heading_row_and_has_a_style() -> None:
    document = read(make_tableau(50, legende="Faits", notes=("Source : essai.",)))
    (table,) = document.tables
    assert table.style.name == "Tableau Quiétude"
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(table.rows) == 51
    styles = {p.text: p.style.name for p in document.paragraphs}
    assert styles["Faits"] == "Caption"
    assert styles["Source\u00a0: essai."] == "Note"


def test_group_row_spans_the_table() -> None:
    lines = (Ligne(("Groupe",), groupe=True), Ligne(("Total", 2), total=True))
    columns = (Colonne("a"), Colonne("b", nombre=True))
    (table,) = read(TableauDonnees(columns, lines)).tables
    assert len(table.rows[1]._tr.tc_lst) == 1
    assert table.rows[1]._tr.tc_lst[0].grid_span == 2


def test_numbered_lists_start_where_they_say() -> None:
    document = read(Paragraphe(Markdown("3. trois\n4. quatre\n\ntexte\n\n1. un")))
    items = [p for p in document.paragraphs if p.style.name == "List Number"]
    numbers = [p._element.pPr.numPr.numId.val for p in items]
    assert numbers[0] == numbers[1] != numbers[2]
    numbering = document.part.numbering_part.element
    starts = {
        n.numId: n.find(f".//{qn('w:startOverride')}").get(qn("w:val"))
        for n in numbering.num_lst
        if n.find(f".//{qn('w:startOverride')}") is not None
    }
    assert (starts[numbers[0]], starts[numbers[2]]) == ("3", "1")


def test_markdown_keeps_bold_italic_links_and_nested_lists() -> None:
    document = read(
        Paragraphe(Markdown("**gras** *ital* [ici](https://essai.example)\n\n- a\n  - b")),
        couverture=False,
        sommaire=False,
    )
    runs = {run.text: run for p in document.paragraphs for run in p.runs}
    assert runs["gras"].bold
    assert runs["ital"].italic
    links = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert links == ["https://essai.example"]
    assert [p.style.name for p in document.paragraphs[1:]] == ["List Bullet", "List Bullet 2"]


def test_every_kind_of_block_is_written() -> None:
    document = read(
        Liste(("un", "deux")),
        Definitions((("Terme", "valeur"), ("Liste", ("a", "b")), ("Rien", ()))),
        Encadre("Encadré", (Paragraphe("dedans"), Liste(("x",)))),
        SautDePage(),
        Paragraphe(Markdown("| x |\n|---|\n| z |\n\n- liste\n\n  | y |\n  |---|\n  | t |")),
        SautDePage(),
        Feuillet(Titre("Action", 1, "1")),
    )
    text = document.element.xpath("string(.)")
    for word in ("deux", "valeur", "b", "dedans", "z", "t", "1. Action"):
        assert word in text


def test_every_style_used_exists() -> None:
    document = read()
    known = {style.style_id for style in document.styles}
    tags = ("w:pStyle", "w:rStyle", "w:tblStyle")
    used = {e.get(qn("w:val")) for tag in tags for e in document.element.iter(qn(tag))}
    assert used <= known


def test_sheet_starts_on_a_new_page() -> None:
    document = read(Feuillet(Titre("Action", 2, "1"), "Fiche", ("En cours",)))
    above = next(p for p in document.paragraphs if p.text == "Fiche")
    assert above.paragraph_format.page_break_before


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=()), max_size=60))
def test_no_text_ever_breaks_the_file(text: str) -> None:
    document = read(
        Titre(text),
        Paragraphe(Markdown(text)),
        Paragraphe(text),
        Definitions(((text, text),)),
        TableauDonnees((Colonne(text),), (Ligne((text,)),), legende=text),
        titre=text,
        mention=text,
        emetteur=text,
    )
    assert document.paragraphs
