"""`quietude effacer`: erase at once what the retention setting says is due."""

from typing import Any

from django.core.management.base import BaseCommand

from quietude.signalements.actions.appelant import erase_expired


class Command(BaseCommand):
    help = (
        "Efface les coordonnées échues, les appels laissés en cours et ce que disaient les "
        "envois écartés."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        callers, drafts, rejected = erase_expired(actor=None)
        self.stdout.write(
            f"{callers} appelant{'s' * (callers > 1)} effacé{'s' * (callers > 1)}, "
            f"{drafts} appel{'s' * (drafts > 1)} en cours effacé{'s' * (drafts > 1)}, "
            f"{rejected} envoi{'s' * (rejected > 1)} écarté{'s' * (rejected > 1)} "
            f"effacé{'s' * (rejected > 1)}."
        )
