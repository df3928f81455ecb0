"""The action sheet and what describes it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.socle.models import in_order, known_choice
from quietude.strategie.enums import EtatFiche, RoleEngagement
from quietude.strategie.models.strategie import Objectif, Strategie
from quietude.strategie.querysets import FicheActionQuerySet
from quietude.territoire.models import Secteur

SUJET_FICHE = ("strategie.ficheaction", "fiche_id")


class FicheAction(Journalise):
    """One action of the strategy."""

    strategie = models.ForeignKey(Strategie, models.CASCADE, related_name="fiches")
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("titre", max_length=300)
    titre_sommaire = models.CharField("titre au sommaire", max_length=300, blank=True)
    objectif = models.ForeignKey(Objectif, models.PROTECT, related_name="fiches")
    etat = models.CharField(
        "état", max_length=20, choices=EtatFiche, default=EtatFiche.A_LANCER
    )
    avancement = models.PositiveSmallIntegerField("avancement (%)", default=0)
    constat = models.TextField("constat", blank=True)
    but = models.TextField("objectif de l'action", blank=True)
    contenu = models.TextField("contenu", blank=True)
    publics = ArrayField(
        models.CharField(max_length=300), verbose_name="publics", default=list, blank=True
    )
    partenaires_mention = models.CharField("autres partenaires", max_length=300, blank=True)
    # The bodies live in a layer above: they are named here by their code.
    instances = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    evaluation = models.TextField("évaluation prévue", blank=True)
    secteurs = models.ManyToManyField(Secteur, through="FicheSecteur", related_name="fiches")

    objects = FicheActionQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["strategie", "numero"]
        verbose_name = "fiche action"
        verbose_name_plural = "fiches actions"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["strategie", "numero"],
                name="fiche_numero_unique",
                violation_error_message="Ce numéro est déjà pris dans la stratégie.",
            ),
            known_choice("etat", EtatFiche, "fiche_etat_connu"),
            models.CheckConstraint(
                condition=Q(avancement__lte=100),
                name="fiche_avancement",
                violation_error_message="L'avancement va de 0 à 100 %.",
            ),
            in_order("debut", "fin", "fiche_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.numero}. {self.titre}"

    def get_absolute_url(self) -> str:
        return reverse("strategie:fiche", args=[self.strategie.code, self.numero])


class Mesure(Journalise):
    """A measure inside an action (sheet 1 of Istres has four)."""

    JOURNAL_SUJET = SUJET_FICHE

    fiche = models.ForeignKey(FicheAction, models.CASCADE, related_name="mesures")
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("titre", max_length=300)
    objectif = models.TextField("objectif", blank=True)
    contenu = models.TextField("contenu", blank=True)
    instances = ArrayField(models.SlugField(max_length=80), default=list, blank=True)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["numero"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fiche", "numero"], name="mesure_numero_unique"),
        ]

    def __str__(self) -> str:
        return f"Mesure {self.numero} : {self.titre}"


class Engagement(Journalise):
    """An organisation that leads a sheet (or one of its measures), or takes part in it."""

    JOURNAL_SUJET = SUJET_FICHE

    fiche = models.ForeignKey(FicheAction, models.CASCADE, related_name="engagements")
    mesure = models.ForeignKey(
        Mesure, models.CASCADE, null=True, blank=True, related_name="engagements"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="engagements")
    role = models.CharField("rôle", max_length=20, choices=RoleEngagement)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["role", "ordre"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["fiche", "mesure", "organisation", "role"],
                name="engagement_unique",
                nulls_distinct=False,
                violation_error_message="Cette organisation y figure déjà.",
            ),
            known_choice("role", RoleEngagement, "engagement_role_connu"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class FicheSecteur(Journalise):
    JOURNAL_SUJET = SUJET_FICHE

    fiche = models.ForeignKey(FicheAction, models.CASCADE, related_name="perimetre")
    secteur = models.ForeignKey(Secteur, models.PROTECT, related_name="perimetre")
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        verbose_name = "secteur d'une fiche"
        ordering: ClassVar = ["ordre"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fiche", "secteur"], name="fiche_secteur_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.fiche} : {self.secteur}"


class ReferenceLegale(Journalise):
    """A legal text a sheet rests on, dated: law moves."""

    JOURNAL_SUJET = SUJET_FICHE

    fiche = models.ForeignKey(FicheAction, models.CASCADE, related_name="cadre")
    mesure = models.ForeignKey(
        Mesure, models.CASCADE, null=True, blank=True, related_name="cadre"
    )
    reference = models.CharField("référence", max_length=300)
    datee_du = models.DateField("datée du", null=True, blank=True)
    objet = models.TextField("objet", blank=True)
    remplacee_par = models.CharField("remplacée par", max_length=300, blank=True)
    remplacee_le = models.DateField("remplacée le", null=True, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        verbose_name = "référence légale"
        ordering: ClassVar = ["ordre"]

    def __str__(self) -> str:
        return self.reference
