"""What is counted of the reports, and what the printed table becomes once they are counted."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches

from quietude.comptes.models import Utilisateur
from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.memoire import ALIAS
from quietude.indicateurs.mesures import Demande, Valeur
from quietude.indicateurs.moteur import compute, resolve
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.models import Chiffre, Tableau
from quietude.signalements.actions.vie import merge_signalement
from quietude.signalements.demo_donnees import CODES
from quietude.signalements.models import Mediation, Signalement
from quietude.signalements.par_logement import calls_per_dwelling
from quietude.socle.periodes import Periode
from quietude.territoire.models import Division, Secteur
from tests.observatoire.factories import (
    make_grandeur,
    make_observation,
    make_perimetre,
    make_serie,
)
from tests.signalements.factories import make_categorie, make_signalement
from tests.signalements.istres import fill_istres
from tests.strategie.factories import make_organisation, write
from tests.territoire.builders import make_division, make_secteur

MARS = Periode.mois(2025, 3)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    caches[ALIAS].clear()


def one(cle: str, span: Periode = MARS, **kept: str) -> Valeur:
    filters = tuple((name.replace("_", "-"), (code,)) for name, code in kept.items())
    (found,) = compute([Demande(f"signalements.{cle}", (span,), filters)])
    return found.valeurs[span]


def report(day: int, **fields: Any) -> Signalement:
    jour = date(2025, 3, day)
    return make_signalement(fait_le=jour, **{"jour": jour, **fields})


def test_merged_and_quarantined_reports_are_not_counted(coordonnateur: Utilisateur) -> None:
    bruit = make_categorie("bruit")
    kept, joins, suspect = (
        make_signalement(bruit, jour=date(2025, 3, 4), quarantaine=rank == 2)
        for rank in range(3)
    )
    assert one("recus").nombre == 2
    merge_signalement(actor=coordonnateur, signalement=joins, dans=kept)
    caches[ALIAS].clear()
    assert one("recus").nombre == 1
    assert one("episodes").nombre == 2
    assert suspect.quarantaine


def test_reports_are_split_by_each_division_of_the_town(systeme: None) -> None:
    division = make_division("quartiers")
    make_secteur(division, "nord")
    report(4, secteurs={"quartiers": "nord"})
    report(5)
    asked = Demande("signalements.recus", (MARS,), par=("secteur-quartiers",))
    (found,) = compute([asked])
    parts = {at[0]: value.nombre for at, value in found.parts[MARS].items()}
    assert parts == {"nord": 1, "": 1}
    assert found.libelles[0]["nord"] == "Secteur nord"


def test_delays_are_in_days_from_the_call_to_the_first_answer(systeme: None) -> None:
    for day, answered in ((3, 4), (3, 6), (3, 11), (4, None)):
        report(
            day,
            echeance=date(2025, 3, 6),
            repondu_le=date(2025, 3, answered) if answered else None,
        )
    assert one("delai").nombre == Decimal(4)
    assert one("delai-median").nombre == Decimal(3)
    assert one("dans-le-delai").nombre == 2


def test_a_place_reported_again_counts_once(systeme: None) -> None:
    report(3)
    report(4, repete=True, adresse="1 rue A")
    report(5, repete=True, adresse="1 rue A")
    report(6, repete=True, adresse="", longitude=5.0, latitude=43.5)
    assert one("repetes").nombre == 3
    assert one("lieux-repetes").nombre == 1


def test_mediations_are_counted_by_day_proposed_and_by_outcome(systeme: None) -> None:
    row = make_signalement(jour=date(2025, 2, 28))
    who = make_organisation("mediateurs")
    for held, issue in ((date(2025, 3, 20), "accord"), (None, "")):
        write(
            Mediation,
            signalement=row,
            organisation=who,
            proposee_le=date(2025, 3, 10),
            tenue_le=held,
            issue=issue,
        )
    assert one("mediations").nombre == 2
    assert one("mediations", issue="accord").nombre == 1
    assert one("mediations-tenues").nombre == 1


def test_nobody_calling_is_told_from_nobody_counting(systeme: None) -> None:
    assert one("recus").etat is EtatValeur.ABSENTE
    make_signalement(jour=date(2025, 1, 2))
    make_signalement(jour=date(2025, 4, 20))
    caches[ALIAS].clear()
    assert one("recus") == Valeur(EtatValeur.CONNUE, Decimal(0))
    assert one("recus", Periode.annee(2024)).etat is EtatValeur.ABSENTE
    year = one("recus", Periode.annee(2025))
    assert year.etat is EtatValeur.PARTIELLE
    assert year.nombre == 2
    assert "20\u00a0avril 2025" in year.raison
    assert one("recus", Periode.mois(2025, 7)).etat is EtatValeur.ABSENTE


def test_the_rows_behind_a_figure_are_those_the_reader_may_see(
    coordonnateur: Utilisateur,
) -> None:
    row = make_signalement(jour=date(2025, 3, 4))
    flux = resolve("signalements.recus").flux
    assert list(flux.lisibles(coordonnateur)) == [row]
    titles = [title for title, _ in flux.exemple.colonnes]
    assert titles == ["Reçu le", "Sous-catégorie", "État", "Service"]


def test_the_printed_table_comes_out_of_the_reports(systeme: None) -> None:
    fill_istres()
    table = Tableau.objects.get(recueil="istres-2017-2020", code="allo-quietude").contenu
    spans = {
        column["code"]: Periode(
            date.fromisoformat(column["periode"]["debut"]),
            date.fromisoformat(column["periode"]["fin"]),
        )
        for column in table["colonnes"]
    }
    asked = Demande("signalements.recus", tuple(spans.values()), par=("sous-categorie",))
    (found,) = compute([asked])
    for line in table["lignes"]:
        at = (CODES.get(line["code"], line["code"]),)
        for code, printed in line["valeurs"].items():
            if line["code"] != "total":  # printed for 2014, it is not the sum of its lines
                assert found.parts[spans[code]][at].nombre == printed
    figures = {row.code: row.valeur for row in Chiffre.objects.all()}
    assert found.valeurs[spans["2015"]].nombre == figures["fiches-2015"]
    assert one("mediations", spans["2015"]).nombre == figures["mediations-2015"]
    check_calls_per_dwelling(spans["2015"])


def check_calls_per_dwelling(span: Periode) -> None:
    """A small district that calls often comes out above a large one."""
    quartiers = Division.objects.get(code="quartiers")
    grandeur = make_grandeur("logements")
    for code, dwellings in (("echoppes", 600), ("quartier-sud", 2400)):
        secteur = Secteur.objects.get(division=quartiers, code=code)
        where = make_perimetre(niveau=NiveauPerimetre.SECTEUR, code=code, secteur=secteur)
        serie = make_serie(f"logements-{code}", perimetre=where, grandeur=grandeur)
        make_observation(serie, 2013, dwellings)
    lines = {row.code: row for row in calls_per_dwelling(quartiers, span)}
    assert sum(row.appels for row in lines.values()) == 481
    small, large = lines["echoppes"].pour_cent, lines["quartier-sud"].pour_cent
    assert small and large and small > large
    assert small == (Decimal(100) * lines["echoppes"].appels / 600).quantize(Decimal("0.1"))
    assert lines["bardin"].pour_cent is None
