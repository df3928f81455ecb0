from quietude.signalements.models.appel_en_cours import AppelEnCours
from quietude.signalements.models.appelant import Appelant
from quietude.signalements.models.categorie import Categorie, Fait
from quietude.signalements.models.conservation import DureeConservation
from quietude.signalements.models.en_ligne import LienReponse, MiseEnQuarantaine
from quietude.signalements.models.modele_retour import ModeleRetour
from quietude.signalements.models.passage import (
    ChoixPassage,
    ParagrapheAmbiance,
    Passage,
    PassageEnCours,
)
from quietude.signalements.models.patrimoine import Patrimoine
from quietude.signalements.models.seance import LigneSeance
from quietude.signalements.models.signalement import Signalement
from quietude.signalements.models.suite import Mediation, Suite
from quietude.signalements.models.tache import RappelTaches, Tache
from quietude.signalements.models.vue import VueEnregistree

__all__ = [
    "AppelEnCours",
    "Appelant",
    "Categorie",
    "ChoixPassage",
    "DureeConservation",
    "Fait",
    "LienReponse",
    "LigneSeance",
    "Mediation",
    "MiseEnQuarantaine",
    "ModeleRetour",
    "ParagrapheAmbiance",
    "Passage",
    "PassageEnCours",
    "Patrimoine",
    "RappelTaches",
    "Signalement",
    "Suite",
    "Tache",
    "VueEnregistree",
]
