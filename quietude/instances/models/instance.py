"""The bodies of the CLSPD: who sits by office, how often they meet."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from quietude.instances.enums import (
    Confidentialite,
    NatureInstance,
    QualiteMembre,
    UniteRythme,
)
from quietude.instances.querysets import InstanceQuerySet
from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.socle.models import known_choice

_PAR = {"semaine": "semaine", "mois": "mois", "trimestre": "trimestre", "annee": "an"}
_PLURIEL = {"semaine": "semaines", "mois": "mois", "trimestre": "trimestres", "annee": "ans"}
_FEMININ = {"semaine"}


class Instance(Journalise):
    code = models.SlugField(max_length=80, unique=True)
    nom = models.CharField("nom", max_length=300)
    sigle = models.CharField("sigle", max_length=60, blank=True)
    nature = models.CharField("nature", max_length=20, choices=NatureInstance)
    confidentialite = models.CharField(
        "confidentialité", max_length=20, choices=Confidentialite
    )
    lieu = models.CharField("décrite en", max_length=60, blank=True)
    base_legale = models.TextField("base légale", blank=True)
    missions = models.TextField("missions", blank=True)
    sur_demande = models.TextField("réunion sur demande", blank=True)
    charte = models.BooleanField("charte de déontologie exigée", default=False)
    rend_compte_a = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="rapports"
    )
    rend_compte_note = models.TextField("compte rendu", blank=True)
    objectifs = ArrayField(models.SlugField(max_length=80), default=list, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = InstanceQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre"]
        constraints: ClassVar = [
            known_choice("nature", NatureInstance, "instance_nature_connue"),
            known_choice("confidentialite", Confidentialite, "instance_confidentialite_connue"),
        ]

    def __str__(self) -> str:
        return self.sigle or self.nom

    @property
    def sous_charte(self) -> bool:
        """Whether only those who signed its charter enter."""
        return self.charte or self.confidentialite == Confidentialite.NOMINATIVE

    @property
    def secrete(self) -> bool:
        """Whether what is said there is only for those who signed its charter."""
        return self.sous_charte and self.confidentialite != Confidentialite.OUVERTE

    def get_absolute_url(self) -> str:
        return reverse("instances:instance", args=[self.code])


class Membre(Journalise):
    """A seat, held by an office."""

    JOURNAL_SUJET = ("instances.instance", "instance_id")

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="composition")
    fonction = models.CharField("fonction", max_length=300)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="sieges"
    )
    qualite = models.CharField(
        "qualité", max_length=20, choices=QualiteMembre, default=QualiteMembre.MEMBRE
    )
    note = models.TextField("note", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre"]
        constraints: ClassVar = [
            known_choice("qualite", QualiteMembre, "membre_qualite_connue")
        ]

    def __str__(self) -> str:
        return self.fonction


class Rythme(Journalise):
    """`fois` meetings every `tous_les` (up to `jusqu_a`) `unite`, as one text says it."""

    JOURNAL_SUJET = ("instances.instance", "instance_id")

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="rythmes")
    fois = models.PositiveSmallIntegerField(default=1)
    tous_les = models.PositiveSmallIntegerField(default=1)
    jusqu_a = models.PositiveSmallIntegerField(null=True, blank=True)
    unite = models.CharField(max_length=20, choices=UniteRythme)
    minimum = models.BooleanField("au moins", default=False)
    temps_scolaire = models.BooleanField("en temps scolaire", default=False)
    public = models.CharField("pour", max_length=60, blank=True)
    lieu = models.CharField("dit en", max_length=60, blank=True)
    mention = models.TextField("mention", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre"]
        constraints: ClassVar = [
            known_choice("unite", UniteRythme, "rythme_unite_connue"),
            models.CheckConstraint(
                condition=Q(fois__gte=1, tous_les__gte=1), name="rythme_positif"
            ),
        ]

    def __str__(self) -> str:
        return self.phrase

    @property
    def phrase(self) -> str:
        """The rhythm as it is said: "au moins 1 fois par an", "toutes les 6 semaines"."""
        if self.tous_les == 1 and self.jusqu_a is None:
            said = f"{self.fois} fois par {_PAR[self.unite]}"
        else:
            unit = _PLURIEL[self.unite]
            span = f"{self.tous_les} à {self.jusqu_a}" if self.jusqu_a else f"{self.tous_les}"
            said = f"{'toutes les' if self.unite in _FEMININ else 'tous les'} {span} {unit}"
            if self.fois > 1:
                said = f"{self.fois} fois {said}"
        if self.minimum:
            said = f"au moins {said}"
        if self.temps_scolaire:
            said = f"{said}, en temps scolaire"
        return f"{self.public} : {said}" if self.public else said
