"""The page « Contrôle »: what is found, where to mend it, what is set aside and why."""

import re
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.journal.models import Operation, Trace
from quietude.strategie.controle.constat import REGLES
from quietude.strategie.enums import EtatStrategie, Gravite
from quietude.strategie.models import Dispense, Strategie
from quietude.strategie.sections import PARTIES, part_at
from tests.conftest import make_user
from tests.strategie import factories as make
from tests.strategie.formulaire import Formulaire

pytestmark = pytest.mark.django_db
CODE = "/strategie/valmont-2025-2028/"
PAGE = f"{CODE}controle/"
DISPENSE, LEVER = f"{PAGE}dispense/", f"{PAGE}lever/"
SANS_PILOTE = "L&#x27;action 3 n&#x27;a pas de pilote."
LISENT = [Role.COORDONNATEUR, Role.ELU, Role.AGENT, Role.PARTENAIRE]
PILOTE = {"regle": "FA-PILOTE", "objet": "fiches/03"}
MOTIF = "Pilotage confié au service après l'été."


@pytest.fixture
def town() -> make.Valmont:
    return make.make_valmont()


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def page_of(client: Client, query: str = "", **headers: str) -> str:
    answer = client.get(f"{PAGE}{query}", headers=headers or None)
    assert answer.status_code == 200
    return answer.content.decode()


def links_of(page: str, rule: str) -> list[str]:
    """Where the findings of one rule lead."""
    card = page.partition(f'id="{rule}"')[2].partition("</section>")[0]
    return re.findall(r'href="([^"]+)">Voir l’endroit', card)


def codes_of(page: str) -> list[str]:
    return [code for code in REGLES if f'id="{code}"' in page]


class TestReading:
    @pytest.mark.parametrize("role", LISENT)
    def test_those_who_work_on_it_read_the_findings(
        self, town: make.Valmont, role: Role
    ) -> None:
        assert SANS_PILOTE in page_of(signed_in(role))

    @pytest.mark.parametrize("role", sorted(set(Role) - set(LISENT)))
    def test_others_find_no_page(self, town: make.Valmont, role: Role) -> None:
        client = signed_in(role)
        assert client.get(PAGE).status_code == 404
        assert client.get("/controle/regles/").status_code == 404

    def test_findings_are_grouped_under_their_rule_with_what_to_do(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        page = page_of(client_coordonnateur)
        make.make_fiche(town.strategie, 5)
        again = page_of(client_coordonnateur)
        assert "Action sans pilote (1)" in page
        assert "Action sans pilote (2)" in again
        assert again.count('id="FA-PILOTE"') == 1
        assert REGLES["FA-PILOTE"].explication in again
        assert "Désigner le pilote parmi les partenaires" in again

    def test_gravest_come_first_and_are_counted(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        page = page_of(client_coordonnateur)
        assert page.index('id="FA-PILOTE"') < page.index('id="FA-CALENDRIER"')
        counts = re.findall(r'\?gravite=([a-z]+)"><strong class="fs-4">(\d+)', page)
        assert [code for code, _ in counts] == [g.value for g in Gravite]
        assert all(int(count) > 0 for _, count in counts)

    @pytest.mark.parametrize(
        ("rule", "address"),
        [
            ("FA-PILOTE", "fiches/3/#acteurs"),
            ("FA-INDICATEUR", "fiches/3/#indicateurs"),
            ("FA-CALENDRIER", "fiches/3/#calendrier"),
            ("FA-DROIT", "fiches/1/#cadre"),
            ("IND-CIBLE", "fiches/1/#indicateurs"),
        ],
    )
    def test_a_finding_leads_to_the_part_that_mends_it(
        self, client_coordonnateur: Client, town: make.Valmont, rule: str, address: str
    ) -> None:
        links = links_of(page_of(client_coordonnateur), rule)
        assert f"{CODE}{address}" in links
        for link in links:
            sheet, _, anchor = link.partition("#")
            assert f'id="{anchor}"' in client_coordonnateur.get(sheet).content.decode()

    def test_every_link_opens(self, client_coordonnateur: Client, town: make.Valmont) -> None:
        make.make_tableau(town.strategie, make.make_chapitre(town.strategie, "2.1"))
        page = page_of(client_coordonnateur)
        links = set(re.findall(r'href="([^"]+)">Voir l’endroit', page))
        assert links
        for link in links:
            assert client_coordonnateur.get(link).status_code == 200, link

    def test_a_strategy_that_says_nothing_wrong_is_told_so(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        assert "Aucun constat" in page_of(client_coordonnateur, "?regle=TAB-SOMME")

    def test_a_reader_who_only_reads_has_no_button(self, town: make.Valmont) -> None:
        page = page_of(signed_in(Role.ELU))
        assert "Voir l’endroit" in page
        assert "Écarter ici" not in page

    def test_a_stranger_is_asked_to_sign_in(self, town: make.Valmont) -> None:
        assert "/compte/" in Client().get(PAGE)["Location"]

    def test_an_unknown_strategy_is_not_found(self, client_coordonnateur: Client) -> None:
        assert client_coordonnateur.get("/strategie/ailleurs/controle/").status_code == 404

    def test_every_rule_is_explained(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        page = client_coordonnateur.get("/controle/regles/").content.decode()
        assert [code for code in REGLES if code not in page] == []

    def test_queries_do_not_grow_with_sheets_and_findings(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as captured:
                page_of(client_coordonnateur)
            return len(captured)

        add_flawed(town)
        once = cost()
        for _ in range(3):
            add_flawed(town)
        assert cost() == once
        assert once <= 45


def add_flawed(town: make.Valmont) -> None:
    """One more sheet with much to say about it."""
    sheet = make.make_fiche(town.strategie, partenaires=[make.make_organisation()])
    make.make_indicateur(sheet, mesure=make.make_mesure(sheet))
    make.make_reference(sheet, remplacee_par="Article fictif 2")
    make.make_jalon(sheet)
    make.make_financement(sheet)


class TestFilters:
    def test_one_severity(self, client_coordonnateur: Client, town: make.Valmont) -> None:
        page = page_of(client_coordonnateur, "?gravite=erreur")
        assert {REGLES[code].gravite for code in codes_of(page)} == {Gravite.ERREUR}
        assert '<option value="erreur" selected>' in re.sub(r"\s+", " ", page)

    def test_one_rule(self, client_coordonnateur: Client, town: make.Valmont) -> None:
        assert codes_of(page_of(client_coordonnateur, "?regle=FA-PILOTE")) == ["FA-PILOTE"]

    def test_an_unknown_filter_filters_nothing(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        everything = codes_of(page_of(client_coordonnateur))
        assert codes_of(page_of(client_coordonnateur, "?gravite=x&regle=y")) == everything

    def test_htmx_gets_the_part_that_the_page_shows(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        whole = page_of(client_coordonnateur, "?regle=FA-PILOTE")
        part = page_of(client_coordonnateur, "?regle=FA-PILOTE", **{"HX-Request": "true"})
        assert "<html" not in part
        assert part.strip() in whole.replace("\r", "")

    def test_findings_are_exported_as_filtered(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        answer = client_coordonnateur.get(f"{PAGE}?regle=FA-PILOTE&export=xlsx")
        content = b"".join(answer) if answer.streaming else answer.content
        rows = list(openpyxl.load_workbook(BytesIO(content)).worksheets[0].values)
        assert rows[0][:3] == ("Gravité", "Règle", "Intitulé")
        assert [row[1] for row in rows[1:]] == ["FA-PILOTE"]


class TestMending:
    def test_once_the_sheet_is_corrected_the_finding_goes(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        assert SANS_PILOTE in page_of(client_coordonnateur)
        form = Formulaire(client_coordonnateur, f"{CODE}fiches/3/", "acteurs")
        form.type({"pilotes": ["mairie"]}).save()
        page = page_of(client_coordonnateur)
        assert SANS_PILOTE not in page
        assert "FA-PILOTE" not in codes_of(page)

    def test_a_mistake_brings_a_finding(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        assert "FA-PERIODE" not in codes_of(page_of(client_coordonnateur))
        form = Formulaire(client_coordonnateur, f"{CODE}fiches/1/", "calendrier")
        form.type({"jalons-0-echeance": "2035-01-01"}).save()
        page = page_of(client_coordonnateur)
        assert "01/01/2035 est hors de la période 2025-2028" in page
        assert links_of(page, "FA-PERIODE") == [f"{CODE}fiches/1/#calendrier"]


class TestSettingAside:
    def test_page_recalls_the_finding_and_asks_why(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        link = f"{DISPENSE}?regle=FA-PILOTE&amp;objet=fiches/03"
        assert link in page_of(client_coordonnateur)
        page = client_coordonnateur.get(link.replace("&amp;", "&")).content.decode()
        assert SANS_PILOTE in page
        assert "Motif" in page

    def test_set_aside_it_is_shown_apart_with_its_reason(
        self, client_coordonnateur: Client, coordonnateur: Utilisateur, town: make.Valmont
    ) -> None:
        answer = client_coordonnateur.post(DISPENSE, {**PILOTE, "motif": MOTIF}, follow=True)
        page = answer.content.decode()
        assert answer.redirect_chain == [(PAGE, 302)]
        assert "La règle est écartée ici" in page
        assert "FA-PILOTE" not in codes_of(page)
        assert SANS_PILOTE in page.partition("Écartés, avec leur motif")[2]
        assert MOTIF.replace("'", "&#x27;") in page
        trace = Trace.objects.latest("id")
        assert (trace.acteur_id, trace.action) == (coordonnateur.pk, "strategie.waive_rule")

    def test_one_object_alone_is_set_aside(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        make.make_fiche(town.strategie, 5)
        client_coordonnateur.post(DISPENSE, {**PILOTE, "motif": MOTIF})
        page = page_of(client_coordonnateur)
        assert "Action sans pilote (1)" in page
        assert "L&#x27;action 5 n&#x27;a pas de pilote." in page

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({**PILOTE, "motif": " "}, "Donnez le motif"),
            ({**PILOTE, "motif": "x" * 301}, "au plus 300 caractères"),
            ({**PILOTE, "regle": "INCONNUE", "motif": MOTIF}, "Cette règle n’existe pas."),
            ({**PILOTE, "objet": "", "motif": MOTIF}, "Ce champ est obligatoire"),
        ],
    )
    def test_what_is_refused_stays_typed(
        self,
        client_coordonnateur: Client,
        town: make.Valmont,
        typed: dict[str, str],
        words: str,
    ) -> None:
        answer = client_coordonnateur.post(DISPENSE, typed)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert words in page
        assert typed["motif"].strip().replace("'", "&#x27;") in page
        assert not Dispense.objects.exists()

    def test_put_back_it_speaks_again_and_the_journal_keeps_the_reason(
        self, client_coordonnateur: Client, coordonnateur: Utilisateur, town: make.Valmont
    ) -> None:
        client_coordonnateur.post(DISPENSE, {**PILOTE, "motif": MOTIF})
        answer = client_coordonnateur.post(LEVER, PILOTE, follow=True)
        page = answer.content.decode()
        assert "FA-PILOTE" in codes_of(page)
        assert "Écartés, avec leur motif" not in page
        trace = Trace.objects.latest("id")
        assert (trace.operation, trace.acteur_id) == (Operation.DELETE, coordonnateur.pk)
        assert (trace.avant or {})["motif"] == MOTIF

    def test_what_is_not_set_aside_is_not_put_back(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        assert client_coordonnateur.post(LEVER, PILOTE).status_code == 404
        assert client_coordonnateur.post(LEVER).status_code == 404

    def test_nothing_changes_by_a_mere_visit(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        client_coordonnateur.get(DISPENSE, {**PILOTE, "motif": MOTIF})
        assert not Dispense.objects.exists()
        assert client_coordonnateur.get(LEVER).status_code == 405

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDONNATEUR}))
    def test_others_set_nothing_aside(self, town: make.Valmont, role: Role) -> None:
        make.write(Dispense, strategie=town.strategie, **PILOTE, motif=MOTIF)
        client = signed_in(role)
        assert client.get(DISPENSE).status_code == 404
        assert client.post(DISPENSE, {**PILOTE, "motif": "x"}).status_code == 404
        assert client.post(LEVER, PILOTE).status_code == 404
        assert Dispense.objects.get().motif == MOTIF

    def test_a_closed_strategy_is_still_checked(
        self, client_coordonnateur: Client, town: make.Valmont
    ) -> None:
        with acting(None, "test"):
            Strategie.objects.update(etat=EtatStrategie.CLOSE)
        assert SANS_PILOTE in page_of(client_coordonnateur)


@pytest.mark.parametrize(
    ("place", "section"),
    [
        (("jalons", 2, "echeance"), "calendrier"),
        (("mesures", 0, "cadre", 1), "cadre"),
        (("mesures", 0, "contenu"), "mesures"),
        (("mesures", 0, "indicateurs", 0, "reference"), "indicateurs"),
        (("pilotes", 0), "acteurs"),
    ],
)
def test_a_place_of_the_file_belongs_to_a_part(
    place: tuple[str | int, ...], section: str
) -> None:
    assert part_at(place) == PARTIES[section]


@pytest.mark.parametrize("place", [(), ("numero",), (0,)])
def test_elsewhere_belongs_to_no_part(place: tuple[str | int, ...]) -> None:
    assert part_at(place) is None
