"""The demonstration shows an adopted year, which anyone reads, and a year under way."""

from django.test import Client

from quietude.evaluation.demo import ADOPTEE, EN_COURS, create_demo_evaluations
from quietude.evaluation.models import EvaluationAnnuelle
from tests.strategie.factories import make_strategie


def test_two_years_are_made_once(client: Client, db: None) -> None:
    make_strategie("essai")
    for _ in range(2):
        create_demo_evaluations()
    rows = dict(EvaluationAnnuelle.objects.values_list("annee", "etat"))
    assert rows == {ADOPTEE: "publiee", EN_COURS: "ouverte"}
    assert client.get(f"/evaluation/publique/essai/{ADOPTEE}/").status_code == 200


def test_a_town_without_strategy_has_none(db: None) -> None:
    create_demo_evaluations()
    assert not EvaluationAnnuelle.objects.exists()
