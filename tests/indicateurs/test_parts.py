"""Zero, unknown and absent are never confused: in splits, filters, shares and rates."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.mesures import Demande, Denominateur, Resultat, Valeur
from quietude.indicateurs.moteur import compute, resolve
from quietude.journal.actions import acting
from quietude.partenaires.models import Organisation
from quietude.registres.enums import Cumul, Frequence, TypeChamp
from quietude.registres.models import Registre
from quietude.socle.periodes import Periode
from tests.registres.factories import make_champ, make_entree, make_registre
from tests.strategie.factories import make_organisation

A2013, A2014, A2015, A2016 = (Periode.annee(year) for year in range(2013, 2017))
CONNUE, ABSENTE, SANS_OBJET = EtatValeur.CONNUE, EtatValeur.ABSENTE, EtatValeur.SANS_OBJET


@pytest.fixture
def association(db: None) -> Organisation:
    return make_organisation("association")


@pytest.fixture
def postes(association: Organisation) -> Registre:
    """Kept from 2014; 2015: 10 alerts in the centre of which 4 solved, 30 at the port of which
    6 solved; 2016: 5 in the centre, of which nobody says whether they were solved.
    """
    registre = make_registre(
        "postes",
        frequence=Frequence.AU_FIL,
        champs={
            "alertes": TypeChamp.ENTIER,
            "resolues": TypeChamp.ENTIER,
            "quartier": ["centre", "port"],
        },
        fournisseurs=[association],
    )
    make_champ(registre, "delai", TypeChamp.ENTIER, cumul=Cumul.MEDIANE)
    make_champ(registre, "cameras", TypeChamp.ENTIER, cumul=Cumul.DERNIER)
    for year, place, alerts, said in (
        (2015, "centre", 10, {"resolues": 4, "delai": 2, "cameras": 7}),
        (2015, "port", 30, {"resolues": 6, "delai": 5, "cameras": 9}),
        (2016, "centre", 5, {}),
    ):
        day = Periode(date(year, 5, 1), date(year, 5, 1))
        make_entree(registre, association, day, alertes=alerts, quartier=place, **said)
    return registre


def ask(name: str, *periodes: Periode, **more: object) -> Resultat:
    (found,) = compute([Demande(f"registre.postes.{name}", periodes, **more)])  # type: ignore[arg-type]
    return found


def shown(parts: dict[tuple[str, ...], Valeur]) -> dict[str, Decimal | None]:
    return {at[0]: value.nombre for at, value in parts.items()}


def test_each_part_as_a_share_of_the_whole(postes: Registre) -> None:
    whole = Denominateur("registre.postes.alertes")
    found = ask("alertes", A2015, par=("quartier",), rapport=whole)
    assert shown(found.parts[A2015]) == {"centre": 25, "port": 75}
    assert found.valeurs[A2015].nombre == 100


def test_a_rate_within_each_part(postes: Registre) -> None:
    rate = Denominateur("registre.postes.alertes", par_part=True)
    found = ask("resolues", A2015, par=("quartier",), rapport=rate)
    assert shown(found.parts[A2015]) == {"centre": 40, "port": 20}
    assert found.valeurs[A2015].nombre == 25


def test_a_part_with_nothing_of_it_is_a_rate_of_zero(postes: Registre) -> None:
    rate = Denominateur("registre.postes.alertes", par_part=True)
    port = (("quartier", ("port",)),)
    found = ask("resolues", A2015, par=("quartier",), rapport=rate, filtres=port)
    assert shown(found.parts[A2015]) == {"centre": 0, "port": 20}


def test_a_rate_needs_a_denominator_that_splits_alike(postes: Registre) -> None:
    make_registre("autre")
    rate = Denominateur("registre.autre.nombre", par_part=True)
    with pytest.raises(ValueError, match="ne se ventile pas"):
        ask("resolues", A2015, par=("quartier",), rapport=rate)


def test_every_period_has_the_same_parts(postes: Registre) -> None:
    found = ask("alertes", A2013, A2014, A2015, A2016, par=("quartier",))
    assert shown(found.parts[A2014]) == {"centre": 0, "port": 0}
    assert shown(found.parts[A2016]) == {"centre": 5, "port": 0}
    assert {value.etat for value in found.parts[A2013].values()} == {ABSENTE}


def test_a_part_that_no_row_says_is_not_zero(
    postes: Registre, association: Organisation
) -> None:
    day = Periode(date(2015, 6, 1), date(2015, 6, 1))
    make_entree(postes, association, day, alertes=1, quartier="gare")
    parts = ask("resolues", A2015, par=("quartier",)).parts[A2015]
    assert parts["gare",].etat is ABSENTE
    assert parts["port",].nombre == 6
    gare = ask("resolues", A2015, filtres=(("quartier", ("gare",)),))
    assert gare.valeurs[A2015].etat is ABSENTE


@pytest.mark.parametrize(
    ("name", "empty"),
    [
        ("lignes", CONNUE),
        ("alertes", CONNUE),
        ("quartier.distincts", CONNUE),
        ("delai", SANS_OBJET),
        ("cameras", SANS_OBJET),
    ],
)
@pytest.mark.parametrize("filtres", [(), (("quartier", ("port",)),)])
def test_nothing_counted_is_zero_and_nobody_counting_is_not(
    postes: Registre, name: str, empty: EtatValeur, filtres: object
) -> None:
    found = ask(name, A2013, A2014, filtres=filtres).valeurs
    assert found[A2013].etat is ABSENTE
    assert found[A2014].etat is empty
    assert found[A2014].nombre == (0 if empty is CONNUE else None)


def test_a_share_of_what_nobody_counted_is_unknown(postes: Registre) -> None:
    whole = Denominateur("registre.postes.alertes")
    found = ask("alertes", A2013, A2014, A2016, rapport=whole).valeurs
    assert [value.etat for value in found.values()] == [ABSENTE, SANS_OBJET, CONNUE]


def test_the_period_under_way_is_partial_and_the_next_unknown(postes: Registre) -> None:
    today = timezone.localdate()
    now = Periode.annee(today.year)
    later = Periode(today + timedelta(days=1), today + timedelta(days=9))
    found = ask("alertes", now, later, par=("quartier",))
    assert found.valeurs[now].etat is EtatValeur.PARTIELLE
    assert found.valeurs[now].raison == "période en cours"
    assert found.valeurs[later].etat is ABSENTE
    assert found.valeurs[later].raison == "période à venir"


def test_a_monthly_register_says_why_a_period_has_no_figure(association: Organisation) -> None:
    registre = make_registre("mensuel", fournisseurs=[association])
    orphan = make_registre("orphelin")
    today = timezone.localdate()
    month = Periode.mois(today.year, today.month)
    half = Periode(date(2015, 1, 1), date(2015, 1, 15))
    asked = Demande(f"registre.{registre.code}.nombre", (month, half))
    (found,) = compute([asked])
    assert "rien n’est encore à remettre" in found.valeurs[month].raison
    assert "ne contient pas" in found.valeurs[half].raison
    (found,) = compute([Demande(f"registre.{orphan.code}.nombre", (A2015,))])
    assert "aucune organisation" in found.valeurs[A2015].raison


def test_a_row_astride_two_periods_counts_in_the_one_that_holds_it(
    postes: Registre, association: Organisation
) -> None:
    autumn = Periode(date(2014, 12, 20), date(2015, 1, 10))
    make_entree(postes, association, autumn, alertes=100, quartier="port")
    two_years = Periode(date(2014, 1, 1), date(2015, 12, 31))
    found = ask("alertes", A2014, A2015, two_years).valeurs
    assert [value.nombre for value in found.values()] == [0, 40, 140]


def test_a_median_is_half_way_between_the_two_in_the_middle(
    postes: Registre, association: Organisation
) -> None:
    day = Periode(date(2015, 7, 1), date(2015, 7, 1))
    for delay in (5, 6):
        make_entree(postes, association, day, delai=delay, quartier="centre")
    found = ask("delai", A2015, par=("quartier",))
    assert found.valeurs[A2015].nombre == 5
    assert shown(found.parts[A2015]) == {"centre": 5, "port": 5}


def test_hours_are_not_facts_that_chance_explains(postes: Registre) -> None:
    make_champ(postes, "heures", TypeChamp.ENTIER, unite="heures de présence")
    make_champ(postes, "budget", TypeChamp.DECIMAL, unite="€")
    facts = {
        name: resolve(f"registre.postes.{name}").denombre
        for name in ("lignes", "alertes", "heures", "budget", "delai", "quartier.distincts")
    }
    assert [name for name, counted in facts.items() if counted] == ["lignes", "alertes"]


def test_a_closed_field_is_still_measured_and_a_removed_one_is_refused(
    postes: Registre,
) -> None:
    champ = postes.champs.get(code="resolues")
    with acting(None, "test"):
        champ.libelle, champ.jusqu_au = "Élucidées", date(2015, 12, 31)
        champ.save()
    found = ask("resolues", A2015)
    assert found.mesure.libelle == "Élucidées"
    assert found.valeurs[A2015].nombre == 10
    with acting(None, "test"):
        champ.delete()
    with pytest.raises(LookupError, match="resolues"):
        ask("resolues", A2015)
