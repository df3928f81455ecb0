from django.apps import AppConfig


class PortailConfig(AppConfig):
    name = "quietude.portail"

    def ready(self) -> None:
        from quietude.signalements.querysets import REPONDENT
        from quietude.socle import menu

        menu.reglage(
            "Quarantaine",
            "portail:quarantaine",
            "Signalements envoyés sans compte, mis de côté ; les libérer ou les écarter",
            REPONDENT,
        )
