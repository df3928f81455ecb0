"""Closed lists of the bodies."""

from django.db.models import TextChoices


class NatureInstance(TextChoices):
    PLENIERE = "pleniere", "Conseil plénier"
    RESTREINTE = "restreinte", "Conseil restreint"
    THEMATIQUE = "thematique", "Groupe de travail thématique"
    TERRITORIALE = "territoriale", "Groupe de travail territorial"
    CELLULE = "cellule", "Cellule opérationnelle"
    SUIVI_INDIVIDUEL = "suivi-individuel", "Groupe de suivi de situations individuelles"
    SUIVI_PROTOCOLE = "suivi-protocole", "Groupe de suivi d'un protocole"


class Confidentialite(TextChoices):
    OUVERTE = "ouverte", "Sans information nominative"
    RESTREINTE = "restreinte", "Diffusion limitée aux membres"
    NOMINATIVE = "nominative", "Informations nominatives, charte obligatoire"


class UniteRythme(TextChoices):
    SEMAINE = "semaine", "semaine"
    MOIS = "mois", "mois"
    TRIMESTRE = "trimestre", "trimestre"
    ANNEE = "annee", "année"


class QualiteMembre(TextChoices):
    PRESIDENT = "president", "Présidence"
    ANIMATEUR = "animateur", "Animation"
    MEMBRE = "membre", "Membre"
    INVITE = "invite", "Selon les besoins"


class QualiteDesignation(TextChoices):
    TITULAIRE = "titulaire", "Titulaire"
    SUPPLEANT = "suppleant", "Suppléant"


class ReponseConvocation(TextChoices):
    ATTENDUE = "attendue", "Sans réponse"
    VIENT = "vient", "Vient"
    SUPPLEE = "supplee", "Envoie son suppléant"
    EXCUSE = "excuse", "Ne vient pas"


class EtatReunion(TextChoices):
    PREVUE = "prevue", "Prévue"
    TENUE = "tenue", "Tenue"
    ANNULEE = "annulee", "Annulée"


class EtatPresence(TextChoices):
    PRESENT = "present", "Présent"
    REPRESENTE = "represente", "Représenté"
    EXCUSE = "excuse", "Excusé"
    ABSENT = "absent", "Absent"


class EtatDecision(TextChoices):
    A_FAIRE = "a-faire", "À faire"
    FAITE = "faite", "Faite"
    ABANDONNEE = "abandonnee", "Abandonnée"


class EtatReglement(TextChoices):
    PROJET = "projet", "Projet"
    ADOPTE = "adopte", "Adopté"


PRISES = frozenset({EtatPresence.PRESENT, EtatPresence.REPRESENTE})  # the seat was taken
