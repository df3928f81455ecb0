"""The registry of sections, filled by each app in AppConfig.ready."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Generic, TypeVar

from quietude.socle.pack.champs import PackModel

M = TypeVar("M", bound=PackModel)


@dataclass(frozen=True)
class Section(Generic[M]):
    """One kind of file of a pack.

    `pattern` is a path in the pack ("fiches/*.yaml"). `read(key)` gives what the database
    holds, `write(items, key)` makes the database hold exactly `items`; the key is the `code`
    of the section that `gives_key`. `filename` names the file of an item when the pattern has
    a star. Sections are written in ascending `order`.
    """

    name: str
    title: str
    pattern: str
    model: type[M]
    order: int
    read: Callable[[str], Sequence[M]]
    write: Callable[[Sequence[M], str], None]
    filename: Callable[[M], str] = lambda item: ""
    gives_key: bool = False

    @property
    def is_single(self) -> bool:
        return "*" not in self.pattern

    def path_of(self, item: M) -> str:
        return self.pattern.replace("*", self.filename(item))


_SECTIONS: dict[str, Section[PackModel]] = {}


def register(section: Section[M]) -> None:
    """Add a section; two sections may not claim the same name."""
    known = _SECTIONS.get(section.name)
    if known is not None and known.model is not section.model:
        raise ValueError(f"section déjà prise : {section.name}")
    _SECTIONS[section.name] = section  # type: ignore[assignment]  # invariant generic


def sections() -> list[Section[PackModel]]:
    return sorted(_SECTIONS.values(), key=lambda section: section.order)


def section_for(path: str) -> Section[PackModel] | None:
    return next((s for s in sections() if fnmatch(path, s.pattern)), None)
