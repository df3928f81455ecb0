"""What the bodies add to the pages of the strategy, and what a pack makes of them."""

import pytest
from django.test import Client

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.instances.dans_la_strategie import list_seats, name_instances
from quietude.instances.enums import QualiteMembre
from quietude.instances.models import Instance, Membre
from quietude.instances.pack import PackInstances
from quietude.instances.pack_section import read_instances, write_instances
from quietude.journal.actions import acting
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.instances.builders import make_instance, make_membre
from tests.strategie import factories as make

pytestmark = pytest.mark.django_db


def bodies(*rows: dict[str, object]) -> PackInstances:
    sound = {"nom": "Cellule", "nature": "cellule", "confidentialite": "ouverte"}
    return PackInstances.model_validate({"instances": [{**sound, **row} for row in rows]})


def load(item: PackInstances) -> None:
    with acting(None, "test"):
        write_instances([item], "essai")


class TestSeats:
    def test_each_seat_is_told_with_its_quality(self, coordonnateur: Utilisateur) -> None:
        mairie = make.make_organisation("mairie")
        second = make_instance("seconde", nom="Seconde", ordre=1)
        first = make_instance("premiere", nom="Première", ordre=0)
        make_membre(second, "Adjointe", organisation=mairie)
        make_membre(first, "Maire", organisation=mairie, qualite=QualiteMembre.PRESIDENT)
        make_membre(first, "Proviseur", organisation=make.make_organisation("lycee"))
        (part,) = list_seats(coordonnateur, mairie)
        assert [(line.texte, line.precision) for line in part.lignes] == [
            ("Première", "Maire (présidence)"),
            ("Seconde", "Adjointe"),
        ]
        assert part.lignes[0].lien == first.get_absolute_url()

    def test_an_organisation_that_sits_nowhere_has_no_part(
        self, coordonnateur: Utilisateur
    ) -> None:
        make_membre(make_instance("cellule"), "Maire")
        assert list(list_seats(coordonnateur, make.make_organisation("mairie"))) == []

    def test_who_sees_no_body_sees_no_seat(self) -> None:
        mairie = make.make_organisation("mairie")
        make_membre(make_instance("cellule"), "Maire", organisation=mairie)
        assert list(list_seats(make_user(Role.ADMINISTRATEUR), mairie)) == []

    def test_the_page_of_a_partner_shows_its_seats(self, client_coordonnateur: Client) -> None:
        town = make.make_valmont()
        body = make_instance("cellule", nom="Cellule de veille")
        make_membre(body, "Principale", organisation=town.college)
        url = "/strategie/valmont-2025-2028/partenaires/college/"
        page = client_coordonnateur.get(url).content.decode()
        assert "Sièges dans les instances" in page
        assert body.get_absolute_url() in page
        assert "Principale" in page

    def test_seats_cost_one_query(
        self, coordonnateur: Utilisateur, django_assert_num_queries: object
    ) -> None:
        mairie = make.make_organisation("mairie")
        for code in "abcd":
            make_membre(make_instance(code), "Maire", organisation=mairie)
        with django_assert_num_queries(1):  # type: ignore[operator]  # a pytest-django fixture
            (part,) = list_seats(coordonnateur, mairie)
        assert len(part.lignes) == 4


class TestNames:
    def test_known_bodies_are_named_and_others_left_out(self) -> None:
        body = make_instance("veille", nom="Cellule de veille")
        assert name_instances(["veille", "inconnue"]) == {
            "veille": ("Cellule de veille", body.get_absolute_url())
        }

    def test_a_sheet_names_the_bodies_that_follow_it(
        self, client_coordonnateur: Client
    ) -> None:
        body = make_instance("veille", nom="Cellule de veille")
        sheet = make.make_fiche(instances=["veille", "groupe-perdu"])
        page = client_coordonnateur.get(sheet.get_absolute_url()).content.decode()
        assert body.get_absolute_url() in page
        assert "Cellule de veille" in page
        assert "groupe perdu" in page


class TestPack:
    """The packs of the project go round whole in tests/strategie/test_packs.py."""

    def test_a_body_may_report_to_one_described_after_it(self) -> None:
        item = bodies({"code": "a", "rend_compte_a": "b"}, {"code": "b"})
        load(item)
        assert Instance.objects.get(code="a").rend_compte_a == Instance.objects.get(code="b")
        assert read_instances("essai") == [item]

    def test_who_no_longer_sits_leaves_and_who_does_stays_the_same(self) -> None:
        maire, juge = {"fonction": "Maire"}, {"fonction": "Juge"}
        load(bodies({"code": "a", "composition": [maire, juge]}))
        before = Membre.objects.get(fonction="Maire").pk
        load(bodies({"code": "a", "composition": [maire]}))
        assert [row.pk for row in Membre.objects.all()] == [before]

    def test_a_body_no_longer_described_leaves_with_its_seats(self) -> None:
        load(bodies({"code": "a", "composition": [{"fonction": "Maire"}]}, {"code": "b"}))
        load(bodies({"code": "b"}))
        assert [row.code for row in Instance.objects.all()] == ["b"]
        assert not Membre.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"rend_compte_a": "absente"},
            {"composition": [{"fonction": "Maire", "organisation": "absente"}]},
        ],
    )
    def test_a_reference_to_nothing_is_refused(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ActionImpossible, match="absente"):
            load(bodies({"code": "a", **wrong}))
