"""What pages read of a file: the town, the places above it, towns of its size."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from quietude.observatoire.enums import EtatObservation, NiveauPerimetre
from quietude.observatoire.imports.lieux import follow, prepare_perimetres
from quietude.observatoire.imports.preparation import lire_commune, prepare_commune
from quietude.observatoire.models import CodeOfficiel, Observation, Perimetre, Repere
from quietude.territoire.models import Commune
from tests.observatoire.imports.fichiers import (
    ARMES,
    AUTRES,
    CAMBRIOLAGE,
    CAMBRIOLAGES,
    COMMUNES,
    POPULATIONS,
    cell,
    take,
    withheld,
    write,
)

pytestmark = pytest.mark.usefixtures("istres")


def inhabited(departement: str) -> list[str]:
    rows = CodeOfficiel.objects.communes().filter(departement=departement, population__gt=0)
    return sorted(rows.values_list("code", flat=True))


def base(path: Path, departement: str, hidden: Iterable[str] = (), **fields: str) -> Path:
    """Every commune of a département with 12 facts, but those withheld."""
    lines = [
        withheld(code) if code in hidden else cell(code, **fields)
        for code in inhabited(departement)
    ]
    return write(path, [COMMUNES, *lines])


def figure(code: str) -> Observation:
    row: Observation = Observation.objects.in_force().get(serie__code=code)
    return row


def codes() -> set[str]:
    return set(Observation.objects.values_list("serie__code", flat=True))


# -- places --------------------------------------------------------------------------------


def test_places_are_the_town_what_it_compares_with_and_what_they_belong_to() -> None:
    Perimetre.objects.create(niveau="commune", code="59350", nom="Lille", compare=True)
    prepare_perimetres()
    prepare_perimetres()
    rows = set(Perimetre.objects.values_list("niveau", "code", "nom"))
    assert rows == {
        ("commune", "13047", "Istres"),
        ("commune", "59350", "Lille"),
        ("departement", "13", "Bouches-du-Rhône"),
        ("departement", "59", "Nord"),
        ("region", "93", "Provence-Alpes-Côte d'Azur"),
        ("region", "32", "Hauts-de-France"),
        ("pays", "FR", "France"),
    }


def test_a_merged_code_leads_to_its_heir() -> None:
    merged = CodeOfficiel.objects.filter(niveau="ancienne").exclude(successeur="")[0]
    assert [row.code for row in follow([merged.code]).communes] == [merged.successeur]


# -- totals --------------------------------------------------------------------------------


def test_a_departement_is_the_sum_when_nothing_is_withheld(tmp_path: Path) -> None:
    take(base(tmp_path / "base.csv", "13"))
    row = figure("vols-avec-armes-departement-13")
    assert row.valeur == 12 * len(inhabited("13"))
    assert row.denominateur == 44292 * len(inhabited("13"))
    assert (row.denominateur_annee, row.taux) == (2023, None)
    assert "Calculé à partir de la base communale" in row.note


@pytest.mark.parametrize(("count", "told"), [(1, False), (2, False), (3, True), (5, True)])
def test_a_total_that_would_give_a_withheld_commune_is_not_told(
    count: int, told: bool, tmp_path: Path
) -> None:
    hidden = inhabited("13")[:count]
    _, report = take(base(tmp_path / "base.csv", "13", hidden))
    assert ("vols-avec-armes-departement-13" in codes()) is told
    warned = any("donnerait par soustraction" in text for text in report.avertissements)
    assert warned is not told
    if told:
        means = Decimal(count) * 44292 * Decimal("1.5") / 1000
        total = 12 * (len(inhabited("13")) - count) + means
        assert figure("vols-avec-armes-departement-13").valeur == round(total)


def test_a_departement_with_a_commune_missing_has_no_total(tmp_path: Path) -> None:
    path = base(tmp_path / "base.csv", "13")
    lines = path.read_text().splitlines()
    take(write(path, lines[:-1]))
    assert "vols-avec-armes-departement-13" not in codes()


def test_suspects_are_never_added_over_places(tmp_path: Path) -> None:
    take(base(tmp_path / "base.csv", "13", indicateur="Usage de stupéfiants"))
    assert codes() == {"usage-stupefiants-commune-13047"}


def test_burglaries_add_up_on_dwellings(tmp_path: Path) -> None:
    take(base(tmp_path / "base.csv", "13", indicateur=CAMBRIOLAGE))
    row = figure("cambriolages-logement-departement-13")
    assert (row.denominateur_annee, row.serie.base) == (2022, "logements")
    assert row.denominateur == 20000 * len(inhabited("13"))


def test_a_region_needs_all_its_departements(tmp_path: Path, istres: Commune) -> None:
    istres.delete()
    Commune.objects.create(insee="2A004", nom="Ajaccio")
    south = base(tmp_path / "sud.csv", "2A").read_text().splitlines()
    take(tmp_path / "sud.csv")
    assert "vols-avec-armes-region-94" not in codes()
    north = base(tmp_path / "nord.csv", "2B").read_text().splitlines()
    take(write(tmp_path / "corse.csv", [*south, *north[1:]]))
    assert figure("vols-avec-armes-region-94").valeur == 12 * (len(south) + len(north) - 2)
    assert "vols-avec-armes-pays-fr" not in codes()


def corsica(path: Path, hidden: Iterable[str]) -> Path:
    south = base(path, "2A", hidden).read_text().splitlines()
    north = base(path, "2B", hidden).read_text().splitlines()
    return write(path, [*south, *north[1:]])


def test_one_more_departement_is_left_unsaid_rather_than_the_region(
    tmp_path: Path, istres: Commune
) -> None:
    istres.delete()
    Commune.objects.create(insee="2A004", nom="Ajaccio")
    # Two are withheld in the north: with the region and the south, they would be found.
    take(corsica(tmp_path / "corse.csv", [*inhabited("2A")[5:9], *inhabited("2B")[:2]]))
    assert "vols-avec-armes-departement-2a" not in codes()
    assert "vols-avec-armes-region-94" in codes()


def test_what_is_told_does_not_depend_on_who_is_followed(
    tmp_path: Path, istres: Commune
) -> None:
    istres.delete()
    Commune.objects.create(insee="2A004", nom="Ajaccio")
    take(corsica(tmp_path / "corse.csv", [*inhabited("2A")[5:7], *inhabited("2B")[5:9]]))
    assert "vols-avec-armes-region-94" in codes()
    Perimetre.objects.create(niveau="commune", code="2B033", nom="Bastia", compare=True)
    prepare_commune("2B033")
    assert "vols-avec-armes-departement-2b" not in codes()
    assert "vols-avec-armes-region-94" in codes()


DEP = "Code_departement;Code_region;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;"
DEP += "insee_pop;insee_pop_millesime;insee_log;insee_log_millesime"


@pytest.mark.parametrize("first", ["officielle", "calculée"])
def test_the_producers_own_total_is_read_rather_than_ours(first: str, tmp_path: Path) -> None:
    line = "13;93;2024;Vols avec armes;Infraction;700;0,3353038;2087658;2023;900000;2022"
    files = [
        write(tmp_path / "dep-geographie2025.csv", [DEP, line]),
        base(tmp_path / "com.csv", "13"),
    ]
    for path in files if first == "officielle" else reversed(files):
        take(path)
    row = figure("vols-avec-armes-departement-13")
    assert (row.valeur, row.taux) == (Decimal(700), Decimal("0.3353038"))


# -- merged communes -----------------------------------------------------------------------


def merged(size: int = 1) -> tuple[str, list[str]]:
    """A commune of today, and some of those that were merged into it."""
    heirs = CodeOfficiel.objects.filter(niveau="ancienne").values_list("successeur", "code")
    parts: dict[str, list[str]] = {}
    for heir, code in heirs.order_by("successeur", "code"):
        parts.setdefault(heir, []).append(code)
    return next((heir, found) for heir, found in parts.items() if len(found) == size)


def test_merged_communes_are_added(tmp_path: Path, istres: Commune) -> None:
    heir, [old] = merged()
    istres.delete()
    Commune.objects.create(insee=heir, nom="Commune réunie")
    take(write(tmp_path / "base.csv", [COMMUNES, cell(heir), cell(old, nombre="3")]))
    row = figure(f"vols-avec-armes-commune-{heir}")
    assert (row.valeur, row.taux, row.denominateur) == (Decimal(15), None, 2 * 44292)
    assert "communes aujourd’hui réunies" in row.note


def test_a_merged_commune_withheld_withholds_the_whole(tmp_path: Path, istres: Commune) -> None:
    heir, [old] = merged()
    istres.delete()
    Commune.objects.create(insee=old, nom="Ancienne commune")
    take(write(tmp_path / "base.csv", [COMMUNES, cell(heir), withheld(old)]))
    row = figure(f"vols-avec-armes-commune-{heir}")
    assert (row.etat, row.valeur, row.taux) == (EtatObservation.NON_DIFFUSEE, None, None)


def test_suspects_of_merged_communes_are_not_added(tmp_path: Path, istres: Commune) -> None:
    heir, [old] = merged()
    istres.delete()
    Commune.objects.create(insee=heir, nom="Commune réunie")
    drugs = "Usage de stupéfiants"
    lines = [COMMUNES, cell(heir, indicateur=drugs), cell(old, indicateur=drugs)]
    take(write(tmp_path / "base.csv", lines))
    assert codes() == set()


def test_populations_follow_merged_communes_and_arrondissements(istres: Commune) -> None:
    Commune.objects.create(insee="13055", nom="Marseille")
    take(POPULATIONS)
    rows = dict(
        Observation.objects.filter(
            serie__code="population-municipale-commune-13047"
        ).values_list("debut__year", "valeur")
    )
    assert {2013: 42937, 2019: 43626, 2023: 44292}.items() <= rows.items()
    town = Observation.objects.filter(serie__code="population-municipale-commune-13055")
    notes = {row.debut.year: row.note for row in town}
    assert set(notes) == set(range(2013, 2024))
    assert (notes[2013], notes[2023]) == ("Somme des arrondissements.", "")


# -- towns of the same size ----------------------------------------------------------------


def test_a_file_of_a_few_communes_says_nothing_of_towns_of_one_size(tmp_path: Path) -> None:
    take(base(tmp_path / "base.csv", "13"))
    assert not Repere.objects.exists()


def test_six_years_of_burglaries_compare_with_towns_of_the_same_size() -> None:
    take(CAMBRIOLAGES)
    rows = Observation.objects.filter(serie__code="cambriolages-logement-commune-13047")
    rates = [round(row.taux or 0, 2) for row in rows.order_by("debut")]
    published = ["10.92", "10.96", "10.40", "11.19", "8.51", "7.86"]
    assert rates == [Decimal(rate) for rate in published]
    landmarks = Repere.objects.filter(strate="20000-49999").order_by("annee")
    assert [row.annee for row in landmarks] == [2016, 2017, 2018, 2019, 2020, 2021]
    assert [bool(row.liste) for row in landmarks] == [False] * 5 + [True]
    last = landmarks[5]
    assert last.publiees <= last.communes == len(last.liste)
    assert last.publiees == sum(rate is not None for *_, rate in last.liste)
    assert last.quartile_1 and last.mediane and last.quartile_3
    assert last.quartile_1 < last.mediane < last.quartile_3


# -- a commune newly followed --------------------------------------------------------------


def test_a_commune_newly_followed_is_prepared_from_what_was_kept(tmp_path: Path) -> None:
    take(write(tmp_path / "a.csv", [COMMUNES, cell(), cell("13103"), withheld("13039")]))
    for code, name in (("13103", "Salon-de-Provence"), ("13039", "Fos-sur-Mer")):
        Perimetre.objects.create(niveau="commune", code=code, nom=name, compare=True)
        prepare_commune(code)
    assert figure("vols-avec-armes-commune-13103").valeur == 12
    assert figure("vols-avec-armes-commune-13039").etat == EtatObservation.NON_DIFFUSEE
    before = Observation.objects.count()
    prepare_commune("13103")
    assert Observation.objects.count() == before


def test_a_commune_that_nobody_follows_is_not_prepared() -> None:
    with pytest.raises(ValueError, match="59350"):
        prepare_commune("59350")


def test_any_commune_is_read_from_what_was_kept(tmp_path: Path) -> None:
    take(write(tmp_path / "a.csv", [COMMUNES, cell("59350"), withheld("59350", AUTRES)]))
    card = lire_commune("59350")
    assert card is not None and card.commune.nom == "Lille"
    assert card.strate is not None and card.strate.code == "100000"
    found = {row.grandeur.libelle: row for row in card.chiffres}
    assert found[ARMES].commune.valeur == 12
    assert found[AUTRES].commune.etat == EtatObservation.NON_DIFFUSEE
    assert (found[AUTRES].commune.valeur, found[AUTRES].commune.taux) == (None, None)
    assert not Perimetre.objects.filter(niveau=NiveauPerimetre.COMMUNE, code="59350").exists()


def test_an_unknown_code_is_nobody() -> None:
    assert lire_commune("99999") is None


def test_the_newest_vintage_answers_first(tmp_path: Path) -> None:
    newer = COMMUNES.replace("2025", "2026")
    take(write(tmp_path / "b.csv", [newer, cell(nombre="15")]))
    take(write(tmp_path / "a.csv", [COMMUNES, cell(), cell(indicateur=AUTRES)]))
    card = lire_commune("13047")
    assert card is not None
    assert {row.grandeur.libelle: row.commune.valeur for row in card.chiffres} == {
        ARMES: 15,
        AUTRES: 12,
    }
