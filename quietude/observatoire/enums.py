"""Closed lists of the observatory."""

from django.db.models import TextChoices


class SensVariation(TextChoices):
    HAUSSE = "hausse", "Hausse"
    BAISSE = "baisse", "Baisse"
    STABLE = "stable", "Stabilité"
