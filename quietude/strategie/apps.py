from django.apps import AppConfig


class StrategieConfig(AppConfig):
    name = "quietude.strategie"

    def ready(self) -> None:
        from quietude.strategie import packs

        packs.register_sections()
