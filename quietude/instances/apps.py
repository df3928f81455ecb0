from django.apps import AppConfig


class InstancesConfig(AppConfig):
    name = "quietude.instances"

    def ready(self) -> None:
        from quietude.comptes.enums import ROLES_CONTENU
        from quietude.indicateurs import mesures as registry
        from quietude.instances import (
            controle,  # noqa: F401 - registers rules
            dans_la_strategie,
            dans_le_document,
            dans_le_journal,
            pack_section,
        )
        from quietude.instances.documents import recettes
        from quietude.instances.mesures import measures
        from quietude.socle.menu import Entree, register

        registry.register(measures)
        pack_section.register_sections()
        dans_la_strategie.register()
        dans_le_document.register()
        dans_le_journal.register()
        recettes.register()
        register(
            Entree(5, "Instances", "instances:liste", frozenset({"instances"}), ROLES_CONTENU)
        )
