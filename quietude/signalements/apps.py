from django.apps import AppConfig


class SignalementsConfig(AppConfig):
    name = "quietude.signalements"

    def ready(self) -> None:
        from quietude.signalements import pack_section

        pack_section.register_sections()
