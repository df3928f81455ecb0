"""Taking a call: what is kept, where it goes, what is refused."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.signalements.actions.saisie import (
    Contact,
    add_episode,
    amend_signalement,
    create_signalement,
)
from quietude.signalements.models import Appelant, Signalement, Suite
from quietude.signalements.situation import Situation
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.signalements.factories import make_categorie, make_fait, make_recit
from tests.strategie.factories import make_organisation
from tests.territoire.builders import make_division, make_lieu, make_secteur

PARIS = ZoneInfo("Europe/Paris")
AUJOURDHUI = timezone.localdate()


def test_a_call_goes_to_the_service_of_its_category_with_a_day_to_answer(
    coordonnateur: Utilisateur,
) -> None:
    police = make_organisation("police")
    bruit = make_categorie("bruit", service=police, delai=3)
    friday = datetime(2026, 5, 22, 10, tzinfo=PARIS)  # before Whit Monday
    row = create_signalement(
        actor=coordonnateur,
        recit=make_recit(bruit, recu_le=friday, fait_le=date(2026, 5, 21), note=" Bruit. "),
    )
    assert (row.service, row.etat, row.note) == (police, "recu", "Bruit.")
    assert (row.jour, row.echeance) == (date(2026, 5, 22), date(2026, 5, 28))


def test_the_sector_of_each_division_comes_from_the_place(coordonnateur: Utilisateur) -> None:
    secteur = make_secteur(make_division("quartiers"), "nord")
    ecole = make_lieu("ecole", secteur)
    row = create_signalement(
        actor=coordonnateur, recit=make_recit(situation=Situation(lieu=ecole))
    )
    assert row.secteurs == {"quartiers": "nord"}
    assert ecole.nom in row.adresse
    assert list(Signalement.objects.in_sector("quartiers", "nord")) == [row]


def test_contact_details_are_encrypted_and_never_in_the_journal(
    coordonnateur: Utilisateur,
) -> None:
    contact = Contact(nom="Essai Fictif", telephone="0100000000", email="appel@secret.example")
    row = create_signalement(actor=coordonnateur, recit=make_recit(contact=contact))
    kept = Appelant.objects.get(signalement=row)
    assert (kept.nom, kept.telephone) == ("Essai Fictif", "0100000000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM signalements_appelant a")
        stored = cursor.fetchone()[0]
    traces = " ".join(str(trace.apres) for trace in Trace.objects.all())
    for secret in ("Fictif", "0100000000", "secret.example"):
        assert secret not in stored and secret not in traces


def test_an_anonymous_call_keeps_no_contact(coordonnateur: Utilisateur) -> None:
    create_signalement(actor=coordonnateur, recit=make_recit())
    assert not Appelant.objects.exists()


def test_a_contact_stays_until_it_is_taken_away(coordonnateur: Utilisateur) -> None:
    recit = make_recit(contact=Contact(nom="Essai"))
    row = create_signalement(actor=coordonnateur, recit=recit)
    amend_signalement(
        actor=coordonnateur, signalement=row, recit=make_recit(recit.categorie, note="Vu.")
    )
    assert Appelant.objects.exists()
    amend_signalement(
        actor=coordonnateur,
        signalement=row,
        recit=make_recit(recit.categorie, note="Vu.", contact=Contact()),
    )
    assert not Appelant.objects.exists()
    assert Signalement.objects.get().note == "Vu."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fait_le": AUJOURDHUI + timedelta(days=1)}, "avant d’avoir eu lieu"),
        ({"situation": Situation()}, "Dites où"),
        ({"faits": ["inconnu"]}, "n’est pas dans la liste"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    coordonnateur: Utilisateur, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(ActionImpossible, match=words):
        create_signalement(actor=coordonnateur, recit=make_recit(**changes))
    assert not Signalement.objects.exists()


def test_a_fact_out_of_its_dates_is_refused(coordonnateur: Utilisateur) -> None:
    make_fait("nuit", jusqu_au=date(2020, 1, 1))
    with pytest.raises(ActionImpossible, match="liste des faits"):
        create_signalement(actor=coordonnateur, recit=make_recit(faits=["nuit"]))


def test_a_kind_alone_or_a_closed_one_is_not_chosen(coordonnateur: Utilisateur) -> None:
    bruit = make_categorie("bruit", jusqu_au=date(2020, 1, 1))
    with pytest.raises(ActionImpossible, match="sous-catégorie"):
        assert bruit.parent
        create_signalement(actor=coordonnateur, recit=make_recit(bruit.parent))
    with pytest.raises(ActionImpossible, match="à cette date"):
        create_signalement(actor=coordonnateur, recit=make_recit(bruit))


@pytest.mark.parametrize("role", [Role.ELU, Role.LECTEUR])
def test_those_who_only_read_take_no_call(db: None, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        create_signalement(actor=make_user(role), recit=make_recit())


def test_a_new_episode_joins_its_report_and_is_counted(coordonnateur: Utilisateur) -> None:
    recit = make_recit(fait_le=AUJOURDHUI - timedelta(days=9))
    row = create_signalement(actor=coordonnateur, recit=recit)
    add_episode(actor=coordonnateur, signalement=row, fait_le=AUJOURDHUI, texte="Encore.")
    found = Signalement.objects.get()
    assert (found.episodes, found.dernier_fait_le) == (2, AUJOURDHUI)
    assert Suite.objects.get().nature == "episode"
    with pytest.raises(ActionImpossible, match="précède"):
        add_episode(
            actor=coordonnateur, signalement=row, fait_le=AUJOURDHUI - timedelta(days=10)
        )


def test_search_forgives_accents_and_endings(coordonnateur: Utilisateur) -> None:
    recit = make_recit(note="Dégradations devant l’école")
    row = create_signalement(actor=coordonnateur, recit=recit)
    assert list(Signalement.objects.matching("degradation ecole")) == [row]
    assert not Signalement.objects.matching("musique").exists()
