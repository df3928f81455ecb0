"""The partners as a pack describes them: organisations, never persons."""

from quietude.partenaires.enums import NatureOrganisation
from quietude.socle.pack.champs import Code, Mention, PackModel, Texte, Titre


class PackOrganisation(PackModel):
    code: Code
    nom: Titre
    sigle: Mention = ""
    nature: NatureOrganisation
    note: Texte = ""


class PackPartenaires(PackModel):
    """partenaires.yaml"""

    organisations: list[PackOrganisation]
