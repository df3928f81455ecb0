"""What can be reported, kept by the coordinator: dated, closed, never taken from the past."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.signalements.actions.listes import save_categorie
from quietude.signalements.models import Categorie, Fait
from tests.conftest import make_user
from tests.signalements.factories import make_categorie, make_fait, make_signalement
from tests.strategie.factories import make_organisation

AUJOURDHUI = timezone.localdate()
HIER = AUJOURDHUI - timedelta(days=1)
PAGE = "/signalements/categories/"


def sent(**fields: Any) -> dict[str, Any]:
    return {"libelle": "Dépôts sauvages", "delai": 4, "ordre": 1, **fields}


def test_a_kind_then_its_sub_kind_are_made_in_the_browser(client_coordonnateur: Client) -> None:
    voirie = make_organisation("voirie")
    client_coordonnateur.post(f"{PAGE}creer/", sent(libelle="Cadre de vie", service=voirie.pk))
    kind = Categorie.objects.get()
    address = f"{PAGE}creer/?parent={kind.code}"
    form = client_coordonnateur.get(address).context["form"]
    assert (form["delai"].value(), form["service"].value()) == (4, voirie.pk)
    client_coordonnateur.post(address, sent(service=voirie.pk, urgence="on"))
    child = Categorie.objects.get(parent=kind)
    assert (child.code, child.delai, child.urgence) == ("depots-sauvages", 4, True)
    page = client_coordonnateur.get(PAGE).content.decode()
    assert "Dépôts sauvages" in page and "Cadre de vie" in page and "Urgence possible" in page
    assert (
        'value="depots-sauvages"'
        in client_coordonnateur.get("/signalements/appel/").content.decode()
    )


def test_two_lines_of_one_name_have_two_codes(client_coordonnateur: Client) -> None:
    for _ in range(3):
        client_coordonnateur.post(f"{PAGE}faits/creer/", {"libelle": "Été", "ordre": 0})
    codes = set(Fait.objects.values_list("code", flat=True))
    assert codes == {"ete", "ete-2", "ete-3"}


def test_a_sub_kind_in_use_is_closed_and_the_past_keeps_it(
    client_coordonnateur: Client,
) -> None:
    bruit = make_categorie("bruit")
    row = make_signalement(bruit)
    address = f"{PAGE}c/bruit/"
    told = client_coordonnateur.post(f"{address}supprimer/", follow=True).content.decode()
    assert "est en usage" in told
    client_coordonnateur.post(address, sent(libelle="Bruit", jusqu_au=f"{HIER:%Y-%m-%d}"))
    assert "fermée le" in client_coordonnateur.get(PAGE).content.decode()
    assert (
        'value="bruit"' not in client_coordonnateur.get("/signalements/appel/").content.decode()
    )
    assert "Bruit" in client_coordonnateur.get(row.get_absolute_url()).content.decode()


def test_a_line_that_nobody_used_may_be_taken_away(client_coordonnateur: Client) -> None:
    make_categorie("bruit")
    make_fait("nuit")
    for what in ("c/bruit/", "faits/nuit/"):
        assert (
            "Supprimer «"
            in client_coordonnateur.get(f"{PAGE}{what}supprimer/").content.decode()
        )
        client_coordonnateur.post(f"{PAGE}{what}supprimer/")
    assert not Categorie.objects.filter(code="bruit").exists() and not Fait.objects.exists()


def test_a_fact_in_use_is_not_taken_away(client_coordonnateur: Client) -> None:
    make_fait("nuit")
    make_signalement(faits=["nuit"])
    client_coordonnateur.post(f"{PAGE}faits/nuit/supprimer/")
    assert Fait.objects.exists()


def test_a_kind_that_ends_closes_what_is_under_it(coordonnateur: Utilisateur) -> None:
    open_one, ended = make_categorie("a"), make_categorie("b")
    kind = open_one.parent
    assert kind
    for child, end in ((open_one, None), (ended, HIER - timedelta(days=9))):
        save_categorie(
            actor=coordonnateur, categorie=child, valeurs={"parent": kind, "jusqu_au": end}
        )
    save_categorie(actor=coordonnateur, categorie=kind, valeurs={"jusqu_au": HIER})
    ends = dict(Categorie.objects.filter(parent=kind).values_list("code", "jusqu_au"))
    assert ends == {"a": HIER, "b": HIER - timedelta(days=9)}


def test_dates_upside_down_are_refused(client_coordonnateur: Client) -> None:
    dates = {"depuis": f"{AUJOURDHUI:%Y-%m-%d}", "jusqu_au": f"{HIER:%Y-%m-%d}"}
    page = client_coordonnateur.post(f"{PAGE}creer/", sent(**dates)).content.decode()
    assert "précède" in page and not Categorie.objects.exists()


def test_the_history_says_what_a_delay_was(client_coordonnateur: Client) -> None:
    make_categorie("bruit", delai=5)
    client_coordonnateur.post(f"{PAGE}c/bruit/", sent(libelle="Genre bruit", delai=3))
    page = client_coordonnateur.get(f"{PAGE}historique/").content.decode()
    assert "<del>5</del>" in page and "<ins>3</ins>" in page


@pytest.mark.parametrize("role", [Role.AGENT, Role.ELU, Role.PARTENAIRE])
def test_the_others_read_the_lists_and_change_nothing(
    client: Client, db: None, role: Role
) -> None:
    user = make_user(role)
    client.force_login(user)
    bruit = make_categorie("bruit")
    page = client.get(PAGE).content.decode()
    assert "Genre bruit" in page and "Modifier" not in page and "Ajouter" not in page
    assert client.post(f"{PAGE}c/bruit/", sent()).status_code == 404
    with pytest.raises(PermissionDenied):
        save_categorie(actor=user, categorie=bruit, valeurs={"delai": 1})
