"""A figure opens to its question in words, and to the rows that add up to it."""

import csv
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from itertools import product
from statistics import fmean
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.indicateurs.enums import Agregat
from quietude.indicateurs.explication import (
    VAUT,
    Chiffre,
    explain,
    has_worth,
    readable_rows,
    rows_behind,
    say_closed,
)
from quietude.indicateurs.memoire import ALIAS
from quietude.indicateurs.mesures import Demande, catalogue
from quietude.indicateurs.moteur import compute
from quietude.observatoire.presentation.serie import code_of
from quietude.socle.periodes import Periode
from quietude.strategie.models import Indicateur
from tests.conftest import make_user
from tests.evaluation.indicateurs import (
    A2023,
    A2024,
    ANNEE,
    SEANCES,
    SUIVI,
    Ville,
    make_ville,
)
from tests.instances.builders import make_instance, make_reunion
from tests.observatoire.factories import make_annees, make_serie

MESURES = ("lignes", "personnes", "public.distincts", "referents", "duree")
FILTRES: tuple[Any, ...] = (
    (),
    (("public", ("eleves",)),),
    (("public", ("eleves", "parents")), ("theme", ("route",))),
    (("fournisseur", ("college",)),),
)
SPLITS = ((), ("public",), ("theme", "public"))


@pytest.fixture
def ville(db: None) -> Ville:
    caches[ALIAS].clear()
    return make_ville()


def figure(name: str, **more: Any) -> Chiffre:
    return Chiffre(catalogue()[name], **{"periode": A2024, **more})


def told(chiffre: Chiffre) -> dict[str, str]:
    return {point.terme: point.phrase for point in explain(chiffre)}


# -- the rows add up ------------------------------------------------------------------------


def figure_of_rows(chiffre: Chiffre, user: Utilisateur) -> Decimal | None:
    """What someone would find with the rows shown and a pencil."""
    rows = list(readable_rows(chiffre, user))
    mesure = chiffre.mesure
    if mesure.agregat is Agregat.COMPTE:
        return Decimal(len(rows))
    if mesure.agregat is Agregat.DISTINCTS:
        return Decimal(len({row.valeurs["public"] for row in rows}))
    worth = [getattr(row, VAUT) for row in rows]
    if mesure.agregat is Agregat.MOYENNE:
        return Decimal(str(fmean(worth))) if worth else None
    return sum(worth, Decimal(0))


@pytest.mark.parametrize("name", MESURES)
def test_the_rows_shown_give_the_figure_of_the_period_and_of_each_part(
    ville: Ville, name: str
) -> None:
    reader, spans = make_user(Role.AGENT), (A2023, A2024, Periode.mois(2024, 1, 9))
    questions = [
        Demande(f"{SEANCES}.{name}", spans, filtres, par)
        for filtres, par in product(FILTRES, SPLITS)
    ]
    for asked, found in zip(questions, compute(questions), strict=True):
        for span in spans:
            whole = Chiffre(found.mesure, span, asked.filtres, asked.par)
            known = found.valeurs[span].nombre
            assert (figure_of_rows(whole, reader) or 0) == (known or 0), asked
            for at, value in found.parts.get(span, {}).items():
                part = replace(whole, cellule=at)
                assert (figure_of_rows(part, reader) or 0) == (value.nombre or 0), (asked, at)


def test_a_row_that_says_nothing_of_the_sum_is_not_behind_it(ville: Ville) -> None:
    assert rows_behind(figure(f"{SEANCES}.lignes")).count() == 5
    assert rows_behind(figure(f"{SEANCES}.personnes")).count() == 4
    nowhere = figure(f"{SEANCES}.personnes", par=("public",), cellule=("",))
    assert [row.valeurs["personnes"] for row in rows_behind(nowhere)] == ["5"]


def test_of_a_last_known_value_the_retained_rows_alone_are_shown(ville: Ville) -> None:
    rows = rows_behind(figure(f"{SEANCES}.referents"))
    assert sorted(row.valeurs["referents"] for row in rows) == ["5", "7", "9"]


# -- in words -------------------------------------------------------------------------------


def test_the_question_is_told_with_the_labels_of_the_closed_lists(ville: Ville) -> None:
    asked = figure(
        f"{SEANCES}.personnes",
        filtres=(("public", ("eleves", "parents")), ("theme", ("route",))),
        par=("fournisseur",),
    )
    words = told(asked)
    assert words["Mesure"] == "«\u202fPersonnes\u202f», dans «\u202fSéances\u202f»."
    assert words["Définition"] == "Des faits inventés."
    assert words["Lignes retenues"] == (
        "Seules comptent les lignes où «\u202fPublic\u202f» est «\u202fEleves\u202f» ou "
        "«\u202fParents\u202f», et où «\u202fTheme\u202f» est «\u202fRoute\u202f»."
    )
    assert words["Ventilation"].startswith("Par «\u202fFourni par\u202f»")
    assert "s’additionnent et donnent le total" in words["Ventilation"]
    assert words["Période"].startswith(
        "2024, du 1er\u00a0janvier 2024 au 31\u00a0décembre 2024."
    )
    assert "commence et finit" in words["Période"]
    assert "Secret" not in words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lignes", "compte pour une"),
        ("personnes", "additionné"),
        ("duree", "moyenne"),
        ("public.distincts", "compte une fois"),
        ("referents", "dernière valeur connue"),
    ],
)
def test_how_rows_make_a_figure_is_said(ville: Ville, name: str, words: str) -> None:
    asked = figure(f"{SEANCES}.{name}")
    assert words in told(asked)["Calcul"]
    assert ("n’en dit rien" in told(asked)["Calcul"]) is (name != "lignes")
    assert told(asked)["Lignes retenues"] == "Toutes les lignes comptent."
    assert has_worth(asked.mesure) is (name in {"personnes", "duree", "referents"})


def test_a_part_is_told_as_the_rows_that_bear_its_codes(ville: Ville) -> None:
    part = figure(f"{SEANCES}.duree", par=("public",), cellule=("",))
    assert told(part)["Lignes retenues"].endswith("«\u202fPublic\u202f» est non dit.")
    assert "Ventilation" not in told(part)
    whole = figure(f"{SEANCES}.duree", par=("public",))
    assert "ne s’additionnent pas" in told(whole)["Ventilation"]


def test_odd_days_are_told_once(ville: Ville) -> None:
    span = Periode(A2023.debut, A2024.fin.replace(day=30))
    asked = figure(f"{SEANCES}.lignes", periode=span)
    assert told(asked)["Période"].startswith(
        "Du 1er\u00a0janvier 2023 au 30\u00a0décembre 2024. Une"
    )


def test_the_secret_of_named_follow_up_is_told(ville: Ville) -> None:
    assert "inférieur à 5" in told(figure(f"{SUIVI}.situations"))["Secret"]


def test_rows_that_stay_closed_are_counted_in_words(ville: Ville) -> None:
    asked = figure(f"{SEANCES}.lignes")
    assert say_closed(asked, 5) == ""
    assert say_closed(asked, 4).startswith("Une autre ligne compte")
    assert say_closed(asked, 2).startswith("3 autres lignes comptent")
    named = figure(f"{SUIVI}.situations")
    assert say_closed(named, 0) == say_closed(named, 3)  # their number would tell


# -- the page -------------------------------------------------------------------------------


def page_of(
    row: Indicateur, span: Periode = A2024, *part: str, decoupe: str = "annees", **more: str
) -> str:
    where = [row.fiche.strategie.code, row.fiche.numero, row.code, code_of(span)]
    query = {"annee": ANNEE, "decoupe": decoupe, "part": part, **more}
    return reverse("evaluation:calcul", args=where, query=query)


def signed_in(user: Utilisateur) -> Client:
    client = Client()
    client.force_login(user)
    return client


def exported(client: Client, page: str) -> list[list[str]]:
    answer = client.get(f"{page}&export=csv")
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))[1:]


def test_each_figure_of_the_page_leads_to_its_own_calculation(ville: Ville) -> None:
    row = ville.indicateur(mesure=f"{SEANCES}.personnes", par=["theme", "public"])
    client = signed_in(make_user(Role.ELU))
    where = [row.fiche.strategie.code, row.fiche.numero, row.code]
    page = client.get(reverse("evaluation:indicateur", args=where, query={"annee": ANNEE}))
    text = page.content.decode().replace("&amp;", "&")
    assert page_of(row, A2023).replace("&part=", "") in text
    assert page_of(row, A2024, "ecrans", "eleves") in text
    assert "Comment ce chiffre est calculé" in text
    assert client.get(page_of(row, A2024, "ecrans", "eleves")).status_code == 200


def test_the_page_says_the_figure_the_question_and_shows_the_rows(ville: Ville) -> None:
    row = ville.indicateur(mesure=f"{SEANCES}.personnes", par=["public"])
    client = signed_in(make_user(Role.AGENT))
    answer = client.get(page_of(row, A2024, "eleves"))
    text = answer.content.decode()
    assert answer.context["calcul"].dite == "42"
    assert "Public\u00a0: Eleves" in text
    assert "Ecrans" in text  # words, not codes
    assert "Compte pour" in text
    rows = exported(client, page_of(row, A2024, "eleves"))
    assert sum(int(line[-1]) for line in rows) == 42


def test_a_share_tells_both_of_its_members(ville: Ville) -> None:
    row = ville.indicateur(
        mesure=f"{SEANCES}.personnes",
        filtres={"public": ["eleves"]},
        rapport={"mesure": f"{SEANCES}.lignes", "filtres": {"theme": ["route"]}},
    )
    client = signed_in(make_user(Role.AGENT))
    answer = client.get(page_of(row))
    text = answer.content.decode()
    assert "multiplié par 100, en pour cent" in text
    assert [membre.dite for membre in answer.context["calcul"].membres] == ["42", "3"]
    assert answer.context["calcul"].dite == "1\u202f400\u202f%"
    below = client.get(page_of(row, de="diviseur"))
    assert below.context["grille"].total == 3
    assert client.get(page_of(row, de="autre-chose")).context["grille"].total == 2


def test_a_partner_gets_its_own_rows_and_is_told_of_the_others(ville: Ville) -> None:
    row = ville.indicateur(mesure=f"{SEANCES}.personnes")
    client = signed_in(ville.partenaire(ville.college))
    answer = client.get(page_of(row))
    assert answer.context["calcul"].dite == "55"
    assert [line.organisation for line in answer.context["grille"].page] == [ville.college] * 2
    assert "2 autres lignes comptent, que vous ne pouvez pas ouvrir" in answer.content.decode()
    assert {line[1] for line in exported(client, page_of(row))} == {"Collège fictif"}


@pytest.mark.parametrize("role", [Role.ELU, Role.LECTEUR])
def test_who_reads_figures_alone_gets_no_row(ville: Ville, role: Role) -> None:
    row = ville.indicateur(mesure=f"{SEANCES}.personnes")
    client = signed_in(make_user(role))
    answer = client.get(page_of(row))
    assert answer.status_code == 200
    assert answer.context["grille"].total == 0
    assert "4 autres lignes comptent" in answer.content.decode()
    assert exported(client, page_of(row)) == []


def test_only_a_figure_that_the_page_shows_is_explained(ville: Ville) -> None:
    """Figures of other spans could be subtracted from those of named follow-up."""
    row = ville.indicateur(mesure=f"{SUIVI}.situations", par=["suite"])
    client = signed_in(make_user(Role.ELU))
    assert client.get(page_of(row)).status_code == 200
    for span in (Periode.mois(2024, 3), Periode.annee(2001)):
        assert client.get(page_of(row, span)).status_code == 404
    assert client.get(page_of(row, Periode.mois(2024, 3), decoupe="mois")).status_code == 404
    assert client.get(page_of(row, A2024, "inconnu")).status_code == 404
    assert client.get(page_of(row, A2024, "rappel", "aide")).status_code == 404
    assert client.get(page_of(row, A2024, de="diviseur")).status_code == 404


def test_other_parts_of_the_year_are_explained_when_nothing_is_named(ville: Ville) -> None:
    row = ville.indicateur(mesure=f"{SEANCES}.lignes")
    client = signed_in(make_user(Role.ELU))
    answer = client.get(page_of(row, Periode.mois(2024, 6), decoupe="mois"))
    assert answer.context["calcul"].dite == "1"


@pytest.mark.parametrize("role", [Role.ELU, Role.LECTEUR])
@pytest.mark.parametrize("suite", ["rappel", "aide"])
def test_a_hidden_figure_leaks_through_neither_page_nor_export(
    ville: Ville, role: Role, suite: str
) -> None:
    row = ville.indicateur(mesure=f"{SUIVI}.situations", par=["suite"])
    client = signed_in(make_user(role))
    answer = client.get(page_of(row, A2024, suite))
    assert answer.context["calcul"].dite == "non affichée"
    assert answer.context["grille"].total == 0
    assert "autres lignes comptent" not in answer.content.decode()
    assert "autre ligne compte" not in answer.content.decode()
    assert exported(client, page_of(row, A2024, suite)) == []


def test_a_hidden_figure_shows_to_a_partner_its_own_rows_alone(ville: Ville) -> None:
    row = ville.indicateur(mesure=f"{SUIVI}.situations", par=["suite"])
    client = signed_in(ville.partenaire())
    for suite, own in (("rappel", 1), ("aide", 0), ("rien", 0)):
        answer = client.get(page_of(row, A2024, suite))
        assert answer.context["grille"].total == own
        assert "Seules les lignes que vous pouvez ouvrir" in answer.content.decode()
    assert answer.context["calcul"].dite == "40"


def test_who_keeps_the_register_reads_its_rows_even_of_a_hidden_figure(ville: Ville) -> None:
    row = ville.indicateur(mesure=f"{SUIVI}.situations", par=["suite"])
    answer = signed_in(make_user()).get(page_of(row, A2024, "rappel"))
    assert answer.context["calcul"].dite == "non affichée"
    assert answer.context["grille"].total == 1


def test_a_part_of_a_period_hidden_whole_is_not_told_as_zero(ville: Ville) -> None:
    row = ville.indicateur(
        mesure=f"{SUIVI}.situations", filtres={"suite": ["rappel"]}, par=["fournisseur"]
    )
    answer = signed_in(make_user(Role.ELU)).get(page_of(row, A2024, "association"))
    assert answer.context["calcul"].dite == "non affichée"


def test_a_figure_of_a_series_opens_the_series(ville: Ville) -> None:
    serie = make_annees(make_serie("vols"), {2023: 4, 2024: 3})
    row = ville.indicateur(serie="vols")
    client = signed_in(make_user(Role.ELU))
    assert client.get(page_of(row)).headers["Location"] == serie.get_absolute_url()


def test_a_text_or_a_source_that_is_gone_has_no_calculation(ville: Ville) -> None:
    client = signed_in(make_user())
    for source in ({"texte": True}, {"manque": "Personne"}, {"mesure": "registre.ancien.x"}):
        assert client.get(page_of(ville.indicateur(**source))).status_code == 404


def test_the_cost_does_not_grow_with_the_rows(
    ville: Ville, django_assert_max_num_queries: Any
) -> None:
    row = ville.indicateur(mesure=f"{SEANCES}.personnes", par=["public"])
    client = signed_in(make_user(Role.AGENT))
    client.get(page_of(row))
    with django_assert_max_num_queries(32):
        client.get(page_of(row))


def test_rows_of_any_stream_are_shown_not_those_of_registers_alone(ville: Ville) -> None:
    make_reunion(make_instance("cellule"), "2024-03-04")
    client, seen = signed_in(make_user()), set()
    for cle, mesure in catalogue().items():
        row = ville.indicateur(mesure=cle)
        answer = client.get(page_of(row))
        assert answer.status_code == 200, cle
        seen |= {mesure.flux.cle} if answer.context["grille"].total else set()
    assert len(seen) > 2
