"""What moves in the life of a sheet: calendar, money, documents, links."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietude.journal.models import Journalise
from quietude.socle.models import known_choice
from quietude.strategie.enums import EtatJalon, Financeur, NatureLien
from quietude.strategie.models.fiche import SUJET_FICHE, FicheAction
from quietude.strategie.models.strategie import Strategie
from quietude.strategie.querysets import JalonQuerySet


class Jalon(Journalise):
    """A step of the calendar; `precision` is what is said when no day is given."""

    JOURNAL_SUJET = SUJET_FICHE

    fiche = models.ForeignKey(FicheAction, models.CASCADE, related_name="jalons")
    titre = models.CharField("titre", max_length=300)
    echeance = models.DateField("échéance", null=True, blank=True)
    precision = models.CharField("précision", max_length=300, blank=True)
    etat = models.CharField("état", max_length=20, choices=EtatJalon, default=EtatJalon.PREVU)
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = JalonQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "id"]
        constraints: ClassVar = [known_choice("etat", EtatJalon, "jalon_etat_connu")]

    def __str__(self) -> str:
        return self.titre


class Financement(Journalise):
    """Money asked of a funder, granted by it and spent, in euros."""

    JOURNAL_SUJET = SUJET_FICHE

    fiche = models.ForeignKey(FicheAction, models.CASCADE, related_name="financements")
    financeur = models.CharField("financeur", max_length=20, choices=Financeur)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    demande = models.DecimalField(
        "demandé (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    accorde = models.DecimalField(
        "accordé (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    depense = models.DecimalField(
        "dépensé (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    note = models.TextField("note", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "id"]
        constraints: ClassVar = [
            known_choice("financeur", Financeur, "financement_financeur_connu"),
            models.CheckConstraint(
                condition=(Q(demande__isnull=True) | Q(demande__gte=0))
                & (Q(accorde__isnull=True) | Q(accorde__gte=0))
                & (Q(depense__isnull=True) | Q(depense__gte=0)),
                name="financement_positif",
                violation_error_message="Un montant n'est pas négatif.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_financeur_display()


class DocumentLie(Journalise):
    """A document that goes with the sheet: an address, or a file kept here."""

    JOURNAL_SUJET = SUJET_FICHE
    JOURNAL_SANS = ("contenu",)

    fiche = models.ForeignKey(FicheAction, models.CASCADE, related_name="documents")
    titre = models.CharField("titre", max_length=300)
    url = models.URLField("adresse", max_length=500, blank=True)
    note = models.TextField("note", blank=True)
    fichier_nom = models.CharField("fichier", max_length=200, blank=True)
    contenu = models.BinaryField(null=True, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "id"]
        verbose_name = "document lié"

    def __str__(self) -> str:
        return self.titre


class Lien(Journalise):
    """A link to another sheet, or to an action of an earlier strategy."""

    JOURNAL_SUJET = SUJET_FICHE

    fiche = models.ForeignKey(FicheAction, models.CASCADE, related_name="liens")
    nature = models.CharField("nature", max_length=20, choices=NatureLien)
    vers = models.ForeignKey(
        FicheAction, models.CASCADE, null=True, blank=True, related_name="liens_entrants"
    )
    strategie = models.ForeignKey(
        Strategie, models.PROTECT, null=True, blank=True, related_name="+"
    )
    mention = models.TextField("mention", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre"]
        constraints: ClassVar = [
            known_choice("nature", NatureLien, "lien_nature_connue"),
            models.CheckConstraint(
                condition=Q(vers__isnull=False) | Q(strategie__isnull=False) | ~Q(mention=""),
                name="lien_a_une_cible",
                violation_error_message="Un lien mène à une fiche ou à une stratégie.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_nature_display()
