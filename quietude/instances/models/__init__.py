from quietude.instances.models.instance import Instance, Membre, Rythme

__all__ = ["Instance", "Membre", "Rythme"]
