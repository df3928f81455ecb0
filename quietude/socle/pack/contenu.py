"""The content of a pack in memory, and where each part of it stands in its files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from quietude.socle.pack.champs import PackModel
from quietude.socle.pack.registre import sections

M = TypeVar("M", bound=PackModel)


@dataclass(frozen=True, order=True)
class Erreur:
    """What is wrong in a file; `ligne` starts at 1, 0 when the whole file is meant."""

    fichier: str
    ligne: int
    message: str

    def __str__(self) -> str:
        place = f"{self.fichier}:{self.ligne}" if self.ligne else self.fichier
        return f"{place} : {self.message}"


class PackInvalide(Exception):
    """A pack that cannot be used; `erreurs` says where and why, all at once."""

    def __init__(self, erreurs: Iterable[Erreur]) -> None:
        self.erreurs = sorted(erreurs)
        super().__init__("\n".join(map(str, self.erreurs)))


@dataclass
class Pack:
    """Items by file path, in reading order; `lignes` maps (file, location) to a line."""

    items: dict[str, PackModel] = field(default_factory=dict)
    lignes: dict[tuple[str, tuple[str | int, ...]], int] = field(default_factory=dict)

    def all(self, model: type[M]) -> Sequence[M]:
        return [item for item in self.items.values() if isinstance(item, model)]

    def one(self, model: type[M]) -> M | None:
        return next(iter(self.all(model)), None)

    @property
    def key(self) -> str:
        """The code under which the database files this pack."""
        for section in sections():
            if section.gives_key:
                return str(getattr(self.one(section.model), "code", ""))
        return ""

    def path_of(self, item: PackModel) -> str:
        return next(path for path, known in self.items.items() if known is item)

    def line(self, path: str, location: tuple[str | int, ...] = ()) -> int:
        """The line of the nearest known part: a missing key is shown at its parent."""
        while location and (path, location) not in self.lignes:
            location = location[:-1]
        return self.lignes.get((path, location), 0)
