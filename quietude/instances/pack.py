"""The bodies as a pack describes them: composition by office, rhythm as a rule."""

from datetime import date
from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

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


class PackReglement(PackModel):
    """One version of the internal rules; without `adopte_le`, the draft of the next one."""

    version: Annotated[int, Field(ge=1, le=9999)]
    adopte_le: date | None = None
    texte: Annotated[Texte, Field(min_length=1)]


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
    reglements: list[PackReglement] = []

    @model_validator(mode="after")
    def _rules_in_order(self) -> "PackInstance":
        """From the oldest to the newest: each replaces the one before."""
        for before, after in pairwise(self.reglements):
            if after.version <= before.version:
                raise ValueError(
                    "les versions du règlement se suivent, la plus ancienne d'abord"
                )
            if before.adopte_le is None:
                raise ValueError("seule la dernière version du règlement peut être un projet")
            if after.adopte_le and after.adopte_le < before.adopte_le:
                raise ValueError("un règlement est adopté avant celui qu'il remplace")
        return self


class PackInstances(PackModel):
    """instances.yaml"""

    instances: list[PackInstance]
