"""The demonstration's rows add up to every figure that the document prints."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches

from quietude.config.demonstration import PACK
from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.memoire import ALIAS
from quietude.indicateurs.mesures import Demande
from quietude.indicateurs.moteur import compute
from quietude.observatoire.models import Serie
from quietude.registres.demo import create_demo_entrees, share_out
from quietude.registres.forms.entree import EntreeForm, initial_of
from quietude.registres.mesures import Listes
from quietude.registres.models import Entree, Registre
from quietude.socle.pack.chargement import prepare
from quietude.socle.pack.lecture import read_pack
from quietude.socle.periodes import Periode, parse_periode
from quietude.strategie.models import Indicateur
from quietude.strategie.pack import PackSource

RENTREE = "de septembre 2015 à mars 2016"
IMPRIMES = [
    ("veille-educative.situations", "2014-2015", 18, {"niveau": "secondaire"}),
    (
        "veille-educative.situations",
        RENTREE,
        46,
        {"niveau": "secondaire"},
    ),
    ("responsabilisation.mesures", "2013-2014", 7, {}),
    ("responsabilisation.mesures", "2014-2015", 14, {}),
    ("responsabilisation.mesures", "2015-2016", 17, {}),
    ("espace-sante-jeunes.jeunes", RENTREE, 51, {}),
    ("espace-sante-jeunes.entretiens", RENTREE, 81, {}),
    ("tig.mesures", "de septembre 2014 à mars 2016", 9, {}),
    ("reparation.mesures", RENTREE, 19, {}),
    ("acces-droit.rendez-vous", "2014", 1441, {}),
    ("acces-droit.rendez-vous", "2016", 1543, {}),
    ("aide-victimes.personnes", "2015", 448, {"accueil": "commissariat"}),
    ("aide-victimes.personnes", "2015", 30, {"accueil": "point-acces-droit"}),
    ("aide-victimes.permanences", "2015", 19, {"accueil": "point-acces-droit"}),
    ("ecoute-femmes.personnes", "de septembre 2015 à avril 2016", 53, {}),
    ("tranquillite-secteurs.doleances", "2015", 481, {}),
]


@pytest.fixture
def istres(systeme: None) -> Iterator[None]:
    caches[ALIAS].clear()
    prepare(read_pack(PACK)).apply()
    create_demo_entrees()
    yield
    caches[ALIAS].clear()


def test_printed_figures_come_out_of_the_rows(istres: None) -> None:
    asked = [
        Demande(
            f"registre.{cle}",
            (parse_periode(span),),
            tuple((name, (value,)) for name, value in kept.items()),
        )
        for cle, span, _, kept in IMPRIMES
    ]
    found = [next(iter(row.valeurs.values())) for row in compute(asked)]
    assert [value.nombre for value in found] == [number for _, _, number, _ in IMPRIMES]
    assert {value.etat for value in found} == {EtatValeur.CONNUE}


def test_what_was_not_handed_in_shows(istres: None) -> None:
    (found,) = compute([Demande("registre.soutien-parental.familles", (Periode.annee(2016),))])
    (value,) = found.valeurs.values()
    assert value.etat is EtatValeur.PARTIELLE
    assert [row.periode.court for row in value.manques] == ["juil. 2016", "août 2016"]


def test_filling_twice_changes_nothing(istres: None) -> None:
    before = Entree.objects.count()
    assert create_demo_entrees() == 0
    assert Entree.objects.count() == before


def test_every_indicator_has_a_source_that_exists(istres: None) -> None:
    rows = Indicateur.objects.filter(fiche__strategie__code="istres-2017-2020")
    sources = [PackSource.model_validate(row.source) for row in rows]
    assert len(sources) == 46
    asked = [
        Demande(row.mesure, (Periode.annee(2016),), par=tuple(row.par))
        for row in sources
        if row.mesure
    ]
    assert len(compute(asked)) == len(asked)
    series = {row.serie for row in sources if row.serie}
    known = Serie.objects.filter(recueil="istres-2017-2020", code__in=series)
    assert known.count() == len(series)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [(10, [1, 1, 1], [4, 3, 3]), (0, [1, 2], [0, 0]), (3, [], []), (5, [0, 1], [0, 5])],
)
def test_shares_add_up(total: int, weights: list[int], shares: list[int]) -> None:
    assert share_out(total, weights) == shares


def test_every_row_says_what_its_own_form_would_let_through(istres: None) -> None:
    wrong = {}
    lists = Listes()
    for registre in Registre.objects.described():
        providers = [row.organisation for row in registre.fournit.all()]
        for row in registre.entrees.select_related("organisation"):
            when = {"date": row.debut} if registre.au_fil else {"periode": row.periode.libelle}
            data = {
                "organisation": row.organisation.code,
                "neant": row.neant,
                **when,
                **initial_of(row.valeurs),
            }
            form = EntreeForm(data, registre=registre, organisations=providers, listes=lists)
            if not form.is_valid():
                wrong[registre.code] = (row.valeurs, form.errors.as_text())
    assert wrong == {}


def test_registers_of_every_sheet_hold_rows_or_begin_with_the_strategy(istres: None) -> None:
    empty = Registre.objects.filter(entrees=None)
    assert {row.code for row in empty if row.depuis.year < 2017} == set()
