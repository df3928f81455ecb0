"""Agreements annexed to the strategy."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.strategie.models.strategie import Strategie
from quietude.territoire.models import Lieu


class Protocole(Journalise):
    strategie = models.ForeignKey(Strategie, models.CASCADE, related_name="protocoles")
    code = models.SlugField(max_length=80)
    titre = models.CharField("titre", max_length=300)
    lieu = models.CharField("imprimé en", max_length=60, blank=True)
    objet = models.TextField("objet", blank=True)
    texte = models.TextField("texte", blank=True)
    sites = models.ManyToManyField(Lieu, through="ProtocoleSite", related_name="protocoles")
    instance = models.SlugField("instance de suivi", max_length=80, blank=True)
    debut = models.DateField("signé le", null=True, blank=True)
    duree_mois = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)
    reconduction = models.TextField("reconduction", blank=True)
    preavis_mois = models.PositiveSmallIntegerField("préavis (mois)", null=True, blank=True)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["strategie", "code"], name="protocole_code_unique"),
        ]

    def __str__(self) -> str:
        return self.titre


class PartieProtocole(Journalise):
    JOURNAL_SUJET = ("strategie.protocole", "protocole_id")

    protocole = models.ForeignKey(Protocole, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    fonction = models.CharField("fonction du signataire", max_length=300)
    engagements = ArrayField(models.TextField(), default=list, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        verbose_name = "partie au protocole"
        ordering: ClassVar = ["ordre"]

    def __str__(self) -> str:
        return self.fonction


class ProtocoleSite(Journalise):
    JOURNAL_SUJET = ("strategie.protocole", "protocole_id")

    protocole = models.ForeignKey(Protocole, models.CASCADE, related_name="implantations")
    lieu = models.ForeignKey(Lieu, models.PROTECT, related_name="implantations")
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        verbose_name = "site d'un protocole"
        ordering: ClassVar = ["ordre"]

    def __str__(self) -> str:
        return f"{self.protocole} : {self.lieu}"
