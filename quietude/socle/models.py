"""Small helpers shared by every model; no domain word."""

from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Q


def known_choice(field: str, choices: type[models.TextChoices], name: str) -> CheckConstraint:
    """A value that the closed list does not know cannot be stored."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": choices.values}) | Q(**{field: ""}),
        name=name,
        violation_error_message="Cette valeur n'est pas dans la liste.",
    )


def in_order(start: str, end: str, name: str) -> CheckConstraint:
    """A span does not end before it starts; an open end is fine."""
    missing: Any = Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True})
    return CheckConstraint(
        condition=missing | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message="La date de fin précède la date de début.",
    )
