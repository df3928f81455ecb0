"""Who may open which address, read from the views themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.urls import URLPattern, URLResolver, get_resolver

from quietude.comptes.enums import Role

PUBLIC, CONNECTES = "public", "connectes"
_COLONNES = {
    Role.COORDONNATEUR: "Coordonnateur",
    Role.ELU: "Élu",
    Role.AGENT: "Agent",
    Role.PARTENAIRE: "Partenaire",
    Role.LECTEUR: "Lecteur",
    Role.ADMINISTRATEUR: "Administrateur technique",
}


@dataclass(frozen=True)
class Adresse:
    """A pattern of the site: its view, its arguments, who passes the door.

    `acces` is None for the pages of the sign-in library, which guards its own.
    """

    nom: str
    motif: str
    arguments: tuple[str, ...]
    acces: frozenset[str] | None

    @property
    def espace(self) -> str:
        return self.nom.partition(":")[0] if ":" in self.nom else ""

    def admits(self, role: Role) -> bool:
        return bool(self.acces and self.acces & {PUBLIC, CONNECTES, role.value})


def addresses() -> Iterator[Adresse]:
    """Every address, in the order of the site."""
    yield from _walk(get_resolver(), "", "")


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[Adresse]:
    for entry in resolver.url_patterns:
        motif = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _walk(entry, motif, entry.namespace or space)
        else:
            yield _read(entry, motif, space)


def _read(entry: URLPattern, motif: str, space: str) -> Adresse:
    name = f"{space}:{entry.name}" if space else str(entry.name)
    allowed = getattr(entry.callback, "acces", None)
    arguments = tuple(entry.pattern.regex.groupindex)
    return Adresse(name, motif, arguments, frozenset(allowed) if allowed else None)


def as_markdown() -> str:
    """docs/autorisations.md: one table an app, one column a role."""
    lines = [_ENTETE]
    guarded = [row for row in addresses() if row.acces is not None]
    for space, rows in groupby(guarded, key=lambda row: row.espace):
        lines += [f"## {_title(space)}", "", _row("Adresse", "Nom", *_COLONNES.values())]
        lines.append(_row("---", "---", *(":-:" for _role in _COLONNES)))
        for row in rows:
            marks = ("✓" if row.admits(role) else "" for role in _COLONNES)
            everyone = " (sans compte)" if row.acces and PUBLIC in row.acces else ""
            lines.append(_row(f"`/{row.motif}`{everyone}", f"`{row.nom}`", *marks))
        lines.append("")
    return "\n".join(lines)


def _title(space: str) -> str:
    return {"": "Accueil", "strategie": "Stratégie"}.get(space, space.capitalize())


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")


_ENTETE = """\
# Qui ouvre quelle page

Ce tableau est écrit par `quietude autorisations > docs/autorisations.md` ; un test vérifie
qu'il dit vrai.

Passer la porte ne suffit pas. Chaque ligne lue passe encore par le périmètre du lecteur
(`visible_to`), chaque écriture par sa règle : un partenaire ouvre l'adresse de modification,
mais la règle ne l'accorde que sur les fiches qu'il pilote. Hors de son rôle ou de son
périmètre, la réponse est « page introuvable ».

Les pages de connexion, sous `/compte/`, gardent elles-mêmes leur porte et n'y figurent pas.
"""
