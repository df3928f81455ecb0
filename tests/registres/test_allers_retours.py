"""What a register exports is read back; a file is checked against what is already there."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.registres.actions.entrees import import_entrees, record_entree
from quietude.registres.collecte import spans_of
from quietude.registres.enums import Cumul, Frequence, TypeChamp
from quietude.registres.imports.lecture import Lecture, read_file, read_text
from quietude.registres.models import Entree, Registre
from quietude.socle.periodes import Periode
from quietude.socle.regles import ActionImpossible
from tests.registres.factories import make_champ, make_registre
from tests.strategie.factories import make_organisation
from tests.territoire.builders import make_division, make_lieu, make_secteur

JOUR = date(2016, 3, 14)


@pytest.fixture
def association(db: None) -> Organisation:
    return make_organisation("association", nom="Association fictive")


def described(registre: Registre) -> Registre:
    found: Registre = Registre.objects.described().get(pk=registre.pk)
    return found


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
@pytest.mark.parametrize("frequence", Frequence)
def test_the_export_is_read_back_and_changes_nothing(
    client_coordonnateur: Client,
    coordonnateur: Utilisateur,
    association: Organisation,
    tmp_path: Path,
    frequence: Frequence,
    extension: str,
) -> None:
    division = make_division("quartiers")
    make_lieu("ecole", make_secteur(division, "nord"))
    made = make_registre(
        "complet",
        frequence=frequence,
        champs={"nombre": TypeChamp.ENTIER, "public": ["eleves"], "dehors": TypeChamp.OUI_NON},
        fournisseurs=[association, make_organisation("autre", nom="Autre")],
    )
    make_champ(made, "duree", TypeChamp.DECIMAL, cumul=Cumul.MOYENNE, unite="heures")
    make_champ(made, "bilan", TypeChamp.DATE)
    make_champ(made, "lieu", TypeChamp.LIEU)
    make_champ(made, "secteur", TypeChamp.SECTEUR, division=division)
    make_champ(made, "avec", TypeChamp.ORGANISATION)
    registre = described(made)
    one, other = list(spans_of(frequence, date(2014, 1, 1), date(2017, 12, 31)))[:2] or (
        Periode(JOUR, JOUR),
        Periode(date(2016, 4, 1), date(2016, 4, 1)),
    )
    said = {"nombre": "1234", "public": "eleves", "dehors": "oui", "duree": "2.5"}
    said |= {"bilan": "2016-03-15", "lieu": "ecole", "avec": "autre"}
    said |= {"secteur": "quartiers/nord"}
    told = {"actor": coordonnateur, "registre": registre, "organisation": association}
    record_entree(**told, periode=one, valeurs=said)  # type: ignore[arg-type]  # same three
    nothing = frequence != Frequence.AU_FIL
    record_entree(**told, periode=other, valeurs={}, neant=nothing)  # type: ignore[arg-type]

    address = reverse("registres:entrees", args=["complet"])
    answer = client_coordonnateur.get(address, {"export": extension})
    file = tmp_path / f"export.{extension}"
    file.write_bytes(b"".join(answer) if answer.streaming else answer.content)
    found = read_file(coordonnateur, registre, file)
    assert found.erreurs == []
    assert (found.inchangees, found.ajouts, found.corrections) == (2, [], [])


@pytest.fixture
def mensuel(association: Organisation) -> Registre:
    return described(
        make_registre(
            "accueil",
            champs={"nombre": TypeChamp.ENTIER, "public": ["eleves", "parents"]},
            fournisseurs=[association],
        )
    )


def read(user: Utilisateur, registre: Registre, *lines: str) -> Lecture:
    head = "Période;Rien à signaler;Nombre;Public"
    return read_text(user, registre, "\n".join([head, *lines]))


@pytest.mark.parametrize("there", [True, False])
def test_figures_and_nothing_to_report_are_not_imported_side_by_side(
    mensuel: Registre, coordonnateur: Utilisateur, association: Organisation, there: bool
) -> None:
    lines = ["mars 2016;oui;;"]
    if there:
        record_entree(
            actor=coordonnateur,
            registre=mensuel,
            organisation=association,
            periode=Periode.mois(2016, 3),
            valeurs={"nombre": "3", "public": "eleves"},
        )
    else:
        lines.append("mars 2016;;3;eleves")
    found = read(coordonnateur, mensuel, *lines, "avril 2016;oui;;")
    assert [line for line, _ in found.erreurs] == ([2] if there else [2, 3])
    assert "à la fois des chiffres" in found.erreurs[0][1]


def test_someone_who_was_quicker_leaves_the_file_unwritten(
    mensuel: Registre, coordonnateur: Utilisateur, association: Organisation
) -> None:
    found = read(coordonnateur, mensuel, "mars 2016;;3;eleves", "avril 2016;;4;eleves")
    record_entree(
        actor=coordonnateur,
        registre=mensuel,
        organisation=association,
        periode=Periode.mois(2016, 4),
        valeurs={"nombre": "9", "public": "eleves"},
    )
    with pytest.raises(ActionImpossible, match="rien n’a été écrit"):
        import_entrees(
            actor=coordonnateur, registre=mensuel, ajouts=found.ajouts, corrections=[]
        )
    assert Entree.objects.get().valeurs["nombre"] == "9"


def test_cells_pasted_from_a_spreadsheet_are_read(
    client_coordonnateur: Client, mensuel: Registre
) -> None:
    address = reverse("registres:importer", args=["accueil"])
    assert "Les colonnes attendues" in client_coordonnateur.get(address).content.decode()
    pasted = "Période\tNombre\tPublic\nmars 2016\t1 234\tEleves\navril 2016\t5\tParents\n"
    shown = client_coordonnateur.post(address, {"texte": pasted})
    assert "2 lignes à ajouter" in shown.content.decode()
    text = shown.context["lecture"].texte
    client_coordonnateur.post(address, {"texte": text, "confirmer": "1"})
    assert {row.valeurs["nombre"] for row in Entree.objects.all()} == {"1234", "5"}


def test_a_file_speaks_of_its_own_days_only(
    mensuel: Registre,
    coordonnateur: Utilisateur,
    association: Organisation,
    django_assert_max_num_queries: object,
) -> None:
    for month in range(1, 13):
        record_entree(
            actor=coordonnateur,
            registre=mensuel,
            organisation=association,
            periode=Periode.mois(2015, month),
            valeurs={"nombre": "1", "public": "eleves"},
        )
    lines = [f"{month:02d}/2015;;1;eleves" for month in range(1, 13)]
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        found = read(coordonnateur, mensuel, *lines)
    assert (found.inchangees, found.erreurs) == (12, [])
