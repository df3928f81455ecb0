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
