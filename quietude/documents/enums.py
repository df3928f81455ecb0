"""Closed lists of the documents."""

from django.db.models import TextChoices


class Format(TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word (DOCX)"
    XLSX = "xlsx", "Classeur (XLSX)"


class EtatDocument(TextChoices):
    EN_ATTENTE = "en-attente", "En attente"
    EN_COURS = "en-cours", "En cours de production"
    PRET = "pret", "Prêt"
    ECHEC = "echec", "Échec"
