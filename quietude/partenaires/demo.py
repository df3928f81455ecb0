"""Mandates that tie the demonstration accounts to organisations."""

from collections.abc import Mapping
from datetime import date

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.partenaires.models import Mandat, Organisation, Personne

_MANDATS = {
    Role.COORDONNATEUR: ("ville-istres", "Coordonnateur du CLSPD"),
    Role.ELU: ("ville-istres", "Élu référent"),
    Role.AGENT: ("police-municipale", "Agent de la police municipale"),
    Role.PARTENAIRE: ("education-nationale", "Représentant de l'Éducation nationale"),
}


def create_demo_mandates(accounts: Mapping[Role, Utilisateur]) -> None:
    """Give each account its office, when the organisation exists. Repeatable."""
    with acting(None, "demo.mandats"):
        for role, (code, fonction) in _MANDATS.items():
            organisation = Organisation.objects.filter(code=code).first()
            if organisation is None:
                continue
            account = accounts[role]
            person, _ = Personne.objects.get_or_create(
                utilisateur=account, defaults={"nom": account.nom, "email": account.email}
            )
            Mandat.objects.get_or_create(
                personne=person,
                organisation=organisation,
                defaults={"fonction": fonction, "debut": date(2017, 1, 1)},
            )
