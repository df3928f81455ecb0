"""Closed lists of the registers."""

from django.db.models import TextChoices


class Frequence(TextChoices):
    """How often figures are handed in; as they come, each row is one event of one day."""

    AU_FIL = "au-fil", "Au fil de l’eau"
    MENSUELLE = "mensuelle", "Chaque mois"
    TRIMESTRIELLE = "trimestrielle", "Chaque trimestre"
    SEMESTRIELLE = "semestrielle", "Chaque semestre"
    ANNUELLE = "annuelle", "Chaque année"
    ANNEE_SCOLAIRE = "annee-scolaire", "Chaque année scolaire"


class TypeChamp(TextChoices):
    """What a field may hold. There is no free text, so nothing can be written of a person."""

    ENTIER = "entier", "Nombre entier"
    DECIMAL = "decimal", "Nombre à virgule"
    CHOIX = "choix", "Choix dans une liste"
    DATE = "date", "Date"
    LIEU = "lieu", "Lieu"
    SECTEUR = "secteur", "Secteur"
    ORGANISATION = "organisation", "Organisation"
    ETABLISSEMENT = "etablissement", "Établissement scolaire"
    OUI_NON = "oui-non", "Oui ou non"


NOMBRES = frozenset({TypeChamp.ENTIER, TypeChamp.DECIMAL})


class Cumul(TextChoices):
    """What the figures of several rows make together."""

    SOMME = "somme", "Les valeurs s’ajoutent"
    DERNIER = "dernier", "La dernière valeur compte (stock)"
    MOYENNE = "moyenne", "La moyenne des valeurs"
    MEDIANE = "mediane", "La médiane des valeurs"
