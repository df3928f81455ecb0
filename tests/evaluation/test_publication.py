"""What the public reads: a closed list. Whatever is not on it never comes out."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from quietude.evaluation.photo import (
    Photo,
    VueConstat,
    VueEtape,
    VueObjectif,
    VueParole,
    VuePart,
    VuePoint,
)
from quietude.evaluation.publication import NON_PUBLIE, SANS_COMPARAISON, Publication, publish
from quietude.evaluation.publication_donnees import COLONNES, to_csv
from tests.evaluation.annuelles import (
    ANNEE,
    make_photo,
    make_value,
    make_vue_fiche,
    make_vue_financement,
    make_vue_indicateur,
    make_vue_instance,
    make_vue_serie,
)

OUVERTE = "Ministère, « Fichier », Licence Ouverte 2.0"
# Every field of words that the public may read; any other, and any new one, stays inside.
PERMIS = {
    "strategie", "ville", "synthese", "propositions",
    "delinquance.theme", "delinquance.libelle", "delinquance.lieu", "delinquance.unite",
    "delinquance.points.periode", "delinquance.points.texte", "delinquance.source",
    "objectifs.numero", "objectifs.titre",
    "fiches.titre", "fiches.etat",
    "fiches.indicateurs.code", "fiches.indicateurs.libelle", "fiches.indicateurs.unite",
    "fiches.indicateurs.origine", "fiches.indicateurs.valeurs.periode",
    "fiches.financements.financeur",
    "instances.nom", "instances.attendues",
}  # fmt: skip
# Words that the software reads as codes: a marker there would change what is looked at.
CODES = {
    "delinquance.sens", "delinquance.cle", "objectifs.code", "fiches.objectif",
    "fiches.indicateurs.valeurs.etat", "instances.confidentialite",
    "fiches.indicateurs.parts.valeurs.etat",
}  # fmt: skip


def make_everything() -> Photo:
    """A photo in which every list has something."""
    word = VueParole(organisation="Bailleur", texte="Une parole")
    indicateur = make_vue_indicateur(
        "1.1",
        30,
        40,
        dimensions=["Secteur"],
        parts=[VuePart(libelles=["Nord"], valeurs=[make_value(9), make_value(12)])],
        reference="46",
        cible="60",
        jugement="40 pour une cible de 60.",
        evolution="Hausse",
        commentaire="Commentaire",
        manques=["Police : mai"],
    )
    fiche = make_vue_fiche(
        etapes=[VueEtape(titre="Étape", etat="Atteinte", precision="bientôt")],
        indicateurs=[indicateur],
        sans_indicateur="Rien",
        financements=[make_vue_financement(demande=9000, note="Note")],
        paroles=[word],
    )
    return make_photo(
        adoptee_le=date(2026, 3, 1),
        synthese="Synthèse",
        propositions="Propositions",
        delinquance=[make_vue_serie("1", 40)],
        series_sans_chiffre=["Vols"],
        analyses=[word],
        objectifs=[VueObjectif(code="o1", numero="1", titre="Prévenir", fiches=[1])],
        fiches=[fiche],
        instances=[make_vue_instance(confidentialite="ouverte")],
        constats=[VueConstat(gravite="Erreur", regle="R", message="m", suggestion="s")],
        paroles=[word],
    )


def mark(value: Any, path: str = "") -> Any:
    """The same, each text replaced by the name of its field."""
    if isinstance(value, BaseModel):
        plain = {name: getattr(value, name) for name in type(value).model_fields}
        return {name: mark(item, f"{path}.{name}".strip(".")) for name, item in plain.items()}
    if isinstance(value, list):
        return [mark(item, path) for item in value]
    return f"[{path}]" if isinstance(value, str) and path not in CODES else value


def fields(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from fields(item, f"{path}.{name}".strip("."))
    elif isinstance(value, list):
        for item in value:
            yield from fields(item, path)
    elif isinstance(value, str) and path not in CODES:
        yield path


def public(photo: Photo, **texts: bool) -> Publication:
    return publish(photo, **{"synthese": True, "propositions": True, **texts})


def rows(publication: Publication) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(publication).decode())))


def test_nothing_outside_the_closed_list_comes_out() -> None:
    marked = mark(make_everything())
    every = set(fields(marked))
    assert every > PERMIS, "the photo of this test fills every field"
    said = public(Photo.model_validate(marked))
    for told in (repr(said), to_csv(said).decode()):
        assert {path for path in every if f"[{path}]" in told} <= PERMIS
    assert {path for path in every if f"[{path}]" in repr(said)} == PERMIS


def test_every_field_of_the_photo_is_tried() -> None:
    """A list left empty in the photo of the test would hide a leak."""

    def empty(value: Any, path: str) -> Iterator[str]:
        if isinstance(value, BaseModel):
            for name in type(value).model_fields:
                yield from empty(getattr(value, name), f"{path}.{name}")
        elif isinstance(value, list):
            if not value:
                yield path
            for item in value:
                yield from empty(item, path)
        elif value == "" and path.rsplit(".", 1)[-1] not in {"raison", "sens"}:
            yield path

    assert list(empty(make_everything(), "")) == []


def test_texts_come_out_only_when_the_coordinator_says_so() -> None:
    said = public(make_everything(), synthese=False, propositions=False)
    assert (said.synthese, said.propositions) == ("", "")
    assert public(make_everything(), propositions=False).synthese == "Synthèse"


# -- small counts -----------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "shown"), [(0, True), (1, False), (4, False), (5, True)])
@pytest.mark.parametrize("where", ["serie", "indicateur"])
def test_counts_from_one_to_four_are_not_published(count: int, shown: bool, where: str) -> None:
    fiche = make_vue_fiche(indicateurs=[make_vue_indicateur("1.1", count)])
    said = public(make_photo(delinquance=[make_vue_serie("1", count)], fiches=[fiche]))
    (told,) = said.series if where == "serie" else said.actions[0].indicateurs
    (figure,) = told.chiffres
    assert figure.nombre == (Decimal(count) if shown else None)
    assert figure.texte == (str(count) if shown else NON_PUBLIE)
    assert str(count) not in repr(figure.texte) or shown


def test_what_its_producer_publishes_as_open_data_stays_as_it_is() -> None:
    said = public(make_photo(delinquance=[make_vue_serie("1", 2, source=OUVERTE)]))
    assert said.series[0].chiffres[0].nombre == 2


def test_few_people_hide_their_whole_theme_but_not_the_facts_beside() -> None:
    said = public(
        make_photo(
            delinquance=[
                make_vue_serie("total", 61, unite="mineurs"),
                make_vue_serie("part", 3, unite="mineurs"),
                make_vue_serie("share", 82, unite="%"),
                make_vue_serie("facts", 40),
                make_vue_serie("elsewhere", 50, unite="personnes", theme="Aide"),
            ]
        )
    )
    assert [row.libelle for row in said.series] == ["Série facts", "Série elsewhere"]
    assert said.retenues == 3


def test_a_small_count_alone_takes_another_along_lest_the_total_tell_it() -> None:
    numbers = {"total": 245, "a": 4, "b": 10, "c": 78, "zero": 0}
    rows_ = [make_vue_serie(key, number) for key, number in numbers.items()]
    other = make_vue_serie("d", 6, source="Autre fichier")
    said = public(make_photo(delinquance=[*rows_, other])).series
    shown = {row.libelle for row in said if row.chiffres[0].nombre is not None}
    assert shown == {"Série total", "Série c", "Série zero", "Série d"}


def test_two_small_counts_hide_each_other() -> None:
    numbers = {"total": 20, "a": 4, "b": 3, "c": 13}
    rows_ = [make_vue_serie(key, number) for key, number in numbers.items()]
    said = public(make_photo(delinquance=rows_)).series
    assert [row.chiffres[0].nombre for row in said] == [20, None, None, 13]


def test_the_sentence_never_tells_a_hidden_figure() -> None:
    points = [
        VuePoint(
            periode=str(year),
            debut=date(year, 1, 1),
            fin=date(year, 12, 31),
            nombre=Decimal(number),
            texte=str(number),
        )
        for year, number in ((2024, 3), (2025, 30))
    ]
    told = make_vue_serie("1", 30, points=points, sens="hausse", phrase="De 3 à 30 faits.")
    (serie,) = public(make_photo(delinquance=[told])).series
    assert serie.dit == SANS_COMPARAISON
    assert [row.nombre for row in serie.chiffres] == [None, 30]
    open_ = told.model_copy(update={"source": OUVERTE})
    assert public(make_photo(delinquance=[open_])).series[0].dit.startswith("Hausse nette")
    weak = open_.model_copy(update={"etabli": False})
    assert "hasard" in public(make_photo(delinquance=[weak])).series[0].dit


def test_an_undisclosed_figure_stays_undisclosed() -> None:
    (serie,) = public(make_photo(delinquance=[make_vue_serie("1", None)])).series
    assert serie.chiffres[0].texte == NON_PUBLIE


# -- indicators -------------------------------------------------------------------------------


def test_nothing_drawn_from_named_follow_up_is_published() -> None:
    named = make_vue_indicateur("1.1", 300, 400, nominatif=True, origine="Suivi")
    (told,) = public(make_photo(fiches=[make_vue_fiche(indicateurs=[named])])).actions
    (row,) = told.indicateurs
    assert row.libelle == "Indicateur 1.1", "that it exists is in the strategy"
    assert {figure.texte for figure in row.chiffres} == {NON_PUBLIE}
    assert row.source == ""


def test_a_hidden_figure_a_text_and_an_absence_say_only_what_they_are() -> None:
    texts = [
        make_value(None, etat="masquée", texte="non affichée", raison="3 personnes"),
        make_value(None, etat="connue", texte="Un texte du pilote"),
        make_value(None, raison="Jeanne n’a pas répondu"),
    ]
    rows_ = [
        make_vue_indicateur(f"1.{n}").model_copy(
            update={"valeurs": [value], "origine": "Raison libre"}
        )
        for n, value in enumerate(texts)
    ]
    (action,) = public(make_photo(fiches=[make_vue_fiche(indicateurs=rows_)])).actions
    told = [(row.chiffres[0].texte, row.chiffres[0].etat) for row in action.indicateurs]
    assert told == [
        (NON_PUBLIE, NON_PUBLIE),
        (NON_PUBLIE, NON_PUBLIE),
        ("pas de valeur", "absente"),
    ]
    assert "Raison libre" not in repr(action)


def test_a_partial_figure_says_so_and_decimals_are_french() -> None:
    value = make_value(12, etat="partielle").model_copy(update={"nombre": Decimal("12.34")})
    row = make_vue_indicateur("1.1").model_copy(update={"valeurs": [value]})
    (action,) = public(make_photo(fiches=[make_vue_fiche(indicateurs=[row])])).actions
    (figure,) = action.indicateurs[0].chiffres
    assert figure.texte == "12,3\xa0(partiel)"
    assert figure.etat == "partielle"


# -- bodies, money ----------------------------------------------------------------------------


def test_bodies_behind_closed_doors_are_only_counted_together() -> None:
    bodies = [
        make_vue_instance(confidentialite="ouverte"),
        make_vue_instance(nom="Cellule", confidentialite="restreinte", tenues=4),
        make_vue_instance(nom="Groupe de suivi", confidentialite="nominative", tenues=5),
        make_vue_instance(nom="D’une copie ancienne", tenues=6),
    ]
    said = public(make_photo(instances=bodies)).instances
    assert [(row.nom, row.tenues) for row in said] == [
        ("Conseil plénier", 1),
        ("3 autres instances, à huis clos", 15),
    ]


def test_money_is_summed_by_funder_and_an_unsaid_sum_is_no_zero() -> None:
    fiches = [
        make_vue_fiche(n, financements=[make_vue_financement(demande=1000 * n)]) for n in (1, 2)
    ]
    said = public(make_photo(fiches=fiches))
    ((name, sums),) = said.argent
    assert (name, sums.demande, sums.accorde) == ("FIPD", Decimal(3000), None)
    assert said.total.demande == 3000


# -- open data --------------------------------------------------------------------------------


def test_columns_do_not_move() -> None:
    head = to_csv(public(make_photo())).decode().splitlines()[0]
    assert head == (
        "strategie,annee,adoptee_le,rubrique,code,objet,chiffre,lieu,periode,debut,fin,"
        "valeur,unite,etat,source"
    )
    assert head.split(",") == [name for name, _ in COLONNES]


def test_one_figure_a_row_with_its_span_unit_state_and_source() -> None:
    told = rows(public(make_everything()))
    assert all(None not in row.values() for row in told), "each row fills its columns"
    assert {row["rubrique"] for row in told} == {
        "delinquance", "indicateurs", "actions", "instances", "financements",
    }  # fmt: skip
    (last,) = [row for row in told if row["code"] == "1.1" and row["periode"] == str(ANNEE)]
    assert last["valeur"] == "40"
    assert (last["debut"], last["fin"]) == (f"{ANNEE}-01-01", f"{ANNEE}-12-31")
    assert (last["unite"], last["etat"]) == ("actions", "connue")
    assert last["source"] == "Registre fictif"
    known = [row for row in told if row["etat"] == "connue"]
    assert all(row["valeur"] and row["source"] for row in known)


def test_numbers_have_a_point_dates_are_iso_and_there_is_no_mark() -> None:
    fiche = make_vue_fiche(financements=[make_vue_financement(demande=Decimal("1234.50"))])
    photo = make_photo(fiches=[fiche], adoptee_le=date(2026, 3, 1))
    data = to_csv(public(photo))
    assert not data.startswith(b"\xef\xbb\xbf")
    (asked,) = [row for row in rows(public(photo)) if row["chiffre"] == "demandé"]
    assert (asked["valeur"], asked["adoptee_le"]) == ("1234.50", "2026-03-01")


def test_no_label_is_a_formula() -> None:
    fiche = make_vue_fiche(titre="=HYPERLINK(1)")
    told = rows(public(make_photo(fiches=[fiche])))
    assert {row["objet"][:2] for row in told if row["rubrique"] == "actions"} == {"'="}
