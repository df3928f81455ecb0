"""What the bodies offer to indicators: the same figures as their yearly working."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.memoire import ALIAS
from quietude.indicateurs.mesures import Demande, Denominateur, Resultat, catalogue
from quietude.indicateurs.moteur import compute
from quietude.instances.bilans import bilan
from quietude.instances.enums import EtatReunion, NatureInstance
from quietude.instances.mesures import measures
from quietude.instances.models import Instance
from quietude.partenaires.models import Organisation
from quietude.socle.periodes import Periode
from tests.conftest import make_user
from tests.instances.builders import (
    make_decision,
    make_instance,
    make_membre,
    make_presence,
    make_reunion,
)
from tests.strategie.factories import make_organisation

pytestmark = pytest.mark.django_db
A2014, A2015, A2016 = (Periode.annee(year) for year in (2014, 2015, 2016))
REUNIONS = "instances.reunions"
NOTES, OCCUPES = "instances.sieges.notes", "instances.sieges.occupes"
ATTENDUES, A_TEMPS = "instances.decisions.attendues", "instances.decisions.a_temps"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    caches[ALIAS].clear()


def ask(cle: str, *periodes: Periode, **more: object) -> Resultat:
    (found,) = compute([Demande(cle, periodes or (A2016,), **more)])  # type: ignore[arg-type]
    return found


def split(cle: str, *par: str, **more: object) -> dict[tuple[str, ...], Decimal | None]:
    found = ask(cle, A2016, par=par, **more).parts[A2016]
    return {at: value.nombre for at, value in found.items()}


def held_with(etat: str = "present", day: str = "2016-03-15", code: str = "veille") -> Instance:
    """A body of one seat, held by one partner, that met once."""
    body = Instance.objects.filter(code=code).first() or make_instance(code)
    code_of = f"partenaire-{etat}"
    known = Organisation.objects.filter(code=code_of).first()
    partner = known or make_organisation(code_of)
    seat = make_membre(body, "Directrice", organisation=partner)
    make_presence(make_reunion(body, day), seat, etat)
    return body


class TestMeetings:
    def test_only_those_held_count_on_their_day(self) -> None:
        body = make_instance("veille", nature=NatureInstance.CELLULE)
        for day in ("2015-12-31", "2016-01-01", "2016-12-31"):
            make_reunion(body, day)
        make_reunion(body, "2016-05-02", etat=EtatReunion.ANNULEE)
        make_reunion(body, "2016-06-02", etat=EtatReunion.PREVUE)
        make_reunion(make_instance("autre", nature=NatureInstance.PLENIERE), "2016-07-01")
        found = ask(REUNIONS, A2015, A2016)
        assert [found.valeurs[span].nombre for span in (A2015, A2016)] == [1, 3]
        assert split(REUNIONS, "instance") == {("veille",): 2, ("autre",): 1}
        assert split(REUNIONS, "nature") == {("cellule",): 2, ("pleniere",): 1}

    def test_a_year_without_meeting_is_zero_a_year_before_any_is_absent(self) -> None:
        make_reunion(make_instance("veille"), "2015-06-02")
        found = ask(REUNIONS, A2014, A2015, A2016, Periode.annee_scolaire(2014))
        assert found.valeurs[A2014].etat is EtatValeur.ABSENTE
        assert found.valeurs[A2014].raison == "aucune réunion n’était encore inscrite"
        assert found.valeurs[A2015].etat is EtatValeur.CONNUE
        assert found.valeurs[A2016].etat is EtatValeur.CONNUE
        assert found.valeurs[A2016].nombre == 0
        assert found.valeurs[Periode.annee_scolaire(2014)].etat is EtatValeur.PARTIELLE

    def test_a_town_that_enters_no_meeting_has_no_figure(self) -> None:
        assert ask(REUNIONS).valeurs[A2016].etat is EtatValeur.ABSENTE


class TestSeats:
    def test_attendance_is_read_by_partner(self) -> None:
        held_with("present")
        held_with("represente", "2016-04-15")
        held_with("absent", "2016-05-15")
        assert split(OCCUPES, "organisation") == {
            ("partenaire-present",): 1,
            ("partenaire-represente",): 1,
            ("partenaire-absent",): 0,
        }
        share = ask(OCCUPES, A2016, rapport=Denominateur(NOTES)).valeurs[A2016].nombre
        assert round(share or 0) == 67

    def test_meetings_without_attendance_make_the_figure_partial(self) -> None:
        body = held_with()
        make_reunion(body, "2016-06-15")
        make_reunion(make_instance("sans-siege"), "2016-06-15")
        found = ask(OCCUPES).valeurs[A2016]
        assert found.etat is EtatValeur.PARTIELLE
        assert found.nombre == 1
        assert found.raison == "présences non notées pour 1 des 2 réunions"

    def test_a_year_whose_attendance_nobody_noted_is_absent(self) -> None:
        body = held_with(day="2015-03-15")
        make_reunion(body, "2016-06-15")
        assert ask(OCCUPES).valeurs[A2016].etat is EtatValeur.ABSENTE


class TestDecisions:
    def decide(self, due: date, **fields: object) -> None:
        body = Instance.objects.filter(code="veille").first() or make_instance("veille")
        make_decision(make_reunion(body, date(2015, 11, 2), lieu=str(due)), echeance=due)
        row = body.reunions.get(lieu=str(due)).decisions.get()
        type(row).objects.filter(pk=row.pk).update(**fields)

    def test_those_due_in_the_period_and_done_by_their_day(self, systeme: None) -> None:
        due = date(2016, 3, 1)
        self.decide(due, etat="faite", close_le=due)
        self.decide(date(2016, 3, 2), etat="faite", close_le=date(2016, 3, 3))
        self.decide(date(2016, 4, 1))
        self.decide(date(2016, 5, 1), etat="abandonnee", close_le=due)
        self.decide(date(2017, 1, 1), etat="faite", close_le=due)
        assert ask(ATTENDUES).valeurs[A2016].nombre == 3
        assert ask(A_TEMPS).valeurs[A2016].nombre == 1

    def test_by_partner_in_charge(self, systeme: None) -> None:
        bailleur = make_organisation("bailleur")
        self.decide(date(2016, 3, 1), responsable=bailleur)
        self.decide(date(2016, 3, 2))
        assert split(ATTENDUES, "organisation") == {("bailleur",): 1, ("",): 1}


def test_every_measure_says_what_it_counts() -> None:
    offered = list(measures())
    assert all(row.definition and row.libelle and row.unite for row in offered)
    assert len({row.cle for row in offered}) == len(offered)
    assert {row.cle for row in offered} <= set(catalogue())


def test_the_year_of_a_body_and_its_measures_agree(coordonnateur: Utilisateur) -> None:
    body = held_with()
    told = bilan(coordonnateur, body, A2016)
    only = (("instance", (body.code,)),)
    figures = [ask(cle, filtres=only).valeurs[A2016].nombre for cle in (REUNIONS, OCCUPES)]
    assert figures == [told.tenues, told.presences]


def test_the_rows_behind_a_figure_are_for_those_who_see_the_bodies(
    coordonnateur: Utilisateur,
) -> None:
    body = held_with()
    make_decision(body.reunions.get(), echeance=date(2016, 4, 1))
    closed = make_user(Role.ADMINISTRATEUR)
    for mesure in measures():
        (row,) = mesure.flux.lisibles(coordonnateur)
        assert all(
            read(row) != "" for label, read in mesure.flux.exemple.colonnes if label != "Lieu"
        )
        assert mesure.flux.exemple.adresse(row).startswith("/instances/veille/reunions/")
        assert not mesure.flux.lisibles(closed)


def test_queries_do_not_grow_with_meetings() -> None:
    asked = [Demande(row.cle, (A2015, A2016)) for row in measures()]
    counts = []
    for day in ("2016-01-15", "2016-02-15", "2016-03-15"):
        held_with(day=day)
        caches[ALIAS].clear()
        with CaptureQueriesContext(connection) as queries:
            compute(asked)
        counts.append(len(queries))
    assert len(set(counts)) == 1
