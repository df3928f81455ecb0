"""Fictional bodies, seats and rhythms."""

from typing import Any

from quietude.instances.enums import Confidentialite, NatureInstance, UniteRythme
from quietude.instances.models import Instance, Membre, Rythme
from tests.strategie.factories import write


def make_instance(code: str, **fields: Any) -> Instance:
    values = {
        "nom": f"Cellule {code}",
        "nature": NatureInstance.CELLULE,
        "confidentialite": Confidentialite.OUVERTE,
        **fields,
    }
    return write(Instance, code=code, **values)


def make_membre(instance: Instance, fonction: str, **fields: Any) -> Membre:
    rank = instance.composition.count()
    return write(Membre, instance=instance, fonction=fonction, ordre=rank, **fields)


def make_rythme(instance: Instance, **fields: Any) -> Rythme:
    values = {"unite": UniteRythme.MOIS, "ordre": instance.rythmes.count(), **fields}
    return write(Rythme, instance=instance, **values)
