"""Figures of named follow-up: small ones are hidden, whatever the way they are asked."""

from datetime import date
from decimal import Decimal

import pytest

from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.mesures import Demande, Denominateur, Resultat
from quietude.indicateurs.moteur import compute
from quietude.registres.enums import Cumul, Frequence, TypeChamp
from quietude.registres.models import Registre
from quietude.socle.periodes import Periode
from tests.registres.factories import make_champ, make_entree, make_registre
from tests.strategie.factories import make_organisation

A2014, A2015, A2016 = (Periode.annee(year) for year in (2014, 2015, 2016))
MASQUEE = EtatValeur.MASQUEE


@pytest.fixture
def suivi(db: None) -> Registre:
    """2015: 20 absences, 8 conflicts, 2 others; 2016: 3 in all."""
    who = make_organisation("veille")
    registre = make_registre(
        "suivi",
        frequence=Frequence.AU_FIL,
        nominatif=True,
        fournisseurs=[who],
        champs={
            "nombre": TypeChamp.ENTIER,
            "typologie": ["absence", "conflit", "autre"],
            "college": ["pins", "lac"],
            "niveau": ["6e", "5e"],
        },
    )
    make_champ(registre, "duree", TypeChamp.ENTIER, cumul=Cumul.MOYENNE)
    for year, kind, school, number in (
        (2015, "absence", "pins", 12),
        (2015, "absence", "lac", 8),
        (2015, "conflit", "pins", 8),
        (2015, "autre", "lac", 2),
        (2016, "absence", "pins", 3),
    ):
        day = date(year, 3, 1)
        values = {"nombre": number, "typologie": kind, "college": school, "duree": 9}
        make_entree(registre, who, Periode(day, day), **values)
    return registre


def ask(*periodes: Periode, **more: object) -> Resultat:
    (found,) = compute([Demande("registre.suivi.nombre", periodes, **more)])  # type: ignore[arg-type]
    return found


def test_a_total_of_few_is_hidden_and_a_zero_is_not(suivi: Registre) -> None:
    found = ask(A2014, A2015, A2016)
    assert found.valeurs[A2015].nombre == 30
    assert found.valeurs[A2016].etat is MASQUEE
    assert found.valeurs[A2016].nombre is None
    assert found.valeurs[A2016].raison
    assert found.valeurs[A2014].nombre == 0


def test_a_small_part_is_hidden_with_another(suivi: Registre) -> None:
    parts = ask(A2015, par=("typologie",)).parts[A2015]
    assert parts["absence",].nombre == 20
    assert {at for at, part in parts.items() if part.etat is MASQUEE} == {
        ("conflit",),
        ("autre",),
    }


def test_filters_do_not_go_round_the_mask(suivi: Registre) -> None:
    for hidden in ("autre", "conflit"):
        found = ask(A2015, filtres=(("typologie", (hidden,)),))
        assert found.valeurs[A2015].etat is MASQUEE
    both = ask(A2015, filtres=(("typologie", ("absence", "autre")),))
    assert both.valeurs[A2015].etat is MASQUEE
    shown = ask(A2015, filtres=(("typologie", ("absence",)),))
    assert shown.valeurs[A2015].nombre == 20


def test_a_filter_and_a_split_are_a_crossing(suivi: Registre) -> None:
    found = ask(A2015, filtres=(("typologie", ("autre",)),), par=("college",))
    assert found.valeurs[A2015].etat is MASQUEE
    assert all(part.nombre is None for part in found.parts[A2015].values())
    split = ask(A2015, par=("college",))
    assert split.parts[A2015]["pins",].nombre == 20


def test_three_dimensions_are_never_crossed(suivi: Registre) -> None:
    found = ask(A2015, filtres=(("niveau", ("6e",)),), par=("typologie", "college"))
    assert found.valeurs[A2015].etat is MASQUEE
    assert found.parts[A2015] == {}


def test_a_period_whose_rest_is_small_is_not_shown(suivi: Registre) -> None:
    who = suivi.fournit.get().organisation
    make_entree(suivi, who, Periode(date(2015, 12, 1), date(2015, 12, 1)), nombre=3)
    nine = Periode.mois(2015, 1, 9)
    found = ask(nine, A2015)
    assert found.valeurs[A2015].nombre == 33
    assert found.valeurs[nine].etat is MASQUEE


def test_only_the_longer_of_two_periods_is_split(suivi: Registre) -> None:
    nine = Periode.mois(2015, 1, 9)
    assert ask(nine, A2015).valeurs[nine].nombre == 30
    found = ask(nine, A2015, par=("college",))
    assert found.parts[A2015]["pins",].nombre == 20
    assert {part.etat for part in found.parts[nine].values()} == {MASQUEE}
    assert found.valeurs[nine].etat is MASQUEE


def test_a_share_of_hidden_counts_is_hidden(suivi: Registre) -> None:
    whole = Denominateur("registre.suivi.nombre")
    small = ask(A2015, filtres=(("typologie", ("autre",)),), rapport=whole)
    assert small.valeurs[A2015].etat is MASQUEE
    large = ask(A2015, filtres=(("typologie", ("absence",)),), rapport=whole)
    assert large.valeurs[A2015].nombre == Decimal(2000) / 30


@pytest.mark.parametrize("name", ["duree", "college.distincts", "heures"])
def test_what_is_not_a_count_is_not_shown(suivi: Registre, name: str) -> None:
    """Four schools are at least four pupils; seventy hours may be those of one."""
    make_champ(suivi, "heures", TypeChamp.ENTIER, unite="heures")
    who = suivi.fournit.get().organisation
    make_entree(suivi, who, Periode(date(2015, 4, 1), date(2015, 4, 1)), heures=70)
    (found,) = compute([Demande(f"registre.suivi.{name}", (A2015,))])
    assert found.valeurs[A2015].etat is MASQUEE


def test_a_small_stock_is_hidden_and_a_large_one_shown(suivi: Registre) -> None:
    who = suivi.fournit.get().organisation
    make_champ(suivi, "stock", TypeChamp.ENTIER, cumul=Cumul.DERNIER)
    nine = Periode.mois(2015, 1, 9)
    for month, number in ((6, 3), (11, 12)):
        day = date(2015, month, 1)
        make_entree(suivi, who, Periode(day, day), stock=number)
    (found,) = compute([Demande("registre.suivi.stock", (nine, A2015))])
    assert found.valeurs[A2015].nombre == 12
    assert found.valeurs[nine].etat is MASQUEE


def test_a_negative_count_hides_the_rest(suivi: Registre) -> None:
    who = suivi.fournit.get().organisation
    make_entree(suivi, who, Periode(date(2017, 1, 1), date(2017, 1, 1)), nombre=-9)
    year = Periode.annee(2017)
    assert ask(year, A2015).valeurs[A2015].etat is MASQUEE
    assert ask(A2015).valeurs[A2015].nombre == 30


def test_a_rate_within_each_part_hides_what_either_hides(suivi: Registre) -> None:
    rate = Denominateur("registre.suivi.nombre", par_part=True)
    absences = (("typologie", ("absence",)),)
    found = ask(A2015, A2014, filtres=absences, par=("college",), rapport=rate)
    assert found.valeurs[A2015].etat is MASQUEE
    assert {cell.etat for cell in found.parts[A2015].values()} == {MASQUEE}
    assert {cell.etat for cell in found.parts[A2014].values()} == {EtatValeur.SANS_OBJET}


def test_parts_of_periods_that_share_days_are_shown_once(suivi: Registre) -> None:
    school = Periode.annee_scolaire(2014)
    found = ask(school, A2015, A2014, par=("college",))
    hidden = [
        span
        for span, parts in found.parts.items()
        if {part.etat for part in parts.values()} == {MASQUEE}
    ]
    assert hidden == [school]


def test_a_split_hidden_whole_does_not_say_which_parts_are_empty(suivi: Registre) -> None:
    who = suivi.fournit.get().organisation
    for kind, number in (("absence", 4), ("conflit", 1)):
        day = Periode(date(2017, 3, 1), date(2017, 3, 1))
        make_entree(suivi, who, day, nombre=number, typologie=kind)
    year = Periode.annee(2017)
    found = ask(year, par=("typologie",))
    assert found.valeurs[year].nombre == 5
    assert {at: part.etat for at, part in found.parts[year].items()} == {
        (kind,): MASQUEE for kind in ("absence", "conflit", "autre")
    }
