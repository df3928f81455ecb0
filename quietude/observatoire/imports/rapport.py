"""What an import says of itself, to the page and to the command alike."""

from dataclasses import asdict, dataclass, field
from typing import Any

LIGNES_MONTREES = 50


class Refus(Exception):
    """The file is refused and nothing has changed: why, and on which lines.

    `lignes` are (line number, what is wrong), the header being line 1.
    """

    def __init__(self, message: str, lignes: list[tuple[int, str]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.lignes = lignes or []


@dataclass
class Rapport:
    """`lues` lines read; figures added, revised, or found as they were."""

    message: str
    source: str = ""
    lues: int = 0
    ajoutees: int = 0
    revisees: int = 0  # figures to which the new vintage gives another value
    inchangees: int = 0
    avertissements: list[str] = field(default_factory=list)
    erreurs: list[tuple[int, str]] = field(default_factory=list)  # the first ones
    autres_erreurs: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_refusal(cls, refus: Refus) -> "Rapport":
        shown = refus.lignes[:LIGNES_MONTREES]
        return cls(
            refus.message,
            erreurs=shown,
            autres_erreurs=len(refus.lignes) - len(shown),
        )
