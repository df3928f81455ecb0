from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "quietude.documents"

    def ready(self) -> None:
        from quietude.comptes.enums import ROLES_CONTENU
        from quietude.socle import menu

        menu.reglage(
            "Documents",
            "documents:liste",
            "Produire la stratégie, une fiche ou le tableau des actions ; retrouver ses fichiers",
            ROLES_CONTENU,
        )
