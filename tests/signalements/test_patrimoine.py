"""The estates of the landlords: filed by the coordinator, used by each way of reporting."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pydantic import ValidationError

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.patrimoine import save_patrimoine
from quietude.signalements.actions.public import send_signalement
from quietude.signalements.code_suivi import code_of, new_key
from quietude.signalements.models import Patrimoine, Signalement
from quietude.signalements.pack import PackPatrimoine, PackSignalements
from quietude.signalements.pack_section import read_signalements, write_signalements
from quietude.signalements.patrimoine import landlord_of
from quietude.signalements.situation import Situation
from quietude.socle.regles import ActionImpossible
from quietude.territoire.models import Lieu
from tests.conftest import make_user
from tests.portail.conftest import CONTACT, etat_of, page_of, post
from tests.signalements.factories import make_categorie, make_recit, make_signalement
from tests.strategie.factories import make_mandat, make_organisation, write
from tests.territoire.builders import make_lieu

PAGE = "/signalements/patrimoine/"
APPEL = "/signalements/appel/"
AUJOURDHUI = timezone.localdate()


@pytest.fixture
def pins(db: None) -> Organisation:
    return make_organisation("pins", nature="bailleur", nom="Bailleur des Pins")


@pytest.fixture
def mer(db: None) -> Organisation:
    return make_organisation("mer", nature="bailleur", nom="Bailleur de la Mer")


@pytest.fixture
def residence(db: None) -> Lieu:
    return make_lieu("residence", nom="Résidence Imaginaire", nature="residence")


def call(lieu: Lieu, **fields: Any) -> dict[str, Any]:
    make_categorie("bruit")
    return {
        "categorie": "bruit",
        "adresse": lieu.nom,
        "lieu": lieu.code,
        "fait_le": AUJOURDHUI.isoformat(),
        "canal": "telephone",
        "cle": "essai",
        **fields,
    }


# -- filed ------------------------------------------------------------------------------------


def test_a_place_is_filed_ended_given_to_another_and_taken_away(
    client_coordonnateur: Client, residence: Lieu, pins: Organisation, mer: Organisation
) -> None:
    empty = client_coordonnateur.get(PAGE).content.decode()
    assert "Aucun lieu n’est rattaché" in empty and "Ajouter un lieu" in empty
    client_coordonnateur.post(
        f"{PAGE}creer/", {"lieu": residence.pk, "bailleur": pins.pk}, follow=True
    )
    row = Patrimoine.objects.get()
    again = client_coordonnateur.post(
        f"{PAGE}creer/", {"lieu": residence.pk, "bailleur": mer.pk, "depuis": "2026-01-01"}
    ).content.decode()
    assert "est déjà à" in again and "date de fin" in again
    version = client_coordonnateur.get(f"{PAGE}{row.pk}/").context["version"]
    ended = {"lieu": residence.pk, "bailleur": pins.pk, "jusqu_au": "2025-12-31"}
    client_coordonnateur.post(f"{PAGE}{row.pk}/", {**ended, "version": version})
    client_coordonnateur.post(
        f"{PAGE}creer/", {"lieu": residence.pk, "bailleur": mer.pk, "depuis": "2026-01-01"}
    )
    assert landlord_of(residence, date(2025, 12, 31)) == pins
    assert landlord_of(residence, date(2026, 1, 1)) == mer
    page = client_coordonnateur.get(PAGE).content.decode()
    assert "Bailleur des Pins" in page and "Bailleur de la Mer" in page
    told = client_coordonnateur.get(f"{PAGE}?export=csv").content.decode("utf-8-sig")
    assert ("Résidence Imaginaire" in told and "2025-12-31" in told) or "31/12/2025" in told
    client_coordonnateur.post(f"{PAGE}{row.pk}/supprimer/")
    assert Patrimoine.objects.get().bailleur == mer


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((None, None), (None, None)),
        ((None, date(2025, 6, 1)), (date(2025, 6, 1), None)),
        ((date(2025, 1, 1), date(2025, 12, 31)), (date(2025, 3, 1), date(2025, 4, 1))),
    ],
)
def test_the_database_refuses_two_landlords_at_once(
    residence: Lieu, pins: Organisation, mer: Organisation, first: Any, second: Any
) -> None:
    write(Patrimoine, lieu=residence, bailleur=pins, depuis=first[0], jusqu_au=first[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        write(Patrimoine, lieu=residence, bailleur=mer, depuis=second[0], jusqu_au=second[1])
    write(Patrimoine, lieu=make_lieu("autre"), bailleur=mer)


def test_what_is_no_landlord_and_dates_upside_down_are_refused(
    client_coordonnateur: Client,
    coordonnateur: Utilisateur,
    residence: Lieu,
    pins: Organisation,
) -> None:
    voirie = make_organisation("voirie")
    with pytest.raises(ActionImpossible, match="n’est pas un bailleur"):
        save_patrimoine(
            actor=coordonnateur, patrimoine=Patrimoine(), lieu=residence, bailleur=voirie
        )
    wrong = {"depuis": "2026-02-01", "jusqu_au": "2026-01-01"}
    page = client_coordonnateur.post(
        f"{PAGE}creer/", {"lieu": residence.pk, "bailleur": pins.pk, **wrong}
    ).content.decode()
    assert "précède" in page and 'value="2026-02-01"' in page
    assert not Patrimoine.objects.exists()


def test_two_coordinators_on_one_line(
    client_coordonnateur: Client,
    coordonnateur: Utilisateur,
    residence: Lieu,
    pins: Organisation,
    mer: Organisation,
) -> None:
    row = write(Patrimoine, lieu=residence, bailleur=pins)
    version = client_coordonnateur.get(f"{PAGE}{row.pk}/").context["version"]
    save_patrimoine(
        actor=coordonnateur,
        patrimoine=row,
        lieu=residence,
        bailleur=pins,
        jusqu_au=date(2030, 1, 1),
    )
    sent = {"lieu": residence.pk, "bailleur": mer.pk, "version": version}
    answer = client_coordonnateur.post(f"{PAGE}{row.pk}/", sent)
    page = answer.content.decode()
    assert "Quelqu’un a modifié cette ligne" in page and "<del>01/01/2030</del>" in page
    row.refresh_from_db()
    assert row.bailleur == pins
    client_coordonnateur.post(
        f"{PAGE}{row.pk}/", {**sent, "version": answer.context["version"]}
    )
    row.refresh_from_db()
    assert row.bailleur == mer


@pytest.mark.parametrize("role", [Role.AGENT, Role.ELU])
def test_the_town_reads_and_does_not_file(
    client: Client, residence: Lieu, pins: Organisation, role: Role
) -> None:
    user = make_user(role)
    client.force_login(user)
    row = write(Patrimoine, lieu=residence, bailleur=pins)
    page = client.get(PAGE).content.decode()
    assert "Résidence Imaginaire" in page and f"{PAGE}{row.pk}/" not in page
    for what in ("creer/", f"{row.pk}/", f"{row.pk}/supprimer/"):
        assert client.post(f"{PAGE}{what}", {}).status_code == 404
    with pytest.raises(PermissionDenied):
        save_patrimoine(actor=user, patrimoine=row, lieu=residence, bailleur=pins)
    client.force_login(make_user(Role.PARTENAIRE))
    assert client.get(PAGE).status_code == 404


def test_the_page_asks_no_more_as_places_pile_up(
    client_coordonnateur: Client, pins: Organisation, django_assert_max_num_queries: Any
) -> None:
    for rank in range(15):
        write(Patrimoine, lieu=make_lieu(f"lieu-{rank}"), bailleur=pins)
    with django_assert_max_num_queries(14):
        client_coordonnateur.get(PAGE)


# -- used -------------------------------------------------------------------------------------


def test_a_call_at_a_known_place_goes_to_its_landlord(
    client_coordonnateur: Client, residence: Lieu, pins: Organisation, mer: Organisation
) -> None:
    write(Patrimoine, lieu=residence, bailleur=pins)
    typed = call(residence)
    told = client_coordonnateur.post(
        f"{APPEL}brouillon/", typed, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<strong>Bailleur des Pins</strong>" in told and "d’après le lieu" in told
    page = client_coordonnateur.post(APPEL, typed, follow=True).content.decode()
    assert "patrimoine de Bailleur des Pins" in page or "patrimoine de" in page
    assert Signalement.objects.get().bailleur == pins


@pytest.mark.parametrize(("chosen", "expected"), [("aucun", None), ("mer", "mer")])
def test_whoever_takes_the_call_may_say_otherwise(
    client_coordonnateur: Client,
    residence: Lieu,
    pins: Organisation,
    mer: Organisation,
    chosen: str,
    expected: str | None,
) -> None:
    write(Patrimoine, lieu=residence, bailleur=pins)
    key = str(mer.pk) if chosen == "mer" else chosen
    client_coordonnateur.post(APPEL, call(residence, bailleur=key))
    found = Signalement.objects.get().bailleur
    assert (found.code if found else None) == expected


def test_the_landlord_is_that_of_the_day_of_the_fact(
    client_coordonnateur: Client, residence: Lieu, pins: Organisation, mer: Organisation
) -> None:
    eve = AUJOURDHUI - timedelta(days=1)
    write(Patrimoine, lieu=residence, bailleur=pins, jusqu_au=eve)
    write(Patrimoine, lieu=residence, bailleur=mer, depuis=AUJOURDHUI)
    client_coordonnateur.post(APPEL, call(residence, fait_le=eve.isoformat()))
    assert Signalement.objects.get().bailleur == pins


def correct(client: Client, row: Signalement, **fields: Any) -> None:
    page = client.get(f"/signalements/{row.pk}/corriger/")
    form = page.context["form"]
    sent = {
        "categorie": row.categorie.code,
        "adresse": row.adresse,
        "lieu": row.lieu.code if row.lieu else "",
        "fait_le": row.fait_le.isoformat(),
        "canal": row.canal,
        "bailleur": form["bailleur"].value(),
        "version": page.context["version"],
        **fields,
    }
    answer = client.post(f"/signalements/{row.pk}/corriger/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    row.refresh_from_db()


def test_a_correction_of_the_place_changes_the_landlord_and_one_of_the_rest_does_not(
    client_coordonnateur: Client, residence: Lieu, pins: Organisation, mer: Organisation
) -> None:
    write(Patrimoine, lieu=residence, bailleur=pins)
    other = make_lieu("autre", nom="Le Clos inventé")
    write(Patrimoine, lieu=other, bailleur=mer)
    row = make_signalement(lieu=residence, adresse="Résidence Imaginaire", bailleur=pins)
    shown = client_coordonnateur.get(f"/signalements/{row.pk}/corriger/")
    assert shown.context["bailleur_deduit"] == pins
    assert shown.context["form"]["bailleur"].value() == ""
    correct(client_coordonnateur, row, lieu="autre", adresse="Le Clos inventé")
    assert row.bailleur == mer
    # What was decided by hand stays.
    for chosen, kept in (("aucun", None), (str(pins.pk), pins.pk)):
        correct(client_coordonnateur, row, bailleur=chosen)
        correct(client_coordonnateur, row, note=f"Une précision d’essai, {chosen}")
        assert row.bailleur_id == kept


def test_a_landlord_that_is_not_in_the_list_is_not_lost_by_a_correction(
    client_coordonnateur: Client,
) -> None:
    row = make_signalement(bailleur=make_organisation("loueur", nom="Loueur privé (essai)"))
    correct(client_coordonnateur, row, note="Une précision d’essai")
    assert row.bailleur and row.bailleur.code == "loueur"


def test_what_comes_without_an_account_goes_to_the_landlord_of_its_place(
    residence: Lieu, pins: Organisation
) -> None:
    write(Patrimoine, lieu=residence, bailleur=pins)
    recit = make_recit(situation=Situation(lieu=residence))
    row = send_signalement(actor=None, recit=recit, code=code_of(new_key()))
    assert row.bailleur == pins
    free = make_recit()
    assert send_signalement(actor=None, recit=free, code=code_of(new_key())).bailleur is None


def test_the_public_form_gives_the_report_to_the_landlord_and_says_nothing_of_it(
    client: Client, residence: Lieu, pins: Organisation
) -> None:
    write(Patrimoine, lieu=residence, bailleur=pins)
    make_categorie("bruit")
    quoi = {"categorie": "bruit", "fait_le": AUJOURDHUI.isoformat()}
    state = etat_of(post(client, "", 1, 2, quoi))
    last = post(client, state, 2, 3, {"lieu": "residence", "adresse": ""})
    sent = post(client, etat_of(last), 3, 4, CONTACT)
    assert "est envoyé" in page_of(sent) and "Pins" not in page_of(last) + page_of(sent)
    assert Signalement.objects.get().bailleur == pins


def test_the_landlord_sees_the_report_of_its_estates_and_no_other(
    client: Client, residence: Lieu, pins: Organisation, mer: Organisation
) -> None:
    write(Patrimoine, lieu=residence, bailleur=pins)
    recit = make_recit(situation=Situation(lieu=residence))
    row = send_signalement(actor=None, recit=recit, code=code_of(new_key()))
    mine, other = (
        make_user(Role.PARTENAIRE),
        make_user(Role.PARTENAIRE, email="b@essai.example"),
    )
    make_mandat(mine, pins)
    make_mandat(other, mer)
    client.force_login(mine)
    assert client.get(row.get_absolute_url()).status_code == 200
    client.force_login(other)
    assert client.get(row.get_absolute_url()).status_code == 404


# -- pack -------------------------------------------------------------------------------------


def test_a_pack_holds_the_estates_and_gives_them_back(
    residence: Lieu, pins: Organisation, mer: Organisation
) -> None:
    held = PackSignalements(
        patrimoine=[
            PackPatrimoine(lieu="residence", bailleur="pins", jusqu_au=date(2025, 12, 31)),
            PackPatrimoine(lieu="residence", bailleur="mer", depuis=date(2026, 1, 1)),
        ]
    )
    with acting(None, "test"):
        write_signalements([held], "essai")
        keys = set(Patrimoine.objects.values_list("pk", flat=True))
        write_signalements([held], "essai")
    assert set(Patrimoine.objects.values_list("pk", flat=True)) == keys
    assert read_signalements("essai") == [held]
    with acting(None, "test"):
        write_signalements([], "essai")
    assert not Patrimoine.objects.exists()


def test_a_pack_that_says_two_landlords_or_an_unknown_place_is_refused(
    residence: Lieu, pins: Organisation
) -> None:
    twice = [PackPatrimoine(lieu="residence", bailleur="pins") for _ in range(2)]
    with pytest.raises(ValidationError, match="deux bailleurs"):
        PackSignalements(patrimoine=twice)
    with pytest.raises(ValidationError, match="précède"):
        PackPatrimoine(
            lieu="a", bailleur="b", depuis=date(2026, 1, 2), jusqu_au=date(2026, 1, 1)
        )
    unknown = PackSignalements(patrimoine=[PackPatrimoine(lieu="ailleurs", bailleur="pins")])
    with acting(None, "test"), pytest.raises(ActionImpossible, match="ailleurs"):
        write_signalements([unknown], "essai")
