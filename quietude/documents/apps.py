from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "quietude.documents"

    def ready(self) -> None:
        from quietude.comptes.enums import ROLES_CONTENU
        from quietude.socle.menu import Entree, register_compte

        espaces = frozenset({"documents"})
        register_compte(Entree(1, "Documents", "documents:liste", espaces, ROLES_CONTENU))
