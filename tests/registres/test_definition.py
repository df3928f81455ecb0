"""Registers defined and amended: what the town counts changes, what it was told stays true."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.registres.actions.definition import (
    add_champ,
    amend_champ,
    amend_registre,
    close_champ,
    copy_registre,
    create_registre,
    delete_registre,
    fingerprint,
    head_of,
    move_champ,
    remove_champ,
)
from quietude.registres.enums import Cumul, Frequence, TypeChamp
from quietude.registres.models import Entree, Registre
from quietude.registres.pack import PackChamp, PackChoix, PackRegistre
from quietude.registres.pack_section import read_registre
from quietude.registres.rules import can_define_registre
from quietude.registres.rules_definition import can_delete_registre, can_remind
from quietude.socle.periodes import Periode
from quietude.socle.regles import ActionImpossible, ConflitDeVersion
from tests.conftest import make_user
from tests.registres.factories import make_entree, make_registre
from tests.strategie.factories import make_organisation

MARS = Periode.mois(2016, 3)


@pytest.fixture
def association(db: None) -> Organisation:
    return make_organisation("association", nom="Association fictive")


@pytest.fixture
def registre(association: Organisation) -> Registre:
    made = make_registre(
        "accueil",
        depuis=date(2016, 1, 1),
        champs={"nombre": TypeChamp.ENTIER, "public": ["eleves", "parents"]},
        fournisseurs=[association],
    )
    return described(made)


@pytest.fixture
def rempli(registre: Registre, association: Organisation) -> Registre:
    make_entree(registre, association, MARS, nombre=3, public="parents")
    return registre


def described(registre: Registre) -> Registre:
    found: Registre = Registre.objects.described().get(pk=registre.pk)
    return found


def item_of(registre: Registre) -> PackRegistre:
    return read_registre(described(registre))


def champ_of(registre: Registre, code: str) -> PackChamp:
    return next(row for row in item_of(registre).champs if row.code == code)


def nouveau(**fields: object) -> PackRegistre:
    values = {
        "code": "ateliers",
        "nom": "Ateliers",
        "frequence": Frequence.MENSUELLE,
        "depuis": date(2026, 1, 1),
        **fields,
    }
    return PackRegistre.model_validate(values)


def entier(code: str = "heures", libelle: str = "Heures", **fields: object) -> PackChamp:
    values = {"code": code, "libelle": libelle, "type": TypeChamp.ENTIER, "cumul": Cumul.SOMME}
    return PackChamp.model_validate({**values, **fields})


def amend(actor: Utilisateur, registre: Registre, **valeurs: object) -> None:
    mark = fingerprint(head_of(item_of(registre)))
    amend_registre(actor=actor, registre=registre, empreinte=mark, valeurs=valeurs)


def change(actor: Utilisateur, registre: Registre, code: str, **fields: object) -> None:
    known = champ_of(registre, code)
    made = PackChamp.model_validate({**known.model_dump(), **fields})
    amend_champ(
        actor=actor, registre=registre, code=code, empreinte=fingerprint(known), champ=made
    )


# -- who ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_only_the_coordinator_defines_and_reminds(registre: Registre, role: Role) -> None:
    user = make_user(role)
    admitted = role == Role.COORDONNATEUR
    for rule in (can_define_registre(user), can_remind(user)):
        assert bool(rule) is admitted
        assert admitted or "Seul le coordonnateur" in rule.motif
    assert bool(can_delete_registre(user, registre)) is admitted


WRITES: list[Callable[[Utilisateur, Registre], object]] = [
    lambda user, _: create_registre(actor=user, item=nouveau()),
    lambda user, row: amend(user, row, nom="Autre"),
    lambda user, row: add_champ(actor=user, registre=row, champ=entier()),
    lambda user, row: change(user, row, "nombre", libelle="Autre"),
    lambda user, row: close_champ(
        actor=user, registre=row, code="nombre", jusqu_au=date(2026, 1, 1)
    ),
    lambda user, row: move_champ(actor=user, registre=row, code="nombre", avant=False),
    lambda user, row: remove_champ(actor=user, registre=row, code="nombre"),
    lambda user, row: copy_registre(
        actor=user, registre=row, nom="Copie", code="copie", depuis=date(2026, 1, 1)
    ),
    lambda user, row: delete_registre(actor=user, registre=row),
]


@pytest.mark.parametrize("write", WRITES)
def test_no_definition_is_written_by_anyone_else(
    registre: Registre, write: Callable[[Utilisateur, Registre], object]
) -> None:
    before = item_of(registre)
    with pytest.raises(PermissionDenied):
        write(make_user(Role.AGENT), registre)
    assert item_of(registre) == before
    assert Registre.objects.count() == 1


# -- from nothing -------------------------------------------------------------------------


def test_a_register_is_opened_after_the_others_with_its_providers(
    registre: Registre, coordonnateur: Utilisateur
) -> None:
    item = nouveau(fournisseurs=[{"organisation": "association"}])
    made = create_registre(actor=coordonnateur, item=item)
    assert made.ordre > registre.ordre
    assert item_of(made) == item


@pytest.mark.parametrize("code", ["accueil", "creer", "manques", "a-fournir"])
def test_a_code_already_taken_or_of_an_address_of_ours_is_refused(
    registre: Registre, coordonnateur: Utilisateur, code: str
) -> None:
    with pytest.raises(ActionImpossible, match="déjà pris"):
        create_registre(actor=coordonnateur, item=nouveau(code=code))


def test_fields_of_every_type_are_kept_as_told(
    registre: Registre, coordonnateur: Utilisateur
) -> None:
    rows = [
        entier(minimum="0", maximum="10", unite="heures", depuis=date(2026, 1, 1)),
        PackChamp(code="part", libelle="Part", type=TypeChamp.DECIMAL, cumul=Cumul.MOYENNE),
        PackChamp(
            code="theme",
            libelle="Thème",
            type=TypeChamp.CHOIX,
            choix=[
                PackChoix(code="un", libelle="Un", jusqu_au=date(2026, 6, 30)),
                PackChoix(code="deux", libelle="Deux", depuis=date(2026, 7, 1)),
            ],
        ),
        *(
            PackChamp(code=f"c-{kind}", libelle=f"Champ {kind}", type=kind)
            for kind in (
                TypeChamp.DATE,
                TypeChamp.LIEU,
                TypeChamp.ORGANISATION,
                TypeChamp.ETABLISSEMENT,
                TypeChamp.OUI_NON,
            )
        ),
    ]
    for row in rows:
        add_champ(actor=coordonnateur, registre=registre, champ=row)
    assert item_of(registre).champs[2:] == rows


@pytest.mark.parametrize(
    ("champ", "said"),
    [
        (entier("nombre"), "Deux fois le même champ"),
        (entier("periode"), "sert déjà ailleurs"),
        (entier(libelle="Nom de la victime"), "demande qui est une personne"),
        (entier(minimum="5", maximum="2"), "le minimum dépasse"),
        (entier(depuis=date(2026, 2, 1), jusqu_au=date(2026, 1, 1)), "la date de fin précède"),
        (
            PackChamp(
                code="theme",
                libelle="Thème",
                type=TypeChamp.CHOIX,
                choix=[PackChoix(code="un", libelle="Un")] * 2,
            ),
            "Deux fois le même choix",
        ),
    ],
)
def test_a_field_that_makes_no_sense_is_refused(
    registre: Registre, coordonnateur: Utilisateur, champ: PackChamp, said: str
) -> None:
    before = item_of(registre)
    with pytest.raises(ActionImpossible, match=said):
        add_champ(actor=coordonnateur, registre=registre, champ=champ)
    assert item_of(registre) == before


# -- amended, with rows -------------------------------------------------------------------


def test_names_change_and_rows_stay(rempli: Registre, coordonnateur: Utilisateur) -> None:
    amend(coordonnateur, rempli, nom="Accueil du public", delai=30)
    change(coordonnateur, rempli, "nombre", libelle="Personnes reçues", unite="personnes")
    choices = champ_of(rempli, "public").model_dump()["choix"]
    choices[1]["libelle"] = "Familles"
    change(coordonnateur, rempli, "public", choix=[*choices, {"code": "x", "libelle": "X"}])
    assert Entree.objects.get().valeurs == {"nombre": "3", "public": "parents"}
    assert item_of(rempli).nom == "Accueil du public"
    assert [row.libelle for row in champ_of(rempli, "public").choix] == [
        "Eleves",
        "Familles",
        "X",
    ]


def test_a_field_is_closed_then_asked_again(
    rempli: Registre, coordonnateur: Utilisateur
) -> None:
    told = {"actor": coordonnateur, "registre": rempli, "code": "public"}
    close_champ(**told, jusqu_au=date(2016, 12, 31))  # type: ignore[arg-type]  # same three
    assert champ_of(rempli, "public").jusqu_au == date(2016, 12, 31)
    close_champ(**told, jusqu_au=None)  # type: ignore[arg-type]
    assert champ_of(rempli, "public").jusqu_au is None


BETRAYALS: list[tuple[Callable[[Utilisateur, Registre], object], str]] = [
    (lambda user, row: amend(user, row, frequence="annuelle"), "sa fréquence ne change plus"),
    (lambda user, row: amend(user, row, depuis=date(2016, 4, 1)), "hors des dates"),
    (lambda user, row: amend(user, row, jusqu_au=date(2016, 2, 1)), "hors des dates"),
    (lambda user, row: amend(user, row, fournisseurs=[]), "a remis des chiffres"),
    (
        lambda user, row: change(user, row, "nombre", type=TypeChamp.DECIMAL),
        "fermez-le par une date",
    ),
    (
        lambda user, row: close_champ(
            actor=user, registre=row, code="nombre", jusqu_au=date(2016, 2, 1)
        ),
        "hors des dates",
    ),
    (
        lambda user, row: change(
            user, row, "public", choix=[{"code": "eleves", "libelle": "Élèves"}]
        ),
        "fermez ce choix par une date",
    ),
    (
        lambda user, row: remove_champ(actor=user, registre=row, code="public"),
        "est renseigné dans des entrées",
    ),
]


@pytest.mark.parametrize(("write", "said"), BETRAYALS)
def test_what_rows_say_is_not_taken_from_under_them(
    rempli: Registre,
    coordonnateur: Utilisateur,
    write: Callable[[Utilisateur, Registre], object],
    said: str,
) -> None:
    before = item_of(rempli)
    with pytest.raises(ActionImpossible, match=said):
        write(coordonnateur, rempli)
    assert item_of(rempli) == before


def test_what_no_row_says_can_go(rempli: Registre, coordonnateur: Utilisateur) -> None:
    add_champ(actor=coordonnateur, registre=rempli, champ=entier())
    remove_champ(actor=coordonnateur, registre=rempli, code="heures")
    change(coordonnateur, rempli, "public", choix=[{"code": "parents", "libelle": "Parents"}])
    assert [row.code for row in item_of(rempli).champs] == ["nombre", "public"]
    assert [row.code for row in champ_of(rempli, "public").choix] == ["parents"]


def test_fields_move_up_and_down_and_stop_at_the_ends(
    registre: Registre, coordonnateur: Utilisateur
) -> None:
    def order() -> list[str]:
        return [row.code for row in item_of(registre).champs]

    for avant in (False, False):
        move_champ(actor=coordonnateur, registre=registre, code="nombre", avant=avant)
        assert order() == ["public", "nombre"]
    move_champ(actor=coordonnateur, registre=registre, code="nombre", avant=True)
    assert order() == ["nombre", "public"]
    with pytest.raises(ActionImpossible, match="n’est plus dans le registre"):
        move_champ(actor=coordonnateur, registre=registre, code="ailleurs", avant=True)


def test_two_people_at_once_are_told(registre: Registre, coordonnateur: Utilisateur) -> None:
    head = fingerprint(head_of(item_of(registre)))
    field = fingerprint(champ_of(registre, "nombre"))
    amend(coordonnateur, registre, nom="Premier")
    change(coordonnateur, registre, "nombre", libelle="Premier")
    with pytest.raises(ConflitDeVersion):
        amend_registre(
            actor=coordonnateur, registre=registre, empreinte=head, valeurs={"nom": "Second"}
        )
    with pytest.raises(ConflitDeVersion):
        amend_champ(
            actor=coordonnateur,
            registre=registre,
            code="nombre",
            empreinte=field,
            champ=entier("nombre", "Second"),
        )
    assert item_of(registre).nom == "Premier"
    assert champ_of(registre, "nombre").libelle == "Premier"


def test_the_page_of_the_register_does_not_touch_its_fields(
    registre: Registre, coordonnateur: Utilisateur
) -> None:
    with pytest.raises(ActionImpossible, match="Donnée étrangère"):
        amend(coordonnateur, registre, champs=[])
    with pytest.raises(ActionImpossible, match="Donnée refusée"):
        amend(coordonnateur, registre, delai=-1)


def test_a_copy_has_the_fields_and_no_row(rempli: Registre, coordonnateur: Utilisateur) -> None:
    made = copy_registre(
        actor=coordonnateur, registre=rempli, nom="Autre", code="autre", depuis=date(2026, 1, 1)
    )
    copied, first = item_of(made), item_of(rempli)
    assert copied.champs == first.champs
    assert [row.organisation for row in copied.fournisseurs] == ["association"]
    assert not made.entrees.exists()


def test_a_register_with_rows_is_closed_not_deleted(
    rempli: Registre, coordonnateur: Utilisateur
) -> None:
    with pytest.raises(PermissionDenied, match="fermez-le par une date"):
        delete_registre(actor=coordonnateur, registre=rempli)
    amend(coordonnateur, rempli, jusqu_au=date(2016, 12, 31))
    assert item_of(rempli).jusqu_au == date(2016, 12, 31)


def test_a_register_without_rows_is_deleted(
    registre: Registre, coordonnateur: Utilisateur
) -> None:
    delete_registre(actor=coordonnateur, registre=registre)
    assert not Registre.objects.exists()
