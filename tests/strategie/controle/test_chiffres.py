from datetime import date
from typing import Any

import pytest

from quietude.observatoire.pack import PackChiffres, PackTableau
from tests.strategie.controle.petit_pack import trouvailles

NEUF_MOIS_2015 = {"debut": date(2015, 1, 1), "fin": date(2015, 9, 30)}
NEUF_MOIS_2016 = {"debut": date(2016, 1, 1), "fin": date(2016, 9, 30)}
ANNEE_2015 = {"debut": date(2015, 1, 1), "fin": date(2015, 12, 31)}


def chiffres(before: Any, after: Any, first: Any = None, **claim: Any) -> PackChiffres:
    rows = [
        {"code": "a", "grandeur": "faits", "libelle": "Faits", "valeur": before, "lieu": "2.1",
         "periode": first or NEUF_MOIS_2015},
        {"code": "b", "grandeur": "faits", "libelle": "Faits", "valeur": after, "lieu": "2.1",
         "periode": NEUF_MOIS_2016},
    ]  # fmt: skip
    said = {"code": "c", "libelle": "Faits", "lieu": "2.1", "de": "a", "a": "b", **claim}
    return PackChiffres.model_validate({"chiffres": rows, "affirmations": [said]})


@pytest.mark.parametrize(
    ("before", "after", "sens", "codes"),
    [
        (1222, 1423, "stable", {"AFF-SENS"}),  # + 16 % on large counts is no stability
        (223, 223, "stable", set()),
        (16, 18, "stable", set()),
        (60, 84, "baisse", {"AFF-SENS", "AFF-INCERTAIN"}),
        (190, 133, "baisse", set()),
        (16, 29, "hausse", {"AFF-INCERTAIN"}),  # p = 0.07: chance alone could do it
    ],
)
def test_a_comment_is_weighed_against_its_figures(
    before: int, after: int, sens: str, codes: set[str]
) -> None:
    sheet = chiffres(before, after, sens=sens)
    found = {code for code in ("AFF-SENS", "AFF-INCERTAIN") if trouvailles(code, sheet)}
    assert found == codes


def test_what_is_counted_one_by_one_is_not_left_to_chance() -> None:
    events = chiffres(42603, 42937, sens="hausse")
    rows = [row.model_copy(update={"unite": "habitants"}) for row in events.chiffres]
    people = events.model_copy(update={"chiffres": rows})
    assert trouvailles("AFF-INCERTAIN", events)
    assert trouvailles("AFF-INCERTAIN", people) == []


@pytest.mark.parametrize(
    ("printed", "code"),
    [("-5.99", None), ("-5.9", "AFF-POURCENT"), ("-6", "AFF-POURCENT")],
)
def test_a_printed_change_is_recomputed(printed: str, code: str | None) -> None:
    sheet = chiffres(534, 502, pourcentage=printed)
    found = [c for c in ("AFF-POURCENT", "AFF-TRONQUE") if trouvailles(c, sheet)]
    assert found == ([code] if code else [])


def test_a_truncated_change_is_told_from_a_wrong_one() -> None:
    sheet = chiffres(151, 116, pourcentage="-23.17")
    (found,) = trouvailles("AFF-TRONQUE", sheet)
    assert "−23,18 %" in found.message
    assert trouvailles("AFF-POURCENT", sheet) == []


def test_periods_of_different_lengths_are_not_compared() -> None:
    sheet = chiffres(46, 18, first=ANNEE_2015, sens="baisse")
    (found,) = trouvailles("AFF-PERIODE", sheet)
    assert "compare 12 mois" in found.message
    assert trouvailles("AFF-INCERTAIN", sheet) == []


def test_two_values_for_one_quantity_are_found() -> None:
    rows = [
        {"code": f"c{hours}", "grandeur": "duree", "libelle": "Durée", "valeur": hours,
         "unite": "heures", "lieu": place}
        for hours, place in ((30, "mesure 3"), (15, "mesure 4"))
    ]  # fmt: skip
    (found,) = trouvailles("CH-DEUX-VALEURS", PackChiffres.model_validate({"chiffres": rows}))
    assert found.message == "Durée : 30 heures (mesure 3) et 15 heures (mesure 4)."


def test_a_percentage_without_numbers_is_said_not_recomputable() -> None:
    sheet = PackChiffres.model_validate(
        {"affirmations": [{"code": "x", "libelle": "Vols", "lieu": "2.5", "pourcentage": -25}]}
    )
    assert trouvailles("AFF-SANS-CHIFFRE", sheet)


def test_a_claim_about_an_unknown_figure_is_an_error() -> None:
    sheet = chiffres(1, 2, a="inconnu")
    assert "introuvable" in trouvailles("CH-INCONNU", sheet)[0].message


def calcule(value: Any, **calcul: Any) -> PackChiffres:
    rows = [
        {"code": code, "grandeur": code, "libelle": code, "valeur": figure, "lieu": "2.2"}
        for code, figure in (("seuls", 57), ("autres", 16), ("total", 73), ("nul", 0))
    ]
    last = {"code": "x", "grandeur": "x", "libelle": "Calculé", "valeur": value, "lieu": "2.2"}
    return PackChiffres.model_validate({"chiffres": [*rows, {**last, "calcul": calcul}]})


RAPPORT = {"type": "rapport", "numerateur": "seuls", "denominateur": "total"}


@pytest.mark.parametrize(
    ("value", "calcul", "code", "said"),
    [
        ("78.08", RAPPORT, None, ""),
        (78, {**RAPPORT, "decimales": 0}, None, ""),
        (781, {**RAPPORT, "echelle": 1000, "decimales": 0}, None, ""),
        ("79", {**RAPPORT, "decimales": 0}, "CH-CALCUL", "57 / 73 donne 78,08"),
        (
            780,
            {**RAPPORT, "echelle": 1000, "decimales": 0},
            "CH-CALCUL-TRONQUE",
            "donne 780,82",
        ),
        (73, {"type": "somme", "termes": ["seuls", "autres"]}, None, ""),
        (74, {"type": "somme", "termes": ["seuls", "autres"]}, "CH-CALCUL", "57 + 16 donne 73"),
        (41, {"type": "difference", "de": "autres", "a": "seuls"}, None, ""),
        (-41, {"type": "difference", "de": "autres", "a": "seuls"}, "CH-CALCUL", "57 − 16"),
        (57, {"type": "reprise", "de": "seuls"}, None, ""),
        (75, {"type": "reprise", "de": "seuls"}, "CH-CALCUL", "57 imprimé en 2.2"),
        (1, {**RAPPORT, "denominateur": "nul"}, None, ""),
    ],
)
def test_a_figure_is_computed_again_from_those_it_comes_from(
    value: Any, calcul: dict[str, Any], code: str | None, said: str
) -> None:
    sheet = calcule(value, **calcul)
    found = {name: trouvailles(name, sheet) for name in ("CH-CALCUL", "CH-CALCUL-TRONQUE")}
    assert [name for name, rows in found.items() if rows] == ([code] if code else [])
    assert all(said in row.message for rows in found.values() for row in rows)


def test_a_computation_from_an_unknown_figure_is_an_error() -> None:
    sheet = calcule(1, type="somme", termes=["seuls", "mineurs:total:2015"])
    assert (
        "« mineurs:total:2015 » est introuvable" in trouvailles("CH-INCONNU", sheet)[0].message
    )
    assert trouvailles("CH-CALCUL", sheet) == []


@pytest.mark.parametrize("unit", ["%", "pour mille"])
def test_a_share_is_no_count_even_when_it_is_whole(unit: str) -> None:
    sheet = chiffres(59, 73, sens="hausse")
    rows = [row.model_copy(update={"unite": unit}) for row in sheet.chiffres]
    assert trouvailles("AFF-INCERTAIN", sheet)
    assert trouvailles("AFF-INCERTAIN", sheet.model_copy(update={"chiffres": rows})) == []


def tableau(**fields: Any) -> PackTableau:
    values = {
        "code": "mineurs",
        "titre": "Mineurs",
        "lieu": "2.2.1",
        "colonnes": [
            {"code": "2014", "libelle": "2014", "periode": ANNEE_2015},
            {"code": "2015", "libelle": "2015", "periode": ANNEE_2015},
            {"code": "evol", "libelle": "Évolution"},
        ],
        "lignes": [
            {"code": "total", "libelle": "Total", "valeurs": {"2014": 571, "2015": 535}},
            {"code": "mineurs", "libelle": "Mineurs", "valeurs": {"2014": 126, "2015": 116}},
            {"code": "majeurs", "libelle": "Majeurs", "valeurs": {"2014": 445, "2015": 400}},
            {"code": "taux", "libelle": "Taux", "valeurs": {"2014": 22.06, "2015": 21.68}},
        ],
        "relations": [
            {"type": "somme", "cible": "total", "termes": ["mineurs", "majeurs"]},
            {
                "type": "rapport",
                "cible": "taux",
                "numerateur": "mineurs",
                "denominateur": "total",
            },
        ],
    }
    return PackTableau.model_validate({**values, **fields})


def test_a_wrong_total_is_found_with_its_gap() -> None:
    (found,) = trouvailles("TAB-SOMME", tableau())
    assert "les lignes donnent 516, le total imprimé est 535 (écart −19)" in found.message
    assert found.endroit == ("lignes", 0, "valeurs", "2015")


def test_a_truncated_rate_is_a_remark_and_a_rounded_one_is_nothing() -> None:
    (found,) = trouvailles("TAB-TRONQUE", tableau())
    assert "22,06 imprimé, 126 / 571 donne 22,07 arrondi" in found.message
    assert trouvailles("TAB-POURCENT", tableau()) == []


def test_a_relation_to_an_absent_row_is_an_error() -> None:
    wrong = tableau(relations=[{"type": "somme", "cible": "total", "termes": ["a", "mineurs"]}])
    assert (
        "« a » n'est ni une ligne ni une colonne"
        in trouvailles("TAB-RELATION", wrong)[0].message
    )


def test_a_claim_may_point_to_a_cell() -> None:
    sheet = PackChiffres.model_validate(
        {
            "affirmations": [
                {
                    "code": "x",
                    "libelle": "Mineurs",
                    "lieu": "2.2.1",
                    "de": "mineurs:mineurs:2014",
                    "a": "mineurs:mineurs:2015",
                    "sens": "hausse",
                }
            ]
        }
    )
    assert trouvailles("AFF-SENS", tableau(), sheet)


def test_a_change_printed_beside_each_year_is_computed_from_the_year_above() -> None:
    years = {"1999": (38993, None), "2008": (42603, 9.25), "2013": (42937, 0.9)}
    column = {"type": "progression", "cible": "evol", "de": "habitants"}
    sheet = tableau(
        colonnes=[
            {"code": "habitants", "libelle": "Habitants"},
            {"code": "evol", "libelle": "%"},
        ],
        lignes=[
            {"code": year, "libelle": year, "valeurs": {"habitants": n, "evol": printed}}
            if printed
            else {"code": year, "libelle": year, "valeurs": {"habitants": n}}
            for year, (n, printed) in years.items()
        ],
        relations=[
            {**column, "lignes": ["1999", "2008"]},
            {**column, "lignes": ["2013"], "decimales": 1},
        ],
    )
    assert "9,26" in trouvailles("TAB-TRONQUE", sheet)[0].message
    assert "0,9 imprimé, de 42 603 à 42 937 donne 0,8" in trouvailles("TAB-POURCENT", sheet)[
        0
    ].message.replace("\u202f", " ")
