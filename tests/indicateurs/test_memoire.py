"""What is kept is never out of date, and is worked out once."""

from collections.abc import Sequence
from datetime import date, timedelta
from threading import Event, Thread

import pytest
from django.core.cache import caches
from django.utils import timezone

from quietude.indicateurs import memoire
from quietude.indicateurs.mesures import Demande, Resultat, catalogue
from quietude.indicateurs.moteur import compute
from quietude.journal.actions import acting
from quietude.journal.versions import versions
from quietude.partenaires.models import Organisation
from quietude.registres.enums import Frequence, TypeChamp
from quietude.registres.models import Choix, Registre
from quietude.socle.periodes import Periode
from tests.registres.factories import make_champ, make_entree, make_registre
from tests.strategie.factories import make_organisation

A2015 = Periode.annee(2015)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    caches[memoire.ALIAS].clear()


@pytest.fixture
def registre(db: None) -> Registre:
    who = make_organisation("association", nom="Association")
    made = make_registre(
        "seances",
        frequence=Frequence.AU_FIL,
        champs={"nombre": TypeChamp.ENTIER, "public": ["eleves"]},
        fournisseurs=[who],
    )
    make_entree(
        made, who, Periode(date(2015, 5, 1), date(2015, 5, 1)), nombre=4, public="eleves"
    )
    return made


def ask(par: str) -> Resultat:
    (found,) = compute([Demande("registre.seances.nombre", (A2015,), par=(par,))])
    return found


def test_a_renamed_choice_is_read_under_its_new_name(registre: Registre) -> None:
    assert ask("public").libelles[0]["eleves"] == "Eleves"
    with acting(None, "test"):
        Choix.objects.filter(code="eleves").update(libelle="Élèves")
    assert ask("public").libelles[0]["eleves"] == "Élèves"


def test_a_renamed_organisation_is_read_under_its_new_name(registre: Registre) -> None:
    assert ask("fournisseur").libelles[0]["association"] == "Association"
    with acting(None, "test"):
        Organisation.objects.filter(code="association").update(nom="Fédération", sigle="")
    assert ask("fournisseur").libelles[0]["association"] == "Fédération"


def test_a_register_told_to_be_nominative_hides_what_was_kept(registre: Registre) -> None:
    assert ask("public").valeurs[A2015].nombre == 4
    with acting(None, "test"):
        registre.nominatif = True
        registre.save()
    assert ask("public").valeurs[A2015].nombre is None


def test_a_figure_is_worked_out_again_the_next_day(
    registre: Registre, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    asked = [Demande("registre.seances.nombre", (Periode(today, today),))]
    assert compute(asked)[0].valeurs[Periode(today, today)].raison == "période en cours"
    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
    assert compute(asked)[0].valeurs[Periode(today, today)].raison == ""


def test_everyone_who_asks_at_once_waits_for_one_answer(registre: Registre) -> None:
    known = catalogue()
    asked = [Demande("registre.seances.nombre", (A2015,))]
    seen = versions(known["registre.seances.nombre"].flux.modeles)
    times: list[int] = []
    started, go = Event(), Event()

    def slow(rows: Sequence[Demande]) -> list[Resultat]:
        times.append(len(rows))
        started.set()
        go.wait(5)
        return [Resultat(row, known[row.mesure], {}, {}) for row in rows]

    def reader() -> None:
        memoire.remember(asked, known, slow)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(memoire, "versions", lambda _labels: seen)
        first, second = Thread(target=reader), Thread(target=reader)
        first.start()
        assert started.wait(5)
        second.start()
        go.set()
        first.join(5)
        second.join(5)
    assert times == [1]


def test_versions_change_with_each_write_and_only_for_its_table(registre: Registre) -> None:
    labels = ("registres.champ", "registres.entree")
    before = versions(labels)
    make_champ(registre, "autre", TypeChamp.ENTIER)
    after = versions(labels)
    assert after["registres.champ"] != before["registres.champ"]
    assert after["registres.entree"] == before["registres.entree"]
    assert versions(["registres.inconnu"]) == {"registres.inconnu": (0, 0)}
    assert versions([]) == {}


def test_two_questions_never_share_a_key() -> None:
    one = Demande("a", (A2015,), (("x", ("1", "2")),))
    other = Demande("a", (A2015,), (("x", ("1", "2", "")),))
    assert memoire._key(one) != memoire._key(other)
    assert memoire._key(one) == memoire._key(Demande("a", (A2015,), (("x", ("1", "2")),)))
