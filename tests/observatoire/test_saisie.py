"""Series typed in: described, given values line by line; nothing lost, all lines or none."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.observatoire.actions import series as actions
from quietude.observatoire.actions.series import (
    SAISIE,
    LigneSaisie,
    LignesRefusees,
    mark_of,
)
from quietude.observatoire.enums import EtatObservation, FamilleSource, NiveauPerimetre
from quietude.observatoire.imports.lignes import Lieu
from quietude.observatoire.models import Observation, Serie, Source
from quietude.socle.periodes import Periode
from tests.conftest import make_user
from tests.observatoire.factories import (
    INSEE,
    make_annees,
    make_commune,
    make_observation,
    make_serie,
    make_source,
    make_theme,
)
from tests.strategie.factories import make_secteur

pytestmark = pytest.mark.django_db
VILLE = Lieu(NiveauPerimetre.COMMUNE, INSEE, "Valmont")
PUBLIEE, NON_DIFFUSEE = EtatObservation.PUBLIEE, EtatObservation.NON_DIFFUSEE


@pytest.fixture
def serie(db: None) -> Serie:
    make_commune()
    return make_serie(libelle="Médiations", unite="interventions")


def values(**fields: Any) -> dict[str, Any]:
    return {"libelle": "Médiations", "unite": "interventions", "dimensions": {}, **fields}


def line(year: int, value: int | None, **fields: Any) -> LigneSaisie:
    given = {"rang": 0, "etat": PUBLIEE, **fields}
    number = None if value is None else Decimal(value)
    return LigneSaisie(periode=Periode.annee(year), valeur=number, **given)


def held(serie: Serie) -> dict[int, Decimal | None]:
    return {row.debut.year: row.valeur for row in serie.observations.in_force()}


def test_a_series_takes_a_code_that_no_other_has(coordonnateur: Utilisateur) -> None:
    first = actions.create_serie(actor=coordonnateur, lieu=VILLE, valeurs=values())
    other = actions.create_serie(actor=coordonnateur, lieu=VILLE, valeurs=values())
    assert (first.code, other.code) == ("mediations-valmont", "mediations-valmont-2")
    nameless = actions.create_serie(
        actor=coordonnateur, lieu=Lieu("commune", "99002", "¿"), valeurs=values(libelle="¿?")
    )
    assert nameless.code == "serie"


def test_a_sector_is_tied_to_its_place(coordonnateur: Utilisateur) -> None:
    sector = make_secteur("nord")
    place = Lieu(NiveauPerimetre.SECTEUR, sector.chemin, sector.nom)
    made = actions.create_serie(actor=coordonnateur, lieu=place, valeurs=values())
    assert made.perimetre.secteur == sector


def test_a_series_amended_keeps_its_code(coordonnateur: Utilisateur, serie: Serie) -> None:
    code = serie.code
    amended = actions.amend_serie(
        actor=coordonnateur, serie=serie, lieu=VILLE, valeurs=values(unite="rappels")
    )
    assert (amended.code, amended.unite) == (code, "rappels")


def test_an_empty_series_is_removed(coordonnateur: Utilisateur, serie: Serie) -> None:
    actions.remove_serie(actor=coordonnateur, serie=serie)
    assert not Serie.objects.exists()


def test_values_are_written_under_a_source_of_their_own(
    coordonnateur: Utilisateur, serie: Serie
) -> None:
    lines = [line(2023, 12), line(2024, None, etat=NON_DIFFUSEE, rang=1)]
    assert actions.write_values(actor=coordonnateur, serie=serie, lignes=lines) == 2
    source = Source.objects.get(code=SAISIE)
    assert source.famille == FamilleSource.VILLE
    states = [row.etat for row in source.observations.order_by("debut")]
    assert states == [PUBLIEE, NON_DIFFUSEE]


def test_a_value_typed_holds_over_a_file_of_the_town_until_it_goes(
    coordonnateur: Utilisateur, serie: Serie
) -> None:
    brought = make_observation(serie, 2023, 10, source=make_source(rang="2026-01-01"))
    corrected = line(2023, 12, observation=brought.pk, lue=mark_of(brought))
    actions.write_values(actor=coordonnateur, serie=serie, lignes=[corrected])
    assert held(serie) == {2023: 12}
    assert Observation.objects.filter(pk=brought.pk, valeur=10).exists()
    typed = Observation.objects.get(source__code=SAISIE)
    actions.remove_value(actor=coordonnateur, observation=typed)
    assert held(serie) == {2023: 10}
    with pytest.raises(PermissionDenied, match="vient du fichier"):
        actions.remove_value(actor=coordonnateur, observation=brought)


def test_the_span_of_a_value_from_a_file_does_not_move(
    coordonnateur: Utilisateur, serie: Serie
) -> None:
    brought = make_observation(serie, 2023, 10)
    moved = line(2022, 10, observation=brought.pk, lue=mark_of(brought))
    with pytest.raises(LignesRefusees) as refusal:
        actions.write_values(actor=coordonnateur, serie=serie, lignes=[moved])
    assert "sa période ne se change pas" in refusal.value.motifs[0]


def typed(coordonnateur: Utilisateur, serie: Serie, *years: int) -> list[Observation]:
    lines = [line(year, year - 2000, rang=rank) for rank, year in enumerate(years)]
    actions.write_values(actor=coordonnateur, serie=serie, lignes=lines)
    return list(Observation.objects.filter(serie=serie).order_by("debut"))


def test_two_lines_may_exchange_their_spans(coordonnateur: Utilisateur, serie: Serie) -> None:
    a, b = typed(coordonnateur, serie, 2020, 2021)
    lines = [
        line(2021, 20, observation=a.pk, lue=mark_of(a)),
        line(2020, 21, observation=b.pk, lue=mark_of(b), rang=1),
    ]
    actions.write_values(actor=coordonnateur, serie=serie, lignes=lines)
    assert held(serie) == {2020: 21, 2021: 20}


def test_a_line_may_move_to_another_span(coordonnateur: Utilisateur, serie: Serie) -> None:
    (row,) = typed(coordonnateur, serie, 2020)
    moved = line(2019, 20, observation=row.pk, lue=mark_of(row))
    actions.write_values(actor=coordonnateur, serie=serie, lignes=[moved])
    assert held(serie) == {2019: 20}


def test_a_line_that_says_the_same_writes_nothing(
    coordonnateur: Utilisateur, serie: Serie
) -> None:
    brought = make_observation(serie, 2023, 10)
    same = line(2023, 10, observation=brought.pk, lue=mark_of(brought))
    assert actions.write_values(actor=coordonnateur, serie=serie, lignes=[same]) == 0
    assert not Observation.objects.filter(source__code=SAISIE).exists()


def test_one_wrong_line_keeps_all_of_them_out(coordonnateur: Utilisateur, serie: Serie) -> None:
    (row,) = typed(coordonnateur, serie, 2020)
    old = mark_of(row)
    newer = line(2020, 33, observation=row.pk, lue=old)
    actions.write_values(actor=coordonnateur, serie=serie, lignes=[newer])
    lines = [
        line(2020, 34, observation=row.pk, lue=old),
        line(2018, 5, observation=row.pk + 1, lue="partie", rang=1),
        line(2020, 6, rang=2),
        line(2017, 7, rang=3),
    ]
    with pytest.raises(LignesRefusees) as refusal:
        actions.write_values(actor=coordonnateur, serie=serie, lignes=lines)
    motifs = refusal.value.motifs
    assert "Quelqu’un a écrit « 33 »" in motifs[0]
    assert "a supprimé cette valeur" in motifs[1]
    assert set(motifs) == {0, 1}
    assert held(serie) == {2020: 33}
    with pytest.raises(LignesRefusees) as refusal:
        actions.write_values(actor=coordonnateur, serie=serie, lignes=[line(2020, 6)])
    assert "a déjà une valeur (33)" in refusal.value.motifs[0]


def test_only_the_coordinator_types(coordonnateur: Utilisateur, serie: Serie) -> None:
    reader = make_user(Role.AGENT)
    with pytest.raises(PermissionDenied):
        actions.create_serie(actor=reader, lieu=VILLE, valeurs=values())
    with pytest.raises(PermissionDenied):
        actions.amend_serie(actor=reader, serie=serie, lieu=VILLE, valeurs=values())
    with pytest.raises(PermissionDenied):
        actions.write_values(actor=reader, serie=serie, lignes=[line(2020, 1)])
    with pytest.raises(PermissionDenied):
        actions.remove_serie(actor=reader, serie=serie)


def at(name: str, *args: Any) -> str:
    return reverse(f"observatoire:{name}", args=args)


def described(**fields: Any) -> dict[str, Any]:
    return {
        "libelle": "Rappels",
        "unite": "rappels",
        "nature": "evenements",
        "base": "aucune",
        "lieu": f"commune:{INSEE}",
        "theme": "vols",
        "dimensions": "âge : mineurs\nsexe : filles",
        "note": "",
        **fields,
    }


def test_a_series_is_described_then_given_values(client_coordonnateur: Client) -> None:
    make_commune()
    make_theme("vols", recueil="essai")
    answer = client_coordonnateur.post(at("serie_creer"), described())
    made = Serie.objects.get()
    assert answer.headers["Location"] == at("serie_valeurs", made.pk)
    assert made.dimensions == {"âge": "mineurs", "sexe": "filles"}
    page = client_coordonnateur.get(at("serie_modifier", made.pk)).content.decode()
    assert {"âge : mineurs", "sexe : filles"} <= set(re.split(r"[\n<>]", page))
    assert "Supprimer" in page
    client_coordonnateur.post(at("serie_modifier", made.pk), described(libelle="Relances"))
    made.refresh_from_db()
    assert made.libelle == "Relances"
    assert (
        "Supprimer" in client_coordonnateur.get(at("serie_supprimer", made.pk)).content.decode()
    )
    client_coordonnateur.post(at("serie_supprimer", made.pk))
    assert not Serie.objects.exists()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"dimensions": "mineurs"}, "écrivez « nom : valeur »"),
        ({"dimensions": "a:1\na:2"}, "le même nom"),
        ({"dimensions": "a:1\nb:2\nc:3\nd:4"}, "Trois précisions au plus"),
        ({"nature": "taux", "base": "habitants"}, "ne se divise pas encore"),
        ({"lieu": "commune:00000"}, "Lieu"),
    ],
)
def test_a_wrong_description_is_told_and_stays(
    client_coordonnateur: Client, fields: dict[str, str], told: str
) -> None:
    make_commune()
    make_theme("vols")
    answer = client_coordonnateur.post(at("serie_creer"), described(**fields)).content.decode()
    assert told in answer
    assert "à corriger" in answer
    assert 'value="Rappels"' in answer
    assert not Serie.objects.exists()


def typed_rows(rows: list[dict[str, Any]], initial: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {"v-TOTAL_FORMS": len(rows), "v-INITIAL_FORMS": initial}
    for rank, row in enumerate(rows):
        data |= {f"v-{rank}-{name}": value for name, value in row.items()}
    return data


def new(periode: str, valeur: str, note: str = "") -> dict[str, str]:
    return {"periode": periode, "valeur": valeur, "note": note}


def test_spans_and_values_are_typed_as_people_say_them(
    client_coordonnateur: Client, serie: Serie
) -> None:
    rows = [
        new("2016", "1 234"),
        new("9 mois 2017", "nd", "grève"),
        new("2015-2016", "7"),
        new("2014", ""),
        new("", ""),
    ]
    sent = client_coordonnateur.post(
        at("serie_valeurs", serie.pk), typed_rows(rows), follow=True
    )
    page = sent.content.decode()
    assert "4 valeurs enregistrées" in page
    assert 'value="9 mois 2017"' in page
    assert 'value="2015-2016"' in page
    assert "Qui a écrit quoi" in page
    found = {row.debut: (row.etat, row.valeur) for row in Observation.objects.all()}
    assert found[date(2016, 1, 1)] == (PUBLIEE, 1234)
    assert found[date(2017, 1, 1)] == (NON_DIFFUSEE, None)
    assert found[date(2015, 9, 1)] == (PUBLIEE, 7)
    assert found[date(2014, 1, 1)] == (EtatObservation.MANQUANTE, None)
    assert page.count('value="nd"') == 1  # what is missing is not withheld


def test_rates_take_a_french_comma(client_coordonnateur: Client) -> None:
    make_commune()
    serie = make_serie(nature="taux")
    rows = [new("2016", "12,5")]
    answer = client_coordonnateur.post(
        at("serie_valeurs", serie.pk), typed_rows(rows), follow=True
    )
    assert "Une valeur est enregistrée" in answer.content.decode()
    assert held(serie) == {2016: Decimal("12.5")}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (new("2016 bis", "4"), "n’est pas une période"),
        (new("", "4"), "La période est vide"),
        (new("2016", "beaucoup"), "n’est pas un nombre"),
        (new("2016", "4,5"), "un à un"),
        (new("2015", "4"), "La ligne 1 donne déjà cette période"),
    ],
)
def test_an_error_stands_beside_its_line_and_nothing_is_lost(
    client_coordonnateur: Client, serie: Serie, row: dict[str, str], told: str
) -> None:
    data = typed_rows([new("2015", "3", "gardée"), row])
    page = client_coordonnateur.post(at("serie_valeurs", serie.pk), data).content.decode()
    assert told in page
    assert "rien n’est encore enregistré" in page
    assert 'value="gardée"' in page
    assert f'value="{row["valeur"]}"' in page or not row["valeur"]
    assert not Observation.objects.exists()


def shown(serie: Serie, row: Observation, **fields: Any) -> dict[str, Any]:
    return {
        "observation": row.pk,
        "lue": mark_of(row),
        "periode": Periode(row.debut, row.fin).court,
        "valeur": str(int(row.valeur or 0)),
        "note": row.note,
        **fields,
    }


def test_a_value_changed_meanwhile_is_told_and_may_be_written_over(
    client_coordonnateur: Client, coordonnateur: Utilisateur, serie: Serie
) -> None:
    (row,) = typed(coordonnateur, serie, 2020)
    mine = shown(serie, row, valeur="55")
    newer = line(2020, 44, observation=row.pk, lue=mark_of(row))
    actions.write_values(actor=make_user(email="b@essai.example"), serie=serie, lignes=[newer])
    address = at("serie_valeurs", serie.pk)
    page = client_coordonnateur.post(address, typed_rows([mine], 1)).content.decode()
    assert "Quelqu’un a écrit « 44 »" in page
    assert 'value="55"' in page
    row.refresh_from_db()
    assert f'value="{mark_of(row)}"' in page
    again = {**mine, "lue": mark_of(row)}
    client_coordonnateur.post(address, typed_rows([again], 1))
    assert held(serie) == {2020: 55}


def test_a_value_removed_meanwhile_may_be_put_back(
    client_coordonnateur: Client, coordonnateur: Utilisateur, serie: Serie
) -> None:
    (row,) = typed(coordonnateur, serie, 2020)
    mine = shown(serie, row, valeur="55")
    actions.remove_value(actor=coordonnateur, observation=row)
    address = at("serie_valeurs", serie.pk)
    page = client_coordonnateur.post(address, typed_rows([mine], 1)).content.decode()
    assert "a supprimé cette valeur" in page
    client_coordonnateur.post(address, typed_rows([{**mine, "observation": "", "lue": ""}], 1))
    assert held(serie) == {2020: 55}


def test_a_line_emptied_is_not_a_removal(
    client_coordonnateur: Client, coordonnateur: Utilisateur, serie: Serie
) -> None:
    (row,) = typed(coordonnateur, serie, 2020)
    address = at("serie_valeurs", serie.pk)
    emptied = shown(serie, row, periode="", valeur="")
    page = client_coordonnateur.post(address, typed_rows([emptied], 1)).content.decode()
    assert "suivez « Supprimer »" in page
    nothing = client_coordonnateur.post(
        address, typed_rows([shown(serie, row)], 1), follow=True
    )
    assert "Rien n’a changé" in nothing.content.decode()
    withheld = line(2019, None, etat=NON_DIFFUSEE)
    actions.write_values(actor=coordonnateur, serie=serie, lignes=[withheld])
    other = Observation.objects.get(etat=NON_DIFFUSEE)
    asked = client_coordonnateur.get(at("valeur_supprimer", serie.pk, other.pk))
    assert "2019 : non diffusée" in asked.content.decode()
    actions.remove_value(actor=coordonnateur, observation=other)
    remove = at("valeur_supprimer", serie.pk, row.pk)
    assert "Supprimer cette valeur ?" in client_coordonnateur.get(remove).content.decode()
    client_coordonnateur.post(remove)
    assert held(serie) == {}


@pytest.mark.parametrize("name", ["serie_modifier", "serie_valeurs", "serie_supprimer"])
def test_what_others_publish_says_why_it_is_not_amended(
    client_coordonnateur: Client, name: str
) -> None:
    printed = make_serie(recueil="essai")
    answer = client_coordonnateur.get(at(name, printed.pk))
    assert answer.status_code == 403
    assert "telle qu’imprimée" in answer.content.decode()


def test_the_table_costs_the_same_for_one_and_four(
    client_coordonnateur: Client, serie: Serie
) -> None:
    counts = []
    for year in range(2020, 2024):
        make_annees(serie, {year: 3})
        with CaptureQueriesContext(connection) as queries:
            client_coordonnateur.get(at("serie_valeurs", serie.pk))
        counts.append(len(queries))
    assert counts[0] == counts[3]
