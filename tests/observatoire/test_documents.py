"""The printed diagnosis says what the pages say, and nothing that they keep silent."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import (
    Bloc,
    Encadre,
    Figure,
    Paragraphe,
    TableauDonnees,
    Titre,
    without_gaps,
)
from quietude.documents.docx import render_docx
from quietude.documents.pdf import render_pdf
from quietude.documents.typographie import french
from quietude.documents.xlsx import render_xlsx
from quietude.observatoire.documents.blocs import theme_blocks
from quietude.observatoire.documents.diagnostic import diagnosis_document, diagnosis_workbook
from quietude.observatoire.documents.dossiers import read_dossiers
from quietude.observatoire.models import Theme
from quietude.socle.texte import fold
from tests.conftest import make_user
from tests.documents.factories import make_contenu
from tests.observatoire import factories as f
from tests.strategie.factories import make_strategie


@pytest.fixture(autouse=True)
def signed(systeme: None) -> Iterator[None]:
    yield


@pytest.fixture
def theme() -> Theme:
    Theme.objects.filter(recueil="").delete()
    f.make_commune()
    return f.make_theme("vols", titre="Les vols", note="Comptés par le service fictif.")


def blocks(user: Utilisateur, theme: Theme, *printed: str) -> list[Bloc]:
    (dossier,) = read_dossiers(user, [theme])
    return list(theme_blocks(dossier, 2, printed))


def kinds(found: list[Bloc]) -> list[str]:
    return [type(bloc).__name__ for bloc in found]


def test_a_theme_is_its_analysis_its_chart_its_words_and_its_table(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    f.make_analyse("vols", "Les vols **baissent**.")
    f.make_annees(f.make_serie(libelle="Vols", theme="vols"), {2021: 95, 2022: 80, 2023: 60})
    found = blocks(coordonnateur, theme)
    assert kinds(found) == [
        "Encadre", "Paragraphe", "Titre", "Figure", "Liste", "TableauDonnees",
    ]  # fmt: skip
    assert isinstance(found[0], Encadre)
    assert "1er\u00a0mars 2026" in found[0].titre
    table = found[-1]
    assert isinstance(table, TableauDonnees)
    assert [row.cellules for row in table.lignes] == [
        ("2021", "95"),
        ("2022", "80"),
        ("2023", "60"),
    ]
    assert any(note.startswith("Source : Service fictif") for note in table.notes)


def test_two_figures_drawn_as_bars_need_no_table(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    f.make_annees(f.make_serie(theme="vols"), {2022: 80, 2023: 60})
    assert "TableauDonnees" not in kinds(blocks(coordonnateur, theme))


def test_figures_that_stand_alone_share_one_table(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    for name in ("Fiches", "Médiations"):
        f.make_annees(f.make_serie(libelle=name, theme="vols"), {2023: 12})
    found = blocks(coordonnateur, theme)
    assert [b.texte for b in found if isinstance(b, Titre)] == ["Autres chiffres"]
    (table,) = [b for b in found if isinstance(b, TableauDonnees)]
    assert [row.cellules[0] for row in table.lignes] == ["Fiches", "Médiations"]


def test_a_theme_without_series_prints_its_note_alone(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    (only,) = blocks(coordonnateur, theme)
    assert only == Paragraphe("Comptés par le service fictif.")


def test_many_series_go_down_the_page(coordonnateur: Utilisateur, theme: Theme) -> None:
    for rank in range(7):
        serie = f.make_serie(libelle=f"Motif {rank}", theme="vols", groupe="Motifs")
        f.make_annees(serie, {2022: rank, 2023: rank + 1})
    (table,) = [b for b in blocks(coordonnateur, theme) if isinstance(b, TableauDonnees)]
    assert [column.libelle for column in table.colonnes] == ["Série", "2022", "2023"]
    assert len(table.lignes) == 7


def test_a_table_already_on_the_page_is_not_printed_again(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    serie = f.make_serie(theme="vols")
    for year in (2021, 2022, 2023):
        f.make_observation(serie, year, year, reference=f"appels:total:{year}")
    assert "TableauDonnees" in kinds(blocks(coordonnateur, theme))
    assert "TableauDonnees" not in kinds(blocks(coordonnateur, theme, "appels"))


def test_a_withheld_figure_is_nowhere_but_in_words(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    serie = f.make_serie(libelle="Vols", theme="vols")
    f.make_annees(serie, {2021: 95, 2022: "ndiff", 2023: "douteuse", 2024: 60})
    pdf = render_pdf(diagnosis_document(coordonnateur))
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert "non diffusé" in text
    assert "douteux" in text
    assert "ne publie pas ce chiffre" in text
    book = load_workbook(BytesIO(render_xlsx(diagnosis_workbook(coordonnateur))))
    lines = list(book["Les vols"].iter_rows(values_only=True))
    rows = {row[3]: row[6] for row in lines if row[3]}
    assert (rows["2021"], rows["2022"], rows["2023"]) == (95, "non diffusé", "douteux")
    assert any("ne publie pas" in str(row[0]) for row in lines)


def test_a_minimum_stays_a_minimum_in_the_workbook(
    coordonnateur: Utilisateur, theme: Theme, nomenclatures: None
) -> None:
    theme.agregats = ["cambriolages"]
    theme.save()
    place = f.make_perimetre("service", "pn-99")
    serie = f.make_serie(perimetre=place, grandeur=f.make_grandeur("index-027"))
    f.make_annees(serie, {2022: 10, 2023: 12})
    book = load_workbook(BytesIO(render_xlsx(diagnosis_workbook(coordonnateur))))
    values = [row[6] for row in book["Les vols"].iter_rows(values_only=True)]
    assert "au moins 10" in values
    assert Decimal(10) not in values


def test_word_holds_the_same_charts_with_their_words(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    f.make_annees(f.make_serie(libelle="Vols", theme="vols"), {2021: 95, 2022: 80, 2023: 60})
    contenu = diagnosis_document(coordonnateur)
    charts = [bloc.graphique for bloc in contenu.blocs if isinstance(bloc, Figure)]
    document = Document(BytesIO(render_docx(contenu)))
    (shape,) = document.inline_shapes
    assert fold(shape._inline.docPr.get("descr")).startswith("vols")
    assert len(charts) == 1


def test_a_draft_is_not_printed_for_a_reader(theme: Theme) -> None:
    make_strategie(code="projet", etat="projet")
    f.make_theme("secret", titre="Thème du projet", recueil="projet", note="Réservé.")
    serie = f.make_serie(libelle="Vols du projet", theme="secret", recueil="projet")
    f.make_annees(serie, {2022: 4, 2023: 5}, source=f.make_source(recueil="projet"))
    lecteur = make_user(Role.LECTEUR)
    assert "projet" not in str(diagnosis_document(lecteur).blocs)
    assert "Vols du projet" in str(diagnosis_document(make_user()).blocs)


def test_it_is_offered_to_whoever_reads_figures_once_there_are_some(theme: Theme) -> None:
    recette = recettes.get("diagnostic")
    assert recette is not None
    elu, admin = make_user(Role.ELU), make_user(Role.ADMINISTRATEUR)
    assert not recette.choix(elu)
    assert "importez" in recette.autorise(elu, {}).motif
    f.make_annees(f.make_serie(theme="vols"), {2023: 5})
    assert [choix.cle for choix in recette.choix(elu)] == ["diagnostic"]
    assert not recette.choix(admin)


def queries_of(user: Utilisateur) -> int:
    with CaptureQueriesContext(connection) as queries:
        diagnosis_document(user)
    return len(queries)


def test_queries_do_not_grow_with_themes_nor_series(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    def fill(rank: int) -> None:
        f.make_theme(f"theme-{rank}", titre=f"Thème {rank}")
        f.make_analyse(f"theme-{rank}")
        f.make_annees(f.make_serie(theme=f"theme-{rank}"), {2022: 4, 2023: 5})

    fill(0)
    once = queries_of(coordonnateur)
    for rank in range(1, 4):
        fill(rank)
    assert queries_of(coordonnateur) == once


def test_the_chart_is_in_the_pdf_with_its_title_and_its_words(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    f.make_annees(f.make_serie(libelle="Vols", theme="vols"), {2021: 95, 2022: 80, 2023: 60})
    contenu = diagnosis_document(coordonnateur)
    (chart,) = [bloc.graphique for bloc in contenu.blocs if isinstance(bloc, Figure)]
    reader = PdfReader(BytesIO(render_pdf(contenu)))
    text = fold(" ".join(page.extract_text() for page in reader.pages))
    assert "vols : baisse nette, de 95 (2021) a 60 faits (2023)" in " ".join(text.split())
    told = [words for words in alternatives(reader) if "baisse nette" in words]
    assert [fold(words) for words in told] == [fold(french(chart.alternative))]


def alternatives(reader: PdfReader) -> list[str]:
    """What a reader who does not see the pictures is told."""
    found: list[str] = []
    todo: list[PdfObject] = [reader.root_object["/StructTreeRoot"]]
    while todo:
        node = todo.pop().get_object()
        if isinstance(node, ArrayObject):
            todo += node
        elif isinstance(node, DictionaryObject):
            found += [str(node["/Alt"])] if "/Alt" in node else []
            todo += [node["/K"]] if "/K" in node else []
    return found


def test_headings_never_skip_a_level(coordonnateur: Utilisateur, theme: Theme) -> None:
    f.make_analyse("vols")
    f.make_annees(f.make_serie(theme="vols"), {2021: 95, 2022: 80, 2023: 60})
    f.make_annees(f.make_serie(theme="vols"), {2023: 5})
    blocs = diagnosis_document(coordonnateur).blocs
    levels = [bloc.niveau for bloc in blocs if isinstance(bloc, Titre)]
    assert all(after <= before + 1 for before, after in pairwise([0, *levels]))
    assert tuple(without_gaps(blocs)) == blocs  # nothing left to be put right


def test_an_analysis_without_figures_is_printed(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    f.make_theme("rien", titre="Rien de compté")
    f.make_theme("avis", titre="Un avis")
    f.make_analyse("avis", "Aucun chiffre ne le dit.")
    found = [b.texte for b in diagnosis_document(coordonnateur).blocs if isinstance(b, Titre)]
    assert "Un avis" in found
    assert "Rien de compté" not in found


def test_two_figures_that_do_not_compare_are_tabled(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    serie = f.make_serie(theme="vols")
    f.make_annees(serie, {2022: 80})
    f.make_observation(serie, (date(2023, 1, 1), date(2023, 10, 31)), 60)
    found = blocks(coordonnateur, theme)
    assert "Figure" not in kinds(found)
    (table,) = [bloc for bloc in found if isinstance(bloc, TableauDonnees)]
    assert [row.cellules[1] for row in table.lignes] == ["80", "60"]


def test_a_chart_without_table_keeps_its_licence_and_promises_no_table(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    f.make_annees(f.make_serie(theme="vols"), {2022: 80, 2023: 60})
    (figure,) = [b for b in blocks(coordonnateur, theme) if isinstance(b, Figure)]
    assert "tableau" not in figure.graphique.alternative
    assert any("Licence Ouverte 2.0" in note for note in figure.notes)
    assert any("Licence Ouverte 2.0" in note for note in rendered_notes(figure))


def rendered_notes(figure: Figure) -> list[str]:
    document = Document(BytesIO(render_docx(make_contenu(figure))))
    return [row.text for row in document.paragraphs if row.style.name == "Note"]


def test_a_break_is_told_although_the_table_is_printed_elsewhere(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    f.make_rupture("outil", titre="Nouvel outil", le=date(2022, 1, 1))
    serie = f.make_serie(theme="vols", ruptures=["outil"])
    for year in (2021, 2022, 2023):
        f.make_observation(serie, year, year, reference=f"appels:total:{year}")
    found = blocks(coordonnateur, theme, "appels")
    (figure,) = [bloc for bloc in found if isinstance(bloc, Figure)]
    assert any("Nouvel outil" in note for note in figure.notes)
    assert "Un tableau de ce chapitre" in figure.graphique.alternative


def test_a_lone_figure_already_on_the_page_is_not_printed_again(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    f.make_observation(f.make_serie(theme="vols"), 2023, 5, reference="appels:total:2023")
    assert kinds(blocks(coordonnateur, theme, "appels")) == ["Paragraphe"]


def test_a_lone_rate_is_told_with_its_place_and_vintage(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    place = f.make_perimetre("departement", "99", nom="Département d’essai")
    serie = f.make_serie(libelle="Vols", theme="vols", base="habitants", perimetre=place)
    f.make_observation(
        serie, 2023, None, taux="4.256", denominateur=10000, denominateur_annee=2020
    )
    (table,) = [b for b in blocks(coordonnateur, theme) if isinstance(b, TableauDonnees)]
    (row,) = table.lignes
    assert row.cellules[0] == "Vols, Département d’essai"
    assert "4,26 pour 1\u202f000 habitants" in row.cellules
    assert any("habitants, millésime 2020." in note for note in table.notes)


def test_rates_say_what_each_was_divided_by(coordonnateur: Utilisateur, theme: Theme) -> None:
    serie = f.make_serie(theme="vols", base="habitants")
    for year, vintage in ((2022, 2020), (2023, 2020), (2024, None)):
        size = 10000 if vintage else None
        f.make_observation(
            serie, year, 50, taux=5, denominateur=size, denominateur_annee=vintage
        )
    tables = [b for b in blocks(coordonnateur, theme) if isinstance(b, TableauDonnees)]
    assert len(tables) == 2
    told = "2020 pour 2022 et 2023, non précisé pour 2024"
    assert any(told in note for note in tables[-1].notes)
    assert not any(told in note for note in tables[0].notes)


def test_many_series_over_many_spans_are_cut_in_parts(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    for rank in range(7):
        serie = f.make_serie(libelle=f"Motif {rank}", theme="vols", groupe="Motifs")
        f.make_annees(serie, dict.fromkeys(range(2010, 2022), rank))
    tables = [b for b in blocks(coordonnateur, theme) if isinstance(b, TableauDonnees)]
    assert [len(table.colonnes) for table in tables] == [6, 3]
    assert tables[0].legende == "Motifs (1/2)"
    assert not tables[0].notes
    assert tables[1].notes


def test_a_figure_of_a_service_says_where_it_was_counted(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    place = f.make_perimetre("service", "pn-99", nom="Service d’essai")
    serie = f.make_serie(theme="vols", perimetre=place)
    f.make_annees(serie, {2022: 80, 2023: 60})
    (figure,) = [b for b in blocks(coordonnateur, theme) if isinstance(b, Figure)]
    assert any("couvre plus que la commune" in note for note in figure.notes)
    book = load_workbook(BytesIO(render_xlsx(diagnosis_workbook(coordonnateur))))
    places = {row[2] for row in book["Les vols"].iter_rows(min_row=2, values_only=True)}
    assert "Service d’essai" in places


def test_every_source_has_its_line_in_the_workbook(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    source = f.make_source(titre="Main courante", adresse="https://essai.example/donnees")
    f.make_annees(f.make_serie(theme="vols"), {2022: 80, 2023: 60}, source=source)
    book = load_workbook(BytesIO(render_xlsx(diagnosis_workbook(coordonnateur))))
    (line,) = book["Sources"].iter_rows(min_row=2, values_only=True)
    assert line[2] == "Main courante"
    assert "Licence Ouverte 2.0" in line
