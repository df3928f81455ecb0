"""Named sums: what adds up, versions that are all kept, two people writing one."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.observatoire.actions.agregats import (
    amend_agregat,
    create_agregat,
    restore_agregat,
)
from quietude.observatoire.agregats import objection
from quietude.observatoire.calculs.lecture import latest_versions
from quietude.observatoire.enums import Nomenclature
from quietude.observatoire.models import Agregat, Grandeur
from quietude.socle.regles import ActionImpossible, ConflitDeVersion
from tests.conftest import make_user
from tests.observatoire.factories import make_grandeur
from tests.strategie.factories import write

pytestmark = pytest.mark.django_db
I4001 = Nomenclature.ETAT_4001


@pytest.fixture(autouse=True)
def index(db: None) -> None:
    """Three indexes, two indicators that count something else."""
    for number, label in ((801, "Vols d’essai"), (802, "Rapines d’essai"), (803, "Larcins")):
        make_grandeur(f"essai-{number}", libelle=label, nomenclature=I4001, numero=number)
    make_grandeur("victimes", libelle="Violences d’essai", unite="victimes")
    make_grandeur("vehicules", libelle="Carcasses d’essai", unite="véhicules")
    make_grandeur("suspects", unite="mis en cause", additive=False)
    make_grandeur("suspects-2", unite="mis en cause", additive=False)


def compose(actor: Utilisateur, **fields: Any) -> Agregat:
    values = {
        "libelle": "Somme d’essai",
        "source": "Rapport fictif",
        "composition": ["essai-802", "essai-801"],
        **fields,
    }
    return create_agregat(actor=actor, **values)


def amend(actor: Utilisateur, version: int, **fields: Any) -> Agregat:
    values = {
        "libelle": "Somme d’essai",
        "source": "Rapport fictif",
        "composition": ["essai-801", "essai-802", "essai-803"],
        **fields,
    }
    return amend_agregat(actor=actor, code="somme-dessai", version=version, **values)


def test_a_sum_is_written_in_the_order_of_its_list(coordonnateur: Utilisateur) -> None:
    made = compose(coordonnateur)
    assert (made.code, made.version, made.nomenclature) == ("somme-dessai", 1, I4001)
    assert made.composition == ["essai-801", "essai-802"]
    trace = Trace.objects.get(objet_type="observatoire.agregat", objet_id=str(made.pk))
    assert trace.acteur == coordonnateur


def test_an_amendment_is_a_version_more_and_the_old_one_stays(
    coordonnateur: Utilisateur,
) -> None:
    compose(coordonnateur)
    assert amend(coordonnateur, 1).version == 2
    assert amend(coordonnateur, 2).version == 2  # the same content makes no version
    assert Agregat.objects.get(code="somme-dessai", version=1).composition == [
        "essai-801",
        "essai-802",
    ]
    assert [row.version for row in latest_versions() if row.code == "somme-dessai"] == [2]


def test_an_older_version_comes_back_as_the_newest(coordonnateur: Utilisateur) -> None:
    compose(coordonnateur)
    amend(coordonnateur, 1)
    back = restore_agregat(actor=coordonnateur, code="somme-dessai", version=1)
    assert (back.version, len(back.composition)) == (3, 2)
    for version, told in ((3, "déjà celle"), (9, "n’existe pas")):
        with pytest.raises(ActionImpossible, match=told):
            restore_agregat(actor=coordonnateur, code="somme-dessai", version=version)


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([], "au moins un élément"),
        (["essai-801", "victimes"], "deux nomenclatures"),
        (["victimes", "vehicules"], "même unité"),
        (["suspects", "suspects-2"], "ne s’additionne pas"),
        (["inconnu"], "inconnus"),
    ],
)
def test_what_does_not_add_up_is_refused(
    coordonnateur: Utilisateur, items: list[str], told: str
) -> None:
    with pytest.raises(ActionImpossible, match=told):
        compose(coordonnateur, composition=items)
    compose(coordonnateur)
    with pytest.raises(ActionImpossible, match=told):
        amend(coordonnateur, 1, composition=items)
    assert Agregat.objects.filter(code="somme-dessai").count() == 1


def test_what_adds_up_is_not_objected_to() -> None:
    assert objection(list(Grandeur.objects.filter(code__startswith="essai-"))) == ""
    assert objection(list(Grandeur.objects.filter(code="suspects"))) == ""


@pytest.mark.parametrize("libelle", ["Nouveau", "¿?"])
def test_a_label_that_names_nothing_is_refused(
    coordonnateur: Utilisateur, libelle: str
) -> None:
    with pytest.raises(ActionImpossible, match="ne peut pas nommer"):
        compose(coordonnateur, libelle=libelle)


def test_two_sums_of_one_name_are_refused(coordonnateur: Utilisateur) -> None:
    compose(coordonnateur)
    with pytest.raises(ActionImpossible, match="porte déjà ce nom"):
        compose(coordonnateur)


def test_whoever_amends_an_older_version_is_told(coordonnateur: Utilisateur) -> None:
    compose(coordonnateur)
    amend(coordonnateur, 1)
    with pytest.raises(ConflitDeVersion):
        amend(coordonnateur, 1, libelle="Autre")
    with pytest.raises(ActionImpossible, match="n’existe pas"):
        amend_agregat(
            actor=coordonnateur,
            code="rien",
            version=1,
            libelle="a",
            source="b",
            composition=["essai-801"],
        )


def test_others_read_and_do_not_write(coordonnateur: Utilisateur) -> None:
    reader = make_user(Role.ELU)
    compose(coordonnateur)
    with pytest.raises(PermissionDenied):
        compose(reader, libelle="Autre")
    with pytest.raises(PermissionDenied):
        amend(reader, 1)
    with pytest.raises(PermissionDenied):
        restore_agregat(actor=reader, code="somme-dessai", version=1)


def text(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"observatoire:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def posted(**fields: Any) -> dict[str, Any]:
    values = {
        "libelle": "Somme d’essai",
        "source": "Rapport fictif",
        "composition": ["essai-801", "essai-802"],
    }
    return {**values, **fields}


def test_a_sum_is_made_then_amended_on_its_pages(client_coordonnateur: Client) -> None:
    create = reverse("observatoire:agregat_creer")
    made = client_coordonnateur.post(create, posted(), follow=True).content.decode()
    assert "version 1 : en vigueur" in made
    assert "801. Vols d’essai" in made
    edit = reverse("observatoire:agregat_modifier", args=["somme-dessai"])
    sent = posted(version="1", composition=["essai-803"])
    saved = client_coordonnateur.post(edit, sent, follow=True).content.decode()
    assert "803. Larcins" in saved
    assert "Version 1 : Somme d’essai" in saved
    assert "Ajoutés depuis la version précédente : 803. Larcins." in saved
    assert "Retirés : 801. Vols d’essai ; 802. Rapines d’essai." in saved
    back = reverse("observatoire:agregat_retablir", args=["somme-dessai", 1])
    assert "version 3" in client_coordonnateur.post(back, follow=True).content.decode()
    again = client_coordonnateur.post(
        reverse("observatoire:agregat_retablir", args=["somme-dessai", 3]), follow=True
    )
    assert "déjà celle" in again.content.decode()


def test_a_refused_choice_stays_ticked(client_coordonnateur: Client) -> None:
    create = reverse("observatoire:agregat_creer")
    sent = posted(composition=["victimes", "vehicules"])
    answer = client_coordonnateur.post(create, sent).content.decode()
    assert "même unité" in answer
    assert 'value="Somme d’essai"' in answer
    for code in ("victimes", "vehicules"):
        box = answer[answer.index(f'id="element-{code}"') :]
        assert "checked" in box[: box.index(">")]


def test_an_amendment_refused_stays_ticked(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    compose(coordonnateur)
    edit = reverse("observatoire:agregat_modifier", args=["somme-dessai"])
    sent = posted(version="1", composition=["essai-801", "victimes"])
    assert "deux nomenclatures" in client_coordonnateur.post(edit, sent).content.decode()
    assert (
        "au moins un élément"
        in client_coordonnateur.post(edit, posted(version="1", composition=[])).content.decode()
    )


def test_two_people_writing_one_lose_nothing(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    compose(coordonnateur)
    amend(coordonnateur, 1)
    edit = reverse("observatoire:agregat_modifier", args=["somme-dessai"])
    sent = posted(version="1", libelle="La mienne", composition=["essai-801"])
    answer = client_coordonnateur.post(edit, sent).content.decode()
    assert "Quelqu’un a enregistré la version 2" in answer
    assert "Dans la version 2 seulement : 802. Rapines d’essai ; 803. Larcins." in answer
    assert 'value="La mienne"' in answer
    assert 'name="version" value="2"' in answer  # sent again, it goes on top
    client_coordonnateur.post(edit, {**sent, "version": "2"})
    assert Agregat.objects.get(version=3).libelle == "La mienne"


def test_readers_find_no_way_to_write(client: Client, coordonnateur: Utilisateur) -> None:
    compose(coordonnateur)
    client.force_login(make_user(Role.LECTEUR))
    assert "Nouvel agrégat" not in text(client, "agregats")
    page = text(client, "agregat", "somme-dessai")
    assert "Rapport fictif" in page
    assert "Modifier" not in page


def test_an_unknown_sum_is_not_found(client_coordonnateur: Client) -> None:
    for name in ("agregat", "agregat_modifier"):
        address = reverse(f"observatoire:{name}", args=["inconnu"])
        assert client_coordonnateur.get(address).status_code == 404
    back = reverse("observatoire:agregat_retablir", args=["inconnu", 1])
    assert client_coordonnateur.post(back).status_code == 404


def test_an_item_that_the_lists_forgot_keeps_its_code(client_coordonnateur: Client) -> None:
    write(
        Agregat,
        code="vieux",
        libelle="Vieux",
        nomenclature=I4001,
        composition=["index-999"],
        source="Autrefois",
    )
    assert "index-999" in text(client_coordonnateur, "agregat", "vieux")
    assert text(client_coordonnateur, "agregat_modifier", "vieux")


def test_lists_and_pages_cost_the_same_for_one_and_four(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    compose(coordonnateur)
    counts = []
    for rank in range(1, 5):
        with CaptureQueriesContext(connection) as queries:
            text(client_coordonnateur, "agregats")
            text(client_coordonnateur, "agregat", "somme-dessai")
        counts.append(len(queries))
        compose(coordonnateur, libelle=f"Autre {rank}")
        amend(coordonnateur, rank, libelle=f"Somme {rank}")
    assert counts[0] == counts[3]


def test_the_list_is_exported(client_coordonnateur: Client, coordonnateur: Utilisateur) -> None:
    compose(coordonnateur)
    exported = client_coordonnateur.get(reverse("observatoire:agregats"), {"export": "csv"})
    assert "Somme d’essai" in exported.content.decode("utf-8-sig")
