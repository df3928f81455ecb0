"""The texts of the strategy's document: context, diagnosis, governance, evaluation."""

from typing import ClassVar

from django.db import models

from quietude.journal.models import Journalise
from quietude.observatoire.models import Tableau
from quietude.strategie.models.strategie import Strategie


class Chapitre(Journalise):
    strategie = models.ForeignKey(Strategie, models.CASCADE, related_name="chapitres")
    code = models.SlugField(max_length=80)
    numero = models.CharField("numéro", max_length=20)
    titre = models.CharField("titre", max_length=300)
    texte = models.TextField("texte", blank=True, help_text="Markdown")
    tableaux = models.ManyToManyField(Tableau, through="ChapitreTableau", related_name="+")

    class Meta(Journalise.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["strategie", "code"], name="chapitre_code_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.numero} {self.titre}".strip()

    @property
    def rang(self) -> tuple[int, ...]:
        """Sort key: "2.10" comes after "2.9", a text without number first."""
        return tuple(int(part) for part in self.numero.split(".") if part.isdigit())


class ChapitreTableau(Journalise):
    JOURNAL_SUJET = ("strategie.chapitre", "chapitre_id")

    chapitre = models.ForeignKey(Chapitre, models.CASCADE, related_name="illustrations")
    tableau = models.ForeignKey(Tableau, models.CASCADE, related_name="illustrations")
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        verbose_name = "tableau d'un chapitre"
        ordering: ClassVar = ["ordre"]

    def __str__(self) -> str:
        return f"{self.chapitre} : {self.tableau}"
