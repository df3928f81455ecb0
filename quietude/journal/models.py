"""The journal: one append-only, hash-chained table of who did what to which object.

Rows are written by a database trigger on every journalised table, so that bulk and SQL writes
are seen too; a write without an author is refused. See docs/adr/0006.
"""

from typing import Any, ClassVar

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import models


class Operation(models.TextChoices):
    INSERT = "INSERT", "Création"
    UPDATE = "UPDATE", "Modification"
    DELETE = "DELETE", "Suppression"
    LECTURE = "LECTURE", "Consultation"


class Trace(models.Model):
    """One line of the journal. `avant` and `apres` hold only what changed.

    `sujet` is the object that a reader thinks of (the sheet), `objet` the row that moved (one
    of its milestones). `numero` and `empreinte` are given at commit, in one unbroken chain.
    """

    moment = models.DateTimeField()
    acteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Vide : le système (commande, chargement).",
    )
    action = models.CharField(max_length=100)
    operation = models.CharField(max_length=10, choices=Operation)
    objet_type = models.CharField(max_length=60)
    objet_id = models.CharField(max_length=40)
    sujet_type = models.CharField(max_length=60)
    sujet_id = models.CharField(max_length=40)
    avant = models.JSONField(null=True)
    apres = models.JSONField(null=True)
    numero = models.BigIntegerField(null=True, unique=True)
    empreinte = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sujet_type", "sujet_id", "-id"], name="trace_sujet"),
            models.Index(fields=["-moment"], name="trace_moment"),
            models.Index(fields=["objet_type", "numero"], name="trace_type_numero"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.objet_type} {self.objet_id}"


class JournalTrigger(pgtrigger.Trigger):
    """Hands every insert, update and delete of a table to `journal_noter` (migration 0001)."""

    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete

    def get_func(self, model: Any) -> str:
        label = model._meta.label_lower
        # Migrations hand over a stand-in without our class attributes: ask the real model.
        real: Any = apps.get_model(label)
        subject = real.JOURNAL_SUJET or (label, "id")
        excluded = ",".join(real.JOURNAL_SANS)
        return (
            f"PERFORM journal_noter('{label}', TG_OP, to_jsonb(OLD), to_jsonb(NEW), "
            f"'{subject[0]}', '{subject[1]}', '{excluded}'); RETURN NULL;"
        )


class Journalise(models.Model):
    """Base of every domain model: no write without an author, none without a trace.

    JOURNAL_SUJET = ("strategie.ficheaction", "fiche_id") files the row under its parent;
    JOURNAL_SANS names the columns that never reach the journal (secrets, heavy content).
    """

    JOURNAL_SUJET: ClassVar[tuple[str, str] | None] = None
    JOURNAL_SANS: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        triggers: ClassVar[list[pgtrigger.Trigger]] = [JournalTrigger(name="journal")]
