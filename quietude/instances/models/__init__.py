from quietude.instances.models.instance import Instance, Membre, Rythme
from quietude.instances.models.reunion import Decision, Presence, Reunion

__all__ = ["Decision", "Instance", "Membre", "Presence", "Reunion", "Rythme"]
