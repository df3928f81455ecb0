"""What the document prints, on the web: every figure as printed, for who may read it."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.journal.actions import acting
from quietude.observatoire.lecture import read_for_page
from quietude.observatoire.models import Affirmation, Chiffre, Tableau
from tests.conftest import make_user
from tests.strategie.factories import make_chapitre, make_strategie, make_tableau, write

pytestmark = pytest.mark.django_db
LISTE = "/diagnostic/document/"
TABLEAU = "/diagnostic/essai/tableaux/"
CONTENU: dict[str, Any] = {
    "colonnes": [{"code": "2025", "libelle": "2025"}, {"code": "evol", "libelle": "Évolution"}],
    "lignes": [{"code": "vols", "libelle": "Vols", "valeurs": {"2025": 1234, "evol": -2.5}}],
}


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def text_of(client: Client, url: str) -> str:
    """The page, its blanks made plain."""
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u202f", " ").split())


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def tabulate(code: str = "vols", contenu: Any = CONTENU, **fields: Any) -> Tableau:
    values = {"recueil": "essai", "titre": "Vols constatés", "lieu": "2.1", **fields}
    return write(Tableau, code=code, contenu=contenu, **values)


def row_of(**fields: Any) -> dict[str, Any]:
    return {"code": "vols", "libelle": "Vols", "valeurs": {}, **fields}


def figure(code: str, **fields: Any) -> Chiffre:
    values = {"recueil": "essai", "libelle": f"Chiffre {code}", "lieu": "2.1", "valeur": 12}
    return write(Chiffre, code=code, grandeur=code, **{**values, **fields})


def claim(code: str, **fields: Any) -> Affirmation:
    values = {"recueil": "essai", "libelle": f"Évolution {code}", "lieu": "2.1"}
    return write(Affirmation, code=code, **{**values, **fields})


class TestAccess:
    @pytest.mark.parametrize("role", sorted(ROLES_CONTENU))
    def test_who_sees_content_reads_the_diagnosis(self, role: Role) -> None:
        tabulate()
        client = client_of(role)
        assert "Vols constatés" in text_of(client, LISTE)
        assert "1 234" in text_of(client, f"{TABLEAU}vols/")

    def test_the_technical_administrator_finds_nothing(self) -> None:
        tabulate()
        client = client_of(Role.ADMINISTRATEUR)
        for url in (LISTE, f"{TABLEAU}vols/", f"{TABLEAU}vols/?export=csv"):
            assert client.get(url).status_code == 404

    @pytest.mark.parametrize("path", ["essai/tableaux/autre/", "autre/tableaux/vols/"])
    def test_a_table_that_does_not_exist_is_not_found(
        self, client_coordonnateur: Client, path: str
    ) -> None:
        tabulate()
        assert client_coordonnateur.get(f"/diagnostic/{path}").status_code == 404

    def test_nothing_is_written_here(self, client_coordonnateur: Client) -> None:
        tabulate()
        for url in (LISTE, f"{TABLEAU}vols/"):
            assert client_coordonnateur.post(url).status_code == 405


@pytest.mark.parametrize("path", ["document/", "essai/tableaux/vols/"])
def test_a_reader_sees_no_figure_of_a_draft_strategy(path: str) -> None:
    make_strategie("essai", etat="projet")
    tabulate()
    answer = client_of(Role.LECTEUR).get(f"/diagnostic/{path}")
    assert "Vols constatés" not in answer.content.decode()


class TestDiagnosis:
    def test_without_figures_it_says_where_they_come_from(
        self, client_coordonnateur: Client
    ) -> None:
        page = text_of(client_coordonnateur, LISTE)
        assert "Aucun document" in page
        assert "quietude pack load" in page

    def test_a_figure_comes_with_its_unit_and_period(
        self, client_coordonnateur: Client
    ) -> None:
        figure("a", valeur=Decimal("1222.5"), unite="habitants")
        figure("b", debut=date(2025, 1, 1), fin=date(2025, 9, 30))
        page = text_of(client_coordonnateur, LISTE)
        assert "1 222,5</strong> habitants" in page
        assert "du 1 janvier 2025 au 30 septembre 2025" in page.replace("1er", "1")

    def test_a_claim_is_told_as_printed(self, client_coordonnateur: Client) -> None:
        claim("a", sens="baisse", pourcentage=Decimal("-12.5"), de="x", a="y")
        claim("b", pourcentage=Decimal(40))
        page = text_of(client_coordonnateur, LISTE)
        assert "Baisse" in page
        assert "12,5 %" in page.replace("\xa0", " ")
        assert page.count("publié, non recalculable") == 1

    def test_one_document_is_read_at_a_time(self, client_coordonnateur: Client) -> None:
        tabulate("vols", titre="Table de l'ancienne", recueil="2017")
        tabulate("vols", titre="Table de la neuve", recueil="2026")
        page = text_of(client_coordonnateur, LISTE)
        assert "de la neuve" in page
        assert "ancienne" not in page
        assert "ancienne" in text_of(client_coordonnateur, f"{LISTE}?recueil=2017")
        assert "de la neuve" in text_of(client_coordonnateur, f"{LISTE}?recueil=nul")

    def test_queries_do_not_grow_with_rows(self, client_coordonnateur: Client) -> None:
        strategie = make_strategie("essai")
        for rank in range(4):
            make_chapitre(strategie, f"2.{rank + 1}")
        once = None
        for rank in range(4):
            tabulate(f"t{rank}", lieu=f"2.{rank + 1}")
            figure(f"c{rank}", lieu=f"2.{rank + 1}")
            claim(f"a{rank}", lieu="ailleurs")
            once = once or queries_of(client_coordonnateur, LISTE)
        assert queries_of(client_coordonnateur, LISTE) == once


class TestTable:
    def test_cells_are_aligned_on_columns_and_written_in_french(
        self, client_coordonnateur: Client
    ) -> None:
        tabulate(source="Service fictif", unite="faits")
        page = text_of(client_coordonnateur, f"{TABLEAU}vols/")
        assert page.index("1 234") < page.index("−2,5")
        assert "Vols constatés (faits). Source : Service fictif. Imprimé en 2.1." in page

    def test_an_undisclosed_cell_is_shown_as_printed_and_an_empty_one_as_such(
        self, client_coordonnateur: Client
    ) -> None:
        rows = [row_of(valeurs={"2025": "n.d."}), row_of(code="b", valeurs={"2025": 0})]
        lu = read_for_page(tabulate(contenu={**CONTENU, "lignes": rows}))
        assert [line.cellules for line in lu.lignes] == [["n.d.", ""], ["0", ""]]
        page = text_of(client_coordonnateur, f"{TABLEAU}vols/")
        assert ">n.d.</td>" in page
        assert ">0</td>" in page
        assert page.count(">—</td>") == 2

    def test_a_group_is_named_once_and_a_total_told_apart(self) -> None:
        rows = [
            row_of(code="a", groupe="Actifs"),
            row_of(code="b", groupe="Actifs"),
            row_of(code="total", groupe="Ensemble"),
        ]
        sums = [{"type": "somme", "cible": "total", "termes": ["a", "b"]}]
        contenu = {**CONTENU, "lignes": rows, "relations": sums}
        lu = read_for_page(tabulate(contenu=contenu))
        assert [line.groupe for line in lu.lignes] == ["Actifs", "", "Ensemble"]
        assert [line.total for line in lu.lignes] == [False, False, True]

    def test_what_is_printed_never_becomes_a_tag(self, client_coordonnateur: Client) -> None:
        row = row_of(libelle="<b>Vols</b>", valeurs={"2025": "<script>"})
        tabulate(contenu={**CONTENU, "lignes": [row]}, titre="<i>Titre</i>")
        page = text_of(client_coordonnateur, f"{TABLEAU}vols/")
        assert not [tag for tag in ("<b>Vols", "<script>", "<i>Titre") if tag in page]

    def test_queries_do_not_grow_with_rows(self, client_coordonnateur: Client) -> None:
        tabulate("un")
        rows = [row_of(code=f"l{rank}") for rank in range(4)]
        tabulate("quatre", contenu={**CONTENU, "lignes": rows})
        one, four = (
            queries_of(client_coordonnateur, f"{TABLEAU}{code}/") for code in ("un", "quatre")
        )
        assert one == four


class TestFiles:
    def rows(self, client: Client) -> list[list[object]]:
        answer = client.get(f"{TABLEAU}vols/?export=xlsx")
        assert 'filename="vols-' in answer["Content-Disposition"]
        sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
        return [list(row) for row in sheet.iter_rows(values_only=True)]

    def test_numbers_stay_numbers_and_undisclosed_cells_stay_words(
        self, client_coordonnateur: Client
    ) -> None:
        rows = [*CONTENU["lignes"], row_of(code="b", valeurs={"2025": "n.d."})]
        tabulate(contenu={**CONTENU, "lignes": rows})
        assert self.rows(client_coordonnateur) == [
            ["Libellé", "2025", "Évolution"],
            ["Vols", 1234, -2.5],
            ["Vols", "n.d.", None],
        ]

    def test_headings_and_units_go_with_the_rows(self, client_coordonnateur: Client) -> None:
        columns = [{"code": "2025", "libelle": "2025", "unite": "%"}]
        rows = [
            row_of(code="a", groupe="Actifs", valeurs={"2025": 1}),
            row_of(code="b", groupe="Chômeurs", unite="faits", valeurs={"2025": 2}),
        ]
        tabulate(contenu={"colonnes": columns, "lignes": rows})
        assert self.rows(client_coordonnateur) == [
            ["Groupe", "Libellé", "Unité", "2025 (%)"],
            ["Actifs", "Vols", None, 1],
            ["Chômeurs", "Vols", "faits", 2],
        ]

    def test_a_french_spreadsheet_opens_the_text_at_once(
        self, client_coordonnateur: Client
    ) -> None:
        row = row_of(libelle="=1+1", valeurs={"2025": 1234, "evol": -2.5})
        tabulate(contenu={**CONTENU, "lignes": [row]})
        content = client_coordonnateur.get(f"{TABLEAU}vols/?export=csv").content
        assert content.startswith(b"\xef\xbb\xbf")
        lines = content.decode("utf-8-sig").splitlines()
        assert lines == ["Libellé;2025;Évolution", "'=1+1;1234;-2,5"]


class TestMalformed:
    """What only a write around the pack could store; the page stays up and says so."""

    @pytest.mark.parametrize(
        "contenu",
        [
            {},
            [],
            "texte",
            {"colonnes": [], "lignes": []},
            {"colonnes": CONTENU["colonnes"]},
            {**CONTENU, "code": "deux-fois"},
            {**CONTENU, "inconnu": 1},
            {**CONTENU, "lignes": [{"code": "a"}]},
            {**CONTENU, "relations": [{"type": "produit"}]},
        ],
        ids=str,
    )
    def test_no_page_breaks_and_none_pretends(
        self, client_coordonnateur: Client, contenu: Any
    ) -> None:
        tabulate(contenu=contenu)
        assert "Vols constatés" in text_of(client_coordonnateur, LISTE)
        for asked in ("", "?export=xlsx", "?export=csv"):
            page = text_of(client_coordonnateur, f"{TABLEAU}vols/{asked}")
            assert "Ce tableau ne peut pas être lu" in page
            assert "<table" not in page
            assert "export=" not in page

    def test_the_chapter_that_prints_it_is_still_read(
        self, client_coordonnateur: Client
    ) -> None:
        strategie = make_strategie("essai")
        chapitre = make_chapitre(strategie, "2.1")
        make_tableau(strategie, chapitre)
        broken = make_tableau(strategie, chapitre)
        broken.contenu = {}
        with acting(None, "test"):
            broken.save()
        page = text_of(client_coordonnateur, f"/strategie/essai/texte/{chapitre.code}/")
        assert page.count("Ce tableau ne peut pas être lu") == 1
        assert "n.d." in page

    def test_a_cell_of_no_column_is_left_out(self, client_coordonnateur: Client) -> None:
        row = row_of(valeurs={"2025": 1, "2099": 77})
        tabulate(contenu={**CONTENU, "lignes": [row]})
        assert ">77<" not in text_of(client_coordonnateur, f"{TABLEAU}vols/")
