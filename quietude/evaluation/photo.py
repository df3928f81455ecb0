"""Everything that a yearly evaluation says, as plain data: shown while it is open, frozen as
it is when it is adopted. Every document is made of it and of nothing else.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer

# Kept as text, so that what was adopted reads the same digits for ever.
Chiffre = Annotated[Decimal, PlainSerializer(str, return_type=str, when_used="json")]


class Vue(BaseModel):
    """A part of the copy."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class VueValeur(Vue):
    """A figure as shown; `nombre` is None when nothing may be shown, and `etat` says why."""

    periode: str
    debut: date
    fin: date
    nombre: Chiffre | None = None
    texte: str
    etat: str
    raison: str = ""


class VuePart(Vue):
    """A line of a split: its labels, its figures in the order of the periods."""

    libelles: list[str]
    valeurs: list[VueValeur]


class VueIndicateur(Vue):
    code: str
    libelle: str
    nature: str
    unite: str
    origine: str
    nominatif: bool = False
    valeurs: list[VueValeur]
    dimensions: list[str] = []
    parts: list[VuePart] = []
    reference: str = ""
    cible: str = ""
    signe: str
    statut: str
    jugement: str = ""
    evolution: str = ""
    commentaire: str = ""
    manques: list[str] = []


class VueEtape(Vue):
    titre: str
    echeance: date | None = None
    precision: str = ""
    etat: str
    en_retard: bool = False


class VueFinancement(Vue):
    financeur: str
    annee: int | None = None
    demande: Chiffre | None = None
    accorde: Chiffre | None = None
    depense: Chiffre | None = None
    note: str = ""


class VueParole(Vue):
    """A contribution handed in: the office's organisation, never a person.

    Of `Photo.analyses`, `organisation` is the title of the theme that the text is about.
    """

    organisation: str
    texte: str


class VueFiche(Vue):
    numero: int
    titre: str
    objectif: str  # the code of its VueObjectif
    pilotes: list[str]
    etat: str
    avancement: int
    etapes: list[VueEtape]
    indicateurs: list[VueIndicateur]
    sans_indicateur: str = ""  # what is said when the document gives none
    financements: list[VueFinancement]
    paroles: list[VueParole]


class VueObjectif(Vue):
    code: str
    numero: str
    titre: str
    fiches: list[int]  # of its own; those of the objectives below it are theirs


class VuePoint(Vue):
    periode: str
    debut: date
    fin: date
    nombre: Chiffre | None
    texte: str


class VueSerie(Vue):
    """A crime or nuisance series: its last points, and what the change says."""

    cle: str
    theme: str
    libelle: str
    lieu: str
    unite: str
    points: list[VuePoint]
    sens: str  # "hausse", "baisse", "stable", "indecis" or "" (no comparison)
    etabli: bool = True  # False for a rise or a fall that chance could explain
    phrase: str
    source: str


class VueInstance(Vue):
    nom: str
    confidentialite: str = ""  # "" in a copy older than this field: to be taken as closed
    rythme: str
    attendues: str
    tenues: int
    presences: int
    attendus: int  # seats called, over all meetings held
    decisions: int
    closes: int
    en_retard: int
    phrase: str


class VueConstat(Vue):
    """What a coherence rule says."""

    gravite: str
    regle: str
    message: str
    suggestion: str = ""


class Photo(Vue):
    """A whole evaluation."""

    strategie: str
    ville: str
    annee: int
    faite_le: date
    adoptee_le: date | None = None
    synthese: str = ""
    propositions: str = ""
    delinquance: list[VueSerie]
    series_sans_chiffre: list[str] = []  # they had a figure the year before
    analyses: list[VueParole] = []
    objectifs: list[VueObjectif]
    fiches: list[VueFiche]
    instances: list[VueInstance]
    constats: list[VueConstat]
    paroles: list[VueParole] = []
