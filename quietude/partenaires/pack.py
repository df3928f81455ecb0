"""The partners as a pack describes them: organisations, never persons."""

from quietude.partenaires.enums import NatureOrganisation
from quietude.socle.pack.champs import Code, PackModel, Texte, Titre


class PackOrganisation(PackModel):
    code: Code
    nom: Titre
    sigle: Texte = ""
    nature: NatureOrganisation
    note: Texte = ""


class PackPartenaires(PackModel):
    """partenaires.yaml"""

    organisations: list[PackOrganisation]
