from quietude.strategie.models.dispense import Dispense
from quietude.strategie.models.echange import Brouillon, Commentaire
from quietude.strategie.models.fiche import (
    Engagement,
    FicheAction,
    FicheSecteur,
    Mesure,
    ReferenceLegale,
)
from quietude.strategie.models.indicateur import Indicateur
from quietude.strategie.models.protocole import PartieProtocole, Protocole, ProtocoleSite
from quietude.strategie.models.strategie import Objectif, Signataire, Strategie
from quietude.strategie.models.suivi import DocumentLie, Financement, Jalon, Lien
from quietude.strategie.models.texte import Chapitre, ChapitreTableau

__all__ = [
    "Brouillon",
    "Chapitre",
    "ChapitreTableau",
    "Commentaire",
    "Dispense",
    "DocumentLie",
    "Engagement",
    "FicheAction",
    "FicheSecteur",
    "Financement",
    "Indicateur",
    "Jalon",
    "Lien",
    "Mesure",
    "Objectif",
    "PartieProtocole",
    "Protocole",
    "ProtocoleSite",
    "ReferenceLegale",
    "Signataire",
    "Strategie",
]
