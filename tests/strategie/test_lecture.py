"""The tree, the list, the sheet, the texts: what is read, and by whom."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.journal.actions import acting
from quietude.strategie.arbre import LigneFiche, build_tree, missing_parts, plural, summarise
from quietude.strategie.enums import EtatFiche, EtatStrategie, RoleEngagement
from quietude.strategie.models import (
    Commentaire,
    FicheAction,
    Objectif,
    PartieProtocole,
    Strategie,
)
from tests.conftest import make_user
from tests.strategie import factories as make

pytestmark = pytest.mark.django_db
CODE = "/strategie/valmont-2025-2028/"
PAGES = [
    "/strategie/",
    CODE,
    f"{CODE}fiches/",
    f"{CODE}fiches/1/",
    f"{CODE}calendrier/",
    f"{CODE}partenaires/",
    f"{CODE}partenaires/mairie/",
    f"{CODE}texte/",
    f"{CODE}texte/chapitre-2-1/",
    f"{CODE}protocoles/essai/",
    "/mes-engagements/",
]


@pytest.fixture
def valmont() -> make.Valmont:
    town = make.make_valmont()
    make.make_tableau(town.strategie, make.make_chapitre(town.strategie, "2.1"))
    make.make_protocole(town.strategie, {town.mairie: ["Prêter un local."]}, code="essai")
    return town


def client_of(role: Role, **fields: object) -> Client:
    client = Client()
    client.force_login(make_user(role, **fields))
    return client


def text_of(client: Client, url: str, **headers: str) -> str:
    response = client.get(url, headers=headers or None)
    assert response.status_code == 200, url
    return response.content.decode()


class TestAccess:
    @pytest.mark.parametrize("url", PAGES)
    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATEUR}))
    def test_role_that_sees_content_reads(
        self, valmont: make.Valmont, role: Role, url: str
    ) -> None:
        assert client_of(role).get(url).status_code == 200

    @pytest.mark.parametrize("url", PAGES)
    def test_technical_administrator_finds_nothing(
        self, valmont: make.Valmont, url: str
    ) -> None:
        assert client_of(Role.ADMINISTRATEUR).get(url).status_code == 404

    @pytest.mark.parametrize("url", PAGES)
    def test_stranger_is_asked_to_sign_in(self, valmont: make.Valmont, url: str) -> None:
        response = Client().get(url)
        assert response.status_code == 302
        assert "/compte/" in response["Location"]

    @pytest.mark.parametrize("url", [page for page in PAGES if CODE in page])
    def test_reader_of_a_draft_gets_404(self, valmont: make.Valmont, url: str) -> None:
        with acting(None, "test"):
            Strategie.objects.update(etat=EtatStrategie.PROJET, adoptee_le=None)
        assert client_of(Role.LECTEUR).get(url).status_code == 404
        assert client_of(Role.PARTENAIRE).get(url).status_code == 200

    @pytest.mark.parametrize(
        "url",
        [
            "/strategie/inconnue/",
            f"{CODE}fiches/99/",
            f"{CODE}partenaires/inconnue/",
            f"{CODE}texte/inconnu/",
            f"{CODE}protocoles/inconnu/",
        ],
    )
    def test_unknown_address_gets_404(self, valmont: make.Valmont, url: str) -> None:
        assert client_of(Role.COORDONNATEUR).get(url).status_code == 404

    @pytest.mark.parametrize("url", PAGES)
    def test_reading_pages_refuse_a_post(self, valmont: make.Valmont, url: str) -> None:
        assert client_of(Role.COORDONNATEUR).post(url).status_code == 405

    def test_no_strategy_says_what_to_do(self) -> None:
        page = text_of(client_of(Role.COORDONNATEUR), "/strategie/")
        assert "quietude pack load" in page

    def test_only_draft_tells_the_reader_to_wait(self) -> None:
        make.make_strategie(etat=EtatStrategie.PROJET)
        page = text_of(client_of(Role.LECTEUR), "/strategie/")
        assert "pas encore adoptée" in page


class TestTree:
    def test_any_depth_and_vocabulary_is_shown(self, valmont: make.Valmont) -> None:
        page = text_of(client_of(Role.ELU), CODE)
        for words in ("Axe A", "Sous-axe A1", "Sous-axe A1a", "Sous-axe C"):
            assert words in page
        assert "Aucune action n’y est rattachée" in page  # axis B

    def test_objectives_without_parent_are_roots(self, valmont: make.Valmont) -> None:
        nodes = build_tree(
            valmont.strategie,
            list(valmont.strategie.objectifs.all()),
            [LigneFiche(row) for row in FicheAction.objects.with_pilots().with_parts()],
        )
        assert [node.objectif.numero for node in nodes] == ["A", "B", "C"]
        assert [node.total for node in nodes] == [2, 0, 2]
        assert nodes[0].enfants[0].enfants[0].titre_h == 4

    def test_missing_parts_are_said_in_words(self, valmont: make.Valmont) -> None:
        first, _, third, _ = FicheAction.objects.with_pilots().with_parts()
        assert missing_parts(first) == []
        assert missing_parts(third) == [
            "Sans pilote",
            "Sans indicateur d’activité",
            "Sans indicateur de résultat",
            "Sans calendrier",
        ]

    def test_pilot_of_a_measure_alone_is_not_a_pilot(self, valmont: make.Valmont) -> None:
        sheet = make.make_fiche(valmont.strategie, 5)
        make.engage(sheet, RoleEngagement.PILOTE, [valmont.mairie], make.make_mesure(sheet))
        read = FicheAction.objects.with_pilots().with_parts().get(pk=sheet.pk)
        assert "Sans pilote" in missing_parts(read)

    def test_sheets_given_up_do_not_weigh(self, valmont: make.Valmont) -> None:
        with acting(None, "test"):
            FicheAction.objects.filter(numero__in=[2, 3]).update(etat=EtatFiche.ABANDONNEE)
        summary = summarise(list(FicheAction.objects.with_pilots().with_parts()))
        assert (summary.fiches, summary.en_cours, summary.realisees) == (4, 1, 1)
        assert summary.avancement == 70
        assert summary.incompletes == 3

    def test_no_sheet_counts_zero(self) -> None:
        assert summarise([]).avancement == 0

    @pytest.mark.parametrize(
        ("label", "count", "said"),
        [
            ("Fiche action", 22, "fiches actions"),
            ("Fiche action", 1, "fiche action"),
            ("Projets", 3, "projets"),
            ("Action de l’axe", 3, "action de l’axe"),
        ],
    )
    def test_level_names_take_their_plural(self, label: str, count: int, said: str) -> None:
        assert plural(label, count) == said

    def test_coordinator_may_add_a_sheet_and_others_not(self, valmont: make.Valmont) -> None:
        assert "Nouvelle fiche" in text_of(client_of(Role.COORDONNATEUR), CODE)
        assert "Nouvelle fiche" not in text_of(client_of(Role.ELU), CODE)

    def test_strategy_without_objective_says_so(self) -> None:
        make.make_strategie("vide")
        assert "Aucun objectif" in text_of(client_of(Role.ELU), "/strategie/vide/")


class TestSheet:
    def test_councillor_reads_everything(self, valmont: make.Valmont) -> None:
        page = text_of(client_of(Role.ELU), f"{CODE}fiches/1/")
        for words in (
            "Apaiser la sortie des cours.",
            "<strong>disputes</strong>",
            "Mesure 1 : Points d&#x27;écoute",
            "par Article L. 0-2",
            "Collégiens, Familles",
            "Centre (Quartiers)",
            "Recruter les médiateurs",
            "En retard",
            "15\u202f000\xa0€",
            "9\u202f500\xa0€",
            "Incidents signalés",
            "2. Chantiers",
        ):
            assert words in page, words

    def test_link_is_read_from_the_other_end(self, valmont: make.Valmont) -> None:
        page = text_of(client_of(Role.ELU), f"{CODE}fiches/2/")
        assert "1. Médiation à la sortie du collège</a>\u202f: complète celle-ci" in page

    def test_empty_parts_are_folded_for_readers(self, valmont: make.Valmont) -> None:
        page = text_of(client_of(Role.ELU), f"{CODE}fiches/3/")
        assert 'id="financements"' not in page
        assert "Rien n’est écrit sous" in page

    def test_coordinator_sees_empty_parts_to_fill(self, valmont: make.Valmont) -> None:
        page = text_of(client_of(Role.COORDONNATEUR), f"{CODE}fiches/3/")
        assert 'id="financements"' in page
        assert "modifier/" in page

    @pytest.mark.parametrize("role", [Role.ELU, Role.AGENT, Role.PARTENAIRE, Role.LECTEUR])
    def test_others_have_no_edit_button(self, valmont: make.Valmont, role: Role) -> None:
        page = text_of(client_of(role), f"{CODE}fiches/1/")
        assert "/modifier/" not in page
        assert "Renseigner l’avancement" not in page

    def test_pilot_may_report_progress(self, valmont: make.Valmont) -> None:
        user = make_user(Role.PARTENAIRE)
        make.make_mandat(user, valmont.mairie)
        client = Client()
        client.force_login(user)
        assert "Renseigner l’avancement" in text_of(client, f"{CODE}fiches/1/")
        assert "Renseigner l’avancement" not in text_of(client, f"{CODE}fiches/2/")

    def test_last_comments_are_shown_and_withdrawn_ones_are_not(
        self, valmont: make.Valmont
    ) -> None:
        author = make_user(Role.AGENT)
        for text in ("Premier mot", "Deuxième mot"):
            make.write(Commentaire, fiche=valmont.fiches[0], auteur=author, texte=text)
        gone = {"texte": "Mot retiré", "retire_le": timezone.now()}
        make.write(Commentaire, fiche=valmont.fiches[0], auteur=author, **gone)
        page = text_of(client_of(Role.ELU), f"{CODE}fiches/1/")
        assert page.index("Deuxième mot") < page.index("Premier mot")
        assert "Mot retiré" not in page
        assert "Commentaires (2)" in page

    def test_measure_pilot_is_named_when_the_sheet_has_none(
        self, valmont: make.Valmont
    ) -> None:
        sheet = valmont.fiches[2]
        make.engage(sheet, RoleEngagement.PILOTE, [valmont.bailleur], make.make_mesure(sheet))
        page = text_of(client_of(Role.ELU), f"{CODE}fiches/3/")
        assert "À désigner" in page
        assert "Mesure 1 : Valmont Habitat" in page

    def test_queries_do_not_grow_with_rows(self, valmont: make.Valmont) -> None:
        client = client_of(Role.PARTENAIRE)
        furnish(valmont)
        once = queries_of(client, f"{CODE}fiches/1/")
        for _ in range(3):
            furnish(valmont)
        assert queries_of(client, f"{CODE}fiches/1/") == once
        assert once <= 26


def furnish(valmont: make.Valmont) -> None:
    """One more of everything on the first sheet."""
    sheet = valmont.fiches[0]
    mesure = make.make_mesure(sheet, instances=["cellule"])
    make.engage(sheet, RoleEngagement.PILOTE, [valmont.bailleur], mesure)
    make.make_reference(sheet, mesure=mesure)
    make.make_indicateur(sheet, mesure=mesure, fournisseur=valmont.mairie)
    make.make_jalon(sheet)
    make.make_financement(sheet)
    make.make_lien(sheet, vers=valmont.fiches[3])
    make.make_lien(valmont.fiches[2], vers=sheet)


class TestTexts:
    def test_contents_follow_the_numbers(self, valmont: make.Valmont) -> None:
        make.make_chapitre(valmont.strategie, "2.10", titre="Dix")
        make.make_chapitre(valmont.strategie, "2.9", titre="Neuf")
        page = text_of(client_of(Role.LECTEUR), f"{CODE}texte/")
        assert page.index("2.1 ") < page.index("2.9 Neuf") < page.index("2.10 Dix")

    def test_chapter_shows_text_and_tables(self, valmont: make.Valmont) -> None:
        make.make_chapitre(valmont.strategie, "3")
        page = text_of(client_of(Role.LECTEUR), f"{CODE}texte/chapitre-2-1/")
        assert "<strong>fictif</strong>" in page
        assert "n.d." in page
        assert 'rel="next"' in page
        assert 'rel="prev"' not in page

    def test_no_chapter_says_where_they_go(self) -> None:
        make.make_strategie("vide")
        page = text_of(client_of(Role.LECTEUR), "/strategie/vide/texte/")
        assert "Aucun texte" in page

    def test_protocol_shows_the_commitments(self, valmont: make.Valmont) -> None:
        page = text_of(client_of(Role.LECTEUR), f"{CODE}protocoles/essai/")
        assert "Prêter un local." in page
        assert "48 mois" in page


MOST_QUERIES = {
    CODE: 18,
    f"{CODE}fiches/": 14,
    f"{CODE}calendrier/": 18,
    f"{CODE}partenaires/": 8,
    f"{CODE}partenaires/mairie/": 18,
    f"{CODE}texte/": 7,
    f"{CODE}texte/chapitre-2-1/": 8,
    f"{CODE}protocoles/essai/": 8,
}


@pytest.mark.parametrize("url", MOST_QUERIES)
def test_queries_stay_the_same_with_more_rows(valmont: make.Valmont, url: str) -> None:
    client = client_of(Role.COORDONNATEUR)
    add_sheet(valmont)
    once = queries_of(client, url)
    for _ in range(3):
        add_sheet(valmont)
    assert queries_of(client, url) == once
    assert once <= MOST_QUERIES[url]


def add_sheet(valmont: make.Valmont) -> None:
    """One more sheet, and one more of what the other pages list."""
    sheet = make.make_fiche(
        valmont.strategie,
        objectif=Objectif.objects.get(code="seul"),
        pilotes=[valmont.mairie, make.make_organisation()],
        partenaires=[valmont.bailleur],
        debut=date(2026, 1, 1),
    )
    make.make_jalon(sheet)
    make.make_indicateur(sheet, fournisseur=valmont.mairie)
    make.make_tableau(valmont.strategie, valmont.strategie.chapitres.first())
    protocole = valmont.strategie.protocoles.get(code="essai")
    make.write(
        PartieProtocole, protocole=protocole, organisation=valmont.mairie, fonction="Maire"
    )


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
