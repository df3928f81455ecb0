"""Fictional accounts for the demonstration: one per role, one password for all."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from quietude.comptes.actions import open_compte
from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting

NOMS = {
    Role.COORDONNATEUR: "Coordination (démonstration)",
    Role.ELU: "Élu (démonstration)",
    Role.AGENT: "Agent municipal (démonstration)",
    Role.PARTENAIRE: "Partenaire (démonstration)",
    Role.LECTEUR: "Lecteur (démonstration)",
    Role.ADMINISTRATEUR: "Administration technique (démonstration)",
}
DOMAINE = "istres.example"  # a reserved domain: no such mailbox can exist


def demo_password() -> tuple[str, bool]:
    """The password of this data directory, readable by its owner alone; whether it is new."""
    file = Path(settings.DATA_DIR) / "mot-de-passe-demo"
    new = not file.exists()
    if new:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(f"demo-{secrets.token_hex(5)}")
    return file.read_text().strip(), new


def create_demo_accounts() -> tuple[dict[Role, Utilisateur], str]:
    """One account per role and their password. A second call changes nothing.

    The offices that tie them to organisations are made by `partenaires`.
    """
    password, new = demo_password()
    accounts = {}
    for role, nom in NOMS.items():
        email = f"{role.value}@{DOMAINE}"
        known = Utilisateur.objects.filter(email=email).first()
        if known is None:
            known = open_compte(actor=None, email=email, nom=nom, role=role, password=password)
        elif new:  # the file was lost, not the database
            with acting(None, "comptes.create_demo_accounts"):
                known.set_password(password)
                known.save(update_fields=["password"])
        accounts[role] = known
    return accounts, password
