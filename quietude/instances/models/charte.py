"""The charter of ethics of a body, signed by a person, for a time."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from quietude.instances.models.instance import Instance
from quietude.instances.querysets import SignatureCharteQuerySet
from quietude.journal.models import Journalise
from quietude.partenaires.models import Personne


class SignatureCharte(Journalise):
    """Both days included; a renewal is a row of its own."""

    JOURNAL_SUJET = ("instances.instance", "instance_id")

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="signatures")
    personne = models.ForeignKey(Personne, models.CASCADE, related_name="chartes")
    signee_le = models.DateField("signée le")
    expire_le = models.DateField("vaut jusqu’au")

    objects = SignatureCharteQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-expire_le", "id"]
        verbose_name = "signature de la charte"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expire_le__gt=F("signee_le")),
                name="signature_expire_apres",
                violation_error_message="Une charte vaut au-delà du jour où elle est signée.",
            ),
            models.UniqueConstraint(
                fields=["instance", "personne", "signee_le"],
                name="signature_une_par_jour",
                violation_error_message="Cette signature est déjà notée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.personne}, charte de {self.instance}"
