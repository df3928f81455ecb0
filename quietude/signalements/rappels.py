"""What waits for somebody, as an e-mail may say it: numbers, kinds, days and addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.signalements.models import Signalement, Tache
from quietude.signalements.querysets import REPONDENT

CONCERNES = REPONDENT | {Role.PARTENAIRE}
BIENTOT = timedelta(days=2)
LIGNES = 20  # of each kind in a message; the rest is counted
_RETENUS = 500  # told apart by number; older ones were told already


@dataclass(frozen=True)
class Attente:
    """What is late or soon due, for one person on one day."""

    jour: date
    taches: Sequence[Tache]
    signalements: Sequence[Signalement]

    def __bool__(self) -> bool:
        return bool(self.taches or self.signalements)

    @property
    def taches_en_retard(self) -> list[Tache]:
        return [row for row in self.taches if row.echeance < self.jour]

    @property
    def cles(self) -> list[str]:
        """By number: a task becomes news once more when it falls late."""
        late = {row.pk for row in self.taches_en_retard}
        tasks = [f"t{row.pk}{'-retard' if row.pk in late else ''}" for row in self.taches]
        return tasks + [f"s{row.pk}" for row in self.signalements]

    @property
    def objet(self) -> str:
        late = len(self.taches_en_retard)
        counted = (
            (late, "tâche en retard", "tâches en retard"),
            (len(self.taches) - late, "tâche à faire bientôt", "tâches à faire bientôt"),
            (len(self.signalements), "signalement en retard", "signalements en retard"),
        )
        return ", ".join(f"{n} {many if n > 1 else one}" for n, one, many in counted if n)


def waiting_for(user: Utilisateur, on: date) -> Attente:
    """Tasks and late reports that are this person's own; a fixed number of queries."""
    tasks = Tache.objects.visible_to(user).live().entrusted_to(user).due_by(on + BIENTOT)
    reports = Signalement.objects.visible_to(user).current().entrusted_to(user).late(on)
    return Attente(
        on,
        list(tasks.described().order_by("-echeance", "-id")[:_RETENUS]),
        list(reports.described().order_by("-echeance", "-id")[:_RETENUS]),
    )


def message(user: Utilisateur, said: Attente, base: str) -> EmailMessage:
    """One message; `base` is the address of the site. The first line is its subject."""
    context = {
        "attente": said,
        "taches": [
            (
                row,
                row.echeance < said.jour,
                f"{base}{row.signalement.get_absolute_url()}#taches",
            )
            for row in said.taches[:LIGNES]
        ],
        "signalements": [
            (row, base + row.get_absolute_url()) for row in said.signalements[:LIGNES]
        ],
        "autres_taches": max(len(said.taches) - LIGNES, 0),
        "autres_signalements": max(len(said.signalements) - LIGNES, 0),
        "liste_taches": f"{base}{reverse('signalements:taches')}?qui=moi",
        "liste_signalements": f"{base}{reverse('signalements:liste')}?moi=on&retard=on",
    }
    text = render_to_string("signalements/courriels/rappel.txt", context).strip()
    subject, _, body = text.partition("\n")
    return EmailMessage(subject=subject, body=body.strip() + "\n", to=[user.email])
