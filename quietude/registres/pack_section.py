"""The registers, between the pack and the database. Their rows are not a pack's."""

from collections.abc import Mapping, Sequence
from typing import Any

from quietude.partenaires.models import Organisation
from quietude.registres.amendements import check_amendment, check_sense
from quietude.registres.enums import Cumul, Frequence, TypeChamp
from quietude.registres.models import Champ, Choix, Fournisseur, Registre
from quietude.registres.pack import (
    PackChamp,
    PackChoix,
    PackFournisseur,
    PackRegistre,
    PackRegistres,
)
from quietude.socle.pack.registre import Section, register
from quietude.socle.pack.synchro import find, synchronise
from quietude.territoire.models import Division

_REGISTRE = (
    "code", "nom", "definition", "depuis", "jusqu_au", "delai", "nominatif", "seuil",
)  # fmt: skip
_CHAMP = (
    "code", "libelle", "unite", "aide", "obligatoire", "minimum", "maximum", "depuis",
    "jusqu_au",
)  # fmt: skip
_CHOIX = ("code", "libelle", "depuis", "jusqu_au")


def _pick(row: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def read_registre(registre: Registre) -> PackRegistre:
    return PackRegistre(
        **_pick(registre, _REGISTRE),
        frequence=Frequence(registre.frequence),
        fournisseurs=[
            PackFournisseur(
                organisation=row.organisation.code, depuis=row.depuis, jusqu_au=row.jusqu_au
            )
            for row in registre.fournit.all()
        ],
        champs=[_read_champ(champ) for champ in registre.champs.all()],
    )


def _read_champ(champ: Champ) -> PackChamp:
    return PackChamp(
        **_pick(champ, _CHAMP),
        type=TypeChamp(champ.type),
        cumul=Cumul(champ.cumul) if champ.cumul else None,
        division=champ.division.code if champ.division else None,
        choix=[PackChoix(**_pick(row, _CHOIX)) for row in champ.choix.all()],
    )


def read_registres(key: str) -> list[PackRegistres]:
    return [
        PackRegistres(
            registres=[read_registre(registre) for registre in Registre.objects.described()]
        )
    ]


def write_registres(items: Sequence[PackRegistres], key: str) -> None:
    """Definitions only. What rows already say cannot be taken away from under them."""
    rows = [item for one in items for item in one.registres]
    for item in rows:
        check_sense(item)
    wanted = {item.code: item for item in rows}
    for registre in Registre.objects.described():
        check_amendment(registre, wanted.get(registre.code))
    organisations = {row.code: row for row in Organisation.objects.all()}
    divisions = {row.code: row for row in Division.objects.all()}
    registres = synchronise(
        Registre.objects.all(),
        "code",
        [{**_pick(row, _REGISTRE), "frequence": row.frequence} for row in rows],
    )
    for item in rows:
        _write_children(registres[item.code], item, organisations, divisions)


def rewrite_registre(registre: Registre, item: PackRegistre) -> Registre:
    """Make one register say exactly `item`; ActionImpossible when rows forbid it."""
    check_sense(item)
    if registre.pk:
        check_amendment(registre, item)
    organisations = {row.code: row for row in Organisation.objects.all()}
    divisions = {row.code: row for row in Division.objects.all()}
    row = {**_pick(item, _REGISTRE), "frequence": item.frequence}
    if registre.pk is None or any(getattr(registre, name) != row[name] for name in row):
        for name, value in row.items():
            setattr(registre, name, value)
        registre.save()
    _write_children(registre, item, organisations, divisions)
    return registre


def _write_children(
    registre: Registre,
    item: PackRegistre,
    organisations: Mapping[str, Organisation],
    divisions: Mapping[str, Division],
) -> None:
    synchronise(
        Fournisseur.objects.filter(registre=registre),
        "organisation_id",
        [
            {
                "organisation": find(organisations, row.organisation, "organisation"),
                "depuis": row.depuis,
                "jusqu_au": row.jusqu_au,
            }
            for row in item.fournisseurs
        ],
        registre=registre,
    )
    champs = synchronise(
        Champ.objects.filter(registre=registre),
        "code",
        [_champ_row(row, divisions) for row in item.champs],
        registre=registre,
    )
    for row in item.champs:
        champ = champs[row.code]
        choices = [_pick(choix, _CHOIX) for choix in row.choix]
        synchronise(Choix.objects.filter(champ=champ), "code", choices, champ=champ)


def _champ_row(item: PackChamp, divisions: Mapping[str, Division]) -> dict[str, Any]:
    return {
        **_pick(item, _CHAMP),
        "type": item.type,
        "cumul": item.cumul or "",
        "division": find(divisions, item.division, "découpage") if item.division else None,
    }


def register_sections() -> None:
    register(
        Section(
            name="registres",
            title="Registres",
            pattern="registres.yaml",
            model=PackRegistres,
            order=100,
            read=read_registres,
            write=write_registres,
        )
    )
