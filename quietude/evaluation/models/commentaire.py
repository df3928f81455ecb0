"""What the pilot says of a figure; for an indicator that is a text, the text itself."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from quietude.evaluation.querysets import CommentaireIndicateurQuerySet
from quietude.journal.models import Journalise
from quietude.socle.periodes import Periode
from quietude.strategie.models import Indicateur


class CommentaireIndicateur(Journalise):
    JOURNAL_SUJET = ("strategie.indicateur", "indicateur_id")

    indicateur = models.ForeignKey(Indicateur, models.CASCADE, related_name="commentaires")
    debut = models.DateField("du")
    fin = models.DateField("au")
    texte = models.TextField("commentaire")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ecrit_le = models.DateTimeField(default=timezone.now)

    objects = CommentaireIndicateurQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-fin", "-debut"]
        verbose_name = "commentaire d'indicateur"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicateur", "debut", "fin"],
                name="commentaire_indicateur_unique",
                violation_error_message="Cette période a déjà son commentaire : modifiez-le.",
            ),
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")), name="commentaire_indicateur_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicateur}, {self.periode.libelle}"

    @property
    def periode(self) -> Periode:
        return Periode(self.debut, self.fin)
