"""Closed lists of the strategy."""

from django.db.models import TextChoices


class EtatStrategie(TextChoices):
    PROJET = "projet", "Projet"
    ADOPTEE = "adoptee", "Adoptée"
    CLOSE = "close", "Close"


class NatureObjectif(TextChoices):
    STRATEGIQUE = "strategique", "Stratégique"
    OPERATIONNEL = "operationnel", "Opérationnel"


class EtatFiche(TextChoices):
    A_LANCER = "a-lancer", "À lancer"
    EN_COURS = "en-cours", "En cours"
    SUSPENDUE = "suspendue", "Suspendue"
    REALISEE = "realisee", "Réalisée"
    ABANDONNEE = "abandonnee", "Abandonnée"


class EtatJalon(TextChoices):
    """Told in the feminine: pages say "étape" for a jalon."""

    PREVU = "prevu", "Prévue"
    ATTEINT = "atteint", "Atteinte"
    ABANDONNE = "abandonne", "Abandonnée"


class RoleEngagement(TextChoices):
    PILOTE = "pilote", "Pilote"
    PARTENAIRE = "partenaire", "Partenaire"


class NatureIndicateur(TextChoices):
    ACTIVITE = "activite", "Activité"
    RESULTAT = "resultat", "Résultat"


class SensIndicateur(TextChoices):
    HAUSSE = "hausse", "À augmenter"
    BAISSE = "baisse", "À diminuer"
    SUIVI = "suivi", "À suivre"


class FrequenceIndicateur(TextChoices):
    MENSUELLE = "mensuelle", "Mensuelle"
    TRIMESTRIELLE = "trimestrielle", "Trimestrielle"
    SEMESTRIELLE = "semestrielle", "Semestrielle"
    ANNUELLE = "annuelle", "Annuelle"
    ANNEE_SCOLAIRE = "annee-scolaire", "Par année scolaire"


class Financeur(TextChoices):
    FIPD = "fipd", "FIPD"
    CONTRAT_VILLE = "contrat-ville", "Contrat de ville"
    ETAT = "etat", "État (autre)"
    REGION = "region", "Région"
    DEPARTEMENT = "departement", "Département"
    INTERCOMMUNALITE = "intercommunalite", "Intercommunalité"
    COMMUNE = "commune", "Commune"
    BAILLEUR = "bailleur", "Bailleur"
    AUTRE = "autre", "Autre financeur"


class NatureLien(TextChoices):
    SUITE = "suite", "Fait suite à"
    COMPLETE = "complete", "Complète"
    POURSUIT = "poursuit", "Poursuit une action de la stratégie précédente"


class Gravite(TextChoices):
    ERREUR = "erreur", "Erreur"
    ALERTE = "alerte", "Alerte"
    REMARQUE = "remarque", "Remarque"
