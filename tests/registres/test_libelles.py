"""Labels: a register counts, it never asks who somebody is."""

import pytest

from quietude.registres.libelles import check_libelle, propose_code, with_unit


@pytest.mark.parametrize(
    "label",
    [
        "Nom",
        "NOM DE LA PERSONNE",
        "Nom de l’élève",
        "Noms et prénoms",
        "Prénom du mineur",
        "Patronyme",
        "Date de naissance",
        "Adresse",
        "Adresse du domicile",
        "Domicile",
        "Numéro de téléphone",
        "N° de tél.",
        "Courriel des parents",
        "E-mail",
        "Identité de l’auteur",
        "Initiales",
        "N° de sécurité sociale",
        "Immatriculation",
        "Photo",
        "Signature",
        "Surnom",
        "INE",
    ],
)
def test_what_would_name_someone_is_refused_with_a_way_out(label: str) -> None:
    refused = check_libelle(label)
    assert not refused
    assert "il ne nomme pas" in refused.motif


@pytest.mark.parametrize(
    "label",
    [
        "Personnes présentes",
        "Nom de l’établissement",
        "Adresse du lieu",
        "Contrôles d’identité",
        "Nominations",
        "Élèves n’ayant pas récidivé",
        "Appareils grave danger remis",
        "Photo du site",
        "Prévenus",
        "Durée en minutes",
    ],
)
def test_what_counts_or_speaks_of_a_thing_is_allowed(label: str) -> None:
    assert check_libelle(label)


def test_a_number_that_says_that_it_counts_may_speak_of_anything() -> None:
    assert check_libelle("Nombre d’adresses vérifiées", nombre=True)
    assert check_libelle("Nombre de téléphones grave danger", nombre=True)
    assert not check_libelle("Nombre d’adresses vérifiées")
    assert not check_libelle("Téléphone de la victime", nombre=True)


def test_a_birth_date_is_answered_with_age_groups() -> None:
    assert "tranches d’âge" in check_libelle("Date de naissance").motif


@pytest.mark.parametrize(
    ("label", "taken", "code"),
    [
        ("Élèves reçus à l’école", (), "eleves-recus-a-l-ecole"),
        ("Élèves", ("eleves",), "eleves-2"),
        ("Élèves", ("eleves", "eleves-2"), "eleves-3"),
        ("???", (), "sans-nom"),
        ("mot " * 40, (), "mot-" * 14 + "mot"),
    ],
)
def test_codes_come_from_labels(label: str, taken: tuple[str, ...], code: str) -> None:
    assert propose_code(label, taken) == code


@pytest.mark.parametrize(
    ("label", "unit", "said"),
    [
        ("Réquisitions", "réquisitions", "Réquisitions"),
        ("Personnes reçues", "personnes", "Personnes reçues"),
        ("Durée", "minutes", "Durée (minutes)"),
        ("Présence", "", "Présence"),
    ],
)
def test_a_unit_is_said_once(label: str, unit: str, said: str) -> None:
    assert with_unit(label, unit) == said
