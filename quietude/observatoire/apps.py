from django.apps import AppConfig


class ObservatoireConfig(AppConfig):
    name = "quietude.observatoire"

    def ready(self) -> None:
        from quietude.comptes.enums import ROLES_CONTENU
        from quietude.observatoire import pack_diagnostic_section, pack_section
        from quietude.observatoire.documents import diagnostic
        from quietude.socle.menu import Entree, register

        pack_section.register_sections()
        pack_diagnostic_section.register_sections()
        diagnostic.register()
        register(
            Entree(
                3,
                "Diagnostic",
                "observatoire:diagnostic",
                frozenset({"observatoire"}),
                ROLES_CONTENU,
            )
        )
