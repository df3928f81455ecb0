"""The agenda builds itself: open decisions come back, points keep their order, apps bring."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.instances import ordre_du_jour
from quietude.instances.actions import decisions, points, reunions
from quietude.instances.enums import Confidentialite, EtatReunion
from quietude.instances.models import Instance, Point, Reunion
from quietude.instances.ordre_du_jour import OrdreDuJour, Sujet, agenda_of
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.instances.builders import (
    make_decision,
    make_designation,
    make_instance,
    make_membre,
    make_personne,
    make_point,
    make_reunion,
    make_signature,
)
from tests.instances.test_pages import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 4)


@pytest.fixture
def body() -> Instance:
    return make_instance("cvo")


@pytest.fixture
def prevue(body: Instance) -> Reunion:
    return make_reunion(body, LE, etat=EtatReunion.PREVUE)


@pytest.fixture
def apporter(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Stand for an app above that brings these subjects to every meeting."""

    def bring(*sujets: Sujet) -> None:
        monkeypatch.setattr(ordre_du_jour, "_FOURNISSEURS", [lambda reunion: sujets])

    return bring


@pytest.fixture(autouse=True)
def _nobody_else_brings(apporter: Callable[..., None]) -> Iterator[None]:
    apporter()
    yield


def read(user: Utilisateur, reunion: Reunion) -> OrdreDuJour:
    return agenda_of(user, reunion)


class TestDecisionsComeBack:
    def test_an_open_one_comes_back_until_it_is_closed(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        taken = make_decision(make_reunion(body, LE))
        later = [
            make_reunion(body, LE + timedelta(days=7 * n), etat=EtatReunion.PREVUE)
            for n in (1, 2, 3)
        ]
        assert [list(read(coordonnateur, row).decisions) for row in later] == [[taken]] * 3
        decisions.close_decision(
            actor=coordonnateur, decision=taken, etat="faite", close_le=LE + timedelta(days=14)
        )
        found = [len(read(coordonnateur, row).decisions) for row in later]
        assert found == [1, 1, 0]

    def test_those_of_the_day_of_later_and_of_others_do_not(
        self, body: Instance, prevue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        for row in (
            make_reunion(body, LE, lieu="Ailleurs"),
            make_reunion(body, LE + timedelta(days=1)),
            make_reunion(make_instance("autre"), LE - timedelta(days=9)),
        ):
            make_decision(row)
        assert not read(coordonnateur, prevue)

    def test_the_nearest_day_comes_first(
        self, body: Instance, prevue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        before = make_reunion(body, LE - timedelta(days=9))
        undated = make_decision(before)
        far = make_decision(before, echeance=date(2026, 9, 1))
        near = make_decision(before, echeance=date(2026, 3, 1))
        assert list(read(coordonnateur, prevue).decisions) == [near, far, undated]

    def test_a_meeting_called_off_has_no_agenda(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        make_decision(make_reunion(body, LE - timedelta(days=9)))
        assert not read(coordonnateur, make_reunion(body, LE, etat=EtatReunion.ANNULEE))


class TestPoints:
    def titles(self, reunion: Reunion) -> list[str]:
        return [point.titre for point in reunion.points.all()]

    def test_they_keep_the_order_given_by_hand(
        self, prevue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        one, two, three = (
            points.add_point(actor=coordonnateur, reunion=prevue, titre=f" {word} ")
            for word in ("Un", "Deux", "Trois")
        )
        for row, haut in ((three, True), (three, True), (three, True), (two, False)):
            points.move_point(actor=coordonnateur, point=row, haut=haut)
        assert self.titles(prevue) == ["Trois", "Un", "Deux"]
        points.remove_point(actor=coordonnateur, point=one)
        points.add_point(actor=coordonnateur, reunion=prevue, titre="Quatre")
        assert self.titles(prevue) == ["Trois", "Deux", "Quatre"]

    def test_minutes_wait_for_the_meeting_and_keep_their_point(
        self, prevue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        row = make_point(prevue, "Halls")
        with pytest.raises(ActionImpossible, match="a été tenue"):
            points.amend_point(
                actor=coordonnateur, point=row, titre="Halls", compte_rendu="Dit."
            )
        points.amend_point(actor=coordonnateur, point=row, titre="Les halls")
        reunions.hold_reunion(actor=coordonnateur, reunion=prevue)
        points.amend_point(
            actor=coordonnateur, point=row, titre="Les halls", compte_rendu=" Dit. "
        )
        row.refresh_from_db()
        assert (row.titre, row.compte_rendu) == ("Les halls", "Dit.")
        with pytest.raises(ActionImpossible, match="compte rendu"):
            points.remove_point(actor=coordonnateur, point=row)

    def test_a_meeting_called_off_takes_no_point(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        row = make_reunion(body, LE, etat=EtatReunion.ANNULEE)
        with pytest.raises(ActionImpossible, match="annulée"):
            points.add_point(actor=coordonnateur, reunion=row, titre="Un")

    def test_only_the_coordinator_writes(self, prevue: Reunion) -> None:
        agent, row = make_user(Role.AGENT), make_point(prevue, "Un")
        for refused in (
            lambda: points.add_point(actor=agent, reunion=prevue, titre="Non"),
            lambda: points.amend_point(actor=agent, point=row, titre="Non"),
            lambda: points.move_point(actor=agent, point=row, haut=True),
            lambda: points.remove_point(actor=agent, point=row),
        ):
            with pytest.raises(PermissionDenied):
                refused()
        assert self.titles(prevue) == ["Un"]

    def test_the_database_holds_one_rank_and_one_origin(self, prevue: Reunion) -> None:
        make_point(prevue, "Un", origine="retards")
        with pytest.raises(IntegrityError), transaction.atomic():
            make_point(prevue, "Encore", origine="retards")


class TestBrought:
    def test_what_apps_bring_is_shown_then_written_when_the_meeting_is_held(
        self, prevue: Reunion, coordonnateur: Utilisateur, apporter: Callable[..., None]
    ) -> None:
        make_point(prevue, "Un")
        apporter(Sujet("retards", "3 fiches en retard", "/retards/"), Sujet("lieux", "2 lieux"))
        found = read(coordonnateur, prevue)
        assert [row.titre for row in found.sujets] == ["3 fiches en retard", "2 lieux"]
        reunions.hold_reunion(actor=coordonnateur, reunion=prevue)
        apporter(Sujet("retards", "9 fiches en retard"))
        prevue.refresh_from_db()
        found = read(coordonnateur, prevue)
        assert [row.titre for row in found.points] == ["Un", "3 fiches en retard", "2 lieux"]
        assert not found.sujets

    def test_taken_back_and_held_again_it_is_not_written_twice(
        self, prevue: Reunion, coordonnateur: Utilisateur, apporter: Callable[..., None]
    ) -> None:
        apporter(Sujet("retards", "3 fiches en retard"), Sujet("retards", "Encore"))
        reunions.hold_reunion(actor=coordonnateur, reunion=prevue)
        reunions.restore_reunion(actor=coordonnateur, reunion=prevue)
        assert not read(coordonnateur, Reunion.objects.get()).sujets
        reunions.hold_reunion(actor=coordonnateur, reunion=prevue)
        assert prevue.points.count() == 1

    def test_an_app_registers_once(self, prevue: Reunion) -> None:
        def nothing(reunion: Reunion) -> list[Sujet]:
            return []

        for _ in range(2):
            ordre_du_jour.register(nothing)
        assert ordre_du_jour._FOURNISSEURS.count(nothing) == 1


class TestWhoReads:
    @pytest.mark.parametrize("role", sorted(ROLES_CONTENU - {Role.COORDONNATEUR}))
    def test_a_body_with_some_reserve_is_heard_by_its_members_alone(
        self, role: Role, prevue: Reunion, apporter: Callable[..., None]
    ) -> None:
        apporter(Sujet("retards", "Sujet"))
        sealed = make_instance("gsp", confidentialite=Confidentialite.RESTREINTE)
        closed = make_reunion(sealed, LE, etat=EtatReunion.PREVUE)
        for row in (prevue, closed):
            make_point(row, "Point")
        user = make_user(role)
        assert read(user, prevue).points
        assert read(user, prevue).sujets
        assert not read(user, closed)
        seat = make_membre(sealed, "Siège")
        make_designation(seat, make_personne("Membre", utilisateur=user))
        assert read(user, closed).points
        assert not Point.objects.visible_to(make_user(Role.ADMINISTRATEUR))

    def test_a_member_whose_time_is_over_hears_no_more(self, systeme: None) -> None:
        sealed = make_instance("gsp", confidentialite=Confidentialite.RESTREINTE)
        make_point(make_reunion(sealed, LE), "Point")
        user = make_user(Role.AGENT)
        make_designation(
            make_membre(sealed, "Siège"),
            make_personne("Membre", utilisateur=user),
            fin=timezone.localdate() - timedelta(days=1),
        )
        assert not Point.objects.visible_to(user)


class TestPages:
    def test_points_are_added_moved_and_written(
        self, client_coordonnateur: Client, prevue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        url = prevue.get_absolute_url()
        for word in ("Un", "Deux"):
            client_coordonnateur.post(f"{url}points/ajouter/", {"titre": word})
        two = Point.objects.get(titre="Deux")
        client_coordonnateur.post(f"{url}points/{two.pk}/monter/")
        page = text_of(client_coordonnateur, url)
        assert page.index("<strong>Deux</strong>") < page.index("<strong>Un</strong>")
        assert f"{url}points/{two.pk}/monter/" not in page
        assert f"{url}points/{two.pk}/descendre/" in page
        assert client_coordonnateur.post(f"{url}points/{two.pk}/voler/").status_code == 404
        form = text_of(client_coordonnateur, f"{url}points/{two.pk}/")
        assert "Ce qui a été dit" not in form
        reunions.hold_reunion(actor=coordonnateur, reunion=prevue)
        form = text_of(client_coordonnateur, f"{url}points/{two.pk}/")
        assert "Sans nommer ni désigner personne." in form
        told = {"titre": "Deux", "compte_rendu": "Il a **plu**."}
        client_coordonnateur.post(f"{url}points/{two.pk}/", told)
        assert "<strong>plu</strong>" in text_of(client_of(Role.LECTEUR), url)

    def test_a_point_is_removed_after_asking(
        self, client_coordonnateur: Client, prevue: Reunion
    ) -> None:
        row, url = make_point(prevue, "Un"), prevue.get_absolute_url()
        assert "quitte l’ordre du jour" in text_of(
            client_coordonnateur, f"{url}points/{row.pk}/retirer/"
        )
        client_coordonnateur.post(f"{url}points/{row.pk}/retirer/")
        assert not Point.objects.exists()

    def test_a_nominative_body_says_louder_what_may_not_be_written(
        self, client_coordonnateur: Client, coordonnateur: Utilisateur
    ) -> None:
        sealed = make_instance("gsp", confidentialite=Confidentialite.NOMINATIVE)
        secretary = make_personne("Secrétaire", utilisateur=coordonnateur)
        make_signature(sealed, secretary, date(2020, 1, 1), date(2199, 1, 1))
        row = make_reunion(sealed, LE)
        page = text_of(client_coordonnateur, f"{row.get_absolute_url()}points/ajouter/")
        assert "ni nom, ni situation reconnaissable" in page

    def test_queries_do_not_grow(
        self, client_coordonnateur: Client, body: Instance, prevue: Reunion
    ) -> None:
        counts = []
        for rank in range(3):
            make_point(prevue, f"Point {rank}")
            make_decision(make_reunion(body, LE - timedelta(days=9 + rank)))
            counts.append(queries_of(client_coordonnateur, prevue.get_absolute_url()))
        assert len(set(counts)) == 1
