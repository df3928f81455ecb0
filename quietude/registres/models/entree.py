"""What was handed in: rows of a register, and the requests for those that lack."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.registres.models.registre import Registre
from quietude.registres.querysets import EntreeQuerySet, RelanceQuerySet
from quietude.socle.periodes import Periode


class Entree(Journalise):
    """A row: an event of one day, or the figures of one span.

    `valeurs` is {field code: value}: a number is written as text ("12", "3.5"), a date as
    ISO, a yes or no as "oui" or "non", everything else as a code. `neant` says that there is
    nothing to count, which is not the same as no answer. `cle` makes rows of a span unique.
    """

    registre = models.ForeignKey(Registre, models.PROTECT, related_name="entrees")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="entrees", verbose_name="fourni par"
    )
    debut = models.DateField("du")
    fin = models.DateField("au")
    valeurs = models.JSONField(default=dict)
    neant = models.BooleanField("rien à signaler", default=False)
    cle = models.CharField(max_length=64, blank=True, editable=False)
    saisie_le = models.DateTimeField(default=timezone.now, editable=False)

    objects = EntreeQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-fin", "-debut", "organisation", "id"]
        verbose_name = "entrée"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")),
                name="entree_dates",
                violation_error_message="La fin précède le début.",
            ),
            models.CheckConstraint(
                condition=Q(neant=False) | Q(valeurs={}),
                name="entree_neant_vide",
                violation_error_message="« Rien à signaler » ne va pas avec des valeurs.",
            ),
            models.UniqueConstraint(
                fields=["registre", "organisation", "debut", "fin", "cle"],
                condition=~Q(cle=""),
                name="entree_unique",
                violation_error_message="Ces chiffres sont déjà saisis : corrigez-les.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["registre", "fin", "debut"], name="entree_registre_fin"),
        ]

    def __str__(self) -> str:
        return f"{self.registre}, {self.periode.libelle}"

    def get_absolute_url(self) -> str:
        return reverse("registres:entree", args=[self.registre.code, self.pk])

    @property
    def periode(self) -> Periode:
        return Periode(self.debut, self.fin)


class Relance(Journalise):
    """A request for missing figures, sent by e-mail."""

    JOURNAL_SUJET = ("registres.registre", "registre_id")

    registre = models.ForeignKey(Registre, models.CASCADE, related_name="relances")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    debut = models.DateField("du")
    fin = models.DateField("au")
    envoyee_le = models.DateTimeField(default=timezone.now)

    objects = RelanceQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-envoyee_le"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="relance_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.registre}, {Periode(self.debut, self.fin).libelle}"
