"""What is to be done about a report: who plans it, who does it, what can be undone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.seance import decide_ligne, open_seance, undo_decision
from quietude.signalements.actions.taches import (
    add_task,
    amend_task,
    cancel_task,
    do_task,
    reopen_task,
)
from quietude.signalements.actions.vie import (
    merge_signalement,
    move_signalement,
    unmerge_signalement,
)
from quietude.signalements.empreintes import TACHE, fingerprint
from quietude.signalements.enums import EtatTache, SortTaches
from quietude.signalements.models import LigneSeance, Signalement, Tache
from quietude.signalements.rules_taches import can_do_task, can_set_task, sees_report
from quietude.signalements.workflow import TACHE as VIE
from quietude.socle.regles import ActionImpossible, ConflitDeVersion
from tests.conftest import make_user
from tests.instances.builders import make_instance
from tests.signalements.factories import make_signalement
from tests.signalements.factories_taches import make_tache
from tests.strategie.factories import make_mandat, make_organisation

pytestmark = pytest.mark.django_db
AUJOURDHUI = timezone.localdate()
DEMAIN, HIER = AUJOURDHUI + timedelta(days=1), AUJOURDHUI - timedelta(days=1)
PAIRES = [(a, b) for a in EtatTache for b in EtatTache]


@pytest.fixture
def agent(db: None) -> Utilisateur:
    return make_user(Role.AGENT)


@pytest.fixture
def bailleur(db: None) -> Organisation:
    return make_organisation("bailleur", nature="bailleur")


@pytest.fixture
def partenaire(bailleur: Organisation) -> Utilisateur:
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, bailleur)
    return user


def in_state(etat: EtatTache) -> Tache:
    closed: dict[str, Any] = {"etat": etat, "mot": "Vu.", "close_le": timezone.now()}
    return make_tache(**({} if etat == EtatTache.A_FAIRE else closed))


MOVES: dict[EtatTache, Any] = {
    EtatTache.A_FAIRE: lambda actor, row: reopen_task(actor=actor, tache=row),
    EtatTache.FAITE: lambda actor, row: do_task(actor=actor, tache=row),
    EtatTache.ANNULEE: lambda actor, row: cancel_task(actor=actor, tache=row, motif="Vu."),
}


class TestLife:
    @pytest.mark.parametrize(("avant", "apres"), PAIRES)
    def test_only_what_the_workflow_knows_may_follow(
        self, agent: Utilisateur, avant: EtatTache, apres: EtatTache
    ) -> None:
        row = in_state(avant)
        if apres not in VIE[avant]:
            with pytest.raises(ActionImpossible, match="déjà dans l’état"):
                MOVES[apres](agent, row)
            return
        moved = MOVES[apres](agent, row)
        assert moved.etat == apres
        assert (moved.close_le is None) == (apres == EtatTache.A_FAIRE)
        assert moved.close_par == (None if apres == EtatTache.A_FAIRE else agent)

    def test_a_task_says_what_by_whom_for_when_and_is_signed(self, agent: Utilisateur) -> None:
        police = make_organisation("police")
        row = add_task(
            actor=agent,
            signalement=make_signalement(),
            quoi="  Repasser   samedi soir ",
            service=police,
            agent=agent,
            echeance=AUJOURDHUI,
        )
        assert (row.quoi, row.service, row.agent) == ("Repasser samedi soir", police, agent)
        assert (row.auteur, row.ouverte, row.en_retard) == (agent, True, False)
        trace = Trace.objects.filter(objet_type="signalements.tache").latest("pk")
        assert (trace.acteur, trace.sujet_id) == (agent, str(row.signalement_id))

    def test_a_day_past_and_empty_words_are_refused(self, agent: Utilisateur) -> None:
        asked: dict[str, Any] = {
            "signalement": make_signalement(),
            "service": make_organisation("police"),
        }
        with pytest.raises(ActionImpossible, match="passé"):
            add_task(actor=agent, quoi="Repasser", echeance=HIER, **asked)
        with pytest.raises(ActionImpossible, match="quelques mots"):
            add_task(actor=agent, quoi="   ", echeance=DEMAIN, **asked)
        assert not Tache.objects.exists()

    def test_a_late_task_is_amended_without_moving_its_day(self, agent: Utilisateur) -> None:
        row = make_tache(jours=-4)
        asked: dict[str, Any] = {"tache": row, "service": row.service}
        said = amend_task(actor=agent, quoi="Autrement", echeance=row.echeance, **asked)
        assert (said.quoi, said.en_retard) == ("Autrement", True)
        with pytest.raises(ActionImpossible, match="passé"):
            amend_task(actor=agent, quoi="Autrement", echeance=HIER, **asked)

    def test_two_editors_do_not_write_over_each_other(self, agent: Utilisateur) -> None:
        row = Tache.objects.get(pk=make_tache().pk)
        opened = fingerprint(row, TACHE)
        asked: dict[str, Any] = {"tache": row, "service": row.service, "echeance": DEMAIN}
        amend_task(actor=agent, quoi="Le premier", version=opened, **asked)
        with pytest.raises(ConflitDeVersion, match="cette tâche"):
            amend_task(actor=agent, quoi="Le second", version=opened, **asked)
        row.refresh_from_db()
        assert row.quoi == "Le premier"

    def test_what_is_finished_is_not_amended_and_cancelling_says_why(
        self, agent: Utilisateur
    ) -> None:
        row = make_tache()
        with pytest.raises(ActionImpossible, match="pourquoi"):
            cancel_task(actor=agent, tache=row, motif="  ")
        do_task(actor=agent, tache=row, mot=" Fait. ")
        row.refresh_from_db()
        assert row.mot == "Fait."
        with pytest.raises(ActionImpossible, match="n’est plus à faire"):
            amend_task(actor=agent, tache=row, quoi="x", service=row.service, echeance=DEMAIN)

    def test_the_database_refuses_what_is_wrong(self, systeme: None) -> None:
        row = make_tache()
        wrong: list[dict[str, Any]] = [
            {"etat": "faite"},
            {"close_le": timezone.now()},
            {"mot": "Vu."},
            {"etat": "annulee", "close_le": timezone.now()},
            {"etat": "oubliee", "close_le": timezone.now()},
            {"quoi": ""},
        ]
        for fields in wrong:
            with pytest.raises(IntegrityError), transaction.atomic():
                Tache.objects.filter(pk=row.pk).update(**fields)


class TestWhoMay:
    def test_those_who_answer_plan_do_and_cancel(self, db: None) -> None:
        row = make_tache()
        for role in Role:
            user = make_user(role, email=f"{role}@essai.example")
            allowed = role in (Role.COORDONNATEUR, Role.AGENT)
            assert bool(can_set_task(user, row)) == allowed
            assert bool(can_do_task(user, row)) == allowed

    @pytest.mark.parametrize("role", [Role.ELU, Role.LECTEUR, Role.PARTENAIRE])
    def test_others_are_refused_each_action(self, role: Role) -> None:
        row, user = make_tache(), make_user(role)
        done = in_state(EtatTache.FAITE)
        same: dict[str, Any] = {"quoi": "x", "service": row.service, "echeance": DEMAIN}
        refused: list[Callable[[], Any]] = [
            lambda: add_task(actor=user, signalement=row.signalement, **same),
            lambda: amend_task(actor=user, tache=row, **same),
            lambda: cancel_task(actor=user, tache=row, motif="x"),
            lambda: do_task(actor=user, tache=row),
            lambda: reopen_task(actor=user, tache=done),
        ]
        for act in refused:
            with pytest.raises(PermissionDenied):
                act()

    def test_a_partner_does_what_its_organisation_is_given_and_undoes_it(
        self, partenaire: Utilisateur, bailleur: Organisation, agent: Utilisateur
    ) -> None:
        ours = make_tache(make_signalement(bailleur=bailleur), bailleur)
        assert do_task(actor=partenaire, tache=ours, mot="Ampoule changée.").close_par
        assert reopen_task(actor=partenaire, tache=ours).ouverte
        with pytest.raises(PermissionDenied, match="agents de la ville"):
            cancel_task(actor=partenaire, tache=ours, motif="x")
        cancel_task(actor=agent, tache=ours, motif="Sans objet.")
        with pytest.raises(PermissionDenied, match="agents de la ville"):
            reopen_task(actor=partenaire, tache=ours)

    def test_a_partner_does_neither_others_tasks_nor_those_of_reports_it_does_not_see(
        self, partenaire: Utilisateur, bailleur: Organisation
    ) -> None:
        seen = make_signalement(bailleur=bailleur)
        other = can_do_task(partenaire, make_tache(seen))
        assert (bool(other), other.motif) == (
            False,
            "Cette tâche est confiée à un autre service.",
        )
        for hidden in (
            make_signalement(),
            make_signalement(service=bailleur, quarantaine=True),
        ):
            refused = can_do_task(partenaire, make_tache(hidden, bailleur))
            assert "n’est pas confié" in refused.motif

    def test_who_would_wait_for_nothing_is_known(self, bailleur: Organisation) -> None:
        row = make_signalement()
        assert not sees_report(bailleur, row)
        assert sees_report(bailleur, make_signalement(service=bailleur))
        assert sees_report(make_organisation("mairie", nature="service-municipal"), row)


class TestMergedReports:
    def test_its_tasks_follow_and_come_back(self, agent: Utilisateur) -> None:
        kept, joined = make_signalement(), make_signalement()
        row = make_tache(joined)
        merge_signalement(actor=agent, signalement=joined, dans=kept)
        assert list(Tache.objects.of_report(kept)) == [row]
        row = Tache.objects.get(pk=row.pk)
        assert row.suivie_dans == kept
        do_task(actor=agent, tache=row)
        reopen_task(actor=agent, tache=row)
        unmerge_signalement(actor=agent, signalement=joined)
        assert list(Tache.objects.of_report(kept)) == []
        assert list(Tache.objects.of_report(joined)) == [row]


class TestClosing:
    @pytest.fixture
    def row(self, db: None) -> Signalement:
        made = make_signalement()
        make_tache(made)
        make_tache(made)
        return made

    def test_closing_asks_what_becomes_of_what_is_to_do(
        self, agent: Utilisateur, row: Signalement
    ) -> None:
        with pytest.raises(ActionImpossible, match="2 tâches restent à faire"):
            move_signalement(actor=agent, signalement=row, etat="resolu")
        do_task(actor=agent, tache=row.taches.all()[0])
        with pytest.raises(ActionImpossible, match="Une tâche reste à faire"):
            move_signalement(actor=agent, signalement=row, etat="resolu")
        row.refresh_from_db()
        assert not row.clos

    def test_they_are_cancelled_along_or_kept(
        self, agent: Utilisateur, row: Signalement
    ) -> None:
        joined = make_signalement()
        make_tache(joined)
        done = make_tache(row, etat="faite", close_le=timezone.now())
        merge_signalement(actor=agent, signalement=joined, dans=row)
        sort = {"actor": agent, "signalement": row, "etat": "resolu"}
        move_signalement(taches=SortTaches.GARDER, **sort)  # type: ignore[arg-type]
        assert Tache.objects.open().count() == 3
        move_signalement(actor=agent, signalement=row, etat="rouvert")
        move_signalement(taches=SortTaches.ANNULER, **sort)  # type: ignore[arg-type]
        assert not Tache.objects.open().exists()
        told = set(Tache.objects.in_state("annulee").values_list("mot", "close_par"))
        assert told == {("Le signalement est clos.", agent.pk)}
        assert Tache.objects.get(etat="faite") == done

    def test_a_meeting_closes_in_two_keys_and_keeps_them(
        self, coordonnateur: Utilisateur, row: Signalement
    ) -> None:
        reunion = open_seance(actor=coordonnateur, instance=make_instance("cellule"))
        line = LigneSeance.objects.get(reunion=reunion, signalement=row)
        decide_ligne(actor=coordonnateur, ligne=line, decision="clore")
        assert Tache.objects.open().count() == 2
        undo_decision(actor=coordonnateur, reunion=reunion)
        row.refresh_from_db()
        assert (row.clos, Tache.objects.open().count()) == (False, 2)
