"""Make the database say what a pack says: all of it or nothing, and twice is once."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from quietude.socle.pack.contenu import Pack
from quietude.socle.pack.difference import Ecart, differences
from quietude.socle.pack.ecriture import current_pack
from quietude.socle.pack.registre import sections
from quietude.socle.pack.synchro import deferring
from quietude.socle.regles import ActionImpossible


@dataclass(frozen=True)
class PackPretACharger:
    """A pack and what it would change; nothing is written before `apply`."""

    pack: Pack
    ecarts: list[Ecart]
    is_first: bool

    def apply(self, on_progress: Callable[[str], object] = lambda title: None) -> None:
        """Write every section in order. Raises ActionImpossible and changes nothing if one
        refuses, or if the database would not then export this very pack."""
        with transaction.atomic():
            with deferring() as kept:
                for section in sections():
                    on_progress(section.title)
                    section.write(self.pack.all(section.model), self.pack.key)
            if kept:
                for section in sections():
                    section.write(self.pack.all(section.model), self.pack.key)
            remaining = differences(current_pack(self.pack.key), self.pack)
            if remaining:
                where = ", ".join(f"{e.fichier} {e.endroit}" for e in remaining[:5])
                raise ActionImpossible(
                    f"Ce pack n'est pas sous sa forme canonique ou se contredit ({where})."
                )


def prepare(pack: Pack) -> PackPretACharger:
    """Compare a pack with the database."""
    current = current_pack(pack.key)
    first = not any(section.gives_key and current.all(section.model) for section in sections())
    return PackPretACharger(pack, differences(current, pack), first)
