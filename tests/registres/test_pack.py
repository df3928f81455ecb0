"""A pack's registers come back as they were; rows already entered keep what they say."""

from datetime import date

import pytest

from quietude.journal.actions import acting
from quietude.registres.enums import Cumul, Frequence, TypeChamp
from quietude.registres.models import Registre
from quietude.registres.pack import PackRegistre, PackRegistres
from quietude.registres.pack_section import (
    read_registre,
    read_registres,
    rewrite_registre,
    write_registres,
)
from quietude.socle.periodes import Periode
from quietude.socle.regles import ActionImpossible
from tests.registres.factories import make_entree, make_registre
from tests.strategie.factories import make_organisation

A2015 = Periode.annee(2015)


def pack(**changes: object) -> PackRegistre:
    plain = {
        "code": "seances",
        "nom": "Séances de sensibilisation",
        "definition": "Une ligne par séance.",
        "frequence": Frequence.AU_FIL,
        "depuis": date(2015, 1, 1),
        "fournisseurs": [{"organisation": "association"}],
        "champs": [
            {
                "code": "personnes",
                "libelle": "Personnes présentes",
                "type": TypeChamp.ENTIER,
                "unite": "personnes",
                "cumul": Cumul.SOMME,
                "minimum": 0,
            },
            {
                "code": "public",
                "libelle": "Public",
                "type": TypeChamp.CHOIX,
                "choix": [
                    {"code": "eleves", "libelle": "Élèves"},
                    {"code": "parents", "libelle": "Parents", "jusqu_au": date(2016, 8, 31)},
                ],
            },
        ],
        **changes,
    }
    return PackRegistre.model_validate(plain)


def load(*items: PackRegistre) -> None:
    with acting(None, "test"):
        write_registres([PackRegistres(registres=list(items))], "essai")


@pytest.fixture
def loaded(db: None) -> Registre:
    make_organisation("association")
    load(pack())
    return Registre.objects.described().get()


def test_what_is_loaded_is_read_back(loaded: Registre) -> None:
    assert read_registres("essai") == [PackRegistres(registres=[pack()])]


def test_a_town_without_register_says_so(db: None) -> None:
    assert read_registres("essai") == [PackRegistres()]


def test_a_definition_without_rows_changes_freely(loaded: Registre) -> None:
    load(pack(champs=[], frequence=Frequence.ANNUELLE))
    assert Registre.objects.described().get().champs.count() == 0
    load()
    assert not Registre.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"frequence": Frequence.ANNUELLE}, "fréquence"),
        ({"champs": [pack().champs[0].model_dump()]}, "« Public » est renseigné"),
        (
            {
                "champs": [
                    pack().champs[0].model_dump(),
                    {**pack().champs[1].model_dump(), "type": TypeChamp.OUI_NON, "choix": []},
                ]
            },
            "« Public » est renseigné",
        ),
        (
            {
                "champs": [
                    pack().champs[0].model_dump(),
                    {
                        **pack().champs[1].model_dump(),
                        "choix": [{"code": "parents", "libelle": "Parents"}],
                    },
                ]
            },
            "« Élèves »",
        ),
    ],
)
def test_what_rows_say_is_not_taken_away(
    loaded: Registre, changes: dict[str, object], said: str
) -> None:
    provider = loaded.fournit.get().organisation
    make_entree(loaded, provider, A2015, personnes=3, public="eleves")
    with pytest.raises(ActionImpossible, match=said):
        load(pack(**changes))
    assert read_registre(Registre.objects.described().get()) == pack()


def test_a_register_with_rows_is_not_removed(loaded: Registre) -> None:
    make_entree(loaded, loaded.fournit.get().organisation, A2015)
    with pytest.raises(ActionImpossible, match="a des entrées"):
        load()


def test_closing_a_field_keeps_the_rows(loaded: Registre) -> None:
    make_entree(loaded, loaded.fournit.get().organisation, A2015, public="eleves")
    closed = {**pack().champs[1].model_dump(), "jusqu_au": date(2015, 12, 31)}
    amended = pack(champs=[pack().champs[0].model_dump(), closed], nom="Autre nom")
    with acting(None, "test"):
        rewrite_registre(loaded, amended)
    assert read_registre(Registre.objects.described().get()) == amended


def test_an_unknown_provider_is_named(db: None) -> None:
    with pytest.raises(ActionImpossible, match="« association »"):
        load(pack())


@pytest.mark.parametrize(
    "champ",
    [
        {"code": "a", "libelle": "A", "type": TypeChamp.ENTIER},
        {"code": "a", "libelle": "A", "type": TypeChamp.OUI_NON, "cumul": Cumul.SOMME},
        {"code": "a", "libelle": "A", "type": TypeChamp.CHOIX},
        {"code": "a", "libelle": "A", "type": TypeChamp.SECTEUR},
    ],
)
def test_a_field_that_makes_no_sense_is_refused(champ: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="lui seul"):
        pack(champs=[champ])


def test_reading_costs_the_same_whatever_the_registers(
    db: None, django_assert_num_queries: object
) -> None:
    for code in ("un", "deux", "trois"):
        make_registre(code, fournisseurs=[make_organisation(f"o-{code}")])
    with django_assert_num_queries(5):  # type: ignore[operator]
        read_registres("essai")
