"""Closed lists of the nuisance reports; what is longer or local is a dated table."""

from django.db.models import TextChoices


class Canal(TextChoices):
    """How a report reached the town."""

    TELEPHONE = "telephone", "Téléphone"
    GUICHET = "guichet", "Guichet"
    WEB = "web", "Formulaire en ligne"
    COURRIER = "courrier", "Courrier"
    MEDIATEUR = "mediateur", "Médiateur"
    BAILLEUR = "bailleur", "Bailleur"
    PATROUILLE = "patrouille", "Patrouille"
    REFERENT = "referent", "Citoyen référent"
    PARTENAIRE = "partenaire", "Agent d’un partenaire"


class EtatSignalement(TextChoices):
    RECU = "recu", "Reçu"
    QUALIFIE = "qualifie", "Qualifié"
    EN_COURS = "en-cours", "En cours"
    EN_ATTENTE = "en-attente", "En attente"
    RESOLU = "resolu", "Résolu"
    SANS_SUITE = "sans-suite", "Sans suite"
    ROUVERT = "rouvert", "Rouvert"


CLOS = frozenset({EtatSignalement.RESOLU, EtatSignalement.SANS_SUITE})
OUVERTS = frozenset(EtatSignalement) - CLOS
TONS = {  # of a state where it is shown; neutral without
    EtatSignalement.RECU: "info",
    EtatSignalement.EN_COURS: "info",
    EtatSignalement.ROUVERT: "attention",
    EtatSignalement.RESOLU: "succes",
}


class MotifSansSuite(TextChoices):
    """Why nothing more is done."""

    HORS_COMPETENCE = "hors-competence", "Hors de la compétence de la ville"
    HORS_COMMUNE = "hors-commune", "Hors de la commune"
    NON_CONSTATE = "non-constate", "Rien n’a été constaté"
    IMPRECIS = "imprecis", "Trop imprécis pour agir"
    RETIRE = "retire", "Retiré par le plaignant"
    TRANSMIS = "transmis", "Transmis à l’autorité compétente"
    INDESIRABLE = "indesirable", "Envoi abusif"


class NatureSuite(TextChoices):
    """What was done about a report, or became of it."""

    EPISODE = "episode", "Nouvel épisode"
    INTERVENTION = "intervention", "Intervention sur place"
    PATROUILLE = "patrouille", "Surveillance renforcée"
    CONTACT = "contact", "Échange avec un service"
    REPONSE_SERVICE = "reponse-service", "Réponse du service"
    RETOUR_PLAIGNANT = "retour-plaignant", "Retour au plaignant"
    SATISFACTION = "satisfaction", "Satisfaction du plaignant"
    NOTE = "note", "Note de suivi"


class IssueMediation(TextChoices):
    ACCORD = "accord", "Accord trouvé"
    AMELIORATION = "amelioration", "Amélioration sans accord"
    SANS_ACCORD = "sans-accord", "Pas d’accord"
    REFUS_PLAIGNANT = "refus-plaignant", "Refus du plaignant"
    REFUS_MIS_EN_CAUSE = "refus-mis-en-cause", "Refus du mis en cause"
    ABSENCE = "absence", "Absence d’une des parties"
    RELAIS = "relais", "Relais vers un autre service"


class EtatTache(TextChoices):
    A_FAIRE = "a-faire", "À faire"
    FAITE = "faite", "Faite"
    ANNULEE = "annulee", "Annulée"


class SortTaches(TextChoices):
    """What becomes of the tasks still to do when their report is closed."""

    ANNULER = "annuler", "Les annuler : elles n’ont plus d’objet"
    GARDER = "garder", "Les garder : elles restent à faire"


class IssueRetour(TextChoices):
    """What the caller is told became of the report; each has its letter."""

    REGLE = "regle", "Réglé"
    SANS_SUITE = "sans-suite", "Sans suite"
    EN_ATTENTE = "en-attente", "En attente"
    EN_COURS = "en-cours", "En cours"


class MotifQuarantaine(TextChoices):
    """Why a report sent without an account waits for someone to look at it."""

    PIEGE = "piege", "Un champ invisible a été rempli"
    TROP_RAPIDE = "trop-rapide", "Rempli trop vite pour une personne"
    REPETE = "repete", "Le même texte a déjà été reçu"
    NOMBREUX = "nombreux", "Beaucoup d’envois venus du même endroit"
    AFFLUX = "afflux", "Beaucoup d’envois au même moment"
    LIEN = "lien", "Contient un lien"


class ReponsePartenaire(TextChoices):
    """What a partner did, said through a link without an account."""

    INTERVENU = "intervenu", "Nous sommes intervenus"
    SURVEILLANCE = "surveillance", "Nous surveillons cet endroit"
    PROGRAMME = "programme", "Une intervention est programmée"
    ECHANGE = "echange", "Nous avons pris contact avec les personnes concernées"
    RIEN_CONSTATE = "rien-constate", "Nous n’avons rien constaté"
    PAS_NOUS = "pas-nous", "Cela ne relève pas de nous"


class ListePassage(TextChoices):
    """Which list of the mediators a word belongs to."""

    NATURE = "nature", "Ce qui est rencontré"
    GESTE = "geste", "Ce qui a été fait"


class Affluence(TextChoices):
    """How many people were met: counted when few, a band when many."""

    PERSONNE = "0", "Personne"
    UNE = "1", "1"
    DEUX = "2", "2"
    TROIS = "3", "3 à 5"
    SIX = "6", "6 à 10"
    ONZE = "11", "11 à 20"
    VINGT = "21", "Plus de 20"


class TrancheHoraire(TextChoices):
    """Part of the day in which mediators pass."""

    MATIN = "matin", "Matin (6 h à 12 h)"
    APRES_MIDI = "apres-midi", "Après-midi (12 h à 18 h)"
    SOIREE = "soiree", "Soirée (18 h à 22 h)"
    NUIT = "nuit", "Nuit (22 h à 6 h)"


class RaisonExamen(TextChoices):
    """Why a report is on the table of a meeting, in the order in which they are looked at."""

    A_REVOIR = "a-revoir", "À revoir"
    NOUVEAU = "nouveau", "Nouveau"
    RETARD = "retard", "En retard"
    LIEU = "lieu", "Lieu qui revient"


class DecisionSeance(TextChoices):
    """What a meeting decides of a report."""

    SUIVRE = "suivre", "Suivre"
    CONFIER = "confier", "Confier"
    MEDIATION = "mediation", "Proposer une médiation"
    PATROUILLE = "patrouille", "Demander une patrouille"
    REPORTER = "reporter", "Reporter"
    CLORE = "clore", "Clore : réglé"
    CLASSER = "classer", "Clore : rien constaté"


FERMENT = frozenset({DecisionSeance.CLORE, DecisionSeance.CLASSER})
