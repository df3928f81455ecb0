"""The printed diagnosis says what the pages say, and nothing that they keep silent."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import Bloc, Encadre, Figure, Paragraphe, TableauDonnees, Titre
from quietude.documents.docx import render_docx
from quietude.documents.pdf import render_pdf
from quietude.documents.xlsx import render_xlsx
from quietude.observatoire.documents.blocs import theme_blocks
from quietude.observatoire.documents.diagnostic import diagnosis_document, diagnosis_workbook
from quietude.observatoire.documents.dossiers import read_dossiers
from quietude.observatoire.models import Theme
from quietude.socle.texte import fold
from tests.conftest import make_user
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
    assert [column.libelle for column in table.colonnes] == ["", "2022", "2023"]
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
    book = load_workbook(BytesIO(render_xlsx(diagnosis_workbook(coordonnateur))))
    rows = {row[3]: row[4] for row in book["Les vols"].iter_rows(values_only=True)}
    assert (rows["2021"], rows["2022"], rows["2023"]) == (95, "non diffusé", "douteux")


def test_a_minimum_stays_a_minimum_in_the_workbook(
    coordonnateur: Utilisateur, theme: Theme, nomenclatures: None
) -> None:
    theme.agregats = ["cambriolages"]
    theme.save()
    place = f.make_perimetre("service", "pn-99")
    serie = f.make_serie(perimetre=place, grandeur=f.make_grandeur("index-027"))
    f.make_annees(serie, {2022: 10, 2023: 12})
    book = load_workbook(BytesIO(render_xlsx(diagnosis_workbook(coordonnateur))))
    values = [row[4] for row in book["Les vols"].iter_rows(values_only=True)]
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


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow_with_themes_nor_series(
    count: int, coordonnateur: Utilisateur, theme: Theme
) -> None:
    for rank in range(count):
        f.make_theme(f"theme-{rank}", titre=f"Thème {rank}")
        f.make_annees(f.make_serie(theme=f"theme-{rank}"), {2022: 4, 2023: 5})
    with CaptureQueriesContext(connection) as queries:
        diagnosis_document(coordonnateur)
    assert len(queries) <= 24
