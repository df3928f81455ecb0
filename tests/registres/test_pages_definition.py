"""The pages that define registers: from nothing, amended, copied, closed, refused."""

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.registres.enums import Frequence, TypeChamp
from quietude.registres.models import Champ, Registre
from quietude.socle.periodes import Periode
from tests.conftest import make_user
from tests.registres.factories import make_champ, make_entree, make_registre
from tests.strategie.factories import make_mandat, make_organisation
from tests.territoire.builders import make_division, make_secteur

MARS = Periode.mois(2016, 3)


@pytest.fixture
def association(db: None) -> Organisation:
    return make_organisation("association", nom="Association fictive")


@pytest.fixture
def registre(association: Organisation) -> Registre:
    return make_registre(
        "accueil",
        champs={"nombre": TypeChamp.ENTIER, "public": ["eleves", "parents"]},
        fournisseurs=[association],
    )


def page(client: Client, name: str, *args: str, **data: Any) -> str:
    return client.get(reverse(f"registres:{name}", args=args), data).content.decode()


def send(client: Client, name: str, *args: str, **data: object) -> HttpResponse:
    address = reverse(f"registres:{name}", args=args)
    answer: HttpResponse = client.post(address, data, follow=True)  # type: ignore[assignment]
    return answer


def field(**changes: object) -> dict[str, object]:
    base = {"libelle": "Personnes présentes", "type": "entier", "obligatoire": "on"}
    return {**base, **changes}


def test_a_register_is_defined_from_nothing(
    client_coordonnateur: Client, association: Organisation
) -> None:
    assert "Définir un premier registre" in page(client_coordonnateur, "liste")
    answer = send(
        client_coordonnateur,
        "creer",
        nom="Ateliers de quartier",
        frequence="mensuelle",
        depuis="01/01/2026",
        delai="15",
        seuil="5",
        fournisseurs=["association"],
    )
    assert "Aucun champ pour l’instant" in answer.content.decode()
    code = "ateliers-de-quartier"
    send(client_coordonnateur, "champs", code, **field(unite="personnes", cumul="somme"))
    themes = field(libelle="Thème", type="choix", nouveaux="Sport\n\n  Vie   de quartier \n")
    told = send(client_coordonnateur, "champs", code, **themes).content.decode()
    assert "« Thème » est ajouté" in told
    assert "Ce que verra qui le remplit" in told
    made = Registre.objects.described().get()
    assert [row.code for row in made.champs.all()] == ["personnes-presentes", "theme"]
    labels = [row.libelle for row in Champ.objects.get(code="theme").choix.all()]
    assert labels == ["Sport", "Vie de quartier"]
    assert "Personnes présentes" in page(client_coordonnateur, "saisir", code)


@pytest.mark.parametrize("kind", TypeChamp)
def test_each_type_can_be_added_and_filled_in(
    client_coordonnateur: Client, registre: Registre, kind: TypeChamp
) -> None:
    make_secteur(make_division("quartiers"), "nord")
    asked = field(libelle="Essai", type=kind, nouveaux="Un\nDeux", division="quartiers")
    told = send(client_coordonnateur, "champs", "accueil", **asked).content.decode()
    assert "« Essai » est ajouté" in told
    assert registre.champs.get(code="essai").type == kind
    assert 'name="champ_essai"' in page(client_coordonnateur, "saisir", "accueil")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (field(libelle=""), "Ce champ est obligatoire"),
        (field(libelle="Nom de la victime"), "il ne nomme pas"),
        (field(type="choix"), "Écrivez au moins un choix"),
        (field(type="choix", nouveaux="Un\nUn"), "est déjà dans la liste"),
        (field(type="secteur"), "Choisissez le découpage"),
        (field(minimum="5", maximum="2"), "C’est moins que le minimum"),
        (field(depuis="02/01/2026", jusqu_au="01/01/2026"), "Cette date précède le début"),
        (field(code="nombre"), "Ce code est déjà pris"),
        (field(code="Majuscule"), "lettres minuscules"),
        (field(type="texte"), "Sélectionnez un choix valide"),
    ],
)
def test_a_field_refused_says_why_and_keeps_what_was_typed(
    client_coordonnateur: Client, registre: Registre, asked: dict[str, object], said: str
) -> None:
    told = send(client_coordonnateur, "champs", "accueil", **asked).content.decode()
    assert said in told
    assert registre.champs.count() == 2
    preview = page(client_coordonnateur, "champ_apercu", "accueil", **asked)
    assert said in preview or not asked["libelle"]


def test_the_preview_shows_the_field_before_it_is_written(
    client_coordonnateur: Client, registre: Registre
) -> None:
    shown = page(
        client_coordonnateur,
        "champ_apercu",
        "accueil",
        **field(type="choix", nouveaux="Sport\nMusique"),
    )
    assert "Musique" in shown
    assert "personnes-presentes" in shown
    assert registre.champs.count() == 2


def lines(prefix: str, *rows: dict[str, object], first: int) -> dict[str, object]:
    """The lines of a formset as a browser sends them."""
    sent: dict[str, object] = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": first,
    }
    for rank, row in enumerate(rows):
        sent |= {f"{prefix}-{rank}-{name}": value for name, value in row.items()}
    return sent


def test_a_field_is_amended_with_its_choices(
    client_coordonnateur: Client, registre: Registre, association: Organisation
) -> None:
    make_entree(registre, association, MARS, public="parents")
    shown = client_coordonnateur.get(
        reverse("registres:champ_modifier", args=["accueil", "public"])
    )
    mark = shown.context["empreinte"]
    choices = lines(
        "choix",
        {"code": "eleves", "libelle": "Élèves", "ORDER": "2"},
        {"code": "parents", "libelle": "Familles", "jusqu_au": "31/12/2016", "ORDER": "1"},
        first=2,
    )
    asked = {"libelle": "Public reçu", "nouveaux": "Voisins", "empreinte": mark, **choices}
    told = send(client_coordonnateur, "champ_modifier", "accueil", "public", **asked)
    assert "« Public reçu » est modifié" in told.content.decode()
    made = registre.champs.get(code="public")
    assert [row.code for row in made.choix.all()] == ["parents", "eleves", "voisins"]
    row = registre.entrees.get()
    assert "Familles" in client_coordonnateur.get(row.get_absolute_url()).content.decode()
    late = {**asked, "nouveaux": ""}
    again = send(client_coordonnateur, "champ_modifier", "accueil", "public", **late)
    assert "Quelqu’un d’autre vient de modifier" in again.content.decode()


def test_the_head_of_a_register_is_amended_with_its_providers(
    client_coordonnateur: Client, registre: Registre
) -> None:
    make_organisation("autre", nom="Autre association")
    shown = client_coordonnateur.get(reverse("registres:modifier", args=["accueil"]))
    rows = lines(
        "fournisseurs",
        {"organisation": "association", "jusqu_au": "31/12/2025"},
        {"organisation": "autre", "depuis": "01/01/2026"},
        {"organisation": ""},
        first=1,
    )
    asked = {
        "nom": "Accueil du public",
        "frequence": Frequence.TRIMESTRIELLE,
        "depuis": "01/01/2014",
        "delai": "20",
        "seuil": "5",
        "empreinte": shown.context["empreinte"],
        **rows,
    }
    told = send(client_coordonnateur, "modifier", "accueil", **asked).content.decode()
    assert "Le registre est modifié" in told
    assert "jusqu’au 31" in told
    registre.refresh_from_db()
    assert (registre.nom, registre.frequence) == ("Accueil du public", "trimestrielle")
    assert registre.fournit.count() == 2
    twice = {**asked, "fournisseurs-1-organisation": "association"}
    refused = send(client_coordonnateur, "modifier", "accueil", **twice).content.decode()
    assert "Cette organisation est déjà dans la liste" in refused


def test_a_field_is_closed_reopened_moved_and_taken_away(
    client_coordonnateur: Client, registre: Registre, association: Organisation
) -> None:
    make_entree(registre, association, MARS, public="parents")
    closed = send(
        client_coordonnateur, "champ_fermer", "accueil", "public", jusqu_au="31/12/2016"
    ).content.decode()
    assert "est fermé ; ses lignes restent" in closed
    assert "champ_public" not in page(client_coordonnateur, "saisir", "accueil")
    early = send(
        client_coordonnateur, "champ_fermer", "accueil", "public", jusqu_au="01/01/2016"
    )
    assert "hors des dates" in early.content.decode()
    send(client_coordonnateur, "champ_rouvrir", "accueil", "public")
    assert "champ_public" in page(client_coordonnateur, "saisir", "accueil")
    send(client_coordonnateur, "champ_deplacer", "accueil", "public", sens="avant")
    assert [row.code for row in registre.champs.all()] == ["public", "nombre"]
    kept = send(client_coordonnateur, "champ_supprimer", "accueil", "public").content.decode()
    assert "est renseigné dans des entrées" in kept
    assert "Retirer" in page(client_coordonnateur, "champ_supprimer", "accueil", "nombre")
    send(client_coordonnateur, "champ_supprimer", "accueil", "nombre")
    assert [row.code for row in registre.champs.all()] == ["public"]


def test_a_register_is_copied_without_its_rows(
    client_coordonnateur: Client, registre: Registre, association: Organisation
) -> None:
    make_entree(registre, association, MARS, nombre=3)
    asked = {"nom": "Accueil, suite", "depuis": "01/01/2026", "code": ""}
    told = send(client_coordonnateur, "copier", "accueil", **asked).content.decode()
    assert "sans aucune ligne" in told
    made = Registre.objects.get(code="accueil-suite")
    assert made.champs.count() == 2
    assert not made.entrees.exists()
    taken = send(client_coordonnateur, "copier", "accueil", **{**asked, "code": "accueil"})
    assert "Ce code est déjà pris" in taken.content.decode()


def test_deleting_is_refused_with_its_reason_once_rows_are_there(
    client_coordonnateur: Client, registre: Registre, association: Organisation
) -> None:
    row = make_entree(registre, association, MARS, nombre=3)
    told = page(client_coordonnateur, "registre", "accueil")
    assert "fermez-le par une date plutôt que de le supprimer" in told
    assert "Supprimer ce registre" not in told
    refused = send(client_coordonnateur, "registre_supprimer", "accueil")
    assert refused.status_code == 403
    assert "fermez-le par une date" in refused.content.decode()
    client_coordonnateur.post(reverse("registres:supprimer", args=["accueil", row.pk]))
    assert "Supprimer ce registre" in page(client_coordonnateur, "registre", "accueil")
    send(client_coordonnateur, "registre_supprimer", "accueil")
    assert not Registre.objects.exists()


def test_a_register_that_nobody_fills_in_says_so(client_coordonnateur: Client) -> None:
    make_registre("vide", champs={})
    told = page(client_coordonnateur, "registre", "vide")
    assert "sans organisation, ce registre ne se remplit pas" in told


def test_the_history_tells_who_changed_what(
    client_coordonnateur: Client, registre: Registre
) -> None:
    send(client_coordonnateur, "champ_fermer", "accueil", "public", jusqu_au="31/12/2016")
    told = page(client_coordonnateur, "historique", "accueil")
    assert "Coordonnateur" in told
    assert "demandé jusqu’au" in told.lower()


def test_readers_read_the_definition_and_find_no_button(
    client: Client, registre: Registre
) -> None:
    for role in (Role.ELU, Role.LECTEUR):
        client.force_login(make_user(role))
        told = page(client, "registre", "accueil")
        assert "Champs" in told
        for word in ("Saisir</", "Modifier</", "Voir les lignes", "Supprimer ce registre"):
            assert word not in told


@pytest.fixture
def partenaire(association: Organisation) -> Utilisateur:
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, association)
    return user


def test_a_partner_sees_its_registers_and_no_other(
    client: Client, registre: Registre, partenaire: Utilisateur
) -> None:
    make_registre("ailleurs", nom="Chez les autres", fournisseurs=[make_organisation("tiers")])
    client.force_login(partenaire)
    told = page(client, "liste")
    assert "Registre accueil" in told
    assert "Chez les autres" not in told
    for name in ("registre", "historique"):
        assert client.get(reverse(f"registres:{name}", args=["ailleurs"])).status_code == 404


def test_the_list_costs_the_same_whatever_the_registers(
    client_coordonnateur: Client,
    registre: Registre,
    association: Organisation,
    django_assert_max_num_queries: object,
) -> None:
    for rank in range(12):
        made = make_registre(f"r-{rank}", depuis=date(2026, 1, 1), fournisseurs=[association])
        make_champ(made, "autre", TypeChamp.OUI_NON)
        make_entree(made, association, MARS, nombre=rank)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page(client_coordonnateur, "liste")
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        page(client_coordonnateur, "registre", "r-3")
