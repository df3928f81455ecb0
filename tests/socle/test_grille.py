"""Tables: order, pages, count, exports."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models.functions import Upper
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import mark_safe
from openpyxl import load_workbook

from quietude.partenaires.enums import NatureOrganisation
from quietude.partenaires.models import Organisation
from quietude.socle.grille import Colonne, Grille, display


@dataclass
class Action:
    titre: str
    budget: int | None = None


ACTIONS = [Action("Zone", 3), Action("école", None), Action("Écluse", 10), Action("abri", 2)]
COLONNES = [
    Colonne("titre", "Titre", tri="titre", lien=lambda action: f"/{action.titre}/"),
    Colonne("budget", "Budget", tri="budget", nombre=True),
]


def grille(query: str = "", rows: Any = ACTIONS, **options: Any) -> Grille:
    columns = options.pop("colonnes", COLONNES)
    return Grille(RequestFactory().get(f"/fiches/?{query}"), rows, columns, **options)


def titles(table: Grille) -> list[str]:
    return [action.titre for action in table.page]


def html(table: Grille, slot: str = "") -> str:
    source = '{% cotton grille :grille="grille" %}' + slot + "{% endcotton %}"
    return Template(source).render(Context({"grille": table}))


def test_text_is_sorted_without_accents() -> None:
    assert titles(grille("tri=titre")) == ["abri", "Écluse", "école", "Zone"]
    assert titles(grille("tri=-titre")) == ["Zone", "école", "Écluse", "abri"]


def test_missing_values_stay_last_in_both_orders() -> None:
    assert titles(grille("tri=budget")) == ["abri", "Zone", "Écluse", "école"]
    assert titles(grille("tri=-budget")) == ["Écluse", "Zone", "abri", "école"]


def test_unknown_sort_is_ignored() -> None:
    assert titles(grille("tri=mot_de_passe")) == [action.titre for action in ACTIONS]


def test_default_sort_gives_way_to_the_reader() -> None:
    assert titles(grille(tri="-titre"))[0] == "Zone"
    assert titles(grille("tri=titre", tri="-titre"))[0] == "abri"


@pytest.mark.usefixtures("systeme")
def test_queryset_text_is_sorted_without_accents() -> None:
    for name in ("Zone", "École", "Abri", "écluse"):
        Organisation.objects.create(
            code=f"essai-{name.encode().hex()}", nom=name, nature=NatureOrganisation.ASSOCIATION
        )
    columns = [Colonne("nom", "Nom", tri="nom")]
    table = grille("tri=nom", Organisation.objects.all(), colonnes=columns)
    assert [o.nom for o in table.page] == ["Abri", "écluse", "École", "Zone"]


@pytest.mark.usefixtures("systeme")
@pytest.mark.parametrize("rows", [1, 4])
def test_queryset_costs_two_queries(rows: int, django_assert_num_queries: Any) -> None:
    for rank in range(rows):
        Organisation.objects.create(
            code=f"essai-{rank}", nom=f"Essai {rank}", nature=NatureOrganisation.ASSOCIATION
        )
    table = grille(
        "tri=nom", Organisation.objects.all(), colonnes=[Colonne("nom", "Nom", tri="nom")]
    )
    with django_assert_num_queries(2):
        html(table)


def test_pages_are_links_that_keep_the_filters() -> None:
    table = grille("etat=en-cours&tri=titre&page=2", par_page=1)
    assert titles(table) == ["Écluse"]
    assert table.suivante == "?etat=en-cours&tri=titre&page=3"
    assert table.compte == "4 résultats, page 2 sur 4"


@pytest.mark.parametrize("page", ["0", "99", "x", ""])
def test_page_out_of_range_still_answers(page: str) -> None:
    assert titles(grille(f"page={page}", par_page=2))


def test_sorting_goes_back_to_the_first_page() -> None:
    header = next(iter(grille("tri=titre&page=2", par_page=1).entetes))
    assert header["etat"] == "ascending"
    assert header["adresse"] == "?tri=-titre"


def test_table_says_its_order_and_count_to_assistive_tools() -> None:
    text = html(grille("tri=-budget", legende="Actions"))
    assert text.count("aria-sort=") == 1
    assert 'aria-sort="descending"' in text
    assert 'data-annonce="4 résultats"' in text
    assert '<caption class="visually-hidden">Actions</caption>' in text
    assert '<a href="/Zone/">Zone</a>' in text


def test_empty_table_says_what_to_do() -> None:
    assert "Ajoutez une fiche" in html(grille(rows=[]), "<p>Ajoutez une fiche</p>")
    assert grille(rows=[]).compte == "Aucun résultat"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "—"),
        ("", "—"),
        (True, "Oui"),
        (1234.5, "1\u202f234,5"),
        (Decimal("3.10"), "3,1"),
        (date(2026, 11, 1), "01/11/2026"),
        (datetime(2026, 1, 1, 12, 0, tzinfo=UTC), "1er\u00a0janvier 2026 à 13\u00a0h\u00a000"),
        (["a"], "['a']"),
    ],
)
def test_cell_reads_in_french(value: object, shown: str) -> None:
    assert display(value) == shown


EXPORTED = [
    {"a": '=HYPERLINK("http://a.example")', "b": Decimal("-1.5"), "c": date(2026, 11, 1)},
    {"a": 'Éd; "x"\nfin\x00', "b": None, "c": datetime(2026, 7, 1, 22, 30, tzinfo=UTC)},
    {"a": mark_safe("<b>gras</b>"), "b": 2.5, "c": True},
]
EXPORT_COLONNES = [Colonne("a", "Texte"), Colonne("b", "Nombre"), Colonne("c", "Date")]


def exported(kind: str) -> Any:
    table = grille(
        f"export={kind}&page=2", EXPORTED, colonnes=EXPORT_COLONNES, par_page=1, nom="É x"
    )
    assert table.format_demande == kind
    response = table.exporter()
    assert response["Content-Disposition"].startswith('attachment; filename="e-x-20')
    return response.content


def test_csv_holds_every_row_and_no_formula() -> None:
    content = exported("csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Texte", "Nombre", "Date"],
        ['\'=HYPERLINK("http://a.example")', "-1,5", "01/11/2026"],
        ['Éd; "x"\nfin', "", "02/07/2026 00:30"],
        ["gras", "2,5", "Oui"],
    ]


def test_xlsx_cells_have_their_type_and_no_formula() -> None:
    sheet = load_workbook(io.BytesIO(exported("xlsx"))).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C4"
    assert [cell.font.bold for cell in sheet[1]] == [True] * 3
    assert sheet["A2"].value == '=HYPERLINK("http://a.example")'
    assert sheet["A2"].data_type == "s"
    assert sheet["B2"].value == -1.5
    assert sheet["C2"].is_date
    assert sheet["C3"].value == datetime(2026, 7, 2, 0, 30)


def test_unknown_export_is_ignored() -> None:
    assert grille("export=exe").format_demande == ""


def test_column_follows_paths_keys_and_methods() -> None:
    row = {"pilote": Action("École"), "rien": None}
    assert Colonne("pilote", "Pilote", valeur="pilote.titre.upper").value_of(row) == "ÉCOLE"
    assert Colonne("x", "X", valeur="rien.nom").value_of(row) is None


def test_list_is_sorted_on_the_value_when_the_object_lacks_the_name() -> None:
    columns = [Colonne("nom", "Nom", valeur=lambda action: action.titre, tri="inconnu")]
    assert titles(grille("tri=nom", colonnes=columns))[0] == "abri"


@pytest.mark.usefixtures("systeme")
def test_queryset_is_sorted_on_an_annotation() -> None:
    for name in ("b", "A"):
        Organisation.objects.create(
            code=f"essai-{name.lower()}", nom=name, nature=NatureOrganisation.ASSOCIATION
        )
    columns = [
        Colonne("nom", "Nom", tri="autre"),
        Colonne("rang", "Rang", tri="pk", nombre=True),
    ]
    rows = Organisation.objects.annotate(autre=Upper("nom"))
    assert [o.nom for o in grille("tri=nom", rows, colonnes=columns).page] == ["A", "b"]
    assert [o.nom for o in grille("tri=-rang", rows, colonnes=columns).page] == ["A", "b"]


def test_table_links_to_its_exports_and_its_filters() -> None:
    table = grille("etat=clos&tri=titre&page=2")
    assert table.exports[0] == ("Classeur (XLSX)", "?etat=clos&tri=titre&export=xlsx")
    assert 'form="filtres-fiches"' in html(grille("tri=titre", nom="fiches"))


def test_status_cell_says_its_word() -> None:
    columns = [Colonne("titre", "Titre", ton=lambda action: "succes")]
    assert '<span class="q-statut q-statut-succes">Zone</span>' in html(
        grille(colonnes=columns)
    )
