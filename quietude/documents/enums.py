"""Closed lists of the documents."""

from django.db.models import TextChoices


class Format(TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word (DOCX)"
    XLSX = "xlsx", "Classeur (XLSX)"
    PPTX = "pptx", "Diaporama (PPTX)"

    @property
    def content_type(self) -> str:
        office = "application/vnd.openxmlformats-officedocument"
        return {
            Format.PDF: "application/pdf",
            Format.DOCX: f"{office}.wordprocessingml.document",
            Format.XLSX: f"{office}.spreadsheetml.sheet",
            Format.PPTX: f"{office}.presentationml.presentation",
        }[self]


class EtatDocument(TextChoices):
    EN_ATTENTE = "en-attente", "En attente"
    EN_COURS = "en-cours", "En cours de production"
    PRET = "pret", "Prêt"
    ECHEC = "echec", "Échec"
