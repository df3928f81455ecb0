from django.apps import AppConfig


class TerritoireConfig(AppConfig):
    name = "quietude.territoire"

    def ready(self) -> None:
        from quietude.comptes.enums import ROLES_CONTENU
        from quietude.socle.menu import reglage
        from quietude.territoire import pack_section

        pack_section.register_sections()
        reglage(
            "Territoire",
            "territoire:carte",
            "Carte, découpages parallèles et lieux de la ville.",
            ROLES_CONTENU,
        )
