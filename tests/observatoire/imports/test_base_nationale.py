"""The real base of every commune of France: what it says, and what nobody may learn from it."""

import csv
import random
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from quietude.observatoire import entrepot
from quietude.observatoire.enums import Base, EtatObservation
from quietude.observatoire.imports.preparation import lire_commune
from quietude.observatoire.models import CodeOfficiel, Grandeur, Observation, Repere
from quietude.territoire.models import Commune
from tests.observatoire.imports.fichiers import EXTRAIT_DEP, NATIONAL, take

ISTRES = {
    "violences-intrafamiliales": 181,
    "violences-hors-cadre-familial": 165,
    "violences-sexuelles": 69,
    "vols-avec-armes": None,
    "vols-violents-sans-arme": 27,
    "vols-sans-violence": 292,
    "cambriolages-logement": None,
    "vols-de-vehicule": 87,
    "vols-dans-vehicules": 141,
    "vols-accessoires-vehicules": 57,
    "destructions-degradations": 405,
    "usage-stupefiants": 221,
    "trafic-stupefiants": 12,
    "escroqueries": 218,
}


def official(departement: str) -> dict[str, int]:
    """What the producer gives for 2024, for what adds up over people."""
    summed = {
        label: row.code
        for row in Grandeur.objects.filter(additive=True, base=Base.HABITANTS)
        for label in row.libelles
    }
    with EXTRAIT_DEP.open(encoding="utf-8-sig") as text:
        return {
            summed[row["indicateur"]]: int(row["nombre"])
            for row in csv.DictReader(text, delimiter=";")
            if (row["Code_departement"], row["annee"]) == (departement, "2024")
            and row["indicateur"] in summed
        }


def withheld(seal: str, codes: Iterable[str]) -> set[tuple[str, str]]:
    cells = entrepot.cells(seal, codes)
    return {(row.code, row.grandeur) for row in cells if row.diffuse is False}


def numbers(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def test_the_whole_country_is_read_and_what_is_withheld_stays_so(istres: Commune) -> None:
    for code, name in (("23096", "Guéret"), ("33063", "Bordeaux"), ("93066", "Saint-Denis")):
        Commune.objects.create(insee=code, nom=name)
    source, report = take(NATIONAL)
    assert (report.lues, source.rang) == (488_802, "2025")

    rows = Observation.objects.filter(source=source).select_related("serie__grandeur")
    own = {row.serie.grandeur.code: row for row in rows.filter(serie__perimetre__code="13047")}
    assert {code: row.valeur for code, row in own.items()} == ISTRES
    assert own["cambriolages-logement"].taux == Decimal("7.3028")
    assert own["vols-avec-armes"].etat == EtatObservation.NON_DIFFUSEE

    # The producer's method gives the producer's figures.
    for departement in ("23", "33"):
        computed = {
            row.serie.grandeur.code: row.valeur
            for row in rows.filter(serie__code__endswith=f"-departement-{departement}")
        }
        published = official(departement)
        assert len(computed) == 11
        assert computed == {code: published[code] for code in computed}

    # Two communes alone withhold theirs there: the total would give them.
    told = set(rows.values_list("serie__code", flat=True))
    assert "violences-sexuelles-departement-93" not in told
    assert any("Seine-Saint-Denis : pas de total" in text for text in report.avertissements)
    assert "violences-sexuelles-pays-fr" in told

    landmarks = Repere.objects.filter(source=source).select_related("grandeur")
    assert {row.strate for row in landmarks} == {"10000-19999", "20000-49999", "100000"}
    members = {code for row in landmarks for code, *_ in row.liste}
    assert not any(code.startswith(("132", "6938", "751")) for code in members)
    assert {"13055", "69123", "75056", "13047", "23096", "33063", "93066"} <= members
    hidden = withheld(source.empreinte, members)
    assert len(hidden) > 1000
    towns = rows.filter(serie__perimetre__niveau="commune")
    for row in towns.select_related("serie__perimetre"):
        secret = (row.serie.perimetre.code, row.serie.grandeur.code) in hidden
        assert secret == (row.etat == EtatObservation.NON_DIFFUSEE)
        assert not secret or (row.valeur, row.taux, row.note) == (None, None, "")
    for landmark in landmarks:
        assert landmark.communes == len(landmark.liste)
        for code, _, _, rate in landmark.liste:
            assert ((code, landmark.grandeur.code) in hidden) == (rate is None)


@pytest.mark.parametrize("seed", [2026])
def test_twenty_communes_taken_at_random_answer(seed: int, istres: Commune) -> None:
    source, _ = take(NATIONAL)
    there = {row.code for row in entrepot.totals(source.empreinte)}
    communes = CodeOfficiel.objects.communes().filter(departement__in=there)
    known = sorted(communes.filter(population__gt=0).values_list("code", flat=True))
    chosen = [*random.Random(seed).sample(known, 20), "13201", "2A004", "97411"]
    truth: dict[str, dict[str, tuple[Any, ...]]] = {}
    for cell in entrepot.cells(source.empreinte, chosen):
        truth.setdefault(cell.code, {})[cell.grandeur] = (cell.nombre, cell.taux, cell.diffuse)
    for code in chosen:
        card = lire_commune(code)
        assert card is not None and card.commune.code == code
        assert len(card.chiffres) == 14
        for row in card.chiffres:
            number, rate, published = truth[code][row.grandeur.code]
            assert (row.commune.etat == EtatObservation.PUBLIEE) is published
            assert numbers(row.commune.valeur) == numbers(number if published else None)
            assert row.commune.taux == (rate if published else None)
            assert row.taille is not None and row.taille.annee == row.annee == 2024
            assert (row.france is not None) == (
                row.grandeur.additive and row.grandeur.base == Base.HABITANTS
            )
