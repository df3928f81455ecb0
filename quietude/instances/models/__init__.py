from quietude.instances.models.instance import Instance, Membre, Rythme
from quietude.instances.models.reunion import DEJA_INSCRITE, Decision, Presence, Reunion

__all__ = [
    "DEJA_INSCRITE",
    "Decision",
    "Instance",
    "Membre",
    "Presence",
    "Reunion",
    "Rythme",
]
