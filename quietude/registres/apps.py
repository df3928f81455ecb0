from django.apps import AppConfig


class RegistresConfig(AppConfig):
    name = "quietude.registres"

    def ready(self) -> None:
        from quietude.comptes.enums import ROLES_CONTENU
        from quietude.indicateurs import mesures as registry
        from quietude.registres import (
            controle,  # noqa: F401 - registers rules
            dans_la_strategie,
            pack_section,
        )
        from quietude.registres.mesures import measures
        from quietude.socle.menu import Entree, register

        registry.register(measures)
        pack_section.register_sections()
        dans_la_strategie.register()
        register(
            Entree(6, "Registres", "registres:liste", frozenset({"registres"}), ROLES_CONTENU)
        )
