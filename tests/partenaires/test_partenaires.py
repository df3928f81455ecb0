from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.journal.models import Trace
from quietude.partenaires import actions
from quietude.partenaires.models import Mandat, Organisation, Personne
from quietude.partenaires.rules import can_edit_partners
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 23)


def organisation(code: str = "mission-ecoute", **fields: object) -> Organisation:
    with acting(None, "test"):
        return Organisation.objects.create(
            **{"code": code, "nom": "Mission Écoute", "nature": "association", **fields}
        )


def personne(user: Utilisateur | None = None) -> Personne:
    with acting(None, "test"):
        return Personne.objects.create(nom="Personne Essai", utilisateur=user)


@pytest.mark.parametrize("role", Role)
def test_the_coordinator_alone_keeps_the_list(role: Role) -> None:
    verdict = can_edit_partners(Utilisateur(role=role))
    assert bool(verdict) is (role == Role.COORDONNATEUR)
    assert verdict or "coordonnateur" in verdict.motif


@pytest.mark.parametrize(
    ("debut", "fin", "held"),
    [
        (JOUR, None, True),
        (JOUR - timedelta(30), JOUR, True),
        (JOUR - timedelta(30), JOUR - timedelta(1), False),
        (JOUR + timedelta(1), None, False),
    ],
)
def test_a_user_speaks_for_an_organisation_while_the_mandate_runs(
    debut: date, fin: date | None, held: bool
) -> None:
    user, found = make_user(Role.PARTENAIRE), organisation()
    with acting(None, "test"):
        Mandat.objects.create(
            personne=personne(user), organisation=found, fonction="x", debut=debut, fin=fin
        )
    assert Organisation.objects.held_by(user, on=JOUR).exists() is held


def test_an_office_is_not_held_twice(coordonnateur: Utilisateur) -> None:
    name = partial(
        actions.name_person,
        actor=coordonnateur,
        organisation=organisation(),
        personne=personne(),
        fonction="Directeur",
        debut=JOUR,
    )
    name()
    with pytest.raises(ActionImpossible, match="exerce déjà cette fonction"):
        name()


def test_a_mandate_does_not_end_before_it_began(coordonnateur: Utilisateur) -> None:
    mandat = actions.name_person(
        actor=coordonnateur,
        organisation=organisation(),
        personne=personne(),
        fonction="x",
        debut=JOUR,
    )
    with pytest.raises(ActionImpossible, match="ne finit pas avant"):
        actions.end_mandate(actor=coordonnateur, mandat=mandat, fin=JOUR - timedelta(1))
    actions.end_mandate(actor=coordonnateur, mandat=mandat, fin=JOUR)
    assert Trace.objects.latest("id").action == "partenaires.end_mandate"


def test_someone_else_is_refused_with_the_reason() -> None:
    with pytest.raises(PermissionDenied, match="Seul le coordonnateur"):
        actions.save_organisation(
            actor=make_user(Role.ELU), organisation=Organisation(), valeurs={}
        )


def test_an_organisation_in_use_is_not_removed(coordonnateur: Utilisateur) -> None:
    from tests.strategie import factories

    fiche = factories.make_fiche(factories.make_strategie())
    found = organisation("citee")
    with acting(None, "test"):
        fiche.engagements.create(organisation=found, role="pilote")
    with pytest.raises(ActionImpossible, match="est encore citée"):
        actions.remove_organisation(actor=coordonnateur, organisation=found)


def test_the_list_is_searched_without_accents(client_coordonnateur: Client) -> None:
    organisation()
    organisation("autre", nom="Autre")
    page = client_coordonnateur.get(reverse("partenaires:liste"), {"q": "ecoute"})
    assert "Mission Écoute" in page.content.decode()
    assert "Autre</a>" not in page.content.decode()


def test_the_list_costs_the_same_for_one_and_four(
    client_coordonnateur: Client, django_assert_max_num_queries: object
) -> None:
    organisation()
    for code in ("a", "b", "c"):
        organisation(code)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        client_coordonnateur.get(reverse("partenaires:liste"))


def test_an_organisation_is_created_amended_and_removed(client_coordonnateur: Client) -> None:
    url = reverse("partenaires:creer")
    values = {"code": "nouvelle", "nom": "Nouvelle", "nature": "association"}
    assert client_coordonnateur.post(url, values).status_code == 302
    again = client_coordonnateur.post(url, values)
    assert again.status_code == 200
    assert "Nouvelle" in again.content.decode()  # what was typed stays
    edit = reverse("partenaires:modifier", args=["nouvelle"])
    client_coordonnateur.post(edit, {"nom": "Renommée", "nature": "etat"})
    page = client_coordonnateur.get(reverse("partenaires:organisation", args=["nouvelle"]))
    assert "Renommée" in page.content.decode()
    client_coordonnateur.post(reverse("partenaires:supprimer", args=["nouvelle"]))
    assert not Organisation.objects.exists()


def test_a_mandate_is_given_and_ended_on_the_pages(client_coordonnateur: Client) -> None:
    found, someone = organisation(), personne()
    give = reverse("partenaires:mandater", args=[found.code])
    values = {"personne": someone.pk, "fonction": "Directrice", "debut": "2026-01-05"}
    client_coordonnateur.post(give, values)
    mandat = Mandat.objects.get()
    client_coordonnateur.post(
        reverse("partenaires:mandat_finir", args=[mandat.pk]), {"fin": "2026-02-01"}
    )
    page = client_coordonnateur.get(found.get_absolute_url()).content.decode()
    assert "Mandats passés" in page
    assert "Directrice" in page
