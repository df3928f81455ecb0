"""territoire.yaml and geo/*.geojson, between the pack and the database."""

from collections.abc import Iterable, Sequence
from typing import Any

from quietude.socle.pack.registre import Section, register
from quietude.socle.pack.synchro import find, synchronise
from quietude.socle.regles import ActionImpossible
from quietude.territoire.enums import NatureDivision
from quietude.territoire.models import (
    Commune,
    Division,
    Lieu,
    LieuSecteur,
    Secteur,
    Territoire,
)
from quietude.territoire.pack import (
    PackCommune,
    PackDivision,
    PackGeometrie,
    PackLieu,
    PackSecteur,
    PackTerritoire,
)

COMMUNES = "communes"  # the geometry file of the communes themselves
_LIEU = ("code", "nom", "nature", "adresse", "longitude", "latitude")


def read_territoire(key: str) -> list[PackTerritoire]:
    territoire = Territoire.objects.first()
    if territoire is None:
        return []
    lieux = Lieu.objects.prefetch_related("rattachements__secteur__division")
    return [
        PackTerritoire(
            nom=territoire.nom,
            couleur=territoire.couleur,
            communes=[PackCommune(insee=c.insee, nom=c.nom) for c in Commune.objects.all()],
            divisions=[
                PackDivision(
                    code=division.code,
                    nom=division.nom,
                    nature=NatureDivision(division.nature),
                    source=division.source,
                    secteurs=[
                        PackSecteur(code=s.code, nom=s.nom, note=s.note)
                        for s in division.secteurs.all()
                    ],
                )
                for division in Division.objects.prefetch_related("secteurs")
            ],
            lieux=[
                PackLieu(
                    **{name: getattr(lieu, name) for name in _LIEU},
                    secteurs=[row.secteur.chemin for row in lieu.rattachements.all()],
                )
                for lieu in lieux
            ],
        )
    ]


def write_territoire(items: Sequence[PackTerritoire], key: str) -> None:
    (item,) = items
    _refuse_another_town(item)
    synchronise(
        Territoire.objects.all(),
        "unique",
        [{"unique": True, "nom": item.nom, "couleur": item.couleur}],
    )
    synchronise(Commune.objects.all(), "insee", [c.model_dump() for c in item.communes])
    plain = [d.model_dump(exclude={"secteurs"}) for d in item.divisions]
    divisions = synchronise(Division.objects.all(), "code", plain)
    for division in item.divisions:
        owner = divisions[division.code]
        synchronise(
            Secteur.objects.filter(division=owner),
            "code",
            [secteur.model_dump() for secteur in division.secteurs],
            division=owner,
        )
    _write_lieux(item.lieux)


def _refuse_another_town(item: PackTerritoire) -> None:
    """One installation serves one territory: another town's pack is a mistake."""
    known = set(Commune.objects.values_list("insee", flat=True))
    if known and not known & {commune.insee for commune in item.communes}:
        raise ActionImpossible(
            f"Cette base est celle de {Territoire.objects.get().nom} : elle ne peut pas "
            f"recevoir {item.nom}. Chargez ce pack dans une autre base."
        )


def _write_lieux(items: Sequence[PackLieu]) -> None:
    lieux = synchronise(
        Lieu.objects.all(),
        "code",
        [{name: getattr(item, name) for name in _LIEU} for item in items],
    )
    secteurs = {row.chemin: row for row in Secteur.objects.select_related("division")}
    for item in items:
        found = [find(secteurs, path, "secteur") for path in item.secteurs]
        synchronise(
            LieuSecteur.objects.filter(lieu=lieux[item.code]),
            "division_id",
            [{"secteur": secteur, "division": secteur.division} for secteur in found],
            lieu=lieux[item.code],
        )


def _collection(
    code: str, attribution: str, outlines: Iterable[tuple[str, Any]]
) -> PackGeometrie | None:
    features = [
        {"type": "Feature", "properties": {"code": name}, "geometry": outline}
        for name, outline in outlines
        if outline is not None
    ]
    if not features:
        return None
    return PackGeometrie(
        type="FeatureCollection", code=code, attribution=attribution, features=features
    )


def read_geometries(key: str) -> list[PackGeometrie]:
    communes = Commune.objects.all()
    attribution = communes[0].attribution if communes else ""
    found = [_collection(COMMUNES, attribution, ((c.insee, c.contour) for c in communes))]
    found += [
        _collection(
            division.code,
            division.attribution,
            ((secteur.code, secteur.contour) for secteur in division.secteurs.all()),
        )
        for division in Division.objects.prefetch_related("secteurs")
    ]
    return [item for item in found if item is not None]


def write_geometries(items: Sequence[PackGeometrie], key: str) -> None:
    by_code = {item.code: item for item in items}
    known = {COMMUNES, *Division.objects.values_list("code", flat=True)}
    for code in by_code.keys() - known:
        raise ActionImpossible(f"geo/{code}.geojson ne correspond à aucun découpage.")
    _draw(Commune.objects.all(), "insee", by_code.get(COMMUNES))
    for division in Division.objects.prefetch_related("secteurs"):
        item = by_code.get(division.code)
        attribution = item.attribution if item else ""
        if division.attribution != attribution:
            division.attribution = attribution
            division.save()
        _draw(division.secteurs.all(), "code", item)


def _draw(rows: Iterable[Any], name: str, item: PackGeometrie | None) -> None:
    """Give each row its outline; those the file does not draw lose theirs."""
    outlines = {
        str(feature.get("properties", {}).get("code")): feature.get("geometry")
        for feature in (item.features if item else [])
    }
    for row in rows:
        outline = outlines.pop(getattr(row, name), None)
        values = {"contour": outline}
        if isinstance(row, Commune):
            values["attribution"] = item.attribution if item else ""
        if any(getattr(row, field) != value for field, value in values.items()):
            for field, value in values.items():
                setattr(row, field, value)
            row.save()
    if outlines:
        unknown = ", ".join(sorted(outlines))
        raise ActionImpossible(f"contours sans secteur : {unknown}")


def register_sections() -> None:
    register(
        Section(
            name="territoire",
            title="Territoire",
            pattern="territoire.yaml",
            model=PackTerritoire,
            order=10,
            read=read_territoire,
            write=write_territoire,
        )
    )
    register(
        Section(
            name="geo",
            title="Contours",
            pattern="geo/*.geojson",
            model=PackGeometrie,
            order=20,
            read=read_geometries,
            write=write_geometries,
            filename=lambda item: item.code,
        )
    )
