"""The lists of the nuisance reports, between the pack and the database."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quietude.partenaires.models import Organisation
from quietude.signalements.models import Categorie, DureeConservation, Fait, Patrimoine
from quietude.signalements.pack import (
    PackCategorie,
    PackConservation,
    PackFait,
    PackPatrimoine,
    PackSignalements,
    PackSousCategorie,
)
from quietude.socle.pack.registre import Section, register
from quietude.socle.pack.synchro import find, synchronise
from quietude.territoire.models import Lieu

_COMMUN = ("code", "libelle", "definition", "depuis", "jusqu_au")
_FAIT = ("code", "libelle", "depuis", "jusqu_au")
_CONSERVATION = ("depuis", "mois", "quarantaine_jours", "source")


def _pick(row: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def read_signalements(key: str) -> list[PackSignalements]:
    rows = Categorie.objects.filter(parent=None).select_related("service")
    found = PackSignalements(
        categories=[_read_kind(row) for row in rows.prefetch_related("enfants__service")],
        faits=[PackFait(**_pick(row, _FAIT)) for row in Fait.objects.all()],
        conservation=[
            PackConservation(**_pick(row, _CONSERVATION))
            for row in DureeConservation.objects.order_by("depuis")
        ],
        patrimoine=[_read_estate(row) for row in Patrimoine.objects.in_order()],
    )
    return [found] if found != PackSignalements() else []


def _read_estate(row: Patrimoine) -> PackPatrimoine:
    return PackPatrimoine(
        lieu=row.lieu.code,
        bailleur=row.bailleur.code,
        depuis=row.depuis,
        jusqu_au=row.jusqu_au,
    )


def _read_kind(row: Categorie) -> PackCategorie:
    return PackCategorie(
        **_pick(row, _COMMUN),
        delai=row.delai,
        service=row.service.code if row.service else None,
        sous_categories=[_read_sub(row, child) for child in row.enfants.all()],
    )


def _read_sub(kind: Categorie, row: Categorie) -> PackSousCategorie:
    own = row.service.code if row.service and row.service != kind.service else None
    return PackSousCategorie(
        **_pick(row, _COMMUN),
        delai=row.delai if row.delai != kind.delai else None,
        service=own,
        urgence=row.urgence,
    )


def write_signalements(items: Sequence[PackSignalements], key: str) -> None:
    """Kinds first, then their sub-kinds, which bear the delay and the service they follow."""
    organisations = {row.code: row for row in Organisation.objects.all()}
    kinds = [row for one in items for row in one.categories]
    rows = [_kind_row(row, organisations) for row in kinds]
    known = synchronise(Categorie.objects.filter(parent=None), "code", rows)
    for kind in kinds:
        parent = known[kind.code]
        children = list(_sub_rows(kind, parent, organisations))
        synchronise(parent.enfants.all(), "code", children, parent=parent)
    facts = [_pick(row, _FAIT) for one in items for row in one.faits]
    synchronise(Fait.objects.all(), "code", facts)
    spans = [_pick(row, _CONSERVATION) for one in items for row in one.conservation]
    synchronise(DureeConservation.objects.all(), "depuis", spans)
    estates = [row for one in items for row in one.patrimoine]
    lieux = Lieu.objects.in_bulk([row.lieu for row in estates], field_name="code")
    rows = [
        {
            "lieu": find(lieux, row.lieu, "lieu"),
            "bailleur": find(organisations, row.bailleur, "organisation"),
            **_pick(row, ("depuis", "jusqu_au")),
        }
        for row in estates
    ]
    synchronise(Patrimoine.objects.all(), ("lieu_id", "depuis"), rows)


def _kind_row(item: PackCategorie, known: Mapping[str, Organisation]) -> dict[str, Any]:
    service = find(known, item.service, "organisation") if item.service else None
    return {**_pick(item, _COMMUN), "delai": item.delai, "service": service}


def _sub_rows(
    kind: PackCategorie, parent: Categorie, known: Mapping[str, Organisation]
) -> Iterator[dict[str, Any]]:
    for item in kind.sous_categories:
        own = find(known, item.service, "organisation") if item.service else parent.service
        yield {
            **_pick(item, _COMMUN),
            "delai": parent.delai if item.delai is None else item.delai,
            "service": own,
            "urgence": item.urgence,
        }


def register_sections() -> None:
    register(
        Section(
            name="signalements",
            title="Signalements",
            pattern="signalements.yaml",
            model=PackSignalements,
            order=110,
            read=read_signalements,
            write=write_signalements,
        )
    )
