"""What sits in quarantine is erased by the clock as well, and the pages say when."""

from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.signalements.actions.appelant import erase_expired
from quietude.signalements.actions.public import reject_signalement, release_signalement
from quietude.signalements.conservation import end_of_quarantine, settings_known
from quietude.signalements.enums import NatureSuite
from quietude.signalements.models import (
    Appelant,
    DureeConservation,
    MiseEnQuarantaine,
    Signalement,
    Suite,
)
from quietude.socle.formats import jour
from quietude.socle.regles import ActionImpossible
from tests.signalements.factories import make_signalement
from tests.strategie.factories import write

PAGE = "/signaler/quarantaine/"
AUJOURDHUI = timezone.localdate()


def put_aside(days: int, *, rejected: int | None = None, **fields: Any) -> Signalement:
    """So many days ago, and rejected so many days ago."""
    shut = {"etat": "sans-suite", "motif": "indesirable", "clos_le": AUJOURDHUI}
    state: dict[str, Any] = {} if rejected is None else shut
    row = make_signalement(quarantaine=True, note="Texte d’essai", **state, **fields)
    write(Appelant, signalement=row, nom="Essai Fictif", email="envoi@essai.example")
    write(
        MiseEnQuarantaine,
        signalement=row,
        motifs=["lien"],
        le=ago(days),
        triee_le=None if rejected is None else ago(rejected),
    )
    return row


def ago(days: int) -> datetime:
    day = AUJOURDHUI - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(23, 30)))


def kept() -> set[Signalement]:
    return {row.signalement for row in Appelant.objects.all()}


def test_contacts_go_after_thirty_days_looked_at_or_not(db: None) -> None:
    fresh, unseen = put_aside(29), put_aside(30)
    rejected = put_aside(30, rejected=1)
    assert erase_expired(actor=None)[0] == 2
    assert kept() == {fresh}
    for row in (unseen, rejected):  # what they say is not: one is to be looked at still
        row.refresh_from_db()
        assert row.note == "Texte d’essai" and row.quarantaine


def test_the_town_sets_its_own_days(db: None) -> None:
    put_aside(12)
    assert erase_expired(actor=None)[0] == 0
    write(DureeConservation, depuis=AUJOURDHUI, quarantaine_jours=12, source="Essai")
    assert erase_expired(actor=None)[0] == 1


def test_one_that_is_released_follows_the_usual_rule(coordonnateur: Utilisateur) -> None:
    row = put_aside(200)
    release_signalement(actor=coordonnateur, signalement=row)
    assert erase_expired(actor=None)[0] == 0
    Signalement.objects.get(quarantaine=False)
    assert kept() == {row}


def test_a_rejected_one_loses_what_it_said_and_keeps_what_is_counted(
    coordonnateur: Utilisateur, client: Client
) -> None:
    row = put_aside(60, rejected=30, adresse="3 rue des Essais", longitude=5.0, latitude=43.5)
    young = put_aside(60, rejected=29)
    write(Suite, signalement=row, nature=NatureSuite.NOTE, texte="Suite du texte d’essai")
    printed = StringIO()
    call_command("effacer", stdout=printed)
    assert "1 envoi écarté effacé" in printed.getvalue()
    row.refresh_from_db()
    young.refresh_from_db()
    assert (row.note, row.adresse, row.longitude) == ("", "(effacé)", None)
    assert (row.etat, row.motif) == ("sans-suite", "indesirable") and row.categorie
    assert not Suite.objects.exists() and young.note == "Texte d’essai"
    assert MiseEnQuarantaine.objects.get(signalement=row).efface_le == AUJOURDHUI
    assert erase_expired(actor=None)[2] == 0  # once
    with pytest.raises(ActionImpossible, match="effacé"):
        release_signalement(actor=coordonnateur, signalement=row)
    client.force_login(coordonnateur)
    for what in ("", "historique/"):  # neither the sheet nor its history says it again
        sheet = client.get(f"{row.get_absolute_url()}{what}").content.decode()
        assert "Texte d’essai" not in sheet and "rue des Essais" not in sheet
    assert "est effacé" in sheet
    page = client.get(f"{PAGE}?vue=ecartes").content.decode()
    assert "1 envoi écarté depuis plus longtemps" in page
    assert page.count('type="checkbox"') == 1


def test_a_rejection_can_be_taken_back_as_long_as_the_town_says(
    coordonnateur: Utilisateur,
) -> None:
    row = put_aside(400)  # found late: its contact is gone, its words are not
    erase_expired(actor=None)
    reject_signalement(actor=coordonnateur, signalement=row)
    assert erase_expired(actor=None)[2] == 0
    release_signalement(actor=coordonnateur, signalement=row)
    row.refresh_from_db()
    assert row.note == "Texte d’essai" and not row.quarantaine


def test_the_pages_say_when(client_coordonnateur: Client, client: Client) -> None:
    put_aside(10, rejected=None)
    ends = AUJOURDHUI + timedelta(days=20)
    page = client_coordonnateur.get(PAGE).content.decode()
    assert f"Coordonnées effacées le {jour(ends)}" in page and "Fictif" not in page
    notice = client.get("/signaler/vos-donnees/").content.decode()
    assert "mis de côté" in notice and "30 jours" in notice
    write(DureeConservation, depuis=AUJOURDHUI, quarantaine_jours=15, source="Essai")
    sooner = jour(AUJOURDHUI + timedelta(days=5))
    assert sooner in client_coordonnateur.get(PAGE).content.decode()
    assert "15 jours" in client.get("/signaler/vos-donnees/").content.decode()


def test_the_day_that_is_said_is_the_day_when_it_goes(db: None) -> None:
    """Over settings that shorten and lengthen, whatever the day of the sending."""
    for depuis, days in (
        (date(2024, 2, 1), 60),
        (date(2024, 3, 1), 10),
        (date(2024, 4, 1), 90),
    ):
        write(DureeConservation, depuis=depuis, quarantaine_jours=days, source="Essai")
    row = put_aside(0)
    aside = MiseEnQuarantaine.objects.filter(signalement=row)
    for shift in range(0, 120, 7):
        sent = date(2024, 1, 5) + timedelta(days=shift)
        moment = timezone.make_aware(datetime.combine(sent, time(0, 15)))
        with acting(None, "test"):
            aside.update(le=moment)
        end = end_of_quarantine(sent, settings_known())
        assert not Appelant.objects.expired(end - timedelta(days=1)).exists(), sent
        assert Appelant.objects.expired(end).exists(), sent


def test_the_page_asks_no_more_as_sendings_pile_up(
    client_coordonnateur: Client, django_assert_max_num_queries: Any
) -> None:
    for days in range(12):
        put_aside(days)
    with django_assert_max_num_queries(12):
        client_coordonnateur.get(PAGE)
