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
            reglages,
        )
        from quietude.signalements.mesures import measures
        from quietude.signalements.querysets import VOIENT
        from quietude.socle.menu import Entree, register

        registry.register(measures)
        pack_section.register_sections()
        for part in (dans_la_strategie, mediateurs, compte_rendu, ordre_du_jour, reglages):
            part.register()
        register(
            Entree(4, "Signalements", "signalements:liste", frozenset({"signalements"}), VOIENT)
        )
