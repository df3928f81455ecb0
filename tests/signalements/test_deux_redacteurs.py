"""Two people on one caller, one passage, one setting: nobody writes over the other unseen."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Operation, Trace
from quietude.signalements.actions.appelant import amend_caller, erase_caller
from quietude.signalements.actions.conservation import save_duree
from quietude.signalements.actions.passages import RecitPassage, amend_passage
from quietude.signalements.actions.saisie import Contact
from quietude.signalements.empreintes import APPELANT, CONSERVATION, PASSAGE, fingerprint
from quietude.signalements.models import Appelant, DureeConservation, Passage, Signalement
from quietude.signalements.situation import Situation
from quietude.socle.regles import ConflitDeVersion
from tests.conftest import make_user
from tests.signalements.factories import make_signalement
from tests.signalements.factories_passages import make_choix, make_geste, make_passage
from tests.strategie.factories import write

AUJOURDHUI = timezone.localdate()


@pytest.fixture
def agent(client: Client, db: None) -> Utilisateur:
    user = make_user(Role.AGENT)
    client.force_login(user)
    return user


@pytest.fixture
def autre(db: None) -> Utilisateur:
    return make_user(Role.AGENT, email="autre-agent@essai.example")


@pytest.fixture
def row(db: None) -> Signalement:
    row = make_signalement()
    write(Appelant, signalement=row, nom="Essai Fictif", telephone="0100000000")
    return row


def page_of(row: Signalement) -> str:
    return f"/signalements/{row.pk}/appelant/"


def test_a_caller_amended_meanwhile_is_shown_beside_what_was_typed(
    client: Client, agent: Utilisateur, autre: Utilisateur, row: Signalement
) -> None:
    version = client.get(page_of(row)).context["version"]
    theirs = Contact("Essai Fictif", "0111111111", "essai@exemple.test", rappel=False)
    amend_caller(actor=autre, signalement=row, contact=theirs)
    typed = {"nom": "Essai Fictif", "telephone": "0122222222", "version": version}
    answer = client.post(page_of(row), typed)
    page = answer.content.decode()
    assert "Quelqu’un a modifié ces coordonnées" in page
    assert "<del>0111111111</del>" in page and "<ins>0122222222</ins>" in page
    assert "<del>essai@exemple.test</del>" in page and "<ins>vide</ins>" in page
    assert 'value="0122222222"' in page and "quand même" in page
    assert Appelant.objects.get().telephone == "0111111111"
    # What is kept now was shown: the journal says who looked.
    read = Trace.objects.filter(operation=Operation.LECTURE, acteur=agent)
    assert read.count() == 2
    client.post(page_of(row), {**typed, "version": answer.context["version"]})
    assert Appelant.objects.get().telephone == "0122222222"


def test_details_erased_meanwhile_do_not_come_back_unseen(
    client: Client, agent: Utilisateur, autre: Utilisateur, row: Signalement
) -> None:
    version = client.get(page_of(row)).context["version"]
    erase_caller(actor=autre, signalement=row)
    typed = {"nom": "Essai Fictif", "telephone": "0122222222", "version": version}
    page = client.post(page_of(row), typed).content.decode()
    assert "Quelqu’un a modifié ces coordonnées" in page and 'value="0122222222"' in page
    assert not Appelant.objects.exists()


def test_two_people_who_write_down_the_first_details_meet(
    client: Client, agent: Utilisateur, autre: Utilisateur
) -> None:
    bare = make_signalement()
    version = client.get(page_of(bare)).context["version"]
    amend_caller(actor=autre, signalement=bare, contact=Contact("Premier Fictif"))
    page = client.post(page_of(bare), {"nom": "Second Fictif", "version": version})
    assert "<del>Premier Fictif</del>" in page.content.decode()
    assert Appelant.objects.get().nom == "Premier Fictif"


def test_a_form_that_is_wrong_keeps_the_version_it_was_opened_with(
    client: Client, agent: Utilisateur, row: Signalement
) -> None:
    version = client.get(page_of(row)).context["version"]
    wrong = client.post(page_of(row), {"email": "pas une adresse", "version": version})
    assert wrong.context["version"] == version and "pas une adresse" in wrong.content.decode()
    assert client.post(page_of(row), {"nom": "A", "version": version}).status_code == 302


def test_the_action_itself_refuses(agent: Utilisateur, row: Signalement) -> None:
    known = Appelant.objects.get()
    mark = fingerprint(known, APPELANT)
    same = Contact(known.nom, known.telephone, known.email, known.rappel)
    amend_caller(actor=agent, signalement=row, contact=same, version=mark)
    amend_caller(actor=agent, signalement=row, contact=Contact("Autre Fictif"), version=mark)
    with pytest.raises(ConflitDeVersion, match="ces coordonnées"):
        amend_caller(actor=agent, signalement=row, contact=same, version=mark)


# -- passages ---------------------------------------------------------------------------------


@pytest.fixture
def passage(agent: Utilisateur) -> Passage:
    return make_passage(make_choix("groupe"), auteur=agent, jour=AUJOURDHUI)


def amended(passage: Passage, **fields: Any) -> RecitPassage:
    values = {
        "jour": AUJOURDHUI,
        "heure": time(18, 30),
        "nature": passage.nature,
        "situation": Situation(adresse=passage.adresse),
        "affluence": "6",
        **fields,
    }
    return RecitPassage(**values)


def ticked(**fields: Any) -> dict[str, Any]:
    return {
        "nature": "groupe",
        "affluence": "11",
        "adresse": "3 rue des Essais",
        "gestes": ["dialogue"],
        "jour": f"{AUJOURDHUI:%Y-%m-%d}",
        "heure": "18:30",
        **fields,
    }


def test_a_passage_amended_meanwhile_is_shown_beside_what_was_ticked(
    client: Client, coordonnateur: Utilisateur, passage: Passage
) -> None:
    make_geste("dialogue")
    address = f"/signalements/passages/{passage.pk}/corriger/"
    version = client.get(address).context["version"]
    amend_passage(
        actor=coordonnateur, passage=passage, recit=amended(passage, note="Vu d’essai.")
    )
    answer = client.post(address, ticked(version=version))
    page = answer.content.decode()
    assert "Quelqu’un a modifié ce passage" in page
    assert "<del>6 à 10</del>" in page and "<ins>11 à 20</ins>" in page
    assert "<del>Vu d’essai.</del>" in page and "<ins>Mot dialogue</ins>" in page
    assert "quand même" in page and "Heure :" not in page
    passage.refresh_from_db()
    assert passage.affluence == "6"
    client.post(address, ticked(version=answer.context["version"]))
    passage.refresh_from_db()
    assert (passage.affluence, passage.gestes, passage.note) == ("11", ["dialogue"], "")


def test_a_passage_that_nobody_touched_is_corrected_at_once(
    agent: Utilisateur, passage: Passage
) -> None:
    mark = fingerprint(Passage.objects.get(), PASSAGE)
    amend_passage(actor=agent, passage=passage, recit=amended(passage), version=mark)
    with pytest.raises(ConflitDeVersion, match="ce passage"):
        amend_passage(actor=agent, passage=passage, recit=amended(passage), version=mark)


def test_two_coordinators_on_one_setting(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    later = AUJOURDHUI + timedelta(days=5)
    row = write(DureeConservation, depuis=later, mois=6, source="Essai")
    address = f"/signalements/conservation/{row.pk}/"
    version = client_coordonnateur.get(address).context["version"]
    values = {"depuis": later, "mois": 8, "quarantaine_jours": 30, "source": "Essai"}
    save_duree(actor=coordonnateur, duree=row, valeurs=values)
    typed = {**values, "depuis": f"{later:%Y-%m-%d}", "mois": 10, "version": version}
    answer = client_coordonnateur.post(address, typed)
    page = answer.content.decode()
    assert "Quelqu’un a modifié ce réglage" in page and 'value="10"' in page
    assert "<del>8</del>" in page and "<ins>10</ins>" in page
    row.refresh_from_db()
    assert row.mois == 8
    client_coordonnateur.post(address, {**typed, "version": answer.context["version"]})
    row.refresh_from_db()
    assert row.mois == 10
    assert fingerprint(row, CONSERVATION) != version and row.depuis > date.min
