from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "quietude.api"

    def ready(self) -> None:
        from quietude.comptes.enums import Role
        from quietude.socle import menu

        menu.reglage(
            "Open311",
            "api:reglages",
            "Ce que d’autres applications peuvent envoyer et lire ; leurs clés",
            frozenset({Role.COORDONNATEUR}),
        )
