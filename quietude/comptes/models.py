"""Accounts and invitations. What a person does in the town is in `partenaires`."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.querysets import InvitationQuerySet, UtilisateurQuerySet
from quietude.journal.models import Journalise

_Manager = BaseUserManager.from_queryset(UtilisateurQuerySet)


class UtilisateurManager(_Manager):  # type: ignore[type-arg]  # made at run time
    def get_by_natural_key(self, username: str | None) -> "Utilisateur":
        found: Utilisateur = self.get(email__iexact=username)
        return found


class Utilisateur(AbstractBaseUser, Journalise):
    """Someone who signs in; `nom` is how the others see them."""

    JOURNAL_SANS = ("password", "last_login")

    email = models.EmailField("adresse électronique", unique=True)
    nom = models.CharField("nom affiché", max_length=150)
    role = models.CharField("rôle", max_length=20, choices=Role)
    is_active = models.BooleanField("actif", default=True)
    cree_le = models.DateTimeField("créé le", default=timezone.now)

    objects = UtilisateurManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["nom", "role"]

    class Meta(Journalise.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="utilisateur_role_connu",
                violation_error_message="Ce rôle n'existe pas.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("comptes:compte", args=[self.pk])


class Invitation(Journalise):
    """An invitation sent by e-mail; it opens one account, once, before it expires."""

    JOURNAL_SANS = ("jeton_empreinte",)

    email = models.EmailField("adresse électronique")
    nom = models.CharField("nom affiché", max_length=150)
    role = models.CharField("rôle", max_length=20, choices=Role)
    jeton_empreinte = models.CharField("empreinte du jeton", max_length=64, unique=True)
    invite_par = models.ForeignKey(
        Utilisateur, models.PROTECT, related_name="+", verbose_name="invité par"
    )
    creee_le = models.DateTimeField("créée le", default=timezone.now)
    expire_le = models.DateTimeField("expire le")
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta(Journalise.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="invitation_role_connu",
                violation_error_message="Ce rôle n'existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(expire_le__gt=models.F("creee_le")),
                name="invitation_expire_apres",
                violation_error_message="Une invitation expire après sa création.",
            ),
            models.UniqueConstraint(
                models.functions.Lower("email"),
                condition=Q(acceptee_le__isnull=True, annulee_le__isnull=True),
                name="invitation_en_cours_unique",
                violation_error_message="Une invitation est déjà en cours pour cette adresse.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def expiree(self) -> bool:
        return self.expire_le <= timezone.now()
