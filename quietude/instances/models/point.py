"""A point of the agenda of a meeting, then what was said of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietude.instances.models.reunion import Reunion
from quietude.instances.querysets import PointQuerySet
from quietude.journal.models import Journalise


class Point(Journalise):
    """`origine` is the key of the subject that another app brought; empty, added by hand."""

    JOURNAL_SUJET = ("instances.reunion", "reunion_id")

    reunion = models.ForeignKey(Reunion, models.CASCADE, related_name="points")
    ordre = models.PositiveSmallIntegerField("rang")
    titre = models.CharField("point", max_length=200)
    origine = models.CharField("origine", max_length=120, blank=True)
    compte_rendu = models.TextField("compte rendu", blank=True)

    objects = PointQuerySet.as_manager()

    class Meta(Journalise.Meta):
        ordering: ClassVar = ["ordre", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reunion", "ordre"],
                name="point_un_rang",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Deux points ont le même rang.",
            ),
            models.UniqueConstraint(
                fields=["reunion", "origine"],
                condition=~Q(origine=""),
                name="point_une_origine",
                violation_error_message="Ce sujet est déjà à l’ordre du jour.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre
