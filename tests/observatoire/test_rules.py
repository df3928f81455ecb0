"""Who writes the diagnosis, what may be amended, and the sentence told to the refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.observatoire import rules, workflow
from quietude.observatoire.actions.series import SAISIE
from quietude.observatoire.enums import EtatImportation, FamilleSource, NiveauPerimetre
from quietude.observatoire.models import Importation, Perimetre
from tests.observatoire.factories import (
    make_grandeur,
    make_observation,
    make_serie,
    make_source,
)

COORDONNATEUR = Utilisateur(role=Role.COORDONNATEUR)
LECTEUR = Utilisateur(role=Role.LECTEUR)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("rule", [rules.can_write_diagnostic, rules.can_import])
def test_the_coordinator_alone_writes(role: Role, rule: object) -> None:
    verdict = rule(Utilisateur(role=role))  # type: ignore[operator]
    assert bool(verdict) is (role == Role.COORDONNATEUR)
    assert verdict or verdict.motif.startswith("Seul le coordonnateur")


def test_every_state_of_an_import_has_its_row_in_the_table() -> None:
    assert set(workflow.IMPORTATION) == set(EtatImportation)
    assert workflow.allows("en-attente", EtatImportation.EN_COURS)
    assert not workflow.allows("faite", EtatImportation.EN_ATTENTE)


@pytest.mark.parametrize("etat", EtatImportation)
def test_an_import_is_over_when_nothing_more_happens_by_itself(etat: EtatImportation) -> None:
    running = {EtatImportation.EN_ATTENTE, EtatImportation.EN_COURS}
    assert workflow.finished(etat) is (etat not in running)


@pytest.mark.parametrize(
    ("etat", "minutes", "permitted"),
    [
        (EtatImportation.ECHEC, 0, True),
        (EtatImportation.REFUSEE, 0, True),
        (EtatImportation.EN_COURS, 0, False),
        (EtatImportation.EN_COURS, 11, True),
        (EtatImportation.EN_ATTENTE, 60, False),
        (EtatImportation.FAITE, 60, False),
        (EtatImportation.DEJA_FAITE, 60, False),
    ],
)
def test_what_failed_or_stands_still_is_tried_again(
    etat: EtatImportation, minutes: int, permitted: bool
) -> None:
    asked = timezone.now() - timedelta(minutes=minutes)
    row = Importation(etat=etat, demande_le=asked, chemin="a.csv")
    verdict = rules.can_retry_importation(COORDONNATEUR, row)
    assert bool(verdict) is permitted
    assert verdict or "rien à relancer" in verdict.motif
    assert not rules.can_retry_importation(LECTEUR, row)


def test_nothing_is_tried_again_without_its_file() -> None:
    row = Importation(etat=EtatImportation.ECHEC, demande_le=timezone.now())
    assert "déposez-le de nouveau" in rules.can_retry_importation(COORDONNATEUR, row).motif


@pytest.mark.django_db
def test_a_series_that_the_town_counts_is_amended() -> None:
    serie = make_serie()
    make_observation(serie, 2024, 3)  # from a file of the town
    assert rules.can_edit_serie(COORDONNATEUR, serie)
    assert not rules.can_edit_serie(LECTEUR, serie)


@pytest.mark.django_db
def test_a_printed_series_says_that_it_belongs_to_its_document() -> None:
    verdict = rules.can_edit_serie(COORDONNATEUR, make_serie(recueil="essai"))
    assert "telle qu’imprimée" in verdict.motif


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["grandeur", "source"])
def test_an_imported_series_says_that_it_belongs_to_its_producer(how: str) -> None:
    serie = make_serie(grandeur=make_grandeur() if how == "grandeur" else None)
    source = make_source(famille=FamilleSource.SSMSI_COMMUNES)
    make_observation(serie, 2024, 3, source=source)
    assert "ceux du producteur" in rules.can_edit_serie(COORDONNATEUR, serie).motif


@pytest.mark.django_db
def test_only_a_typed_value_is_removed() -> None:
    serie = make_serie()
    typed = make_observation(serie, 2024, 3, source=make_source(SAISIE))
    brought = make_observation(serie, 2023, 3, source=make_source("fichier-ville"))
    assert rules.can_edit_value(COORDONNATEUR, typed, SAISIE)
    assert "vient du fichier" in rules.can_edit_value(COORDONNATEUR, brought, SAISIE).motif
    assert not rules.can_edit_value(LECTEUR, typed, SAISIE)


@pytest.mark.django_db
def test_a_series_is_removed_while_it_is_empty() -> None:
    empty, full = make_serie(), make_serie()
    make_observation(full, 2024, 3)
    assert rules.can_remove_serie(COORDONNATEUR, empty)
    assert "supprimez-les d’abord" in rules.can_remove_serie(COORDONNATEUR, full).motif
    assert not rules.can_remove_serie(LECTEUR, empty)


def test_a_followed_place_is_left_and_no_other() -> None:
    def verdict(**fields: object) -> str:
        return rules.can_unfollow(COORDONNATEUR, Perimetre(**fields)).motif

    assert verdict(niveau=NiveauPerimetre.COMMUNE, compare=True) == ""
    assert verdict(niveau=NiveauPerimetre.SERVICE, compare=True) == ""
    assert "suivi d’office" in verdict(niveau=NiveauPerimetre.COMMUNE, compare=False)
    assert "Seuls des communes" in verdict(niveau=NiveauPerimetre.PAYS, compare=True)
    assert not rules.can_unfollow(LECTEUR, Perimetre(compare=True))
