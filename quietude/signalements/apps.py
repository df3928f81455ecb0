from django.apps import AppConfig


class SignalementsConfig(AppConfig):
    name = "quietude.signalements"

    def ready(self) -> None:
        from quietude.indicateurs import mesures as registry
        from quietude.signalements import (
            compte_rendu,
            dans_la_strategie,
            mediateurs,
            ordre_du_jour,
            pack_section,
        )
        from quietude.signalements.mesures import measures
        from quietude.signalements.querysets import REPONDENT, VOIENT, VOIENT_TOUT
        from quietude.socle.menu import Entree, register, reglage

        registry.register(measures)
        pack_section.register_sections()
        for part in (dans_la_strategie, mediateurs, compte_rendu, ordre_du_jour):
            part.register()
        register(
            Entree(4, "Signalements", "signalements:liste", frozenset({"signalements"}), VOIENT)
        )
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
