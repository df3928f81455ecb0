"""Which landlord a place is in the estates of, from when, until when."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value

from quietude.journal.models import Journalise
from quietude.partenaires.models import Organisation
from quietude.signalements.models.categorie import LigneDatee
from quietude.signalements.querysets_patrimoine import PatrimoineQuerySet
from quietude.socle.models import in_order
from quietude.territoire.models import Lieu

# Both days included; an open end has no bound. Whole numbers as ranges need no extension.
_JOURS = Func(
    F("depuis"),
    F("jusqu_au"),
    Value("[]"),
    function="daterange",
    output_field=DateRangeField(),
)
_LIEU = Func(
    F("lieu"),
    F("lieu"),
    Value("[]"),
    function="int8range",
    output_field=BigIntegerRangeField(),
)


class Patrimoine(LigneDatee, Journalise):
    """One landlord at a time; places and organisations do not know each other otherwise."""

    lieu = models.ForeignKey(Lieu, models.PROTECT, related_name="+", verbose_name="lieu")
    bailleur = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="bailleur"
    )
    depuis = models.DateField("depuis le", null=True, blank=True)
    jusqu_au = models.DateField("jusqu’au", null=True, blank=True)

    objects = PatrimoineQuerySet.as_manager()

    class Meta(Journalise.Meta):
        verbose_name = "lieu d’un bailleur"
        verbose_name_plural = "lieux des bailleurs"
        ordering: ClassVar = ["lieu__nom", "depuis"]
        constraints: ClassVar = [
            in_order("depuis", "jusqu_au", "patrimoine_dates"),
            ExclusionConstraint(
                name="patrimoine_un_bailleur_a_la_fois",
                expressions=[
                    (_LIEU, RangeOperators.OVERLAPS),
                    (_JOURS, RangeOperators.OVERLAPS),
                ],
                violation_error_message="Ce lieu a déjà un bailleur à ces dates.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lieu} : {self.bailleur}"
