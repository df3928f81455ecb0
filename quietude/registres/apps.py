from django.apps import AppConfig


class RegistresConfig(AppConfig):
    name = "quietude.registres"

    def ready(self) -> None:
        from quietude.indicateurs import mesures as registry
        from quietude.registres.mesures import measures

        registry.register(measures)
