"""partenaires.yaml, between the pack and the database."""

from collections.abc import Sequence

from quietude.partenaires.enums import NatureOrganisation
from quietude.partenaires.models import Organisation
from quietude.partenaires.pack import PackOrganisation, PackPartenaires
from quietude.socle.pack.registre import Section, register
from quietude.socle.pack.synchro import synchronise


def read_partenaires(key: str) -> list[PackPartenaires]:
    rows = [
        PackOrganisation(
            code=row.code,
            nom=row.nom,
            sigle=row.sigle,
            nature=NatureOrganisation(row.nature),
            note=row.note,
        )
        for row in Organisation.objects.all()
    ]
    return [PackPartenaires(organisations=rows)]


def write_partenaires(items: Sequence[PackPartenaires], key: str) -> None:
    (item,) = items
    rows = [organisation.model_dump() for organisation in item.organisations]
    synchronise(Organisation.objects.all(), "code", rows)


def register_sections() -> None:
    register(
        Section(
            name="partenaires",
            title="Partenaires",
            pattern="partenaires.yaml",
            model=PackPartenaires,
            order=30,
            read=read_partenaires,
            write=write_partenaires,
        )
    )
