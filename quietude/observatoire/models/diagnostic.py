"""The diagnosis as a reader goes through it: themes, analyses, breaks in the series."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from quietude.journal.models import Journalise
from quietude.observatoire.querysets import AnalyseQuerySet, PublicationQuerySet


class Theme(Journalise):
    """A page of the diagnosis.

    `recueil` is the strategy whose plan it follows, empty for the plan that every town has.
    `chapitre` is the code of the chapter that it completes in the printed strategy, `lieux` are
    the places of the document ("2.1.3") whose figures and claims it takes up;
    `grandeurs` and `agregats` are followed in addition to the series filed under the theme.
    """

    recueil = models.SlugField(max_length=80, blank=True)
    code = models.SlugField(max_length=80)
    titre = models.CharField(max_length=300)
    chapitre = models.SlugField(max_length=80, blank=True)
    lieux = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    grandeurs = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    agregats = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    note = models.TextField(blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = PublicationQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["recueil", "ordre", "code"]
        verbose_name = "thème"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recueil", "code"], name="theme_code_unique"),
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("observatoire:theme", args=[self.code])


class Rupture(Journalise):
    """A day across which a series does not compare, and why.

    It concerns the series of the family `famille` in the places whose code starts with
    `prefixe` ("pn-": police services), the quantities listed, and the series that name it.
    """

    code = models.SlugField(max_length=80, unique=True)
    famille = models.CharField(max_length=20, blank=True)
    prefixe = models.CharField(max_length=20, blank=True)
    grandeurs = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    le = models.DateField("date")
    titre = models.CharField(max_length=200)
    explication = models.TextField()
    source = models.TextField(blank=True)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["le", "code"]

    def __str__(self) -> str:
        return self.titre


class Analyse(Journalise):
    """What the coordinator says of a theme; each wording is kept, the last one is read.

    `affirmations`: [{"serie": code, "de": [first, last day], "a": [...], "sens": ...}], what
    the text claims of the figures, so that the rules can answer.
    """

    recueil = models.SlugField(max_length=80, blank=True)
    theme = models.SlugField("thème", max_length=80)
    version = models.PositiveSmallIntegerField(default=1)
    texte = models.TextField()
    affirmations = models.JSONField(default=list, blank=True)
    ecrit_le = models.DateField("écrit le")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AnalyseQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["recueil", "theme", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recueil", "theme", "version"], name="analyse_version_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme}, version {self.version}"
