"""A split as a table: what no row bears is zero of what is counted, nothing of a mean."""

from typing import Any

import pytest
from django.core.cache import caches

from quietude.comptes.enums import Role
from quietude.evaluation.valeurs import read_lots
from quietude.evaluation.ventilation import LigneVentilee, split_of
from quietude.indicateurs.memoire import ALIAS
from tests.conftest import make_user
from tests.evaluation.indicateurs import A2023, A2024, SEANCES, Ville, make_ville


@pytest.fixture
def ville(db: None) -> Ville:
    caches[ALIAS].clear()
    return make_ville()


def table(ville: Ville, **source: Any) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """Heads, and the words of each line by its label."""
    row = ville.indicateur(**source)
    [lecture] = read_lots(make_user(Role.AGENT), [(row, (A2023, A2024))])
    found = split_of(lecture, additive=False)
    assert found is not None
    return found.tetes, {line.libelle: words(line) for line in found.lignes}


def words(line: LigneVentilee) -> list[str]:
    return [cell.texte for cell in line.cellules]


def test_over_time_a_part_that_a_year_lacks_is_zero_there(ville: Ville) -> None:
    heads, lines = table(ville, mesure=f"{SEANCES}.lignes", par=["theme"])
    assert heads == ("2023", "2024")
    assert lines == {"Route": ["2", "3"], "Ecrans": ["0", "2"]}


def test_a_pair_that_no_row_bears_is_zero_of_what_is_counted(ville: Ville) -> None:
    heads, lines = table(ville, mesure=f"{SEANCES}.lignes", par=["theme", "public"])
    assert dict(zip(heads, lines["Ecrans"], strict=True))["non dit"] == "0"


def test_of_a_mean_such_a_pair_says_nothing_rather_than_zero(ville: Ville) -> None:
    heads, lines = table(ville, mesure=f"{SEANCES}.duree", par=["theme", "public"])
    assert dict(zip(heads, lines["Ecrans"], strict=True))["non dit"] == "sans objet"


def test_of_a_rate_within_each_part_it_says_nothing_either(ville: Ville) -> None:
    rapport = {"mesure": f"{SEANCES}.lignes", "par_part": True}
    heads, lines = table(
        ville, mesure=f"{SEANCES}.personnes", par=["theme", "public"], rapport=rapport
    )
    assert dict(zip(heads, lines["Ecrans"], strict=True))["non dit"] == "sans objet"
