"""The strategy as a pack describes it: objectives, action sheets, agreements, texts."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from quietude.observatoire.pack import Cle
from quietude.socle.pack.champs import (
    Code,
    Court,
    Mention,
    Nombre,
    Numero,
    PackModel,
    Periode,
    Texte,
    Titre,
)
from quietude.strategie.enums import (
    EtatFiche,
    EtatJalon,
    EtatStrategie,
    Financeur,
    FrequenceIndicateur,
    NatureIndicateur,
    NatureLien,
    NatureObjectif,
    SensIndicateur,
)
from quietude.territoire.pack import CheminSecteur

Url = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500)]


class PackNiveaux(PackModel):
    """How this town calls each level of its strategy."""

    strategique: Titre = "Objectif stratégique"
    operationnel: Titre = "Objectif opérationnel"
    fiche: Titre = "Fiche action"


class PackObjectif(PackModel):
    code: Code
    nature: NatureObjectif
    numero: Numero
    titre: Titre
    titre_sommaire: Court = ""  # when the document prints another title elsewhere
    parent: Code | None = None
    texte: Texte = ""


class PackSignataire(PackModel):
    """An office, never a person."""

    fonction: Titre
    organisation: Code | None = None


class PackPrecedente(PackModel):
    code: Code
    titre: Titre
    periode: Periode


class PackDispense(PackModel):
    """A coherence rule set aside on one object, with the reason."""

    regle: Mention
    objet: Court
    motif: Titre


class PackStrategie(PackModel):
    """strategie.yaml"""

    code: Code
    titre: Titre
    periode: Periode
    etat: EtatStrategie = EtatStrategie.PROJET
    adoptee_le: date | None = None
    precedente: PackPrecedente | None = None
    niveaux: PackNiveaux = PackNiveaux()
    objectifs: list[PackObjectif] = []
    signataires: list[PackSignataire] = []
    dispenses: list[PackDispense] = []


class PackChapitre(PackModel):
    """chapitres/<code>.yaml: one text of the document, with the tables it shows."""

    code: Code
    numero: Numero  # "2.2.1"; gives the order and the level
    titre: Titre
    texte: Texte = ""  # Markdown
    tableaux: list[Code] = []


class PackReference(PackModel):
    """A dated legal reference; law moves, so a reference can say what replaced it."""

    reference: Titre
    datee_du: date | None = None
    objet: Texte = ""
    remplacee_par: Court = ""
    remplacee_le: date | None = None


class PackRapport(PackModel):
    """What a figure is divided by: another measure, or a part of it.

    With `par_part` each part of a split is divided by the same part, else by the whole.
    """

    mesure: Court
    filtres: dict[str, list[str]] = {}
    facteur: Nombre = Decimal(100)
    par_part: bool = False


class PackSource(PackModel):
    """Where the value of an indicator comes from: a measure, a series, or a text to write.

    `par` names one or two dimensions of the measure; `manque` says why there is no source.
    """

    mesure: Court = ""
    serie: Court = ""
    texte: bool = False
    manque: Texte = ""
    filtres: dict[str, list[str]] = {}
    par: Annotated[list[str], Field(max_length=2)] = []
    rapport: PackRapport | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "PackSource":
        if sum(map(bool, (self.mesure, self.serie, self.texte, self.manque))) != 1:
            raise ValueError("une source est une mesure, une série, un texte ou un manque dit")
        if (self.filtres or self.par or self.rapport) and not self.mesure:
            raise ValueError("seule une mesure se filtre, se ventile ou se divise")
        return self


class PackIndicateur(PackModel):
    """What will be measured, and from what; its values are not here.

    `ventilation` names the splits asked for (typologie, secteur...).
    """

    code: Cle
    libelle: Titre
    nature: NatureIndicateur | None = None
    unite: Mention = ""
    ventilation: list[Titre] = []
    reference: Nombre | None = None
    reference_periode: Periode | None = None
    reference_note: Texte = ""
    cible: Nombre | None = None
    cible_echeance: date | None = None
    sens: SensIndicateur | None = None
    frequence: FrequenceIndicateur | None = None
    fournisseur: Code | None = None
    source: PackSource | None = None
    note: Texte = ""


class PackMesure(PackModel):
    """A measure inside an action (sheet 1 has four)."""

    numero: int
    titre: Titre
    objectif: Texte = ""
    contenu: Texte = ""
    cadre: list[PackReference] = []
    pilotes: list[Code] = []
    instances: list[Code] = []
    indicateurs: list[PackIndicateur] = []


class PackJalon(PackModel):
    titre: Titre
    echeance: date | None = None
    precision: Court = ""  # what the document says when it gives no date
    etat: EtatJalon = EtatJalon.PREVU


class PackFinancement(PackModel):
    """Amounts in euros."""

    financeur: Financeur
    annee: int | None = None
    demande: Nombre | None = None
    accorde: Nombre | None = None
    depense: Nombre | None = None
    note: Texte = ""


class PackDocument(PackModel):
    titre: Titre
    url: Url | None = None
    note: Texte = ""


class PackLien(PackModel):
    nature: NatureLien
    fiche: int | None = None  # a sheet of this strategy
    strategie: Code | None = None  # or an earlier strategy
    mention: Texte = ""


class PackFiche(PackModel):
    """fiches/<numero>.yaml: one action sheet."""

    numero: int
    titre: Titre
    titre_sommaire: Court = ""  # when the list of actions prints another title
    objectif: Code
    etat: EtatFiche = EtatFiche.A_LANCER
    avancement: Annotated[int, Field(ge=0, le=100)] = 0
    constat: Texte = ""
    but: Texte = ""  # "Objectif" of the sheet
    contenu: Texte = ""
    cadre: list[PackReference] = []
    publics: list[Titre] = []
    secteurs: list[CheminSecteur] = []
    pilotes: list[Code] = []
    partenaires: list[Code] = []
    partenaires_mention: Court = ""  # "Tous partenaires du CLSPD"
    instances: list[Code] = []
    debut: date | None = None
    fin: date | None = None
    mesures: list[PackMesure] = []
    jalons: list[PackJalon] = []
    financements: list[PackFinancement] = []
    documents: list[PackDocument] = []
    liens: list[PackLien] = []
    indicateurs: list[PackIndicateur] = []
    evaluation: Texte = ""  # how the sheet says it will be judged, beside its indicators


class PackPartie(PackModel):
    organisation: Code
    fonction: Titre  # who signs, by office
    engagements: list[Texte] = []


class PackProtocole(PackModel):
    """protocoles/<code>.yaml: an agreement annexed to the strategy."""

    code: Code
    titre: Titre
    lieu: Mention = ""
    objet: Texte = ""
    parties: Annotated[list[PackPartie], Field(min_length=2)]
    sites: list[Code] = []  # lieux
    instance: Code | None = None  # who follows it up
    debut: date | None = None
    duree_mois: int | None = None
    reconduction: Texte = ""
    preavis_mois: int | None = None
    texte: Texte = ""
