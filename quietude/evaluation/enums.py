"""Closed lists of the evaluation."""

from django.db.models import TextChoices


class EtatEvaluation(TextChoices):
    OUVERTE = "ouverte", "Ouverte"
    ADOPTEE = "adoptee", "Adoptée"
    PUBLIEE = "publiee", "Publiée"


class EtatContribution(TextChoices):
    DEMANDEE = "demandee", "Demandée"
    RENDUE = "rendue", "Rendue"
