"""One visibly fictional account per role, for the demonstration only."""

import os
import secrets

from django.conf import settings

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting

_NOMS = {
    Role.COORDONNATEUR: "Coordination (démonstration)",
    Role.ELU: "Élu référent (démonstration)",
    Role.AGENT: "Agent municipal (démonstration)",
    Role.PARTENAIRE: "Partenaire (démonstration)",
    Role.LECTEUR: "Lecteur (démonstration)",
    Role.ADMINISTRATEUR: "Administration technique (démonstration)",
}


def demo_password() -> str:
    """Drawn once per data directory and kept there, readable by its owner alone."""
    file = settings.DATA_DIR / "mot-de-passe-demo"
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(f"demo-{secrets.token_hex(4)}")
    return str(file.read_text())


def create_demo_accounts() -> tuple[dict[Role, Utilisateur], str]:
    """Make sure that each role has its account; returns them and their password."""
    password, accounts = demo_password(), {}
    with acting(None, "demo.comptes"):
        for role, nom in _NOMS.items():
            account, _ = Utilisateur.objects.get_or_create(
                email=f"{role.value}@istres.example", defaults={"nom": nom, "role": role}
            )
            if not account.check_password(password):
                account.set_password(password)
                account.save()
            accounts[role] = account
    return accounts, password
