"""The bodies, between the pack and the database."""

from collections.abc import Sequence

from quietude.instances.enums import QualiteMembre, UniteRythme
from quietude.instances.models import Instance, Membre, Rythme
from quietude.instances.pack import PackInstance, PackInstances, PackMembre, PackRythme
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
    )


def read_instances(key: str) -> list[PackInstances]:
    bodies = Instance.objects.select_related("rend_compte_a").prefetch_related(
        "composition__organisation", "rythmes"
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
