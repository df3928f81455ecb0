"""What the demonstration's reports are drawn from: all invented, and visibly so.

Only the counts are real: they are read from the table that the strategy's document prints.
"""

from dataclasses import dataclass

from quietude.signalements.enums import Canal, EtatSignalement, IssueMediation, MotifSansSuite

TABLEAU = "allo-quietude"
FICHES, MEDIATIONS = "fiches-2015", "mediations-2015"
TOTAL, AUTRE = "total", "autre"
# Lines of the printed table -> sub-categories of the pack, where the codes differ.
CODES = {"verbales": "violences-verbales"}
MEDIATEURS = "service-mediation-sociale"
BAILLEUR = "bailleurs-sociaux"
DIVISION, IRIS = "quartiers", "iris"


@dataclass(frozen=True)
class Quartier:
    """How often it calls, and the IRIS in which its points are drawn."""

    poids: int
    iris: tuple[str, ...]
    qpv: str = ""


QUARTIERS = {
    "echoppes": Quartier(24, ("iris-130470105",)),
    "quartier-sud": Quartier(21, ("iris-130470106", "iris-130470110")),
    "prepaou": Quartier(18, ("iris-130470107", "iris-130470115"), "prepaou"),
    "centre-ancien": Quartier(11, ("iris-130470102",)),
    "bardin": Quartier(9, ("iris-130470111",)),
    "heures-claires": Quartier(5, ("iris-130470108",)),
    "trigance": Quartier(4, ("iris-130470113",)),
    "entressen": Quartier(3, ("iris-130470114",)),
    "rassuen": Quartier(3, ("iris-130470116",)),
    "etang-de-l-olivier": Quartier(2, ("iris-130470112",)),
}
RUES = (
    "rue Imaginaire", "allée des Exemples", "place de l’Essai", "impasse Fictive",
    "boulevard Inventé", "chemin du Modèle",
)  # fmt: skip
RESIDENCES = (
    "résidence Imaginaire", "résidence de l’Exemple", "les Terrasses fictives",
    "le Clos inventé",
)  # fmt: skip


@dataclass(frozen=True)
class Genre:
    """How a sub-category is told: hours of the fact, boxes ticked, notes."""

    heures: tuple[int, ...]
    faits: tuple[str, ...]
    notes: tuple[str, ...]
    mois: tuple[int, ...] = (1,) * 12
    mediation: int = 1


_ETE = (5, 5, 7, 8, 10, 13, 15, 14, 10, 8, 6, 5)
_SOIR = (19, 20, 21, 22, 22, 23, 23, 0, 1)
GENRES = {
    "degradations": Genre(
        (0, 2, 4, 7, 8, 18, 22),
        ("mobilier-casse", "hall", "nuit"),
        ("Porte du hall forcée.", "Banc cassé.", "Éclairage hors service après un choc."),
        mediation=0,
    ),
    "tags": Genre(
        (6, 7, 8, 9, 17),
        ("inscription", "hall"),
        ("Inscription sur le pignon.", "Mur de l’abribus couvert.", "Façade à nettoyer."),
        mediation=0,
    ),
    "voisinage": Genre(
        (8, 12, 18, 19, 20, 21, 22),
        ("cris", "animal", "hall", "musique"),
        ("Bruits de pas et de meubles.", "Chien laissé seul la journée.", "Cave encombrée."),
        mediation=4,
    ),
    "violences-verbales": Genre(
        (11, 17, 19, 21),
        ("cris",),
        ("Insultes entendues depuis la cage d’escalier.", "Menaces lors d’un passage."),
        mediation=2,
    ),
    "bruit": Genre(
        _SOIR,
        ("musique", "nuit", "vehicule", "cris"),
        ("Musique fenêtres ouvertes.", "Deux-roues sans silencieux.", "Fête tardive."),
        _ETE,
        mediation=3,
    ),
    "rassemblements": Genre(
        _SOIR,
        ("hall", "alcool", "cris", "nuit"),
        ("Groupe devant l’entrée.", "Passage gêné sous le porche.", "Attroupement sonore."),
        _ETE,
        mediation=2,
    ),
    "autre": Genre(
        (8, 9, 10, 11, 14, 15, 16),
        ("encombrants", "vehicule"),
        ("Véhicule ventouse.", "Encombrants déposés hors jour.", "Demande de rendez-vous."),
        mediation=1,
    ),
}
CANAUX = {
    Canal.TELEPHONE: 62,
    Canal.GUICHET: 9,
    Canal.COURRIER: 6,
    Canal.MEDIATEUR: 8,
    Canal.BAILLEUR: 7,
    Canal.PATROUILLE: 5,
    Canal.REFERENT: 3,
}
MOTIFS = (
    MotifSansSuite.NON_CONSTATE,
    MotifSansSuite.IMPRECIS,
    MotifSansSuite.RETIRE,
    MotifSansSuite.HORS_COMPETENCE,
    MotifSansSuite.TRANSMIS,
)
ISSUES = {
    IssueMediation.ACCORD: 46,
    IssueMediation.AMELIORATION: 22,
    IssueMediation.SANS_ACCORD: 12,
    IssueMediation.REFUS_MIS_EN_CAUSE: 8,
    IssueMediation.REFUS_PLAIGNANT: 5,
    IssueMediation.ABSENCE: 4,
    IssueMediation.RELAIS: 3,
}
ENCORE_OUVERTS = (
    EtatSignalement.RECU,
    EtatSignalement.QUALIFIE,
    EtatSignalement.EN_COURS,
    EtatSignalement.EN_COURS,
    EtatSignalement.EN_ATTENTE,
    EtatSignalement.ROUVERT,
)
