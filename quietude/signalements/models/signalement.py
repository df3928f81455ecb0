"""A report: what happened, when, where, whom it is given to, where it stands."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.signalements.enums import (
    CLOS,
    Canal,
    EtatSignalement,
    MotifSansSuite,
)
from quietude.signalements.models.categorie import Categorie
from quietude.signalements.querysets import SignalementQuerySet
from quietude.socle.models import known_choice
from quietude.territoire.models import Lieu

_CLOS = sorted(CLOS, reverse=True)  # a set changes its order, and the constraint with it
_COURANT = Q(fusionne_dans__isnull=True, quarantaine=False)
_OUVERT = _COURANT & Q(clos_le__isnull=True)
_RECENTS = ("-recu_le", "-id")


def place_of(lieu: str | None, adresse: str) -> str:
    """Where, in a few words: the name of a known place, else the address."""
    return lieu or adresse or "Point sur la carte"


class Signalement(Journalise):
    """No name of anyone: neither who called (kept apart) nor who is complained of.

    `secteurs` is {division code: sector code}, derived from the place. `episodes` counts its
    own facts, the first included, `rejoints` those of the reports merged into it. `jour`, the
    day of the call in the town's time, is when it counts.
    """

    JOURNAL_SANS = ("recherche", "suivi_empreinte")

    canal = models.CharField("canal", max_length=20, choices=Canal)
    recu_le = models.DateTimeField("reçu le", default=timezone.now)
    jour = models.DateField("jour de l’appel", default=timezone.localdate)
    fait_le = models.DateField("date du fait")
    fait_heure = models.TimeField("heure du fait", null=True, blank=True)
    categorie = models.ForeignKey(Categorie, models.PROTECT, related_name="signalements")
    faits = ArrayField(
        models.SlugField(max_length=60),
        default=list,
        blank=True,
        verbose_name="faits constatés",
    )
    note = models.TextField("précision factuelle", max_length=1000, blank=True)
    urgent = models.BooleanField("urgent", default=False)
    lieu = models.ForeignKey(Lieu, models.PROTECT, null=True, blank=True, related_name="+")
    adresse = models.CharField("adresse", max_length=300, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    secteurs = models.JSONField(default=dict, blank=True)
    repete = models.BooleanField("déjà signalé", default=False)
    precedent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="suivants"
    )
    episodes = models.PositiveSmallIntegerField("épisodes", default=1)
    rejoints = models.PositiveSmallIntegerField("épisodes rejoints", default=0)
    dernier_fait_le = models.DateField("dernier épisode")
    etat = models.CharField(
        "état", max_length=20, choices=EtatSignalement, default=EtatSignalement.RECU
    )
    motif = models.CharField("motif", max_length=20, choices=MotifSansSuite, blank=True)
    service = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="service chargé",
        null=True,
        blank=True,
        related_name="+",
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    bailleur = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="bailleur",
        null=True,
        blank=True,
        related_name="+",
    )
    echeance = models.DateField("à traiter avant le", null=True, blank=True)
    repondu_le = models.DateField("première réponse le", null=True, blank=True)
    clos_le = models.DateField("clos le", null=True, blank=True)
    fusionne_dans = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="fusionnes"
    )
    quarantaine = models.BooleanField("en quarantaine", default=False)
    suivi_empreinte = models.CharField(max_length=64, blank=True, editable=False)
    recherche = models.GeneratedField(
        expression=SearchVector("adresse", "note", config="fr"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = SignalementQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["-recu_le", "-id"]
        constraints: ClassVar = [
            known_choice("canal", Canal, "signalement_canal_connu"),
            known_choice("etat", EtatSignalement, "signalement_etat_connu"),
            known_choice("motif", MotifSansSuite, "signalement_motif_connu"),
            models.CheckConstraint(
                condition=Q(etat=EtatSignalement.SANS_SUITE) & ~Q(motif="")
                | ~Q(etat=EtatSignalement.SANS_SUITE) & Q(motif=""),
                name="signalement_sans_suite_motive",
                violation_error_message="Une absence de suite, et elle seule, a un motif.",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=_CLOS, clos_le__isnull=False)
                | (~Q(etat__in=_CLOS) & Q(clos_le__isnull=True)),
                name="signalement_clos_date",
                violation_error_message="Un signalement clos, et lui seul, a une date de fin.",
            ),
            models.CheckConstraint(
                condition=Q(fait_le__lte=F("dernier_fait_le")),
                name="signalement_episodes_dates",
                violation_error_message="Le dernier épisode ne précède pas le premier.",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="signalement_coordonnees",
                violation_error_message="Donnez la longitude et la latitude, en degrés.",
            ),
            models.CheckConstraint(
                condition=Q(lieu__isnull=False) | ~Q(adresse="") | Q(longitude__isnull=False),
                name="signalement_situe",
                violation_error_message="Dites où : un lieu connu, une adresse ou un point.",
            ),
            models.CheckConstraint(
                condition=Q(fusionne_dans__isnull=True) | ~Q(fusionne_dans=F("id")),
                name="signalement_pas_dans_lui_meme",
                violation_error_message="Un signalement ne rejoint pas lui-même.",
            ),
            models.UniqueConstraint(
                fields=["suivi_empreinte"],
                condition=~Q(suivi_empreinte=""),
                name="signalement_suivi_unique",
            ),
        ]
        # Lists leave merged and quarantined reports out, and follow the day received.
        indexes: ClassVar = [
            models.Index(
                fields=_RECENTS,
                name="signalement_recu",
                condition=_COURANT,
                include=["longitude", "latitude"],
            ),
            models.Index(
                fields=_RECENTS,
                name="signalement_ouvert",
                condition=_OUVERT,
            ),
            models.Index(
                fields=("service", *_RECENTS),
                name="signalement_a_faire",
                condition=_OUVERT & Q(agent__isnull=True),
            ),
            models.Index(
                fields=("agent", *_RECENTS),
                name="signalement_agent",
                condition=_OUVERT & Q(agent__isnull=False),
            ),
            *(
                models.Index(
                    fields=(name, *_RECENTS), name=f"signalement_{name}", condition=_COURANT
                )
                for name in ("etat", "categorie", "service", "bailleur", "canal")
            ),
            models.Index(  # what a landlord has open, and late, is counted without reading it
                fields=["bailleur", "echeance"],
                name="signalement_chez_bailleur",
                condition=_OUVERT & Q(bailleur__isnull=False),
            ),
            models.Index(fields=["jour"], name="signalement_jour"),
            models.Index(  # likes are sought around the day of the fact
                fields=["-dernier_fait_le", "-id"],
                name="signalement_dernier_fait",
                condition=_COURANT,
            ),
            models.Index(
                fields=["echeance", "id"],
                condition=Q(clos_le__isnull=True, echeance__isnull=False),
                name="signalement_echeance",
            ),
            models.Index(fields=["latitude", "longitude"], name="signalement_point"),
            GinIndex(fields=["recherche"], name="signalement_recherche"),
            GinIndex(
                fields=["secteurs"], opclasses=["jsonb_path_ops"], name="signalement_secteurs"
            ),
        ]

    def __str__(self) -> str:
        return f"Signalement {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("signalements:signalement", args=[self.pk])

    @property
    def clos(self) -> bool:
        return self.etat in CLOS

    @property
    def en_retard(self) -> bool:
        """Past its day and still open."""
        late = self.echeance is not None and self.echeance < timezone.localdate()
        return late and not self.clos

    @property
    def total(self) -> int:
        """Episodes, those of merged reports included."""
        return self.episodes + self.rejoints

    @property
    def endroit(self) -> str:
        """Where, in a few words."""
        return place_of(self.lieu.nom if self.lieu else None, self.adresse)
