from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "quietude.comptes"

    def ready(self) -> None:
        from quietude.comptes import (
            checks,  # noqa: F401 - registers the checks
            securite,  # noqa: F401 - listens to the sign-in library
        )
        from quietude.comptes.enums import Role
        from quietude.socle import menu

        menu.reglage(
            "Comptes",
            "comptes:liste",
            "Qui se connecte, avec quel rôle ; inviter quelqu’un, fermer un compte",
            frozenset({Role.COORDONNATEUR, Role.ADMINISTRATEUR}),
        )
        menu.reglage(
            "Journal",
            "journal:journal",
            "Qui a fait quoi, quand, sur quel objet",
            frozenset({Role.COORDONNATEUR}),
        )
        menu.reglage(
            "Mon compte",
            "comptes:moi",
            "Mon nom, mon mot de passe, ma double authentification",
            frozenset(Role),
        )
