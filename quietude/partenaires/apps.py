from django.apps import AppConfig


class PartenairesConfig(AppConfig):
    name = "quietude.partenaires"

    def ready(self) -> None:
        from quietude.comptes.enums import ROLES_CONTENU
        from quietude.partenaires import pack_section
        from quietude.socle.menu import reglage

        pack_section.register_sections()
        reglage(
            "Partenaires",
            "partenaires:liste",
            "Organisations, personnes en fonction et mandats.",
            ROLES_CONTENU,
        )
