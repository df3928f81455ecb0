"""What a body did over a period: every count, every sentence, a fixed number of queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.instances.bilans import BilanInstance, bilan, bilans
from quietude.instances.demo import create_demo_reunions
from quietude.instances.enums import EtatReunion, NatureInstance, QualiteMembre
from quietude.instances.models import Decision, Designation, Instance, Presence, Reunion
from quietude.socle.periodes import Periode, parse_periode
from tests.conftest import make_user
from tests.instances.builders import (
    make_decision,
    make_instance,
    make_membre,
    make_presence,
    make_reunion,
    make_rythme,
)
from tests.strategie.factories import make_mandat, make_organisation

pytestmark = pytest.mark.django_db
ANNEE = Periode.annee(2016)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def body_meeting(*days: str, **rythme: object) -> Instance:
    body = make_instance("cellule")
    if rythme:
        make_rythme(body, **rythme)
    for day in days:
        make_reunion(body, day)
    return body


def summed(user: Utilisateur, body: Instance, periode: Periode = ANNEE) -> BilanInstance:
    return bilan(user, body, periode, on=date(2017, 2, 1))


class TestMeetings:
    def test_the_rhythm_is_kept_when_enough_were_held(self, coordonnateur: Utilisateur) -> None:
        days = ("2016-01-15", "2016-04-15", "2016-07-15", "2016-10-14")
        body = body_meeting(*days, unite="trimestre")
        found = summed(coordonnateur, body)
        assert (found.attendues, found.tenues, found.tenu) == (4, 4, True)
        said = "4 réunions tenues en 2016 ; il en fallait 4 : rythme tenu."
        assert plain(found.phrase) == said

    def test_a_cancelled_meeting_was_not_held(self, coordonnateur: Utilisateur) -> None:
        body = body_meeting("2016-01-15", "2015-12-31", "2017-01-01", unite="trimestre")
        make_reunion(body, "2016-05-02", etat=EtatReunion.ANNULEE)
        make_reunion(body, "2016-06-02", etat=EtatReunion.PREVUE)
        found = summed(coordonnateur, body)
        assert (found.tenues, found.annulees, found.sans_suite) == (1, 1, 1)
        said = "1 réunion tenue en 2016 ; il en fallait 4 : rythme non tenu."
        assert plain(found.phrase) == said
        assert found.reserve == "1 réunion passée reste à renseigner."

    def test_each_public_has_its_own_rhythm(self, coordonnateur: Utilisateur) -> None:
        body = body_meeting(unite="trimestre", public="collèges")
        make_rythme(body, unite="annee", public="primaire")
        for month in range(1, 7):
            make_reunion(body, date(2016, month, 15), public="primaire")
        found = summed(coordonnateur, body)
        assert (found.attendues, found.tenues, found.tenu) == (5, 6, False)
        assert plain(found.phrase) == (
            "6 réunions tenues en 2016 ; il en fallait 5 : rythme non tenu "
            "(collèges : 0 sur 4 ; primaire : 6 sur 1)."
        )

    def test_a_single_rhythm_counts_every_meeting(self, coordonnateur: Utilisateur) -> None:
        body = body_meeting("2016-01-15", unite="annee", public="primaire")
        assert summed(coordonnateur, body).tenu

    def test_two_written_rhythms_are_told_to_the_reader(
        self, coordonnateur: Utilisateur
    ) -> None:
        body = body_meeting("2016-01-15", unite="annee")
        make_rythme(body, unite="mois")
        found = summed(coordonnateur, body)
        assert found.tenu
        assert "le moins exigeant est retenu" in found.reserve

    def test_without_rhythm_nothing_is_kept_nor_broken(
        self, coordonnateur: Utilisateur
    ) -> None:
        found = summed(coordonnateur, body_meeting("2016-01-15"))
        assert (found.attendues, found.tenu, found.verdict) == (None, None, "aucun rythme fixé")
        said = "1 réunion tenue en 2016 ; aucun rythme n’est fixé."
        assert plain(found.phrase) == said

    @pytest.mark.parametrize(
        ("periode", "said"),
        [
            ("mars 2016", "en mars 2016"),
            ("2016-T1", "au 1er trimestre 2016"),
            ("9 mois 2016", "pendant les 9 premiers mois de 2016"),
            ("2015-2016", "pendant l’année scolaire 2015-2016"),
            ("02/03/2016-13/10/2016", "du 2 mars au 13 octobre 2016"),
        ],
    )
    def test_any_period_is_said_in_french(
        self, coordonnateur: Utilisateur, periode: str, said: str
    ) -> None:
        body = body_meeting(unite="annee", tous_les=5)
        found = summed(coordonnateur, body, parse_periode(periode))
        assert plain(found.phrase) == (
            f"Aucune réunion tenue {said} ; le rythme n’en demandait aucune."
        )

    def test_a_year_under_way_is_counted_up_to_today(self, coordonnateur: Utilisateur) -> None:
        body = body_meeting("2016-01-15", "2016-12-01", unite="mois")
        found = bilan(coordonnateur, body, ANNEE, on=date(2016, 3, 31))
        assert (found.attendues, found.tenues) == (3, 1)
        assert "en 1er" not in found.phrase

    def test_a_year_to_come_requires_nothing_yet(self, coordonnateur: Utilisateur) -> None:
        body = body_meeting(unite="mois")
        found = bilan(coordonnateur, body, ANNEE, on=date(2015, 3, 31))
        assert (found.attendues, found.tenues) == (0, 0)


class TestSeats:
    def test_taken_is_present_or_represented_out_of_those_noted(
        self, coordonnateur: Utilisateur
    ) -> None:
        body = body_meeting("2016-01-15", "2016-02-15")
        first = Reunion.objects.get(date="2016-01-15")
        for etat in ("present", "represente", "excuse", "absent"):
            make_presence(first, make_membre(body, etat), etat)
        make_membre(body, "Pompiers", qualite=QualiteMembre.INVITE)
        found = summed(coordonnateur, body)
        assert (found.presences, found.attendus, found.notees) == (2, 4, 1)
        assert plain(found.phrase_presences) == (
            "2 sièges occupés (présent ou représenté) sur 4, pour 1 réunion notée sur 2."
        )

    def test_the_seats_of_a_cancelled_meeting_do_not_count(
        self, coordonnateur: Utilisateur
    ) -> None:
        body = body_meeting()
        row = make_reunion(body, "2016-02-15", etat=EtatReunion.ANNULEE)
        make_presence(row, make_membre(body, "Maire"))
        found = summed(coordonnateur, body)
        assert (found.presences, found.attendus, found.phrase_presences) == (0, 0, "")

    def test_attendance_not_noted_is_said(self, coordonnateur: Utilisateur) -> None:
        found = summed(coordonnateur, body_meeting("2016-02-15"))
        assert found.phrase_presences == "Les présences n’ont pas été notées."


class TestDecisions:
    def test_closed_in_time_late_and_given_up(self, coordonnateur: Utilisateur) -> None:
        body = body_meeting("2016-01-15")
        row = Reunion.objects.get()
        due, after = date(2016, 3, 1), date(2016, 3, 2)
        make_decision(row, echeance=due, etat="faite", close_le=due)
        make_decision(row, echeance=due, etat="faite", close_le=after)
        make_decision(row, etat="faite", close_le=due)
        make_decision(row, echeance=due, etat="abandonnee", close_le=due)
        make_decision(row, echeance=due)
        make_decision(row, echeance=date(2016, 12, 31))
        make_decision(row)
        found = summed(coordonnateur, body)
        assert (found.decisions, found.closes, found.faites) == (7, 4, 3)
        assert (found.avec_echeance, found.a_temps, found.en_retard) == (2, 1, 1)
        assert plain(found.phrase_decisions) == (
            "7 décisions prises : 4 closes, dont 1 à temps sur 2 faites avec échéance ; "
            "1 en retard."
        )

    def test_a_past_year_does_not_move_with_time(self, coordonnateur: Utilisateur) -> None:
        body = body_meeting("2016-12-01", unite="annee")
        row = Reunion.objects.get()
        make_decision(row, echeance=date(2016, 12, 20), etat="faite", close_le="2017-01-10")
        make_decision(row, echeance=date(2017, 1, 5))
        early = bilan(coordonnateur, body, ANNEE, on=date(2017, 1, 1))
        late = bilan(coordonnateur, body, ANNEE, on=date(2026, 1, 1))
        assert early == late
        assert (late.closes, late.en_retard) == (0, 1)

    def test_none_is_said(self, coordonnateur: Utilisateur) -> None:
        found = summed(coordonnateur, body_meeting("2016-01-15"))
        assert found.phrase_decisions == "Aucune décision notée."
        assert summed(coordonnateur, make_instance("autre")).phrase_decisions == ""


class TestAll:
    def furnish(self, code: str) -> None:
        body = make_instance(code)
        make_rythme(body)
        seat = make_membre(body, "Maire")
        for month in (1, 2):
            row = make_reunion(body, date(2016, month, 15))
            make_presence(row, seat)
            make_decision(row)

    def test_every_body_comes_in_five_queries(self, coordonnateur: Utilisateur) -> None:
        for code in ("a", "b", "c", "d"):
            self.furnish(code)
            with CaptureQueriesContext(connection) as queries:
                found = bilans(coordonnateur, ANNEE)
                assert [row.phrase and row.phrase_decisions for row in found]
            assert len(queries) == 5
        assert [row.instance.code for row in found] == ["a", "b", "c", "d"]
        assert {row.tenues for row in found} == {2}

    def test_who_sees_no_body_counts_nothing(self) -> None:
        self.furnish("a")
        assert bilans(make_user(Role.ADMINISTRATEUR), ANNEE) == []

    def test_one_body_says_what_the_list_says(self, coordonnateur: Utilisateur) -> None:
        self.furnish("a")
        assert bilans(coordonnateur, ANNEE) == [
            bilan(coordonnateur, Instance.objects.get(), ANNEE)
        ]


class TestDemonstration:
    def town(self) -> None:
        weekly = make_instance("cvo")
        make_rythme(weekly, unite="semaine")
        school = make_instance("cve", nature=NatureInstance.SUIVI_INDIVIDUEL, ordre=1)
        make_rythme(school, unite="trimestre", public="collèges")
        make_rythme(school, unite="mois", public="primaire")
        make_instance("groupe", nature=NatureInstance.THEMATIQUE, ordre=2)
        for body in Instance.objects.all():
            make_membre(body, "Maire", qualite=QualiteMembre.PRESIDENT)
            make_membre(body, "Bailleur", organisation=make_organisation())
            make_membre(body, "Pompiers", qualite=QualiteMembre.INVITE)

    def test_accounts_sit_where_their_organisation_has_a_seat(self, systeme: None) -> None:
        self.town()
        first, second = make_user(Role.AGENT), make_user(Role.PARTENAIRE)
        landlord = Instance.objects.all()[0].composition.get(fonction="Bailleur").organisation
        assert landlord is not None
        for user in (first, second):
            make_mandat(user, landlord)
        create_demo_reunions()
        (row,) = Designation.objects.all()
        assert (row.fonction, row.personne.utilisateur) == ("Bailleur", first)

    def snapshot(self) -> list[list[tuple[object, ...]]]:
        return [
            list(Reunion.objects.order_by("pk").values_list("instance__code", "date", "etat")),
            list(Presence.objects.order_by("pk").values_list("fonction", "etat")),
            list(Decision.objects.order_by("pk").values_list("texte", "echeance", "etat")),
        ]

    def test_the_same_town_has_the_same_meetings(self, systeme: None) -> None:
        self.town()
        create_demo_reunions()
        first = self.snapshot()
        create_demo_reunions()
        assert self.snapshot() == first
        for model in (Decision, Presence, Reunion):
            model.objects.all().delete()
        create_demo_reunions()
        assert self.snapshot() == first

    def test_what_it_writes_could_have_happened(
        self, systeme: None, coordonnateur: Utilisateur
    ) -> None:
        self.town()
        create_demo_reunions()
        for row in Reunion.objects.prefetch_related("presences", "decisions"):
            assert row.date.year in (2014, 2015, 2016)
            assert row.date.weekday() < 5
            if row.etat != EtatReunion.TENUE:
                assert not row.presences.all()
                assert not row.decisions.all()
        for decision in Decision.objects.select_related("reunion"):
            assert decision.echeance is not None
            assert decision.echeance >= decision.reunion.date
            assert decision.close_le is None or decision.close_le >= decision.reunion.date
        kept = [row.tenu for y in (2014, 2015, 2016) for row in bilans(coordonnateur, year(y))]
        assert True in kept
        taken = [r for y in (2014, 2015, 2016) for r in bilans(coordonnateur, year(y))]
        assert sum(row.closes for row in taken) > sum(row.decisions for row in taken) / 2


def year(value: int) -> Periode:
    return Periode.annee(value)
