"""diagnostic.yaml: the plan of a strategy's diagnosis, and its printed figures as series.

Nothing is typed twice: a series says which printed cells it follows, and takes from them its
values, its unit and its spans.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from quietude.observatoire.enums import Base, NatureSerie, NiveauPerimetre, SensVariation
from quietude.socle.pack.champs import Code, Mention, PackModel, Periode, Texte, Titre

# A row of a table ("allo-quietude:tags": every column that has a period), a cell of it
# ("allo-quietude:tags:2012"), or a code of `chiffres`.
RefPoint = Annotated[str, Field(pattern=r"^[a-z0-9.-]+(:[a-z0-9.-]+){0,2}$", max_length=200)]

# A code of a series, or "agregat-proximite-service-...": whatever outlives a reload.
CleSerie = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=300)]


class PackLieuSuivi(PackModel):
    """Where a series is counted, when it is not the first commune of the territory."""

    niveau: NiveauPerimetre
    code: Annotated[str, Field(min_length=1, max_length=160)]
    nom: Titre


class PackSerie(PackModel):
    """A quantity of the document, followed over the spans that it prints."""

    code: Code
    libelle: Titre
    unite: Mention = ""
    nature: NatureSerie = NatureSerie.EVENEMENTS
    base: Base = Base.AUCUNE
    lieu: PackLieuSuivi | None = None
    dimensions: dict[str, str] = {}
    groupe: Texte = ""  # series drawn together
    ruptures: list[Code] = []  # breaks that concern it
    source: Texte = ""  # that of the table when empty
    note: Texte = ""
    points: Annotated[list[RefPoint], Field(min_length=1)]


class PackAffirmationAnalyse(PackModel):
    """What an analysis claims of a series."""

    serie: CleSerie
    de: Periode
    a: Periode
    sens: SensVariation


class PackAnalyse(PackModel):
    """The last wording of what is said of a theme."""

    texte: Texte
    ecrit_le: date
    affirmations: list[PackAffirmationAnalyse] = []


class PackTheme(PackModel):
    """A page of the diagnosis: its series, and the official figures followed beside them."""

    code: Code
    titre: Titre
    chapitre: Code | None = None
    lieux: list[Mention] = []  # places of the document that it takes up
    grandeurs: list[Code] = []
    agregats: list[Code] = []
    note: Texte = ""
    series: list[PackSerie] = []
    analyse: PackAnalyse | None = None


class PackDiagnostic(PackModel):
    """diagnostic.yaml"""

    themes: list[PackTheme]
