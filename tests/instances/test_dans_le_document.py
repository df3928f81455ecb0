"""The printed strategy says who sits in each body and how often."""

import pytest

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.documents.contenu import Definitions, Titre
from quietude.instances.dans_le_document import bodies
from quietude.instances.models import Instance, Membre, Rythme
from quietude.strategie.documents.strategie import strategy_document
from tests.conftest import make_user
from tests.strategie.factories import make_chapitre, make_strategie, write

pytestmark = pytest.mark.django_db


def make_body() -> Instance:
    body = write(
        Instance,
        code="cvo",
        nom="Cellule de veille",
        nature="cellule",
        confidentialite="ouverte",
    )
    write(Membre, instance=body, fonction="Maire", qualite="president")
    write(Membre, instance=body, fonction="Bailleur")
    write(Rythme, instance=body, unite="semaine")
    return body


def test_each_body_is_printed_with_its_seats_and_rhythm(coordonnateur: Utilisateur) -> None:
    make_body()
    title, table = bodies(make_strategie(), coordonnateur, 2)
    assert isinstance(title, Titre)
    assert isinstance(table, Definitions)
    assert title.texte == "Cellule de veille"
    told = dict(table.termes)
    assert told["Composition"] == ("Maire (présidence)", "Bailleur")
    assert told["Rythme"] == ("1 fois par semaine",)


def test_the_bodies_follow_the_chapter_on_governance(coordonnateur: Utilisateur) -> None:
    make_body()
    strategie = make_strategie()
    make_chapitre(strategie, "6", code="gouvernance", titre="La gouvernance")
    document = strategy_document(strategie, coordonnateur)
    titles = [bloc.texte for bloc in document.blocs if isinstance(bloc, Titre)]
    assert titles.index("Cellule de veille") == titles.index("La gouvernance") + 1


def test_nothing_is_printed_for_whoever_sees_no_content() -> None:
    make_body()
    assert bodies(make_strategie(), make_user(Role.ADMINISTRATEUR), 2) == []
