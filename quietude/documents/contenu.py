"""What a document says, whatever the format: one content, rendered as PDF, DOCX or XLSX.

A plain `str` is shown as it is; only `Markdown` is read as Markdown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from quietude.documents.graphiques import Graphique

NIVEAU_MAX = 6


@dataclass(frozen=True)
class Markdown:
    source: str

    def __bool__(self) -> bool:
        return bool(self.source.strip())


Texte: TypeAlias = str | Markdown
Valeur: TypeAlias = str | Markdown | tuple[str, ...]  # a tuple is a list of items
Cellule: TypeAlias = str | int | Decimal | date | None


@dataclass(frozen=True)
class Titre:
    """A heading; outside the contents when `au_sommaire` is false."""

    texte: str
    niveau: int = 1
    numero: str = ""
    au_sommaire: bool = True

    @property
    def complet(self) -> str:
        return f"{self.numero}. {self.texte}" if self.numero else self.texte


@dataclass(frozen=True)
class Feuillet:
    """The head of a sheet, on a new page: a number in the town's colour, and a title."""

    titre: Titre
    surtitre: str = ""
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paragraphe:
    texte: Texte


@dataclass(frozen=True)
class Liste:
    elements: tuple[Texte, ...]
    ordonnee: bool = False


@dataclass(frozen=True)
class Colonne:
    """`poids` shares out the width left to text; a column of numbers takes what it needs."""

    libelle: str
    nombre: bool = False
    poids: int = 1


@dataclass(frozen=True)
class Ligne:
    """A row; `groupe` makes it a heading across the table, `total` sets it in bold."""

    cellules: tuple[Cellule, ...]
    groupe: bool = False
    total: bool = False


@dataclass(frozen=True)
class TableauDonnees:
    colonnes: tuple[Colonne, ...]
    lignes: tuple[Ligne, ...]
    legende: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for ligne in self.lignes:
            expected = 1 if ligne.groupe else len(self.colonnes)
            if len(ligne.cellules) != expected:
                raise ValueError(f"{len(ligne.cellules)} cells in a row of {expected}")


@dataclass(frozen=True)
class Definitions:
    """Terms and what each stands for, as an identity table."""

    termes: tuple[tuple[str, Valeur], ...]


@dataclass(frozen=True)
class Figure:
    """A chart, its title, its source and its notes set as text beside it."""

    graphique: Graphique
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Encadre:
    titre: str
    blocs: tuple["Bloc", ...]


@dataclass(frozen=True)
class SautDePage:
    pass


Bloc: TypeAlias = (
    Titre
    | Feuillet
    | Paragraphe
    | Liste
    | TableauDonnees
    | Definitions
    | Figure
    | Encadre
    | SautDePage
)


@dataclass(frozen=True)
class DocumentContenu:
    """A whole document. `emetteur` is who publishes it, `couleur` its colour (#rrggbb)."""

    titre: str
    emetteur: str
    date: date
    blocs: tuple[Bloc, ...]
    sous_titre: str = ""
    mention: str = ""
    couleur: str = "#1f4e79"
    couverture: bool = True
    sommaire: bool = True


@dataclass(frozen=True)
class Feuille:
    """One sheet of a workbook."""

    nom: str
    tableau: TableauDonnees


@dataclass(frozen=True)
class Classeur:
    titre: str
    emetteur: str
    date: date
    feuilles: tuple[Feuille, ...] = field(default_factory=tuple)
    couleur: str = "#1f4e79"


def without_gaps(blocs: Iterable[Bloc]) -> Iterator[Bloc]:
    """Headings never skip a level (PDF/UA): a level 3 under a level 1 becomes a level 2."""
    previous = 0
    for bloc in blocs:
        titre = bloc.titre if isinstance(bloc, Feuillet) else bloc
        if not isinstance(titre, Titre):
            yield bloc
            continue
        niveau = max(1, min(titre.niveau, previous + 1, NIVEAU_MAX))
        previous = niveau
        titre = replace(titre, niveau=niveau)
        yield replace(bloc, titre=titre) if isinstance(bloc, Feuillet) else titre
