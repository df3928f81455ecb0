from quietude.registres.models.entree import Entree, Relance
from quietude.registres.models.registre import Champ, Choix, Fournisseur, Registre

__all__ = ["Champ", "Choix", "Entree", "Fournisseur", "Registre", "Relance"]
