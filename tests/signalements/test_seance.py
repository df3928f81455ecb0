"""The cell in session: what is on the table, what each decision does, what can be undone."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.documents.models import DocumentProduit
from quietude.instances.enums import Confidentialite, EtatReunion
from quietude.instances.models import Instance, Reunion
from quietude.journal.models import Trace
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.seance import (
    decide_ligne,
    end_seance,
    open_seance,
    undo_decision,
)
from quietude.signalements.actions.vie import assign_signalement, move_signalement
from quietude.signalements.enums import DecisionSeance, NatureSuite
from quietude.signalements.models import LigneSeance, Signalement
from quietude.signalements.seance import progress, summary
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.instances.builders import make_instance, make_membre, make_reunion, make_rythme
from tests.signalements.factories import make_categorie, make_signalement
from tests.strategie.factories import make_organisation, write

AUJOURDHUI = timezone.localdate()


def ago(days: int) -> date:
    return AUJOURDHUI - timedelta(days=days)


def received(days: int, **fields: Any) -> Signalement:
    """A report received so many days ago."""
    day = ago(days)
    moment = timezone.make_aware(datetime.combine(day, time(10)))
    return make_signalement(fait_le=day, jour=day, recu_le=moment, **fields)


@pytest.fixture
def cellule(db: None) -> Instance:
    body = make_instance("cellule")
    make_rythme(body, unite="semaine")
    return body


@pytest.fixture
def police(db: None) -> Organisation:
    return make_organisation("police")


@pytest.fixture
def seance(cellule: Instance, coordonnateur: Utilisateur) -> Iterator[Reunion]:
    """A meeting opened with three new reports."""
    for rank in range(3):
        received(1, adresse=f"{rank} rue des Essais")
    yield open_seance(actor=coordonnateur, instance=cellule)


def line(reunion: Reunion, rang: int = 1) -> LigneSeance:
    return LigneSeance.objects.get(reunion=reunion, rang=rang)


def test_what_is_due_then_new_then_late_then_places_that_come_back_each_once(
    cellule: Instance, coordonnateur: Utilisateur
) -> None:
    before = make_reunion(cellule, ago(7))
    make_reunion(cellule, ago(3), etat=EtatReunion.ANNULEE)
    again, unseen, later = (received(30, adresse=f"{n} allée") for n in range(3))
    decided = {"decision": "suivre", "decidee_le": timezone.now()}
    lines: list[dict[str, Any]] = [
        {"signalement": again, "echeance": AUJOURDHUI, **decided},
        {"signalement": unseen},
        {"signalement": later, "echeance": AUJOURDHUI + timedelta(days=20), **decided},
    ]
    for rank, fields in enumerate(lines, start=1):
        write(LigneSeance, reunion=before, rang=rank, raison="nouveau", **fields)
    late = received(40, echeance=ago(20), adresse="1 place")
    new = received(2, echeance=ago(1), adresse="2 place")
    urgent = received(1, urgent=True, adresse="3 place")
    back = received(20, episodes=3, adresse="4 place")
    received(1, etat="resolu", clos_le=AUJOURDHUI)
    received(1, quarantaine=True)
    received(1, fusionne_dans=new)
    reunion = open_seance(actor=coordonnateur, instance=cellule)
    rows = LigneSeance.objects.of(reunion).values_list("signalement", "raison", "rang")
    assert list(rows) == [
        (again.pk, "a-revoir", 1),
        (unseen.pk, "a-revoir", 2),
        (urgent.pk, "nouveau", 3),
        (new.pk, "nouveau", 4),
        (late.pk, "retard", 5),
        (back.pk, "lieu", 6),
    ]


def test_a_meeting_takes_the_one_planned_that_day_and_opens_again_with_what_came_in(
    cellule: Instance, coordonnateur: Utilisateur
) -> None:
    planned = make_reunion(cellule, AUJOURDHUI, etat=EtatReunion.PREVUE)
    received(1)
    assert open_seance(actor=coordonnateur, instance=cellule) == planned
    decide_ligne(actor=coordonnateur, ligne=line(planned), decision="reporter")
    late = received(0)
    assert open_seance(actor=coordonnateur, instance=cellule) == planned
    assert line(planned, 2).signalement == late
    done = progress(coordonnateur, planned)
    assert (done.faits, done.total, done.rangs) == (1, 2, (2,))


def test_nothing_to_examine_opens_nothing(
    cellule: Instance, coordonnateur: Utilisateur
) -> None:
    with pytest.raises(ActionImpossible, match="Rien n’est à examiner"):
        open_seance(actor=coordonnateur, instance=cellule)
    assert not Reunion.objects.exists()


def test_a_meeting_left_open_is_ended_before_another_opens(
    cellule: Instance, coordonnateur: Utilisateur
) -> None:
    left = make_reunion(cellule, ago(7), etat=EtatReunion.PREVUE)
    write(LigneSeance, reunion=left, signalement=received(9), rang=1, raison="nouveau")
    with pytest.raises(ActionImpossible, match="n’est pas terminée"):
        open_seance(actor=coordonnateur, instance=cellule)


def test_the_meeting_of_the_day_once_held_does_not_open_again(
    cellule: Instance, coordonnateur: Utilisateur
) -> None:
    make_reunion(cellule, AUJOURDHUI)
    received(1)
    with pytest.raises(ActionImpossible, match="déjà tenue"):
        open_seance(actor=coordonnateur, instance=cellule)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"nature": "pleniere"}, "Seule une cellule"),
        ({"confidentialite": Confidentialite.NOMINATIVE}, "parle de personnes"),
    ],
)
def test_only_a_cell_that_speaks_of_places_meets_on_reports(
    coordonnateur: Utilisateur, fields: dict[str, Any], said: str
) -> None:
    body = make_instance("autre", **fields)
    with pytest.raises(PermissionDenied, match=said):
        open_seance(actor=coordonnateur, instance=body)


def test_a_cell_that_receives_landlords_does_not_show_them_each_other(
    coordonnateur: Utilisateur,
) -> None:
    body = make_instance("veille-bailleurs")
    pins = make_organisation("pins", nature="bailleur")
    make_membre(body, "Chaque bailleur", organisation=pins)
    make_membre(body, "La ville", organisation=make_organisation("ville", nature="ville"))
    with pytest.raises(PermissionDenied, match="Veille bailleurs"):
        open_seance(actor=coordonnateur, instance=body)
    make_membre(body, "La police", organisation=make_organisation("p", nature="justice"))
    with pytest.raises(ActionImpossible, match="Rien n’est à examiner"):
        open_seance(actor=coordonnateur, instance=body)


@pytest.mark.parametrize("role", [Role.AGENT, Role.ELU, Role.PARTENAIRE, Role.LECTEUR])
def test_the_coordinator_alone_opens_and_ends(
    cellule: Instance, seance: Reunion, role: Role
) -> None:
    user = make_user(role)
    with pytest.raises(PermissionDenied, match="Seul le coordonnateur"):
        open_seance(actor=user, instance=cellule)
    with pytest.raises(PermissionDenied, match="Seul le coordonnateur"):
        end_seance(actor=user, reunion=seance)


@pytest.mark.parametrize("role", [Role.ELU, Role.PARTENAIRE, Role.LECTEUR])
def test_those_who_do_not_follow_reports_decide_nothing(seance: Reunion, role: Role) -> None:
    user = make_user(role)
    with pytest.raises(PermissionDenied, match="inscrivent les décisions"):
        decide_ligne(actor=user, ligne=line(seance), decision="suivre")
    with pytest.raises(PermissionDenied, match="inscrivent les décisions"):
        undo_decision(actor=user, reunion=seance)


DANS_7_JOURS = AUJOURDHUI + timedelta(days=7)
EFFETS: list[tuple[str, str, bool, list[str], int]] = [
    # decision, state after, whether it comes back, lines written, mediations
    ("suivre", "qualifie", True, [NatureSuite.NOTE], 0),
    ("confier", "qualifie", True, [], 0),
    ("mediation", "qualifie", True, [], 1),
    ("patrouille", "qualifie", True, [NatureSuite.CONTACT], 0),
    ("reporter", "recu", True, [], 0),
    ("clore", "resolu", False, [], 0),
    ("classer", "sans-suite", False, [], 0),
]


def test_every_decision_is_tried() -> None:
    assert {one[0] for one in EFFETS} == set(DecisionSeance)


@pytest.mark.parametrize(("decision", "etat", "revient", "suites", "mediations"), EFFETS)
def test_each_decision_does_what_it_says_and_is_undone_whole(
    coordonnateur: Utilisateur,
    seance: Reunion,
    police: Organisation,
    decision: str,
    etat: str,
    revient: bool,
    suites: list[str],
    mediations: int,
) -> None:
    before = Signalement.objects.values().get(pk=line(seance).signalement_id)
    said = decide_ligne(
        actor=coordonnateur, ligne=line(seance), decision=decision, service=police
    )
    row = said.signalement
    row.refresh_from_db()
    assert (row.etat, row.repondu_le) == (etat, None)
    assert (said.echeance is not None) == revient
    assert [one.nature for one in row.suites.all()] == suites
    assert row.mediations.count() == mediations
    assert (row.service == police) == (etat == "qualifie")
    assert progress(coordonnateur, seance).faits == 1
    undone = undo_decision(actor=coordonnateur, reunion=seance)
    assert (undone.pk, undone.decision, undone.service) == (said.pk, "", None)
    assert Signalement.objects.values().get(pk=row.pk) == before
    assert (row.suites.count(), row.mediations.count()) == (0, 0)
    assert progress(coordonnateur, seance).faits == 0


def test_what_is_decided_comes_back_at_the_next_meeting_or_within_the_delay_of_its_category(
    coordonnateur: Utilisateur, cellule: Instance, police: Organisation
) -> None:
    kind = make_categorie(delai=1)
    received(1, categorie=kind, adresse="1 rue")
    received(1, categorie=kind, adresse="2 rue", service=police, echeance=ago(-2))
    reunion = open_seance(actor=coordonnateur, instance=cellule)
    given = decide_ligne(
        actor=coordonnateur, ligne=line(reunion), decision="confier", service=police
    )
    assert given.echeance is not None
    assert AUJOURDHUI < given.echeance <= AUJOURDHUI + timedelta(days=4)
    followed = decide_ligne(actor=coordonnateur, ligne=line(reunion, 2), decision="suivre")
    assert (followed.service, followed.echeance) == (police, DANS_7_JOURS)
    followed.signalement.refresh_from_db()
    assert followed.signalement.echeance == DANS_7_JOURS


def test_a_day_chosen_is_kept_and_a_day_past_is_refused(
    coordonnateur: Utilisateur, seance: Reunion, police: Organisation
) -> None:
    asked: dict[str, Any] = {"decision": "confier", "service": police}
    with pytest.raises(ActionImpossible, match="échéance est passée"):
        decide_ligne(actor=coordonnateur, ligne=line(seance), echeance=ago(1), **asked)
    kept = decide_ligne(actor=coordonnateur, ligne=line(seance), echeance=DANS_7_JOURS, **asked)
    assert kept.echeance == DANS_7_JOURS


@pytest.mark.parametrize("decision", ["confier", "mediation"])
def test_nobody_in_charge_is_refused_and_nothing_is_written(
    coordonnateur: Utilisateur, seance: Reunion, decision: str
) -> None:
    with pytest.raises(ActionImpossible, match="Choisissez d’abord le service"):
        decide_ligne(actor=coordonnateur, ligne=line(seance), decision=decision)
    assert line(seance).decision == ""
    assert line(seance).signalement.etat == "recu"


def test_two_people_do_not_decide_twice(
    coordonnateur: Utilisateur, seance: Reunion, police: Organisation
) -> None:
    stale = line(seance)
    agent = make_user(Role.AGENT)
    decide_ligne(actor=agent, ligne=line(seance), decision="confier", service=police)
    with pytest.raises(ActionImpossible, match=r"Déjà décidé .* « Confier », .*police"):
        decide_ligne(actor=coordonnateur, ligne=stale, decision="clore")
    with pytest.raises(ActionImpossible, match="Aucune décision"):
        undo_decision(actor=coordonnateur, reunion=seance)  # that of the agent stays
    assert undo_decision(actor=agent, reunion=seance).pk == stale.pk


def test_a_report_is_on_a_table_once(seance: Reunion, systeme: None) -> None:
    twice = {"reunion": seance, "signalement": line(seance).signalement}
    with pytest.raises(IntegrityError, match="seance_une_fois"), transaction.atomic():
        LigneSeance.objects.create(**twice, rang=9, raison="nouveau")


def test_what_left_the_table_meanwhile_is_not_decided(
    coordonnateur: Utilisateur, seance: Reunion
) -> None:
    found = line(seance)
    move_signalement(actor=coordonnateur, signalement=found.signalement, etat="resolu")
    with pytest.raises(ActionImpossible, match="passez au suivant"):
        decide_ligne(actor=coordonnateur, ligne=found, decision="suivre")
    assert progress(coordonnateur, seance).rangs == (2, 3)
    assert summary(list(LigneSeance.objects.of(seance).described())).partis == 1


def test_a_decision_acted_on_since_is_not_undone_from_there(
    coordonnateur: Utilisateur, seance: Reunion, police: Organisation
) -> None:
    found = decide_ligne(
        actor=coordonnateur, ligne=line(seance), decision="confier", service=police
    )
    other = make_organisation("voirie")
    assign_signalement(actor=coordonnateur, signalement=found.signalement, service=other)
    with pytest.raises(ActionImpossible, match="Reprenez-le dans sa fiche"):
        undo_decision(actor=coordonnateur, reunion=seance)
    found.signalement.refresh_from_db()
    assert found.signalement.service == other


def test_who_held_a_report_keeps_it_when_its_service_does(
    coordonnateur: Utilisateur, cellule: Instance, police: Organisation
) -> None:
    received(1, service=police, agent=coordonnateur)
    reunion = open_seance(actor=coordonnateur, instance=cellule)
    said = decide_ligne(actor=coordonnateur, ligne=line(reunion), decision="patrouille")
    said.signalement.refresh_from_db()
    assert said.signalement.agent == coordonnateur


def test_ending_holds_the_meeting_and_asks_for_its_minutes_then_nothing_moves(
    coordonnateur: Utilisateur, seance: Reunion
) -> None:
    with pytest.raises(ActionImpossible, match="Rien n’a été décidé"):
        end_seance(actor=coordonnateur, reunion=seance)
    decide_ligne(actor=coordonnateur, ligne=line(seance), decision="clore")
    end_seance(actor=coordonnateur, reunion=seance)
    seance.refresh_from_db()
    assert seance.etat == EtatReunion.TENUE
    asked = DocumentProduit.objects.values_list("format", "parametres")
    assert sorted(asked, key=str) == [
        ("docx", {"reunion": str(seance.pk)}),
        ("pdf", {"reunion": str(seance.pk)}),
    ]
    with pytest.raises(ActionImpossible, match="séance est terminée"):
        decide_ligne(actor=coordonnateur, ligne=line(seance, 2), decision="clore")
    with pytest.raises(ActionImpossible, match="séance est terminée"):
        undo_decision(actor=coordonnateur, reunion=seance)
    with pytest.raises(ActionImpossible):
        end_seance(actor=coordonnateur, reunion=seance)


def test_a_decision_and_what_it_does_are_signed_in_the_journal(
    coordonnateur: Utilisateur, seance: Reunion, police: Organisation
) -> None:
    found = line(seance)
    decide_ligne(actor=coordonnateur, ligne=found, decision="mediation", service=police)
    traces = Trace.objects.filter(acteur=coordonnateur, operation__in=("INSERT", "UPDATE"))
    moved = set(traces.values_list("objet_type", flat=True))
    assert {
        "signalements.signalement",
        "signalements.mediation",
        "signalements.ligneseance",
    } <= moved


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "confier"},  # without its moment
        {"decidee_le": timezone.now()},  # without a decision
        {"decision": "inconnue", "decidee_le": timezone.now()},
        {"decision": "clore", "decidee_le": timezone.now(), "echeance": AUJOURDHUI},
        {"raison": "inconnue"},
        {"rang": 2},
    ],
)
def test_the_database_refuses_a_line_that_says_nothing_sound(
    seance: Reunion, systeme: None, wrong: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LigneSeance.objects.filter(reunion=seance, rang=1).update(**wrong)
