"""quietude createadmin: the first account of a town, from the server's own terminal."""

import secrets
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from quietude.comptes.actions import open_compte
from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.socle.regles import ActionImpossible

ROLES = [Role.ADMINISTRATEUR.value, Role.COORDONNATEUR.value]


class Command(BaseCommand):
    help = "Ouvre un compte d'administrateur technique (ou de coordonnateur)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", default="", help="adresse de connexion")
        parser.add_argument("--nom", default="", help="nom affiché")
        parser.add_argument("--role", choices=ROLES, default=ROLES[0])
        parser.add_argument(
            "--tirer-mot-de-passe",
            action="store_true",
            help="tire un mot de passe au hasard et l'affiche une fois",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email = self.ask("Adresse électronique", "--email", options["email"]).lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"« {email} » n'est pas une adresse électronique.") from error
        nom = self.ask("Nom affiché", "--nom", options["nom"])
        drawn = options["tirer_mot_de_passe"]
        future = Utilisateur(email=email, nom=nom)
        password = secrets.token_urlsafe(15) if drawn else self.ask_password(future)
        try:
            open_compte(
                actor=None, email=email, nom=nom, role=options["role"], password=password
            )
        except ActionImpossible as error:
            raise CommandError(str(error)) from error
        label = Role(options["role"]).label
        self.stdout.write(f"Compte ouvert : {email}, rôle « {label} ».")
        if drawn:
            self.stdout.write(
                f"Mot de passe, affiché cette seule fois : {password}\n"
                "Changez-le à la première connexion, dans Mon compte."
            )

    def ask(self, label: str, option: str, given: str) -> str:
        """The option's value, or what is typed."""
        if given.strip():
            return given.strip()
        self.require_terminal(option)
        while not (answer := input(f"{label} : ").strip()):
            self.stderr.write("Une réponse est nécessaire.")
        return answer

    def ask_password(self, future: Utilisateur) -> str:
        """Typed twice, hidden, until it is strong enough."""
        self.require_terminal("--tirer-mot-de-passe")
        while True:
            password = getpass("Mot de passe : ")
            try:
                validate_password(password, future)
            except ValidationError as error:
                self.stderr.write("\n".join(error.messages))
                continue
            if password == getpass("Mot de passe, une seconde fois : "):
                return password
            self.stderr.write("Les deux mots de passe ne sont pas les mêmes.")

    def require_terminal(self, option: str) -> None:
        if not sys.stdin.isatty():
            raise CommandError(f"Hors d'un terminal, donnez l'option {option}.")
