"""The public pages: without an account, without a cookie, gone at once when withdrawn."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.evaluation.actions.annuelle import publish_evaluation, unpublish_evaluation
from quietude.evaluation.enums import EtatEvaluation
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.photo import Photo
from quietude.evaluation.photographie import freeze, seal
from tests.conftest import make_user
from tests.evaluation.annuelles import ANNEE, make_evaluation
from tests.evaluation.test_publication import make_everything
from tests.strategie.factories import make_strategie

pytestmark = pytest.mark.django_db


def make_adopted(photo: Photo | None = None, **fields: Any) -> EvaluationAnnuelle:
    copie = freeze(photo or make_everything())
    return make_evaluation(
        make_strategie("essai", titre="Stratégie fictive"),
        etat=EtatEvaluation.ADOPTEE,
        copie=copie,
        empreinte=seal(copie),
        synthese="Une **synthèse** relue.",
        propositions="- Une proposition",
        **fields,
    )


def url(name: str = "publique", annee: int = ANNEE) -> str:
    return reverse(f"evaluation:{name}", args=["essai", annee])


@pytest.fixture
def publiee() -> EvaluationAnnuelle:
    return publish_evaluation(actor=None, evaluation=make_adopted())


def said(response: Any) -> str:
    text: str = response.content.decode()
    return text


@pytest.mark.parametrize("name", ["publique", "publique_donnees"])
def test_only_a_published_year_is_found(name: str, client: Client) -> None:
    assert client.get(url(name)).status_code == 404
    evaluation = make_adopted()
    assert client.get(url(name)).status_code == 404
    publish_evaluation(actor=None, evaluation=evaluation)
    assert client.get(url(name)).status_code == 200
    unpublish_evaluation(actor=None, evaluation=evaluation)
    assert client.get(url(name)).status_code == 404


def test_a_browser_that_kept_the_page_loses_it_with_the_withdrawal(
    publiee: EvaluationAnnuelle, client: Client
) -> None:
    first = client.get(url())
    assert "no-cache" in first["Cache-Control"] and "max-age" not in first["Cache-Control"]
    again = {"If-None-Match": first["ETag"]}
    assert client.get(url(), headers=again).status_code == 304
    unpublish_evaluation(actor=None, evaluation=publiee)
    assert client.get(url(), headers=again).status_code == 404


def test_a_text_let_out_changes_the_page_that_was_kept(client: Client) -> None:
    evaluation = make_adopted()
    publish_evaluation(actor=None, evaluation=evaluation)
    kept = client.get(url())
    assert "synthèse relue" not in said(kept)
    unpublish_evaluation(actor=None, evaluation=evaluation)
    publish_evaluation(actor=None, evaluation=evaluation, synthese=True)
    assert client.get(url(), headers={"If-None-Match": kept["ETag"]}).status_code == 200


@pytest.mark.parametrize("name", ["publiques", "publique", "publique_donnees"])
def test_no_cookie_is_set_and_archives_keep_nothing(
    name: str, publiee: EvaluationAnnuelle, client: Client
) -> None:
    address = reverse("evaluation:publiques") if name == "publiques" else url(name)
    response = client.get(address)
    assert not response.cookies
    assert response["X-Robots-Tag"] == "noarchive"


def test_the_page_is_the_same_for_who_is_signed_in(
    publiee: EvaluationAnnuelle, client: Client, coordonnateur: Utilisateur
) -> None:
    alone = said(client.get(url()))
    client.force_login(coordonnateur)
    assert said(client.get(url())) == alone
    assert coordonnateur.nom not in alone


def test_the_page_tells_the_year_and_how_to_use_its_data(
    publiee: EvaluationAnnuelle, client: Client
) -> None:
    text = said(client.get(url()))
    for told in (
        "Évaluation 2025, Valmont",
        "1er\u00a0mars 2026",
        "Série 1",
        "Action fictive 1",
        "Registre fictif",
        "Conseil plénier",
        "9\u202f000\u00a0€",
        "Licence Ouverte 2.0",
        "<code>valeur</code>",
        url("publique_donnees"),
    ):
        assert told in text
    for hidden in ("Bailleur", "Commentaire", "Police", "Note", "Mairie"):
        assert hidden not in text


def test_the_data_are_a_file_named_after_the_year(
    publiee: EvaluationAnnuelle, client: Client
) -> None:
    response = client.get(url("publique_donnees"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="evaluation-essai-2025.csv"'
    assert said(response).startswith("strategie,annee,")


def test_a_copy_that_somebody_touched_is_not_shown(client: Client) -> None:
    evaluation = make_adopted(photo=None)
    publish_evaluation(actor=None, evaluation=evaluation)
    assert client.get(url()).status_code == 200
    touched = freeze(make_everything())
    copie = {**touched, "ville": "Ailleurs"}
    make_evaluation(
        evaluation.strategie,
        annee=2024,
        etat=EtatEvaluation.PUBLIEE,
        copie=copie,
        empreinte=seal(touched),
    )
    assert client.get(url(annee=2024)).status_code == 404


def test_the_list_names_published_years_only(
    publiee: EvaluationAnnuelle, client: Client
) -> None:
    make_evaluation(publiee.strategie, annee=2024, etat=EtatEvaluation.ADOPTEE)
    text = said(client.get(reverse("evaluation:publiques")))
    assert "Évaluation 2025" in text and "Évaluation 2024" not in text


def test_an_empty_list_says_so(client: Client) -> None:
    assert "Aucune évaluation n’est publiée" in said(
        client.get(reverse("evaluation:publiques"))
    )


def test_the_page_costs_the_same_whatever_it_holds(
    publiee: EvaluationAnnuelle, client: Client
) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(url())
    assert len(queries) == 2  # its mark, then itself


# -- publishing -------------------------------------------------------------------------------


def test_publishing_asks_which_texts_go_out(client_coordonnateur: Client) -> None:
    evaluation = make_adopted()
    address = reverse("evaluation:annuelle_publier", args=[ANNEE])
    page = said(client_coordonnateur.get(address))
    assert "chiffres tirés de suivis individuels" in page
    assert "<strong>synthèse</strong> relue" in page and "Une proposition" in page
    client_coordonnateur.post(address, {"propositions": "on"})
    evaluation.refresh_from_db()
    assert evaluation.etat == EtatEvaluation.PUBLIEE
    assert (evaluation.synthese_publique, evaluation.propositions_publiques) == (False, True)


def test_a_text_never_written_is_not_asked_about(client_coordonnateur: Client) -> None:
    make_evaluation(make_strategie("essai"), etat=EtatEvaluation.ADOPTEE)
    page = said(client_coordonnateur.get(reverse("evaluation:annuelle_publier", args=[ANNEE])))
    assert 'name="synthese"' not in page and 'name="propositions"' not in page


def test_withdrawing_forgets_which_texts_were_out() -> None:
    evaluation = make_adopted()
    publish_evaluation(actor=None, evaluation=evaluation, synthese=True, propositions=True)
    unpublish_evaluation(actor=None, evaluation=evaluation)
    evaluation.refresh_from_db()
    assert not evaluation.synthese_publique and not evaluation.propositions_publiques


@pytest.mark.parametrize("role", set(Role) - {Role.COORDONNATEUR})
def test_only_the_coordinator_publishes(role: Role) -> None:
    make_adopted()
    client = Client()
    client.force_login(make_user(role))
    address = reverse("evaluation:annuelle_publier", args=[ANNEE])
    assert client.post(address, {}).status_code == 404
