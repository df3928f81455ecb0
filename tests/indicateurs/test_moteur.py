"""One question, one figure: what counts in which period, and what zero means."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quietude.indicateurs.enums import Agregat, EtatValeur
from quietude.indicateurs.memoire import ALIAS
from quietude.indicateurs.mesures import Demande, Denominateur, MesureInconnue
from quietude.indicateurs.moteur import compute, resolve
from quietude.journal.actions import acting
from quietude.partenaires.models import Organisation
from quietude.registres.enums import Cumul, Frequence, TypeChamp
from quietude.registres.models import Entree, Registre
from quietude.socle.periodes import Periode
from tests.registres.factories import make_champ, make_entree, make_registre
from tests.strategie.factories import make_organisation

A2014, A2015, A2016 = (Periode.annee(year) for year in (2014, 2015, 2016))
NEUF_MOIS = Periode.mois(2015, 1, 9)
SCOLAIRE = Periode.annee_scolaire(2014)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    caches[ALIAS].clear()


@pytest.fixture
def association(db: None) -> Organisation:
    return make_organisation("association")


@pytest.fixture
def seances(association: Organisation) -> Registre:
    """Sessions, one a row, as they come."""
    registre = make_registre(
        "seances",
        frequence=Frequence.AU_FIL,
        champs={
            "personnes": TypeChamp.ENTIER,
            "public": ["eleves", "parents"],
            "theme": ["route", "ecrans"],
        },
        fournisseurs=[association],
    )
    for day, people, public, theme in (
        (date(2015, 1, 1), 10, "eleves", "route"),
        (date(2015, 9, 30), 20, "eleves", "ecrans"),
        (date(2015, 10, 1), 5, "parents", "ecrans"),
        (date(2016, 12, 31), 7, "parents", "route"),
    ):
        make_entree(
            registre,
            association,
            Periode(day, day),
            personnes=people,
            public=public,
            theme=theme,
        )
    return registre


def number(cle: str, *periodes: Periode, **more: object) -> list[Decimal | None]:
    (found,) = compute([Demande(cle, periodes, **more)])  # type: ignore[arg-type]
    return [found.valeurs[span].nombre for span in periodes]


def test_overlapping_periods_each_count_what_they_hold(seances: Registre) -> None:
    spans = (A2015, NEUF_MOIS, SCOLAIRE, A2016)
    assert number("registre.seances.personnes", *spans) == [35, 30, 10, 7]
    assert number("registre.seances.lignes", *spans) == [3, 2, 1, 1]


def test_a_counted_period_without_rows_is_zero(seances: Registre) -> None:
    (found,) = compute([Demande("registre.seances.personnes", (A2014,))])
    assert found.valeurs[A2014].etat is EtatValeur.CONNUE
    assert found.valeurs[A2014].nombre == 0


def test_what_no_row_says_is_not_zero(seances: Registre) -> None:
    make_champ(seances, "satisfaits", TypeChamp.ENTIER)
    (found,) = compute([Demande("registre.seances.satisfaits", (A2014, A2015))])
    assert found.valeurs[A2015].etat is EtatValeur.ABSENTE
    assert "aucune des lignes" in found.valeurs[A2015].raison
    assert found.valeurs[A2014].nombre == 0


def test_a_period_before_the_register_is_absent_not_zero(seances: Registre) -> None:
    before = Periode.annee(2013)
    (found,) = compute([Demande("registre.seances.personnes", (before,))])
    assert found.valeurs[before].etat is EtatValeur.ABSENTE
    assert found.valeurs[before].nombre is None
    assert found.valeurs[before].raison


def test_a_period_to_come_is_absent(seances: Registre) -> None:
    later = Periode.annee(2190)
    (found,) = compute([Demande("registre.seances.lignes", (later,))])
    assert found.valeurs[later].etat is EtatValeur.ABSENTE


def test_filters_keep_the_rows_that_bear_a_value(seances: Registre) -> None:
    kept = (("public", ("eleves",)),)
    assert number("registre.seances.personnes", A2015, filtres=kept) == [30]
    both = (("public", ("eleves", "parents")), ("theme", ("ecrans",)))
    assert number("registre.seances.personnes", A2015, filtres=both) == [25]


def test_one_split_gives_each_part(seances: Registre) -> None:
    (found,) = compute([Demande("registre.seances.personnes", (A2015,), par=("public",))])
    assert {at: part.nombre for at, part in found.parts[A2015].items()} == {
        ("eleves",): 30,
        ("parents",): 5,
    }
    assert found.libelles == ({"eleves": "Eleves", "parents": "Parents"},)


def test_two_splits_cross_in_the_order_asked(seances: Registre) -> None:
    asked = Demande("registre.seances.personnes", (A2015,), par=("theme", "public"))
    (found,) = compute([asked])
    assert {at: part.nombre for at, part in found.parts[A2015].items()} == {
        ("route", "eleves"): 10,
        ("ecrans", "eleves"): 20,
        ("ecrans", "parents"): 5,
    }


def test_a_share_divides_by_the_whole(seances: Registre) -> None:
    whole = Denominateur("registre.seances.personnes")
    kept = (("public", ("parents",)),)
    found = number("registre.seances.personnes", A2015, A2014, filtres=kept, rapport=whole)
    assert found[0] is not None
    assert round(found[0], 2) == Decimal("14.29")
    assert found[1] is None  # nothing is divided by zero


def test_a_mean_is_of_the_rows_of_the_period(
    seances: Registre, association: Organisation
) -> None:
    make_champ(seances, "duree", TypeChamp.DECIMAL, cumul=Cumul.MOYENNE)
    make_champ(seances, "attente", TypeChamp.DECIMAL, cumul=Cumul.MEDIANE)
    day = date(2014, 5, 5)
    for duration, wait in ((1, 1), (2, 3), ("4.5", 50)):
        make_entree(seances, association, Periode(day, day), duree=duration, attente=wait)
    assert number("registre.seances.duree", A2014) == [Decimal("2.5")]
    assert number("registre.seances.attente", A2014) == [Decimal("3.0")]
    assert number("registre.seances.duree", A2016) == [None]
    (split,) = compute([Demande("registre.seances.attente", (A2014,), par=("fournisseur",))])
    assert split.parts[A2014]["association",].nombre == Decimal("3.0")


def test_distinct_values_are_counted_once_whatever_the_rows(seances: Registre) -> None:
    assert number("registre.seances.public.distincts", A2015, A2016) == [2, 1]
    kept = (("theme", ("route",)),)
    assert number("registre.seances.public.distincts", A2015, filtres=kept) == [1]


def test_a_stock_is_its_last_known_value_of_each_provider(association: Organisation) -> None:
    other = make_organisation("autre")
    registre = make_registre("referents", fournisseurs=[association, other])
    make_champ(registre, "stock", TypeChamp.ENTIER, cumul=Cumul.DERNIER)
    for month, first, second in ((1, 4, 10), (2, 6, None)):
        make_entree(registre, association, Periode.mois(2015, month), stock=first)
        if second:
            make_entree(registre, other, Periode.mois(2015, month), stock=second)
    assert number("registre.referents.stock", A2015) == [16]
    (found,) = compute([Demande("registre.referents.stock", (A2015,), par=("fournisseur",))])
    assert {at: part.nombre for at, part in found.parts[A2015].items()} == {
        ("association",): 6,
        ("autre",): 10,
    }


def test_what_was_not_handed_in_is_said_with_whose(association: Organisation) -> None:
    registre = make_registre("mensuel", fournisseurs=[association], depuis=date(2015, 1, 1))
    for month in range(1, 11):
        make_entree(registre, association, Periode.mois(2015, month), nombre=1)
    make_entree(registre, association, Periode.mois(2015, 11))  # nothing to report
    (found,) = compute([Demande("registre.mensuel.nombre", (A2015, A2016))])
    value = found.valeurs[A2015]
    assert value.etat is EtatValeur.PARTIELLE
    assert value.nombre == 10
    assert [(row.organisation, row.periode) for row in value.manques] == [
        ("association", Periode.mois(2015, 12))
    ]
    assert found.valeurs[A2016].etat is EtatValeur.ABSENTE
    assert len(found.valeurs[A2016].manques) == 12


def test_figures_of_a_school_year_do_not_answer_for_a_calendar_year(
    association: Organisation,
) -> None:
    registre = make_registre(
        "scolaire", frequence=Frequence.ANNEE_SCOLAIRE, fournisseurs=[association]
    )
    make_entree(registre, association, SCOLAIRE, nombre=17)
    (found,) = compute([Demande("registre.scolaire.nombre", (SCOLAIRE, A2015))])
    assert found.valeurs[SCOLAIRE].nombre == 17
    assert found.valeurs[A2015].etat is EtatValeur.ABSENTE


def test_a_write_changes_the_answer_at_once(
    seances: Registre, association: Organisation
) -> None:
    assert number("registre.seances.personnes", A2015) == [35]
    day = date(2015, 6, 1)
    make_entree(seances, association, Periode(day, day), personnes=100)
    assert number("registre.seances.personnes", A2015) == [135]
    with acting(None, "test"):
        Entree.objects.filter(debut=day).delete()
    assert number("registre.seances.personnes", A2015) == [35]


def test_questions_on_one_stream_share_their_query(seances: Registre) -> None:
    first = [Demande("registre.seances.personnes", (A2015,))]
    many = [
        Demande(f"registre.seances.{name}", (A2014, A2015, A2016), par=par)
        for name in ("personnes", "lignes")
        for par in ((), ("public",), ("theme",), ("public", "theme"))
    ]
    with CaptureQueriesContext(connection) as one:
        compute(first)
    caches[ALIAS].clear()
    with CaptureQueriesContext(connection) as eight:
        compute(many)
    assert len(eight) == len(one)


def test_an_answer_is_kept(seances: Registre) -> None:
    asked = [Demande("registre.seances.personnes", (A2015,), par=("public",))]
    first = compute(asked)
    with CaptureQueriesContext(connection) as again:
        kept = compute(asked)
    assert [(row.valeurs, row.parts) for row in kept] == [
        (row.valeurs, row.parts) for row in first
    ]
    assert not [row for row in again.captured_queries if "width_bucket" in row["sql"]]


def test_what_nobody_offers_is_refused(seances: Registre) -> None:
    with pytest.raises(MesureInconnue, match="registre"):
        compute([Demande("registre.rien.nombre", (A2015,))])
    with pytest.raises(MesureInconnue):
        resolve("rien")
    with pytest.raises(ValueError, match="ne se ventile pas"):
        compute([Demande("registre.seances.lignes", (A2015,), par=("age",))])
    three = ("public", "theme", "fournisseur")
    with pytest.raises(ValueError, match="deux dimensions"):
        compute([Demande("registre.seances.lignes", (A2015,), par=three)])


def test_no_question_no_answer(db: None) -> None:
    assert compute([]) == []


def test_every_register_offers_its_measures(seances: Registre) -> None:
    assert resolve("registre.seances.lignes").agregat is Agregat.COMPTE
    assert resolve("registre.seances.personnes").unite == ""
    assert [row.cle for row in resolve("registre.seances.personnes").flux.dimensions] == [
        "public",
        "theme",
        "fournisseur",
    ]
