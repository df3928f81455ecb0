from quietude.partenaires.models.organisation import Organisation
from quietude.partenaires.models.personne import Mandat, Personne

__all__ = ["Mandat", "Organisation", "Personne"]
