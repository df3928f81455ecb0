"""Who keeps the territory, what each action writes and refuses."""

import pytest
from django.core.exceptions import PermissionDenied

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.socle.regles import ActionImpossible
from quietude.territoire import actions
from quietude.territoire.models import Division, Lieu, Secteur
from quietude.territoire.rules import can_edit_territoire
from tests.conftest import make_user
from tests.strategie import factories
from tests.territoire.builders import carre, make_division, make_lieu, make_secteur

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_only_the_coordinator_writes(role: Role) -> None:
    user = make_user(role)
    assert bool(can_edit_territoire(user)) is (role == Role.COORDONNATEUR)
    if role != Role.COORDONNATEUR:
        with pytest.raises(PermissionDenied, match="Seul le coordonnateur"):
            actions.save_division(actor=user, division=Division(), valeurs={})


def test_a_division_is_added_last_and_signed(coordonnateur: Utilisateur) -> None:
    first = make_division("a")
    added = actions.save_division(
        actor=coordonnateur,
        division=Division(),
        valeurs={"code": "b", "nom": "Îlots", "nature": "police"},
    )
    assert added.ordre > first.ordre
    assert Trace.objects.latest("pk").acteur == coordonnateur


def test_a_code_is_not_given_twice(coordonnateur: Utilisateur) -> None:
    division = make_division("a")
    make_secteur(division, "nord")
    with pytest.raises(ActionImpossible, match="déjà pris"):
        actions.save_secteur(
            actor=coordonnateur,
            secteur=Secteur(division=division),
            valeurs={"code": "nord", "nom": "Nord"},
        )


def test_a_sector_that_a_sheet_aims_at_stays(coordonnateur: Utilisateur) -> None:
    division = make_division("a")
    secteur = make_secteur(division, "nord")
    fiche = factories.make_fiche(factories.make_strategie())
    factories.write(fiche.perimetre.model, fiche=fiche, secteur=secteur)
    with pytest.raises(ActionImpossible, match="sert encore"):
        actions.remove_secteur(actor=coordonnateur, secteur=secteur)
    with pytest.raises(ActionImpossible, match="sert encore"):
        actions.remove_division(actor=coordonnateur, division=division)


def test_what_nothing_uses_goes_with_its_trace(coordonnateur: Utilisateur) -> None:
    division = make_division("a")
    secteur = make_secteur(division, "nord")
    lieu = make_lieu("ecole", secteur)
    actions.remove_secteur(actor=coordonnateur, secteur=secteur)
    actions.remove_division(actor=coordonnateur, division=division)
    assert lieu.rattachements.count() == 0
    actions.remove_lieu(actor=coordonnateur, lieu=lieu)
    assert not Lieu.objects.exists()
    assert Trace.objects.latest("pk").operation == "DELETE"


def test_a_place_changes_sector_within_a_division(coordonnateur: Utilisateur) -> None:
    quartiers, police = make_division("quartiers"), make_division("police")
    nord, sud = make_secteur(quartiers, "nord"), make_secteur(quartiers, "sud")
    ilot = make_secteur(police, "ilot-1")
    lieu = make_lieu("ecole", nord)
    for wanted in ([sud, ilot], [sud, ilot], [ilot]):
        actions.save_lieu(
            actor=coordonnateur, lieu=lieu, valeurs={"nom": "École"}, secteurs=wanted
        )
        assert {row.secteur for row in lieu.rattachements.all()} == set(wanted)


def test_outlines_reach_sectors_by_their_name(coordonnateur: Utilisateur) -> None:
    division = make_division("quartiers")
    make_secteur(division, "olivier", nom="Quartier de l'Olivier")
    outlines = {"QUARTIER DE L'OLIVIER": carre(0), "Le Prépaou": carre(1)}
    done = actions.import_contours(actor=coordonnateur, division=division, contours=outlines)
    assert done == (1, 1)
    assert division.secteurs.get(code="olivier").contour == carre(0)
    assert division.secteurs.get(code="le-prepaou").nom == "Le Prépaou"
    again = actions.import_contours(actor=coordonnateur, division=division, contours=outlines)
    assert again == (0, 0)


def test_an_import_is_all_or_nothing(coordonnateur: Utilisateur) -> None:
    division = make_division("quartiers")
    with pytest.raises(ActionImpossible, match="ne peut pas nommer"):
        actions.import_contours(
            actor=coordonnateur, division=division, contours={"Nord": carre(0), "…": carre(1)}
        )
    assert not division.secteurs.exists()


def test_a_point_is_told_its_sector_in_each_division() -> None:
    nord = make_secteur(make_division("a"), "nord", contour=carre(0))
    make_secteur(make_division("b"), "loin", contour=carre(7))
    make_secteur(make_division("c"), "sans-contour")
    assert Secteur.objects.around(0.5, 0.5) == [nord]
