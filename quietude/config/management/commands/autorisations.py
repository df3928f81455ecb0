"""quietude autorisations: who may open which address, as a page of the documentation."""

from typing import Any

from django.core.management.base import BaseCommand

from quietude.config.autorisations import as_markdown


class Command(BaseCommand):
    help = "Écrit docs/autorisations.md sur la sortie standard."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_markdown())
