"""What the reports add to the settings page."""

from quietude.signalements.querysets import REPONDENT, VOIENT, VOIENT_TOUT
from quietude.socle.menu import reglage


def register() -> None:
    reglage(
        "Catégories de signalements",
        "signalements:categories",
        "Ce que l’on signale, délais de réponse, services qui répondent, faits à cocher.",
        VOIENT,
    )
    reglage(
        "Conservation des coordonnées",
        "signalements:conservation",
        "Combien de temps on garde qui a appelé, et ce qui attend en quarantaine.",
        VOIENT_TOUT,
    )
    reglage(
        "Réponses aux plaignants",
        "signalements:modeles",
        "Le texte des lettres et des courriels, pour chaque issue.",
        REPONDENT,
    )
    reglage(
        "Patrimoine des bailleurs",
        "signalements:patrimoine",
        "À quel bailleur est chaque résidence : ses signalements lui vont d’eux-mêmes.",
        VOIENT_TOUT,
    )
