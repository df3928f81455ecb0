"""Closed lists of the observatory."""

from django.db.models import TextChoices


class SensVariation(TextChoices):
    HAUSSE = "hausse", "Hausse"
    BAISSE = "baisse", "Baisse"
    STABLE = "stable", "Stabilité"


class FamilleSource(TextChoices):
    """Where figures come from; vintages of one family supersede one another."""

    SSMSI_COMMUNES = "ssmsi-communes", "Délinquance enregistrée par commune (SSMSI)"
    SSMSI_DEPARTEMENTS = "ssmsi-departements", "Délinquance par département (SSMSI)"
    SSMSI_REGIONS = "ssmsi-regions", "Délinquance par région (SSMSI)"
    ETAT_4001 = "etat-4001", "État 4001 par service (ministère de l’Intérieur)"
    POPULATIONS = "populations", "Populations municipales (INSEE)"
    LOGEMENTS = "logements", "Logements (INSEE)"
    VILLE = "ville", "Comptages de la ville"
    DOCUMENT = "document", "Publié dans le document de la stratégie"


class Nomenclature(TextChoices):
    """Which closed list names what is counted."""

    SSMSI = "ssmsi", "Indicateurs du SSMSI"
    ETAT_4001 = "etat-4001", "Index de l’état 4001"
    INSEE = "insee", "INSEE"


class Base(TextChoices):
    """What a rate divides by; a rate per dwelling and a rate per inhabitant never meet."""

    HABITANTS = "habitants", "pour 1 000 habitants"
    LOGEMENTS = "logements", "pour 1 000 logements"
    AUCUNE = "aucune", "sans taux"


class NatureSerie(TextChoices):
    """What two values of a series may be asked: only events carry chance."""

    EVENEMENTS = "evenements", "Faits comptés un à un"
    STOCK = "stock", "Ce qui est là à une date"
    TAUX = "taux", "Taux ou part"


class NiveauPerimetre(TextChoices):
    COMMUNE = "commune", "Commune"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    PAYS = "pays", "France"
    SERVICE = "service", "Service de police ou de gendarmerie"
    SECTEUR = "secteur", "Secteur de la ville"
    AUTRE = "autre", "Autre ensemble"


class EtatObservation(TextChoices):
    """Published, withheld and missing are three statements; none of them is zero."""

    PUBLIEE = "publiee", "Publiée"
    NON_DIFFUSEE = "non-diffusee", "Non diffusée"
    DOUTEUSE = "douteuse", "Douteuse, tenue pour manquante"
    MANQUANTE = "manquante", "Manquante"


class EtatImportation(TextChoices):
    EN_ATTENTE = "en-attente", "En attente"
    EN_COURS = "en-cours", "En cours"
    FAITE = "faite", "Faite"
    DEJA_FAITE = "deja-faite", "Déjà faite"
    REFUSEE = "refusee", "Refusée"
    ECHEC = "echec", "Échec"


class VerdictChiffre(TextChoices):
    """What becomes of a printed figure when it is computed again."""

    EXACT = "exact", "Exact"
    ARRONDI = "arrondi", "Arrondi"
    TRONQUE = "tronque", "Tronqué"
    FAUX = "faux", "Faux"
    CONTREDIT = "contredit", "Contredit"
    INCERTAIN = "incertain", "Incertain"
    NON_COMPARABLE = "non-comparable", "Non comparable"
    DEUX_VALEURS = "deux-valeurs", "Deux valeurs"
    REPETE = "repete", "Répété à l’identique"
    DONNE = "donne", "Donné"
    NON_RECALCULABLE = "non-recalculable", "Publié, non recalculable"

    @property
    def ton(self) -> str:
        return _TONS[self]


_TONS = {
    VerdictChiffre.EXACT: "succes",
    VerdictChiffre.ARRONDI: "succes",
    VerdictChiffre.TRONQUE: "attention",
    VerdictChiffre.FAUX: "danger",
    VerdictChiffre.CONTREDIT: "danger",
    VerdictChiffre.INCERTAIN: "attention",
    VerdictChiffre.NON_COMPARABLE: "danger",
    VerdictChiffre.DEUX_VALEURS: "danger",
    VerdictChiffre.REPETE: "succes",
    VerdictChiffre.DONNE: "neutre",
    VerdictChiffre.NON_RECALCULABLE: "info",
}
