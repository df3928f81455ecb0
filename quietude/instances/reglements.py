"""The internal rules of a body as they are read: in force, drafted, replaced."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from quietude.comptes.models import Utilisateur
from quietude.instances.models import Instance, ReglementInterieur
from quietude.socle.formats import jour


def fingerprint(texte: str) -> str:
    """Tells whether somebody wrote since a form was opened."""
    return hashlib.sha256(texte.encode()).hexdigest()


def normalise(texte: str) -> str:
    """As browsers send it and as it is kept: one kind of line end, no blank ends."""
    lines = texte.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    return "\n".join(line.rstrip() for line in lines)


@dataclass(frozen=True)
class Version:
    """One version among the others; `suivant` replaced it."""

    reglement: ReglementInterieur
    suivant: ReglementInterieur | None = None

    @property
    def en_vigueur(self) -> bool:
        return not self.reglement.projet and self.suivant is None

    @property
    def situation(self) -> str:
        """ "Projet", "En vigueur", "Remplacé"."""
        if self.reglement.projet:
            return "Projet"
        return "En vigueur" if self.suivant is None else "Remplacé"

    @property
    def ton(self) -> str:
        return {"Projet": "info", "En vigueur": "succes"}.get(self.situation, "neutre")

    @property
    def phrase(self) -> str:
        """What its reader must know first of it."""
        if self.reglement.projet:
            return "Projet, à adopter en réunion : il ne vaut pas encore."
        said = f"Adopté le {jour(self.reglement.adopte_le)}"
        if self.suivant is None:
            return f"{said}, en vigueur."
        return f"{said}, remplacé le {jour(self.suivant.adopte_le)}."


def versions_of(user: Utilisateur, instance: Instance) -> list[Version]:
    """All that the reader sees, the newest first."""
    rows = ReglementInterieur.objects.visible_to(user).of(instance).described()
    return in_sequence(rows.order_by("-version"))


def in_sequence(rows: Iterable[ReglementInterieur]) -> list[Version]:
    """Each with what replaced it; the newest first."""
    found: list[Version] = []
    later: ReglementInterieur | None = None
    for row in rows:
        found.append(Version(row, None if row.projet else later))
        later = later if row.projet else row
    return found


def in_force(versions: Iterable[Version]) -> Version | None:
    return next((row for row in versions if row.en_vigueur), None)


def draft(versions: Iterable[Version]) -> Version | None:
    return next((row for row in versions if row.reglement.projet), None)
