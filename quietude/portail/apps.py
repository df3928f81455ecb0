from django.apps import AppConfig


class PortailConfig(AppConfig):
    name = "quietude.portail"

    def ready(self) -> None:
        from quietude.portail import dans_la_strategie
        from quietude.signalements.querysets import REPONDENT
        from quietude.socle import menu

        dans_la_strategie.register()
        menu.reglage(
            "Quarantaine",
            "portail:quarantaine",
            "Signalements envoyés sans compte, mis de côté ; les libérer ou les écarter",
            REPONDENT,
        )
