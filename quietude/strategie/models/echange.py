"""What people write around a sheet: comments, and drafts not yet saved."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quietude.journal.models import Journalise
from quietude.strategie.models.fiche import SUJET_FICHE, FicheAction


class Commentaire(Journalise):
    """Between partners, on a sheet. Withdrawn by its author, it leaves its place."""

    JOURNAL_SUJET = SUJET_FICHE

    fiche = models.ForeignKey(FicheAction, models.CASCADE, related_name="commentaires")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    texte = models.TextField("commentaire", max_length=5000)
    ecrit_le = models.DateTimeField("écrit le", default=timezone.now)
    modifie_le = models.DateTimeField("modifié le", null=True, blank=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ecrit_le"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(texte="") | Q(retire_le__isnull=False),
                name="commentaire_non_vide",
                violation_error_message="Écrivez un commentaire.",
            ),
        ]

    def __str__(self) -> str:
        return f"Commentaire du {self.ecrit_le:%d/%m/%Y}"


class Brouillon(models.Model):
    """What someone is typing in one section of a sheet; a lost connection loses nothing.

    Not journalised: nothing is decided until the section is saved.
    """

    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    fiche = models.ForeignKey(FicheAction, models.CASCADE, related_name="+")
    section = models.CharField(max_length=40)
    # What the section said when the draft was begun (quietude.strategie.sections.fingerprint).
    empreinte = models.CharField(max_length=64)
    donnees = models.JSONField(help_text="les champs du formulaire, tels que saisis")
    enregistre_le = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["utilisateur", "fiche", "section"], name="brouillon_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"Brouillon {self.section}"
