from django.apps import AppConfig


class TerritoireConfig(AppConfig):
    name = "quietude.territoire"

    def ready(self) -> None:
        from quietude.territoire import pack_section

        pack_section.register_sections()
