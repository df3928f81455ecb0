"""What comes from without an account: put aside to be looked at, answered by a link."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.signalements.enums import MotifQuarantaine
from quietude.signalements.models.signalement import Signalement
from quietude.signalements.models.suite import SUJET
from quietude.signalements.querysets_en_ligne import LienQuerySet, QuarantaineQuerySet


class MiseEnQuarantaine(Journalise):
    """Why a report was put aside, and when someone looked at it.

    `Signalement.quarantaine` says whether it still is; `efface_le` when what a rejected one
    said was erased.
    """

    JOURNAL_SUJET = SUJET

    signalement = models.OneToOneField(
        Signalement, models.CASCADE, related_name="mise_en_quarantaine"
    )
    motifs = ArrayField(models.CharField(max_length=20, choices=MotifQuarantaine))
    le = models.DateTimeField("le", default=timezone.now)
    triee_le = models.DateTimeField("regardée le", null=True, blank=True)
    efface_le = models.DateField("effacé le", null=True, blank=True)

    objects = QuarantaineQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "mise en quarantaine"
        ordering: ClassVar = ["le"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(motifs__len__gte=1, motifs__contained_by=MotifQuarantaine.values),
                name="quarantaine_motifs_connus",
                violation_error_message="Une mise en quarantaine a au moins un motif connu.",
            ),
            models.CheckConstraint(
                condition=Q(efface_le__isnull=True) | Q(triee_le__isnull=False),
                name="quarantaine_effacee_triee",
                violation_error_message="Seul un envoi regardé, puis écarté, est effacé.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["le"],
                condition=Q(triee_le__isnull=True),
                name="quarantaine_a_trier",
            ),
        ]

    def __str__(self) -> str:
        return f"Quarantaine du signalement {self.signalement_id}"

    @property
    def raisons(self) -> list[str]:
        return [str(MotifQuarantaine(motif).label) for motif in self.motifs]


class LienReponse(Journalise):
    """One report opened to one partner, for a time, by a link sent by e-mail."""

    JOURNAL_SUJET = SUJET
    JOURNAL_SANS = ("jeton_empreinte", "email")

    signalement = models.ForeignKey(Signalement, models.CASCADE, related_name="liens")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    email = models.EmailField("adresse électronique")
    jeton_empreinte = models.CharField(max_length=64, unique=True, editable=False)
    envoye_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="envoyé par"
    )
    envoye_le = models.DateTimeField("envoyé le", default=timezone.now)
    expire_le = models.DateTimeField("expire le")
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)

    objects = LienQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "lien de réponse"
        ordering: ClassVar = ["-envoye_le", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expire_le__gt=F("envoye_le")),
                name="lien_expire_apres",
                violation_error_message="Un lien expire après son envoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lien de {self.organisation} (signalement {self.signalement_id})"

    @property
    def utilisable(self) -> bool:
        return self.revoque_le is None and self.expire_le > timezone.now()
