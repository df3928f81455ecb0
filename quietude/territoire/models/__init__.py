from quietude.territoire.models.lieu import Lieu, LieuSecteur
from quietude.territoire.models.territoire import Commune, Division, Secteur, Territoire

__all__ = ["Commune", "Division", "Lieu", "LieuSecteur", "Secteur", "Territoire"]
