"""The bodies as a pack describes them: composition by office, rhythm as a rule."""

from typing import Annotated

from pydantic import Field

from quietude.instances.enums import Confidentialite, NatureInstance, QualiteMembre, UniteRythme
from quietude.socle.pack.champs import Code, Mention, PackModel, Texte, Titre


class PackRythme(PackModel):
    """`fois` meetings every `tous_les` (to `jusqu_a`) `unite`; one entry per printed mention.

    "twice a month" = fois 2, unite mois; "every six weeks" = tous_les 6, unite semaine;
    "monthly or every two months" = tous_les 1, jusqu_a 2, unite mois.
    """

    fois: Annotated[int, Field(ge=1)] = 1
    tous_les: Annotated[int, Field(ge=1)] = 1
    jusqu_a: int | None = None
    unite: UniteRythme
    minimum: bool = False  # "at least"
    temps_scolaire: bool = False
    public: Mention = ""  # when each public has its own ("primaire")
    lieu: Mention = ""
    mention: Texte = ""


class PackMembre(PackModel):
    fonction: Titre
    organisation: Code | None = None
    qualite: QualiteMembre = QualiteMembre.MEMBRE
    note: Texte = ""


class PackInstance(PackModel):
    code: Code
    nom: Titre
    sigle: Mention = ""
    nature: NatureInstance
    confidentialite: Confidentialite
    lieu: Mention = ""
    base_legale: Texte = ""
    missions: Texte = ""
    composition: list[PackMembre] = []
    rythmes: list[PackRythme] = []
    sur_demande: Texte = ""  # who may call an urgent meeting
    charte: bool = False
    rend_compte_a: Code | None = None
    rend_compte_note: Texte = ""
    objectifs: list[Code] = []


class PackInstances(PackModel):
    """instances.yaml"""

    instances: list[PackInstance]
