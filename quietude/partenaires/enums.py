"""Closed lists of the partners."""

from django.db.models import TextChoices


class NatureOrganisation(TextChoices):
    VILLE = "ville", "Commune ou intercommunalité"
    SERVICE_MUNICIPAL = "service-municipal", "Service municipal"
    ETAT = "etat", "Service de l'État"
    FORCE_SECURITE = "force-securite", "Police nationale ou gendarmerie"
    JUSTICE = "justice", "Justice"
    EDUCATION = "education", "Éducation nationale ou établissement"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    BAILLEUR = "bailleur", "Bailleur social"
    ASSOCIATION = "association", "Association"
    SANTE = "sante", "Santé"
    ORGANISME = "organisme", "Organisme public ou social"
    HABITANTS = "habitants", "Habitants et leurs comités"
    RESEAU = "reseau", "Réseau ou collectif"
