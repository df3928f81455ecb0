"""Documents produced in the background and kept with their date and author."""

import re
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from quietude.documents.enums import EtatDocument, Format
from quietude.documents.querysets import DocumentProduitQuerySet
from quietude.journal.models import Journalise
from quietude.socle.models import known_choice


class DocumentProduit(Journalise):
    """One file of any of the formats. `recette` names who builds it, `parametres` of what."""

    JOURNAL_SANS = ("contenu", "progression")

    titre = models.CharField("titre", max_length=300)
    recette = models.CharField(max_length=60)
    parametres = models.JSONField(default=dict)
    format = models.CharField("format", max_length=10, choices=Format)
    etat = models.CharField(
        "état", max_length=20, choices=EtatDocument, default=EtatDocument.EN_ATTENTE
    )
    progression = models.PositiveSmallIntegerField("progression (%)", default=0)
    erreur = models.TextField(blank=True)
    contenu = models.BinaryField(null=True)
    taille = models.PositiveIntegerField("taille (octets)", default=0)
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="demandé par"
    )
    demande_le = models.DateTimeField("demandé le", default=timezone.now)
    pret_le = models.DateTimeField("prêt le", null=True, blank=True)

    objects = DocumentProduitQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-demande_le"]
        constraints: ClassVar = [
            known_choice("etat", EtatDocument, "document_etat_connu"),
            known_choice("format", Format, "document_format_connu"),
            models.CheckConstraint(
                condition=~Q(etat=EtatDocument.PRET) | Q(contenu__isnull=False),
                name="document_pret_a_un_contenu",
            ),
            models.CheckConstraint(
                condition=Q(progression__lte=100), name="document_progression"
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("documents:document", args=[self.pk])

    @property
    def termine(self) -> bool:
        return self.etat in {EtatDocument.PRET, EtatDocument.ECHEC}

    @property
    def nom_fichier(self) -> str:
        """Its title and day, without what a file system refuses."""
        name = re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', " ", self.titre).strip()[:150]
        day = timezone.localtime(self.pret_le or self.demande_le)
        return f"{name} ({day:%Y-%m-%d}).{self.format}"
