"""Every printed figure has a verdict, computed from what the document itself prints."""

import csv
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.config.demonstration import PACK
from quietude.observatoire.enums import VerdictChiffre as V
from quietude.observatoire.nomenclature import shipped_breaks
from quietude.observatoire.pack import PackChiffres, PackTableau
from quietude.observatoire.pack_diagnostic import PackDiagnostic
from quietude.observatoire.verification import count_verdicts, place_rank, verify
from quietude.observatoire.verifie import Verifie
from quietude.socle.pack.champs import PackModel
from quietude.socle.pack.contenu import Pack
from quietude.socle.pack.lecture import read_pack
from tests.conftest import make_user
from tests.observatoire.test_pages import claim, figure, tabulate
from tests.strategie.factories import make_strategie

PAGE = "/diagnostic/verification/"


def year(number: int, months: int = 12) -> dict[str, date]:
    end = {9: (9, 30), 12: (12, 31)}[months]
    return {"debut": date(number, 1, 1), "fin": date(number, *end)}


def chiffre(code: str, value: Any, **fields: Any) -> dict[str, Any]:
    named = {"code": code, "grandeur": code, "libelle": code.capitalize(), "lieu": "2.1"}
    return {**named, "valeur": value, **fields}


def verified(
    *chiffres: dict[str, Any], claims: list[dict[str, Any]] | None = None, plan: Any = None
) -> list[Verifie]:
    said = [{"code": "dit", "libelle": "Dit", "lieu": "2.1", **claim} for claim in claims or ()]
    items: dict[str, PackModel] = {
        "chiffres.yaml": PackChiffres.model_validate(
            {"chiffres": chiffres, "affirmations": said}
        )
    }
    if plan:
        items["diagnostic.yaml"] = PackDiagnostic.model_validate(plan)
    return verify(Pack(items=items), shipped_breaks())


def verdict_of(rows: list[Verifie], objet: str) -> Verifie:
    (found,) = [row for row in rows if row.objet == objet]
    return found


class TestFigures:
    def test_a_number_that_nothing_gives_is_an_input(self) -> None:
        (row,) = verified(chiffre("appels", 12, unite="appels"))
        assert (row.verdict, row.publie, row.calcule) == (V.DONNE, "12 appels", "")

    @pytest.mark.parametrize("unit", ["%", "pour mille", "points"])
    def test_a_share_without_its_numbers_is_not_recomputable(self, unit: str) -> None:
        (row,) = verified(chiffre("part", 12, unite=unit))
        assert row.verdict is V.NON_RECALCULABLE

    @pytest.mark.parametrize(
        ("printed", "verdict"),
        [(75, V.EXACT), (66, V.TRONQUE), (67, V.ARRONDI), (68, V.FAUX)],
    )
    def test_a_share_with_its_numbers_is_computed(self, printed: int, verdict: V) -> None:
        top = 3 if verdict is V.EXACT else 2
        calcul = {"type": "rapport", "numerateur": "a", "denominateur": "b", "decimales": 0}
        share = chiffre("part", printed, unite="%", calcul=calcul)
        rows = verified(chiffre("a", top), chiffre("b", 4 if top == 3 else 3), share)
        assert verdict_of(rows, "chiffres#part").verdict is verdict

    def test_a_wrong_total_comes_with_its_gap(self) -> None:
        total = chiffre("t", 14, calcul={"type": "somme", "termes": ["a", "b"]})
        row = verdict_of(verified(chiffre("a", 9), chiffre("b", 6), total), "chiffres#t")
        assert (row.verdict, row.calcule) == (V.FAUX, "15")
        assert row.detail == "9 + 6\u202f; écart 1"

    def test_a_figure_printed_twice_is_a_repetition_or_two_values(self) -> None:
        first, second = (chiffre(c, 8, grandeur="g", periode=year(2015)) for c in "ab")
        rows = verified(first, {**second, "lieu": "2.5"})
        assert [row.verdict for row in rows] == [V.DONNE, V.REPETE]
        assert rows[1].detail == "comme en 2.1"
        rows = verified(first, {**second, "valeur": 9, "lieu": "2.5"})
        assert [row.verdict for row in rows] == [V.DEUX_VALEURS, V.DEUX_VALEURS]
        assert rows[0].detail == "aussi\u202f: 9 en 2.5"
        other = {**second, "valeur": 9, "periode": year(2016)}
        assert [row.verdict for row in verified(first, other)] == [V.DONNE, V.DONNE]

    def test_a_cell_taken_up_by_the_text_is_a_repetition(self) -> None:
        again = chiffre("b", 8, lieu="2.5", calcul={"type": "reprise", "de": "a"})
        row = verdict_of(verified(chiffre("a", 8), again), "chiffres#b")
        assert (row.verdict, row.detail) == (V.REPETE, "imprimé en 2.1")
        wrong = {**again, "valeur": 9}
        assert verdict_of(verified(chiffre("a", 8), wrong), "chiffres#b").verdict is (
            V.DEUX_VALEURS
        )

    def test_a_computation_from_what_is_not_printed_says_so(self) -> None:
        total = chiffre("t", 14, calcul={"type": "somme", "termes": ["a", "x:y:z"]})
        rows = verified(chiffre("a", 9), total)
        assert verdict_of(rows, "chiffres#t").verdict is V.NON_RECALCULABLE


class TestClaims:
    @pytest.mark.parametrize(
        ("before", "after", "sens", "verdict"),
        [
            (190, 133, "baisse", V.EXACT),
            (534, 502, "baisse", V.INCERTAIN),
            (60, 84, "baisse", V.CONTREDIT),
            (1222, 1423, "stable", V.CONTREDIT),
            (51, 48, "stable", V.EXACT),
            (0, 4, "hausse", V.NON_COMPARABLE),
        ],
    )
    def test_a_direction_is_tested(
        self, before: int, after: int, sens: str, verdict: V
    ) -> None:
        rows = verified(
            chiffre("a", before, periode=year(2015, 9)),
            chiffre("b", after, periode=year(2016, 9)),
            claims=[{"de": "a", "a": "b", "sens": sens}],
        )
        row = verdict_of(rows, "chiffres#dit")
        assert (row.verdict, row.nature) == (verdict, "Sens")
        assert "(9 mois 2015)" in row.detail

    def test_percentage_and_direction_are_two_statements(self) -> None:
        rows = verified(
            chiffre("a", 534),
            chiffre("b", 502),
            claims=[{"de": "a", "a": "b", "sens": "baisse", "pourcentage": -5.99}],
        )
        found = {row.nature: row.verdict for row in rows if row.objet == "chiffres#dit"}
        assert found == {"Évolution": V.ARRONDI, "Sens": V.INCERTAIN}

    def test_seven_months_do_not_compare_with_twelve(self) -> None:
        rows = verified(
            chiffre("a", 20, periode=year(2015)),
            chiffre("b", 12, periode=year(2016, 9)),
            claims=[{"de": "a", "a": "b", "sens": "baisse", "pourcentage": -40}],
        )
        found = [row for row in rows if row.objet == "chiffres#dit"]
        assert [row.verdict for row in found] == [V.NON_COMPARABLE, V.NON_COMPARABLE]
        assert "12 mois" in found[0].detail and "9 mois" in found[0].detail

    def test_police_counts_do_not_compare_across_their_break(self) -> None:
        serie = {"code": "s", "libelle": "S", "points": ["a", "b"], "ruptures": ["police-2013"]}
        plan = {"themes": [{"code": "t", "titre": "T", "series": [serie]}]}
        said = [{"de": "a", "a": "b", "sens": "baisse"}]

        def verdict(first: int, second: int, plan: Any) -> Verifie:
            figures = (
                chiffre("a", 200, periode=year(first)),
                chiffre("b", 100, periode=year(second)),
            )
            return verdict_of(verified(*figures, claims=said, plan=plan), "chiffres#dit")

        assert verdict(2011, 2015, plan).verdict is V.NON_COMPARABLE
        assert "rupture de série le 1er\xa0janvier 2014" in verdict(2011, 2015, plan).detail
        assert verdict(2014, 2015, plan).verdict is V.EXACT
        assert verdict(2011, 2013, plan).verdict is V.EXACT
        assert verdict(2011, 2015, None).verdict is V.EXACT

    def test_a_percentage_alone_is_not_recomputable_and_its_repetitions_are_compared(
        self,
    ) -> None:
        span = {"debut": date(2011, 1, 1), "fin": date(2015, 12, 31)}
        alone = {"libelle": "Vols", "pourcentage": -47.88, "periode": span}
        rows = verified(
            claims=[
                {**alone, "code": "un", "ruptures": ["police-2013"]},
                {**alone, "code": "deux", "lieu": "2.2", "pourcentage": -48, "decimales": 0},
                {**alone, "code": "trois", "lieu": "2.3", "pourcentage": -47, "decimales": 0},
                {**alone, "code": "quatre", "lieu": "2.4"},
                {**alone, "code": "cinq", "lieu": "2.5", "pourcentage": -47.78},
            ]
        )
        assert [row.verdict for row in rows] == [
            V.NON_RECALCULABLE,
            V.ARRONDI,
            V.TRONQUE,
            V.REPETE,
            V.DEUX_VALEURS,
        ]
        assert "rupture de série" in rows[0].detail
        assert rows[0].libelle == "Vols, de janvier 2011 à décembre 2015"

    def test_two_shares_are_compared_in_points(self) -> None:
        rows = verified(
            chiffre("a", 61, unite="%"),
            chiffre("b", 53.2, unite="%"),
            claims=[{"de": "a", "a": "b", "sens": "hausse"}],
        )
        row = verdict_of(rows, "chiffres#dit")
        assert (row.verdict, row.calcule) == (V.CONTREDIT, "−7,8 points")


def test_a_cell_takes_the_gravest_verdict_of_its_relations() -> None:
    tableau = PackTableau.model_validate(
        {
            "code": "t",
            "titre": "Appels",
            "lieu": "2.4",
            "unite": "appels",
            "colonnes": [{"code": "2014", "libelle": "2014"}],
            "lignes": [
                {"code": "a", "libelle": "A", "groupe": "Biens", "valeurs": {"2014": 2}},
                {"code": "b", "libelle": "B", "valeurs": {"2014": 3}},
                {"code": "c", "libelle": "C", "valeurs": {"2014": "n. c."}},
                {"code": "total", "libelle": "Total", "valeurs": {"2014": 6}},
            ],
            "relations": [
                {"type": "somme", "cible": "total", "termes": ["a", "b"]},
                {"type": "rapport", "cible": "total", "numerateur": "b", "denominateur": "a",
                 "echelle": 4},
            ],
        }
    )  # fmt: skip
    rows = verify(Pack(items={"tableaux/t.yaml": tableau}), [])
    assert [row.verdict for row in rows] == [V.DONNE, V.DONNE, V.FAUX]
    assert rows[0].libelle == "Appels, Biens, A, 2014"
    assert (rows[2].publie, rows[2].calcule) == ("6 appels", "5 appels")


def test_places_come_in_the_order_of_the_document() -> None:
    places = ["page 4", "action 10", "2.10", "action 7, mesure 2", "2.9", "1", "2.9 (texte)"]
    assert sorted(places, key=place_rank) == [
        "1",
        "2.9",
        "2.9 (texte)",
        "2.10",
        "action 7, mesure 2",
        "action 10",
        "page 4",
    ]


def test_istres_is_verified_whole() -> None:
    rows = verify(read_pack(PACK), shipped_breaks())
    seen = {(row.objet, row.nature): row.verdict for row in rows}
    assert {objet for (objet, _), verdict in seen.items() if verdict is V.FAUX} == {
        "tableaux/allo-quietude#total/2014",
        "tableaux/domiciliation#total/2015",
        "tableaux/domiciliation#total/2016",
        "chiffres#cve-etablissements",
    }
    assert {objet for (objet, _), verdict in seen.items() if verdict is V.CONTREDIT} == {
        "chiffres#generale-9m",
        "chiffres#maisons-departement",
        "chiffres#mineurs-proximite-poussee",
    }
    assert seen["chiffres#non-reiterants-2015", "Chiffre"] is V.ARRONDI
    assert seen["tableaux/domiciliation#istres/part", "Tableau"] is V.TRONQUE
    assert seen["chiffres#taux-2011-2015", "Sens"] is V.NON_COMPARABLE
    assert sum(count_verdicts(rows).values()) == len(rows)


# -- the page --------------------------------------------------------------------------------


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def text_of(client: Client, query: str = "") -> str:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u202f", " ").split())


def print_some() -> None:
    tabulate()
    figure("a", valeur=190, unite="faits")
    figure("b", valeur=133, unite="faits", lieu="2.5")
    claim("vols", de="a", a="b", sens="hausse", lieu="2.5")


@pytest.mark.django_db
class TestPage:
    @pytest.mark.parametrize("role", sorted(ROLES_CONTENU))
    def test_who_sees_content_reads_the_verdicts(self, role: Role) -> None:
        print_some()
        page = text_of(client_of(role))
        assert "Contredit" in page and "−30 %" in page

    def test_the_technical_administrator_finds_nothing(self) -> None:
        print_some()
        assert client_of(Role.ADMINISTRATEUR).get(PAGE).status_code == 404

    def test_a_draft_is_not_verified_for_a_reader(self) -> None:
        make_strategie("essai", etat="projet")
        print_some()
        client = client_of(Role.LECTEUR)
        for query in ("", "?recueil=essai", "?recueil=essai&export=csv"):
            assert "Chiffre a" not in client.get(PAGE + query).content.decode()

    def test_verdicts_and_parts_filter(self, client_coordonnateur: Client) -> None:
        print_some()
        page = text_of(client_coordonnateur, "?verdict=contredit")
        assert "1 résultat" in page and "Évolution vols" in page
        assert "Chiffre a" not in page
        page = text_of(client_coordonnateur, "?partie=2.1&verdict=donne")
        assert "Chiffre a" in page and "Chiffre b" not in page

    def test_rows_sort_in_the_order_of_the_document(self, client_coordonnateur: Client) -> None:
        make_strategie("essai")
        figure("a", lieu="2.10")
        figure("b", lieu="2.9")
        for query in ("", "?tri=partie", "?tri=verdict", "?tri=libelle", "?tri=nature"):
            assert "Chiffre b" in text_of(client_coordonnateur, query)

    def test_every_row_is_exported(self, client_coordonnateur: Client) -> None:
        print_some()
        answer = client_coordonnateur.get(f"{PAGE}?export=csv")
        rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[0][:4] == ["Partie", "Nature", "Ce qui est imprimé", "Publié"]
        assert len(rows) == 6 and {len(row) for row in rows} == {7}

    def test_without_a_document_it_says_where_figures_come_from(
        self, client_coordonnateur: Client
    ) -> None:
        assert "quietude pack load" in text_of(client_coordonnateur)

    def test_the_page_of_the_document_leads_here(self, client_coordonnateur: Client) -> None:
        print_some()
        page = client_coordonnateur.get("/diagnostic/document/").content.decode()
        assert f"{PAGE}?recueil=essai" in page

    def test_a_table_that_makes_no_sense_does_not_hide_the_others(
        self, client_coordonnateur: Client
    ) -> None:
        print_some()
        tabulate("illisible", contenu={"lignes": 3})
        assert "Vols constatés" in text_of(client_coordonnateur)

    def test_the_number_of_queries_does_not_grow(self, client_coordonnateur: Client) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                text_of(client_coordonnateur)
            return len(seen)

        print_some()
        first = queries()
        for rank in range(4):
            figure(f"c{rank}", lieu=f"3.{rank}")
            tabulate(f"t{rank}", lieu=f"4.{rank}")
            claim(f"d{rank}", de="a", a=f"c{rank}", sens="hausse")
        assert queries() == first
