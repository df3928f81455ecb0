"""The bodies, between the pack and the database."""

from collections.abc import Sequence
from typing import Any

from quietude.instances.enums import EtatReglement, QualiteMembre, UniteRythme
from quietude.instances.models import Instance, Membre, ReglementInterieur, Rythme
from quietude.instances.pack import (
    PackInstance,
    PackInstances,
    PackMembre,
    PackReglement,
    PackRythme,
)
from quietude.partenaires.models import Organisation
from quietude.socle.pack.registre import Section, register
from quietude.socle.pack.synchro import find, synchronise

_PLAIN = (
    "code", "nom", "sigle", "nature", "confidentialite", "lieu", "base_legale", "missions",
    "sur_demande", "charte", "rend_compte_note", "objectifs",
)  # fmt: skip


def _read(instance: Instance) -> PackInstance:
    return PackInstance(
        **{name: getattr(instance, name) for name in _PLAIN},
        rend_compte_a=instance.rend_compte_a.code if instance.rend_compte_a else None,
        composition=[
            PackMembre(
                fonction=membre.fonction,
                organisation=membre.organisation.code if membre.organisation else None,
                qualite=QualiteMembre(membre.qualite),
                note=membre.note,
            )
            for membre in instance.composition.all()
        ],
        rythmes=[
            PackRythme(
                fois=rythme.fois,
                tous_les=rythme.tous_les,
                jusqu_a=rythme.jusqu_a,
                unite=UniteRythme(rythme.unite),
                minimum=rythme.minimum,
                temps_scolaire=rythme.temps_scolaire,
                public=rythme.public,
                lieu=rythme.lieu,
                mention=rythme.mention,
            )
            for rythme in instance.rythmes.all()
        ],
        reglements=[
            PackReglement(version=row.version, adopte_le=row.adopte_le, texte=row.texte)
            for row in sorted(instance.reglements.all(), key=lambda row: row.version)
        ],
    )


def read_instances(key: str) -> list[PackInstances]:
    bodies = Instance.objects.select_related("rend_compte_a").prefetch_related(
        "composition__organisation", "rythmes", "reglements"
    )
    return [PackInstances(instances=[_read(instance) for instance in bodies])]


def write_instances(items: Sequence[PackInstances], key: str) -> None:
    (item,) = items
    rows = [{name: getattr(body, name) for name in _PLAIN} for body in item.instances]
    bodies = synchronise(Instance.objects.all(), "code", rows)
    reports = [
        {
            "code": body.code,
            "rend_compte_a": find(bodies, body.rend_compte_a, "instance")
            if body.rend_compte_a
            else None,
        }
        for body in item.instances
    ]
    synchronise(Instance.objects.all(), "code", reports)
    organisations = {row.code: row for row in Organisation.objects.all()}
    for body in item.instances:
        instance = bodies[body.code]
        synchronise(
            Membre.objects.filter(instance=instance),
            "ordre",
            [
                {
                    **membre.model_dump(exclude={"organisation"}),
                    "organisation": find(organisations, membre.organisation, "organisation")
                    if membre.organisation
                    else None,
                }
                for membre in body.composition
            ],
            instance=instance,
        )
        synchronise(
            Rythme.objects.filter(instance=instance),
            "ordre",
            [rythme.model_dump() for rythme in body.rythmes],
            instance=instance,
        )
        _write_rules(instance, body)


def _write_rules(instance: Instance, body: PackInstance) -> None:
    """The meeting of an adoption is not in the pack: it stays while its day is the same."""
    rows = ReglementInterieur.objects.of(instance)
    met = {row.version: row.reunion for row in rows.select_related("reunion")}

    def values(item: PackReglement) -> dict[str, Any]:
        kept = met.get(item.version)
        same = kept is not None and kept.date == item.adopte_le
        etat = EtatReglement.ADOPTE if item.adopte_le else EtatReglement.PROJET
        return {**item.model_dump(), "etat": etat, "reunion": kept if same else None}

    written = [values(item) for item in body.reglements]
    synchronise(rows, "version", written, instance=instance)


def register_sections() -> None:
    register(
        Section(
            name="instances",
            title="Instances",
            pattern="instances.yaml",
            model=PackInstances,
            order=90,
            read=read_instances,
            write=write_instances,
        )
    )
