"""Closed lists of the accounts."""

from django.db.models import TextChoices


class Role(TextChoices):
    COORDONNATEUR = "coordonnateur", "Coordonnateur du CLSPD"
    ELU = "elu", "Maire ou élu"
    AGENT = "agent", "Agent municipal"
    PARTENAIRE = "partenaire", "Partenaire"
    LECTEUR = "lecteur", "Lecteur"
    ADMINISTRATEUR = "administrateur", "Administrateur technique"


# Who may see the content of the strategy at all; the technical administrator never does.
ROLES_CONTENU = frozenset(Role) - {Role.ADMINISTRATEUR}
