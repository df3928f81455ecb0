from django.apps import AppConfig


class RegistresConfig(AppConfig):
    name = "quietude.registres"

    def ready(self) -> None:
        from quietude.indicateurs import mesures as registry
        from quietude.registres import (
            controle,  # noqa: F401 - registers rules
            pack_section,
        )
        from quietude.registres.mesures import measures

        registry.register(measures)
        pack_section.register_sections()
