"""Where a figure stands, how it is said, how its course is drawn: words and signs."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from quietude.evaluation.etincelle import draw_sparkline
from quietude.evaluation.lectures import Statut
from quietude.evaluation.mots import say, say_baseline, say_missing, say_target, unit_after
from quietude.evaluation.statut import judge
from quietude.evaluation.valeurs_periodes import Decoupe, cut_of, cuts_of, default_periodes
from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.mesures import Manque, Valeur
from quietude.observatoire.calculs.evolution import Evolution, compare
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.enums import Base, EtatObservation, FamilleSource, NatureSerie
from quietude.observatoire.models import Perimetre, Source
from quietude.socle.periodes import Periode
from quietude.strategie.enums import FrequenceIndicateur
from quietude.strategie.models import Indicateur

LE = date(2026, 1, 1)
A2023, A2024, A2025 = (Periode.annee(year) for year in (2023, 2024, 2025))


def known(number: Any) -> Valeur:
    return Valeur(EtatValeur.CONNUE, Decimal(number))


def indicator(**fields: Any) -> Indicateur:
    return Indicateur(libelle="Essai", **fields)


def evolution(before: int, after: int) -> Evolution:
    source = Source(famille=FamilleSource.VILLE, titre="Essai")
    points = tuple(
        Point(periode=span, etat=EtatObservation.PUBLIEE, valeur=Decimal(n), source=source)
        for span, n in ((A2023, before), (A2024, after))
    )
    serie = SerieLue(
        cle="",
        libelle="Essai",
        unite="faits",
        nature=NatureSerie.EVENEMENTS,
        base=Base.AUCUNE,
        perimetre=Perimetre(nom=""),
        points=points,
    )
    return compare(serie, *points)


@pytest.mark.parametrize(
    ("fields", "number", "status"),
    [
        ({"cible": 50}, 50, Statut.ATTEINTE),
        ({"cible": 50, "sens": "hausse"}, 49, Statut.NON_ATTEINTE),
        ({"cible": 50, "sens": "baisse"}, 49, Statut.ATTEINTE),
        ({"cible": 50, "sens": "baisse"}, 51, Statut.NON_ATTEINTE),
        ({"cible": 20, "reference": 40}, 25, Statut.NON_ATTEINTE),  # to lower, it says
        ({"cible": 20, "reference": 40}, 15, Statut.ATTEINTE),
        ({"cible": 50, "cible_echeance": date(2026, 12, 31)}, 10, Statut.EN_ATTENTE),
        ({"cible": 50, "cible_echeance": date(2025, 12, 31)}, 10, Statut.NON_ATTEINTE),
        ({}, 10, Statut.SANS_CIBLE),
        ({"sens": "hausse"}, 10, Statut.SANS_CIBLE),  # nothing to compare with
    ],
)
def test_a_figure_is_judged_against_its_target(
    fields: dict[str, Any], number: int, status: Statut
) -> None:
    found, why = judge(indicator(**fields), known(number), None, LE)
    assert found is status
    assert ("cible" not in fields) or str(number) in why


@pytest.mark.parametrize(
    ("sens", "after", "status"),
    [
        ("hausse", 300, Statut.EN_BONNE_VOIE),
        ("baisse", 300, Statut.CONTRAIRE),
        ("baisse", 20, Statut.EN_BONNE_VOIE),
        ("hausse", 101, Statut.STABLE),  # chance explains it
        ("suivi", 300, Statut.SANS_CIBLE),
    ],
)
def test_without_target_an_evolution_beyond_chance_is_judged(
    sens: str, after: int, status: Statut
) -> None:
    found, why = judge(indicator(sens=sens), known(after), evolution(100, after), LE)
    assert found is status
    assert bool(why) is (sens != "suivi")


@pytest.mark.parametrize(
    ("value", "status", "words"),
    [
        (Valeur(EtatValeur.ABSENTE, None, "rien"), Statut.SANS_VALEUR, "Pas de valeur"),
        (Valeur(EtatValeur.SANS_OBJET), Statut.SANS_VALEUR, "Sans objet"),
        (Valeur(EtatValeur.MASQUEE), Statut.NON_JUGEE, "masquée"),
        (Valeur(EtatValeur.PARTIELLE, Decimal(60)), Statut.NON_JUGEE, "à ne pas juger"),
        (Valeur(EtatValeur.CONNUE), Statut.SANS_CIBLE, "Le texte est écrit."),
    ],
)
def test_what_is_partial_hidden_or_unknown_is_never_judged(
    value: Valeur, status: Statut, words: str
) -> None:
    found, why = judge(indicator(cible=50), value, None, LE)
    assert found is status
    assert words in why


def test_each_status_has_its_own_sign_and_words() -> None:
    assert len({status.signe for status in Statut}) == len(Statut)
    assert all(status.libelle and status.ton for status in Statut)


def test_four_states_are_four_statements() -> None:
    assert say(known("1234.56")) == "1\u202f234,6"
    assert say(known("0")) == "0"
    assert say(Valeur(EtatValeur.PARTIELLE, Decimal(7))) == "7\u00a0(partiel)"
    assert say(Valeur(EtatValeur.ABSENTE)) == "pas de valeur"
    assert say(Valeur(EtatValeur.MASQUEE)) == "non affichée"
    assert say(Valeur(EtatValeur.SANS_OBJET)) == "sans objet"
    assert unit_after(known(5), "%") == "\u202f%"
    assert unit_after(known(5), "élèves") == " élèves"
    assert unit_after(Valeur(EtatValeur.ABSENTE), "%") == ""


def test_baseline_target_and_lacks_are_said() -> None:
    assert say_baseline(indicator()) == ""
    dated = indicator(
        reference=Decimal(46), reference_debut=A2023.debut, reference_fin=A2023.fin
    )
    assert say_baseline(dated) == "46 (2023)"
    due = indicator(cible=Decimal(60), cible_echeance=date(2025, 12, 31))
    assert say_target(due) == "60 au plus tard le 31\u00a0décembre 2025"
    assert say_target(indicator(sens="baisse")).lower() == "à diminuer"
    lacks = [Manque("a", "Collège", A2023), Manque("a", "Collège", A2024)]
    assert say_missing(lacks) == ["Collège\u00a0: 2023, 2024"]


def test_a_sparkline_says_its_figures_and_leaves_gaps() -> None:
    values = {A2023: known(4), A2024: Valeur(EtatValeur.ABSENTE), A2025: known(8)}
    drawn = draw_sparkline(values)
    assert "2023\u00a0: 4\u00a0; 2024\u00a0: pas de valeur\u00a0; 2025\u00a0: 8" in drawn
    assert "<polyline" not in drawn  # no line over a gap
    assert drawn.count("<circle") == 2
    assert "style" not in drawn
    assert "<polyline" in draw_sparkline({A2023: known(4), A2024: known(-2)})
    assert draw_sparkline({A2023: known(4)}) == ""


def test_spans_follow_the_frequency_or_the_baseline() -> None:
    school = indicator(frequence=FrequenceIndicateur.ANNEE_SCOLAIRE)
    assert default_periodes(school, 2024, 2) == (
        Periode.annee_scolaire(2022),
        Periode.annee_scolaire(2023),
    )
    part = Periode.mois(2023, 1, 9)
    based = indicator(reference_debut=part.debut, reference_fin=part.fin)
    assert default_periodes(based, 2024, 2) == (part, Periode.mois(2024, 1, 9))
    day = indicator(reference_debut=part.debut, reference_fin=part.debut)
    assert default_periodes(day, 2024, 1) == (A2024,)
    assert cuts_of(based, None) == [Decoupe.REFERENCE]
    assert cut_of("mois", [Decoupe.ANNEES]) is Decoupe.ANNEES
