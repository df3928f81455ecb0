from quietude.observatoire.models.publication import Affirmation, Chiffre, Tableau

__all__ = ["Affirmation", "Chiffre", "Tableau"]
