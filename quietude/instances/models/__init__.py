from quietude.instances.models.abonnement import AbonnementAgenda
from quietude.instances.models.charte import SignatureCharte
from quietude.instances.models.convocation import Convocation
from quietude.instances.models.designation import Designation
from quietude.instances.models.instance import Instance, Membre, Rythme
from quietude.instances.models.point import Point
from quietude.instances.models.reglement import ReglementInterieur
from quietude.instances.models.reunion import DEJA_INSCRITE, Decision, Presence, Reunion

__all__ = [
    "DEJA_INSCRITE",
    "AbonnementAgenda",
    "Convocation",
    "Decision",
    "Designation",
    "Instance",
    "Membre",
    "Point",
    "Presence",
    "ReglementInterieur",
    "Reunion",
    "Rythme",
    "SignatureCharte",
]
