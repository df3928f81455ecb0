from django.apps import AppConfig


class SignalementsConfig(AppConfig):
    name = "quietude.signalements"

    def ready(self) -> None:
        from quietude.indicateurs import mesures as registry
        from quietude.signalements import pack_section
        from quietude.signalements.mesures import measures

        registry.register(measures)
        pack_section.register_sections()
