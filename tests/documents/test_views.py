"""Pages of the documents: who sees what, progress, download, mistakes that cost nothing."""

from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.documents.enums import EtatDocument, Format
from quietude.documents.models import DocumentProduit
from quietude.documents.production import run_document
from tests.conftest import make_user
from tests.documents.factories import request
from tests.documents.test_actions import put

pytestmark = pytest.mark.django_db

PAGES = ("document", "fichier", "supprimer")


def client_of(user: Utilisateur) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, document: DocumentProduit) -> str:
    return reverse(f"documents:{name}", args=[document.pk])


def ready(owner: Utilisateur, format: Format = Format.PDF) -> DocumentProduit:
    document = request(owner, format=format)
    run_document(document.pk)
    document.refresh_from_db()
    return document


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", ["liste", "demander"])
def test_list_and_request_open_to_roles_that_see_content(role: Role, name: str) -> None:
    response = client_of(make_user(role)).get(reverse(f"documents:{name}"))
    assert response.status_code == (200 if role in ROLES_CONTENU else 404)


@pytest.mark.parametrize("name", PAGES)
def test_document_of_someone_else_does_not_exist(name: str) -> None:
    document = ready(make_user(Role.PARTENAIRE))
    assert client_of(make_user(Role.ELU)).get(url(name, document)).status_code == 404
    assert client_of(make_user(Role.COORDONNATEUR)).get(url(name, document)).status_code == 200


@pytest.mark.parametrize("name", ["relancer", "supprimer"])
def test_write_on_the_document_of_someone_else_is_not_found(name: str) -> None:
    document = ready(make_user(Role.PARTENAIRE))
    assert client_of(make_user(Role.ELU)).post(url(name, document)).status_code == 404
    assert DocumentProduit.objects.filter(pk=document.pk).exists()


def test_anonymous_reader_is_sent_to_sign_in() -> None:
    response = Client().get(reverse("documents:liste"))
    assert response.status_code == 302
    assert "/compte/" in response["Location"]


def test_empty_list_says_what_to_do(client_coordonnateur: Client) -> None:
    page = client_coordonnateur.get(reverse("documents:liste")).content.decode()
    assert "Aucun document" in page
    assert reverse("documents:demander") in page


def test_list_shows_who_when_size_and_state(coordonnateur: Utilisateur) -> None:
    document = ready(coordonnateur)
    page = client_of(coordonnateur).get(reverse("documents:liste")).content.decode()
    for shown in (
        "Rapport d&#x27;été",
        "PDF",
        coordonnateur.nom,
        "Prêt",
        url("document", document),
    ):
        assert shown in page


def test_list_is_exported_with_typed_sizes(coordonnateur: Utilisateur) -> None:
    document = ready(coordonnateur)
    response = client_of(coordonnateur).get(reverse("documents:liste") + "?export=csv")
    assert str(document.taille) in response.content.decode("utf-8-sig")


def test_list_costs_the_same_for_one_and_four_rows(coordonnateur: Utilisateur) -> None:
    client = client_of(coordonnateur)
    counts = []
    for extra in (1, 3):
        for _ in range(extra):
            request(coordonnateur)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("documents:liste"))
        counts.append(len(queries))
        assert not any('"contenu"' in query["sql"] for query in queries)
    assert counts[0] == counts[1]


def test_request_leads_to_the_page_of_the_document(client_coordonnateur: Client) -> None:
    data = {"recette": "essai", "choix": "tout", "format": "docx"}
    response = client_coordonnateur.post(reverse("documents:demander"), data)
    document = DocumentProduit.objects.get()
    assert (response.status_code, response["Location"]) == (302, url("document", document))
    assert (document.format, document.parametres) == ("docx", {"de": "tout"})


def test_request_with_a_mistake_keeps_what_was_chosen(client_coordonnateur: Client) -> None:
    data = {"recette": "essai", "choix": "tout", "format": "odt"}
    response = client_coordonnateur.post(reverse("documents:demander"), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Choisissez un format de la liste." in page
    assert '<option value="tout" selected' in page
    assert not DocumentProduit.objects.exists()


def test_choice_offered_to_others_only_is_refused(client_coordonnateur: Client) -> None:
    data = {"recette": "essai", "choix": "agents", "format": "pdf"}
    response = client_coordonnateur.post(reverse("documents:demander"), data)
    assert response.status_code == 422
    assert not DocumentProduit.objects.exists()


def test_unknown_recipe_is_not_found(client_coordonnateur: Client) -> None:
    response = client_coordonnateur.post(reverse("documents:demander"), {"recette": "x"})
    assert response.status_code == 404


def test_link_to_one_recipe_fills_the_form_in(client_coordonnateur: Client) -> None:
    query = "?recette=essai&choix=panne&format=docx"
    page = client_coordonnateur.get(reverse("documents:demander") + query).content.decode()
    assert '<option value="panne" selected' in page
    assert page.count('name="recette"') == 1
    radio = page.split('value="docx"')[1].split(">")[0]
    assert "checked" in radio


def test_page_asks_again_each_second_until_it_is_done(coordonnateur: Utilisateur) -> None:
    client = client_of(coordonnateur)
    document = request(coordonnateur)
    page = client.get(url("document", document)).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "Actualiser" in page
    run_document(document.pk)
    page = client.get(url("document", document)).content.decode()
    assert "hx-trigger" not in page
    assert url("fichier", document) in page


def test_fragment_equals_its_part_of_the_page(coordonnateur: Utilisateur) -> None:
    client = client_of(coordonnateur)
    document = ready(coordonnateur)
    page = client.get(url("document", document)).content.decode()
    fragment = client.get(url("document", document), headers={"HX-Request": "true"})
    assert fragment.content.decode().strip() in page
    assert fragment["Cache-Control"].startswith("max-age=0")


def test_page_of_one_costs_few_queries_and_never_the_file(coordonnateur: Utilisateur) -> None:
    client = client_of(coordonnateur)
    document = ready(coordonnateur)
    with CaptureQueriesContext(connection) as queries:
        client.get(url("document", document))
    assert len(queries) == 3  # session, reader, document
    assert not any('"contenu"' in query["sql"] for query in queries)


@pytest.mark.parametrize("format", Format)
def test_download_has_its_type_and_a_readable_name(
    coordonnateur: Utilisateur, format: Format
) -> None:
    document = ready(coordonnateur, format)
    response = client_of(coordonnateur).get(url("fichier", document))
    assert response["Content-Type"] == format.content_type
    assert response["Cache-Control"] == "private, no-store"
    assert response.content == bytes(document.contenu or b"")
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    name = unquote(disposition.split("''")[1])
    assert name.startswith("Rapport d'été tout (")
    assert name.endswith(f").{format}")


def test_file_not_ready_is_not_found(coordonnateur: Utilisateur) -> None:
    document = request(coordonnateur)
    assert client_of(coordonnateur).get(url("fichier", document)).status_code == 404


def test_failure_is_explained_and_can_be_retried(coordonnateur: Utilisateur) -> None:
    client = client_of(coordonnateur)
    document = request(coordonnateur, de="panne")
    run_document(document.pk)
    page = client.get(url("document", document)).content.decode()
    assert "La production a échoué" in page
    assert "Relancer" in page
    assert client.post(url("relancer", document))["Location"] == url("document", document)
    document.refresh_from_db()
    assert document.etat == EtatDocument.EN_ATTENTE


def test_production_that_stands_still_can_be_retried(coordonnateur: Utilisateur) -> None:
    document = put(request(coordonnateur), EtatDocument.EN_COURS, minutes=11)
    page = client_of(coordonnateur).get(url("document", document)).content.decode()
    assert "n’avance plus" in page
    assert "Relancer" in page


def test_retry_of_a_ready_document_is_refused_in_words(coordonnateur: Utilisateur) -> None:
    document = ready(coordonnateur)
    response = client_of(coordonnateur).post(url("relancer", document))
    assert response.status_code == 403
    assert "rien à relancer" in response.content.decode()


def test_delete_asks_before(coordonnateur: Utilisateur) -> None:
    client = client_of(coordonnateur)
    document = ready(coordonnateur)
    page = client.get(url("supprimer", document)).content.decode()
    assert "ne pourra plus être" in page
    assert DocumentProduit.objects.exists()
    response = client.post(url("supprimer", document), follow=True)
    assert "Document supprimé." in response.content.decode()
    assert not DocumentProduit.objects.exists()


@pytest.mark.parametrize("name", ["relancer", "fichier", "liste"])
def test_wrong_method_is_refused(coordonnateur: Utilisateur, name: str) -> None:
    document = ready(coordonnateur)
    address = reverse("documents:liste") if name == "liste" else url(name, document)
    client = client_of(coordonnateur)
    response = client.get(address) if name == "relancer" else client.post(address)
    assert response.status_code == 405
