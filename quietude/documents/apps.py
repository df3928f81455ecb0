from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "quietude.documents"

    def ready(self) -> None:
        from quietude.comptes.enums import ROLES_CONTENU
        from quietude.socle import menu

        menu.reglage(
            "Documents",
            "documents:liste",
            "Produire un PDF, un Word ou un classeur ; retrouver ceux déjà produits",
            ROLES_CONTENU,
        )
