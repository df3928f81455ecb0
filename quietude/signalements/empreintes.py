"""What a form said when it was opened, so that nobody writes over another without seeing it."""

import hashlib
from collections.abc import Sequence

from django.db.models import Model

from quietude.socle.regles import ConflitDeVersion

RECIT = (
    "canal", "categorie_id", "fait_le", "fait_heure", "faits", "note", "urgent", "repete",
    "lieu_id", "adresse", "longitude", "latitude", "secteurs", "bailleur_id",
)  # fmt: skip
ETAT = ("etat", "motif")
CHARGE = ("service_id", "agent_id", "echeance")
MEDIATION = ("organisation_id", "proposee_le", "tenue_le", "issue")
TACHE = ("quoi", "service_id", "agent_id", "echeance", "etat")
APPELANT = ("nom", "telephone", "email", "rappel")
PASSAGE = (
    "jour", "heure", "nature_id", "lieu_id", "adresse", "secteurs", "affluence", "gestes",
    "note",
)  # fmt: skip
MODELE = ("texte",)
PATRIMOINE = ("lieu_id", "bailleur_id", "depuis", "jusqu_au")
CONSERVATION = ("depuis", "mois", "quarantaine_jours", "source")
_CONFLIT = (
    "Quelqu’un a modifié {} pendant que vous l’aviez ouvert. Votre saisie est encore là : "
    "comparez, puis enregistrez de nouveau si elle doit remplacer la sienne."
)


def fingerprint(row: Model | None, fields: Sequence[str]) -> str:
    """A short mark that changes with any of these fields, or when the row comes or goes."""
    said = repr([getattr(row, name) for name in fields] if row else None)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def check_version(
    row: Model | None, fields: Sequence[str], version: str | None, quoi: str = "ce signalement"
) -> None:
    """ConflitDeVersion when these fields moved since `version`; None asks for no check."""
    if version is not None and version != fingerprint(row, fields):
        raise ConflitDeVersion(_CONFLIT.format(quoi))
