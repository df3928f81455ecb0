from django.apps import AppConfig


class PartenairesConfig(AppConfig):
    name = "quietude.partenaires"

    def ready(self) -> None:
        from quietude.partenaires import pack_section

        pack_section.register_sections()
