"""What a register asks for: a small dataset that a town defines without code."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.registres.enums import NOMBRES, Cumul, Frequence, TypeChamp
from quietude.registres.querysets import RegistreQuerySet
from quietude.socle.models import in_order, known_choice
from quietude.territoire.models import Division

SUJET = ("registres.registre", "registre_id")


class Registre(Journalise):
    """`delai` is how many days after a span its figures are late."""

    code = models.SlugField(max_length=80, unique=True)
    nom = models.CharField("nom", max_length=300)
    definition = models.TextField("ce que l’on compte", blank=True)
    frequence = models.CharField("fréquence", max_length=20, choices=Frequence)
    depuis = models.DateField("tenu depuis le")
    jusqu_au = models.DateField("tenu jusqu’au", null=True, blank=True)
    delai = models.PositiveSmallIntegerField("délai de remise (jours)", default=15)
    nominatif = models.BooleanField(
        "issu d’un suivi nominatif",
        default=False,
        help_text="Les petits effectifs sont alors masqués partout hors du registre.",
    )
    seuil = models.PositiveSmallIntegerField(
        "effectif en dessous duquel on masque", default=5, validators=[MinValueValidator(2)]
    )
    fournisseurs = models.ManyToManyField(
        Organisation, through="Fournisseur", related_name="registres"
    )
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = RegistreQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "nom"]
        constraints: ClassVar = [
            known_choice("frequence", Frequence, "registre_frequence_connue"),
            in_order("depuis", "jusqu_au", "registre_dates"),
            models.CheckConstraint(
                condition=Q(seuil__gte=2),
                name="registre_seuil",
                violation_error_message="Le seuil est d’au moins 2.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("registres:registre", args=[self.code])

    @property
    def au_fil(self) -> bool:
        return self.frequence == Frequence.AU_FIL


class Fournisseur(Journalise):
    """Who hands in the figures, from when, until when."""

    JOURNAL_SUJET = SUJET

    registre = models.ForeignKey(Registre, models.CASCADE, related_name="fournit")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    depuis = models.DateField("depuis le", null=True, blank=True)
    jusqu_au = models.DateField("jusqu’au", null=True, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registre", "organisation"],
                name="fournisseur_unique",
                violation_error_message="Cette organisation est déjà dans la liste.",
            ),
            in_order("depuis", "jusqu_au", "fournisseur_dates"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Champ(Journalise):
    """One thing to fill in. A field no longer asked for is closed, never removed from rows."""

    JOURNAL_SUJET = SUJET

    registre = models.ForeignKey(Registre, models.CASCADE, related_name="champs")
    code = models.SlugField(max_length=60)
    libelle = models.CharField("libellé", max_length=200)
    type = models.CharField("type", max_length=20, choices=TypeChamp)
    unite = models.CharField("unité", max_length=60, blank=True)
    aide = models.CharField("aide à la saisie", max_length=300, blank=True)
    obligatoire = models.BooleanField("obligatoire", default=True)
    cumul = models.CharField(
        "cumul", max_length=20, choices=Cumul, blank=True, help_text="Pour un nombre."
    )
    minimum = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    maximum = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    division = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="découpage",
    )
    depuis = models.DateField("demandé depuis le", null=True, blank=True)
    jusqu_au = models.DateField("demandé jusqu’au", null=True, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registre", "code"],
                name="champ_code_unique",
                violation_error_message="Ce code de champ est déjà pris dans le registre.",
            ),
            known_choice("type", TypeChamp, "champ_type_connu"),
            known_choice("cumul", Cumul, "champ_cumul_connu"),
            models.CheckConstraint(
                condition=Q(type__in=NOMBRES) & ~Q(cumul="")
                | ~Q(type__in=NOMBRES) & Q(cumul=""),
                name="champ_cumul_d_un_nombre",
                violation_error_message="Dites comment les nombres se cumulent, et eux seuls.",
            ),
            in_order("depuis", "jusqu_au", "champ_dates"),
            in_order("minimum", "maximum", "champ_bornes"),
        ]

    def __str__(self) -> str:
        return self.libelle

    @property
    def est_nombre(self) -> bool:
        return self.type in NOMBRES


class Choix(Journalise):
    """One value of a closed list, with the dates between which it can be chosen."""

    JOURNAL_SUJET = ("registres.champ", "champ_id")

    champ = models.ForeignKey(Champ, models.CASCADE, related_name="choix")
    code = models.SlugField(max_length=60)
    libelle = models.CharField("libellé", max_length=200)
    depuis = models.DateField("depuis le", null=True, blank=True)
    jusqu_au = models.DateField("jusqu’au", null=True, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "id"]
        verbose_name_plural = "choix"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["champ", "code"],
                name="choix_code_unique",
                violation_error_message="Ce code est déjà pris dans la liste.",
            ),
            in_order("depuis", "jusqu_au", "choix_dates"),
        ]

    def __str__(self) -> str:
        return self.libelle
