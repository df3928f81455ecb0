"""How long contacts are kept: set by the coordinator, told, applied each night."""

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pydantic import ValidationError

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.journal.models import Trace
from quietude.signalements.actions.appelant import erase_expired
from quietude.signalements.actions.conservation import remove_duree, save_duree
from quietude.signalements.conservation import (
    Regle,
    effect_of,
    end_of_quarantine,
    erasable,
    rule_of,
)
from quietude.signalements.models import Appelant, DureeConservation, Signalement
from quietude.signalements.pack import PackConservation, PackSignalements
from quietude.signalements.pack_section import read_signalements, write_signalements
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.signalements.factories import make_signalement
from tests.strategie.factories import write

PAGE = "/signalements/conservation/"
AUJOURDHUI = timezone.localdate()
DEMAIN = AUJOURDHUI + timedelta(days=1)


def sent(**fields: Any) -> dict[str, Any]:
    return {
        "depuis": f"{AUJOURDHUI:%Y-%m-%d}",
        "mois": 6,
        "quarantaine_jours": 15,
        "source": "Délibération d’essai",
        **fields,
    }


def make_duree(depuis: date, mois: int = 6, **fields: Any) -> DureeConservation:
    values = {"source": "Délibération d’essai", **fields}
    return write(DureeConservation, depuis=depuis, mois=mois, **values)


def closed(on: date) -> Signalement:
    row = make_signalement(etat="resolu", clos_le=on)
    write(Appelant, signalement=row, nom="Essai Fictif")
    return row


def test_without_a_setting_the_page_says_what_holds_by_default(
    client_coordonnateur: Client,
) -> None:
    page = client_coordonnateur.get(PAGE).content.decode()
    assert "Sans réglage" in page and "Par défaut" in page and "Aucune modification" in page
    assert "délibération 2014-262" in page
    settings = client_coordonnateur.get("/reglages/").content.decode()
    assert PAGE in settings


def test_a_setting_is_added_amended_before_its_day_then_taken_back(
    client_coordonnateur: Client,
) -> None:
    later = AUJOURDHUI + timedelta(days=40)
    client_coordonnateur.post(f"{PAGE}creer/", sent(depuis=f"{later:%d/%m/%Y}"))
    row = DureeConservation.objects.get()
    assert (row.depuis, row.mois, row.quarantaine_jours) == (later, 6, 15)
    page = client_coordonnateur.get(PAGE).content.decode()
    assert "À venir" in page and f"{PAGE}{row.pk}/" in page
    opened = client_coordonnateur.get(f"{PAGE}{row.pk}/").context["version"]
    typed = sent(depuis=f"{later:%Y-%m-%d}", mois=9, version=opened)
    client_coordonnateur.post(f"{PAGE}{row.pk}/", typed)
    row.refresh_from_db()
    assert row.mois == 9
    history = client_coordonnateur.get(PAGE).content.decode()
    assert "<del>6</del>" in history and "<ins>9</ins>" in history
    client_coordonnateur.post(f"{PAGE}{row.pk}/supprimer/")
    assert not DureeConservation.objects.exists()


def test_what_has_begun_is_not_rewritten(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    row = make_duree(AUJOURDHUI - timedelta(days=1))
    assert f"{PAGE}{row.pk}/" not in client_coordonnateur.get(PAGE).content.decode()
    for what in ("", "supprimer/"):
        assert client_coordonnateur.post(f"{PAGE}{row.pk}/{what}", sent()).status_code == 403
    with pytest.raises(PermissionDenied, match="a commencé"):
        remove_duree(actor=coordonnateur, duree=row)
    today = make_duree(AUJOURDHUI, 3)  # whose first night is still to come
    opened = client_coordonnateur.get(f"{PAGE}{today.pk}/").context["version"]
    client_coordonnateur.post(f"{PAGE}{today.pk}/", sent(mois=30, version=opened))
    today.refresh_from_db()
    assert today.mois == 30


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"depuis": f"{AUJOURDHUI - timedelta(days=1):%Y-%m-%d}"}, "ne se réécrit pas"),
        ({"mois": 37}, "36"),
        ({"mois": 0}, "1"),
        ({"quarantaine_jours": 91}, "90"),
        ({"mois": "douze"}, "nombre entier"),
        ({"source": ""}, "obligatoire"),
        ({"depuis": "32/13/2026"}, "Écrivez une date"),
        ({"depuis": f"{DEMAIN:%Y-%m-%d}"}, "commence déjà"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    client_coordonnateur: Client, fields: dict[str, Any], words: str
) -> None:
    make_duree(DEMAIN)
    answer = client_coordonnateur.post(f"{PAGE}creer/", sent(**fields))
    page = answer.content.decode()
    assert (words in page and 'value="15"' in page) or "quarantaine_jours" in fields
    assert DureeConservation.objects.count() == 1


def test_the_database_refuses_what_is_beyond_the_bound(db: None) -> None:
    for wrong in ({"mois": 37}, {"quarantaine_jours": 91}, {"quarantaine_jours": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_duree(DEMAIN, **wrong)


def test_what_a_setting_would_erase_is_shown_before_it_is_saved(
    client_coordonnateur: Client,
) -> None:
    closed(AUJOURDHUI - timedelta(days=300))
    closed(AUJOURDHUI - timedelta(days=250))
    closed(AUJOURDHUI - timedelta(days=500))
    seen = client_coordonnateur.post(f"{PAGE}creer/", sent(apercu="1")).content.decode()
    assert "<strong>3 contacts</strong>" in seen and "sans lui, 1" in seen
    assert "Fictif" not in seen and not DureeConservation.objects.exists()
    # Saved without having seen it: shown first.
    first = client_coordonnateur.post(f"{PAGE}creer/", sent())
    assert "en sachant cela" in first.content.decode()
    assert not DureeConservation.objects.exists()
    other = sent(vu=first.context["marque"], mois=7)
    assert (
        "en sachant cela" in client_coordonnateur.post(f"{PAGE}creer/", other).content.decode()
    )
    client_coordonnateur.post(f"{PAGE}creer/", sent(vu=first.context["marque"]))
    assert DureeConservation.objects.get().mois == 6


def test_a_longer_setting_erases_nothing_more_and_is_saved_at_once(
    client_coordonnateur: Client,
) -> None:
    closed(AUJOURDHUI - timedelta(days=300))
    client_coordonnateur.post(f"{PAGE}creer/", sent(mois=24))
    assert DureeConservation.objects.get().mois == 24


def test_the_effect_of_a_setting_to_come_is_that_of_its_first_night(db: None) -> None:
    closed(AUJOURDHUI - timedelta(days=150))
    later = AUJOURDHUI + timedelta(days=60)
    told = effect_of(Regle(later, 6, 30))
    assert (told.nuit, told.avec, told.sans, told.de_plus) == (later, 1, 0, 1)
    make_duree(later, 6)
    told = effect_of(Regle(later, 12, 30), instead_of=later)
    assert (told.avec, told.sans, told.de_plus) == (0, 1, 0)


def test_a_shorter_one_rules_what_is_already_closed_and_a_longer_one_does_not(
    db: None,
) -> None:
    make_duree(date(2024, 1, 1), 6)
    make_duree(date(2025, 1, 1), 24)
    before, between, after = (
        closed(date(2023, 12, 1)),
        closed(date(2024, 8, 1)),
        closed(date(2025, 2, 1)),
    )

    def due(on: date) -> set[Signalement]:
        return {row.signalement for row in Appelant.objects.filter(erasable(on))}

    assert due(date(2024, 5, 31)) == set()
    assert due(date(2024, 6, 1)) == {before}  # six months, not the twelve of its closing
    assert due(date(2025, 2, 1)) == {before, between}  # six months, not twenty-four
    assert due(date(2027, 1, 31)) == {before, between}
    assert due(date(2027, 2, 1)) == {before, between, after}


def test_lengthening_brings_nothing_back(coordonnateur: Utilisateur) -> None:
    gone = closed(AUJOURDHUI - relativedelta(months=13))
    assert erase_expired(actor=None)[0] == 1
    save_duree(actor=coordonnateur, duree=DureeConservation(), valeurs=sent_values(mois=36))
    assert not Appelant.objects.filter(signalement=gone).exists()
    assert "Fictif" not in " ".join(f"{t.avant} {t.apres}" for t in Trace.objects.all())


def sent_values(**fields: Any) -> dict[str, Any]:
    return {**sent(), "depuis": AUJOURDHUI, **fields}


def test_the_rule_told_is_that_of_the_day(db: None) -> None:
    known = [Regle(), Regle(date(2024, 1, 1), 6, 15), Regle(date(2025, 1, 1), 24, 60)]
    days = (date(2023, 1, 1), date(2024, 1, 1), date(2024, 12, 31), date(2026, 1, 1))
    assert [rule_of(day, known).mois for day in days] == [12, 6, 6, 24]
    assert end_of_quarantine(date(2024, 12, 20), known) == date(2025, 1, 4)
    # Thirty days at first, fifteen since: on the first day of the shorter one.
    assert end_of_quarantine(date(2023, 12, 10), known) == date(2024, 1, 1)
    assert end_of_quarantine(date(2023, 12, 25), known) == date(2024, 1, 9)


@pytest.mark.parametrize("role", [Role.AGENT, Role.ELU])
def test_the_town_reads_it_and_changes_nothing(client: Client, db: None, role: Role) -> None:
    client.force_login(make_user(role))
    row = make_duree(DEMAIN)
    page = client.get(PAGE).content.decode()
    assert "Délibération d’essai" in page and "Ajouter un réglage" not in page
    assert f"{PAGE}{row.pk}/" not in page
    for what in ("creer/", f"{row.pk}/", f"{row.pk}/supprimer/"):
        assert client.post(f"{PAGE}{what}", sent()).status_code == 404
    user = Utilisateur.objects.get(role=role)
    with pytest.raises(PermissionDenied):
        save_duree(actor=user, duree=DureeConservation(), valeurs=sent_values())


@pytest.mark.parametrize("role", [Role.PARTENAIRE, Role.LECTEUR])
def test_the_others_do_not_open_it(client: Client, db: None, role: Role) -> None:
    client.force_login(make_user(role))
    assert client.get(PAGE).status_code == 404


def test_two_settings_of_one_day_and_one_gone_meanwhile(coordonnateur: Utilisateur) -> None:
    row = make_duree(DEMAIN)
    with acting(None, "test"):
        DureeConservation.objects.all().delete()
    with pytest.raises(ActionImpossible, match="supprimé"):
        save_duree(actor=coordonnateur, duree=row, valeurs=sent_values())


def test_a_pack_holds_both_lengths_and_gives_them_back(db: None) -> None:
    lengths: dict[str, Any] = {
        "mois": 9,
        "quarantaine_jours": 15,
        "source": "Délibération d’essai",
    }
    held = PackSignalements(conservation=[PackConservation(depuis=AUJOURDHUI, **lengths)])
    with acting(None, "test"):
        write_signalements([held], "essai")
    assert read_signalements("essai") == [held]
    for wrong in ({"mois": 37}, {"quarantaine_jours": 91}):
        with pytest.raises(ValidationError):
            PackConservation(depuis=AUJOURDHUI, **{**lengths, **wrong})


def test_the_page_asks_no_more_as_settings_pile_up(
    client_coordonnateur: Client, django_assert_max_num_queries: Any
) -> None:
    for rank in range(12):
        make_duree(AUJOURDHUI + timedelta(days=rank), 3 + rank)
    with django_assert_max_num_queries(16):
        client_coordonnateur.get(PAGE)
