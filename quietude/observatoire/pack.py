"""Tables, printed figures and claims of a strategy's diagnosis, as published.

Cells keep what was printed, even when it is wrong: the relations say what the figures
promise of one another, and the coherence rules compare.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from quietude.observatoire.enums import SensVariation
from quietude.socle.pack.champs import Code, Mention, Nombre, PackModel, Periode, Texte, Titre

CLE_PATTERN = r"^[a-z0-9]+([.-][a-z0-9]+)*$"
Cle = Annotated[str, Field(pattern=CLE_PATTERN, max_length=60)]
# A code of `chiffres`, or "tableau:ligne:colonne".
RefChiffre = Annotated[str, Field(pattern=r"^[a-z0-9.-]+(:[a-z0-9.-]+:[a-z0-9.-]+)?$")]


class PackColonne(PackModel):
    code: Cle
    libelle: Titre
    periode: Periode | None = None
    unite: Mention = ""  # when it differs from the table's


class PackLigne(PackModel):
    code: Cle
    libelle: Titre
    groupe: Texte = ""  # heading under which the row is printed
    unite: Mention = ""  # when it differs from the table's
    periode: Periode | None = None  # when rows, not columns, are dated
    valeurs: dict[str, Nombre | str]  # by column code; a missing key = nothing printed


class Somme(PackModel):
    """Row `cible` is printed as the total of rows `termes`, column by column."""

    type: Literal["somme"]
    cible: Cle
    termes: Annotated[list[Cle], Field(min_length=2)]
    colonnes: list[Cle] = []  # all of them when empty


class Rapport(PackModel):
    """Row `cible` is printed as echelle x numerateur / denominateur, column by column."""

    type: Literal["rapport"]
    cible: Cle
    numerateur: Cle
    denominateur: Cle
    echelle: int = 100
    decimales: int = 2
    colonnes: list[Cle] = []


class PartColonne(PackModel):
    """Column `cible` is printed as row over `denominateur` row, in column `de`, in %."""

    type: Literal["part"]
    cible: Cle
    de: Cle
    denominateur: Cle
    decimales: int = 2
    lignes: list[Cle] = []


class Evolution(PackModel):
    """Column `cible` is printed as the change in % from column `de` to column `a`."""

    type: Literal["evolution"]
    cible: Cle
    de: Cle
    a: Cle
    decimales: int = 2
    lignes: list[Cle] = []  # all of them when empty


class Progression(PackModel):
    """Column `cible` is printed as the change in % of column `de` from the row above."""

    type: Literal["progression"]
    cible: Cle
    de: Cle
    decimales: int = 2
    lignes: list[Cle] = []  # all of them when empty


Relation = Annotated[
    Somme | Rapport | PartColonne | Evolution | Progression, Field(discriminator="type")
]


class PackTableau(PackModel):
    """tableaux/<code>.yaml: one table of the document, as printed."""

    code: Code
    titre: Titre
    lieu: Mention  # where it is printed: "2.2.1"
    source: Texte = ""
    unite: Mention = ""
    colonnes: Annotated[list[PackColonne], Field(min_length=1)]
    lignes: Annotated[list[PackLigne], Field(min_length=1)]
    relations: list[Relation] = []
    notes: list[Texte] = []

    @model_validator(mode="after")
    def _cells_in_column_order(self) -> "PackTableau":
        """The database forgets the order of keys; the columns give it."""
        order = {column.code: rank for rank, column in enumerate(self.colonnes)}
        for row in self.lignes:
            cells = sorted(row.valeurs.items(), key=lambda cell: order.get(cell[0], len(order)))
            row.valeurs.clear()
            row.valeurs.update(cells)
        return self


class CalculRapport(PackModel):
    """Printed as echelle x numerateur / denominateur."""

    type: Literal["rapport"]
    numerateur: RefChiffre
    denominateur: RefChiffre
    echelle: int = 100
    decimales: int = 2


class CalculSomme(PackModel):
    """Printed as the total of others."""

    type: Literal["somme"]
    termes: Annotated[list[RefChiffre], Field(min_length=2)]


class CalculDifference(PackModel):
    """Printed as what separates `a` from `de`: a - de."""

    type: Literal["difference"]
    de: RefChiffre
    a: RefChiffre
    decimales: int = 2


class CalculReprise(PackModel):
    """Printed already elsewhere: the text takes up a cell of a table."""

    type: Literal["reprise"]
    de: RefChiffre


Calcul = Annotated[
    CalculRapport | CalculSomme | CalculDifference | CalculReprise,
    Field(discriminator="type"),
]


class PackChiffre(PackModel):
    """One figure printed in the text. Same grandeur + same periode must give one value.

    `calcul` says which other printed figures give it: nothing is typed that can be computed.
    """

    code: Code
    grandeur: Code
    libelle: Titre
    valeur: Nombre
    unite: Mention = ""
    periode: Periode | None = None
    lieu: Mention
    calcul: Calcul | None = None
    note: Texte = ""


class PackAffirmation(PackModel):
    """What the document says of a change: direction, percentage, or both.

    `de` and `a` are left out when the document prints only the percentage: the claim is then
    published and not recomputable. Two claims of one libelle and periode say one thing twice.
    """

    code: Code
    libelle: Titre
    lieu: Mention
    de: RefChiffre | None = None
    a: RefChiffre | None = None
    sens: SensVariation | None = None
    pourcentage: Nombre | None = None
    decimales: int = 2
    periode: Periode | None = None  # when de/a are not printed
    ruptures: list[Code] = []  # breaks that concern it, when no series says so
    note: Texte = ""


class PackChiffres(PackModel):
    """chiffres.yaml"""

    chiffres: list[PackChiffre] = []
    affirmations: list[PackAffirmation] = []
