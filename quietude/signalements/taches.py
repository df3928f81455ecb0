"""Tasks as pages show them: on the sheet of their report, and the list of what is to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.signalements.enums import EtatTache
from quietude.signalements.models import Signalement, Tache
from quietude.signalements.querysets_taches import TacheQuerySet, held_services
from quietude.signalements.rules_taches import can_do_task, can_set_task
from quietude.socle.formulaires import Filtre, liste_rapide
from quietude.socle.grille import Colonne

TOUS = "tous"
_TONS = {EtatTache.A_FAIRE: "info", EtatTache.FAITE: "succes"}


@dataclass(frozen=True)
class LigneTache:
    """A task, and what the reader may do with it; `de` is the merged report that has it."""

    tache: Tache
    faire: bool
    regler: bool
    de: int | None

    @property
    def rouvrir(self) -> bool:
        """Whether it may be taken up again: who cancels, or who does."""
        return self.regler if self.tache.etat == EtatTache.ANNULEE else self.faire

    @property
    def ton(self) -> str:
        if self.tache.en_retard:
            return "attention"
        return _TONS.get(EtatTache(self.tache.etat), "neutre")


def tasks_of(user: Utilisateur, reports: Sequence[Signalement]) -> list[Tache]:
    """Those of all these reports, what is to do first; one query."""
    rows = Tache.objects.visible_to(user).filter(signalement__in=reports).described()
    return sorted(rows, key=lambda row: not row.ouverte)


def lines_of(user: Utilisateur, row: Signalement, taches: Sequence[Tache]) -> list[LigneTache]:
    """One more query, for a partner that has some."""
    partner = user.role == Role.PARTENAIRE and taches
    held = held_services(user) if partner else frozenset()
    return [
        LigneTache(
            one,
            faire=bool(can_do_task(user, one, held)),
            regler=bool(can_set_task(user, one)),
            de=None if one.signalement_id == row.pk else one.signalement_id,
        )
        for one in taches
    ]


class FiltreTaches(Filtre):
    """What is left empty does not filter, nor what is unknown; what is to do by default."""

    qui = liste_rapide(
        "Pour qui",
        [("", "Tous"), ("moi", "Moi"), ("services", "Mes services")],
    )
    etat = liste_rapide("État", [("", "À faire"), (TOUS, "Toutes"), *EtatTache.choices[1:]])
    service = liste_rapide("Service")
    retard = forms.BooleanField(label="En retard", required=False)

    def __init__(self, data: QueryDict, user: Utilisateur) -> None:
        super().__init__(data)
        self.user = user
        known = Organisation.objects.visible_to(user)
        given = Tache.objects.visible_to(user).live().filter(service=OuterRef("pk"))
        self.services = {row.code: row for row in known.filter(Exists(given))}
        fields: Any = self.fields
        choices = [(code, str(row)) for code, row in self.services.items()]
        fields["service"].choices = [("", "Tous"), *choices]

    def apply(self, rows: TacheQuerySet) -> TacheQuerySet:
        """Keep the tasks that answer every filter asked."""
        asked = self.asked
        if "service" in asked:
            rows = rows.given_to(self.services[asked["service"]])
        if asked.get("qui") == "moi":
            rows = rows.entrusted_to(self.user)
        elif asked.get("qui") == "services":
            rows = rows.of_services_of(self.user)
        if "retard" in asked:
            return rows.late(timezone.localdate())
        etat = asked.get("etat", EtatTache.A_FAIRE)
        return rows if etat == TOUS else rows.in_state(etat)


def _where(row: Tache) -> str:
    lieu = row.signalement.lieu
    return lieu.nom if lieu else ""


def _state(row: Tache) -> str:
    return "En retard" if row.en_retard else row.get_etat_display()


_POUR_LE = Colonne("echeance", "Pour le", tri="echeance")
_ETAT = Colonne(
    "etat",
    "État",
    valeur=_state,
    ton=lambda row: "attention" if row.en_retard else _TONS.get(row.etat, "neutre"),
)
_SERVICE = Colonne("service", "Service", valeur=lambda row: str(row.service))
_GENRE = Colonne("categorie", "Catégorie", valeur="signalement.categorie.libelle")
COLONNES = (
    _POUR_LE,
    Colonne("quoi", "À faire", lien=Tache.get_absolute_url),
    _ETAT,
    _SERVICE,
    Colonne("agent", "Agent", valeur=lambda row: str(row.agent or "")),
    _GENRE,
    Colonne("ou", "Où", valeur="signalement.endroit"),
)
# Neither words, nor address, nor anyone's name: what leaves the house counts, no more.
COLONNES_EXPORT = (
    _POUR_LE,
    Colonne("numero", "Signalement", valeur="signalement_id"),
    _GENRE,
    Colonne("lieu", "Lieu connu", valeur=_where),
    _SERVICE,
    _ETAT,
    Colonne("prevue", "Prévue le", valeur=lambda row: timezone.localdate(row.creee_le)),
    Colonne(
        "close",
        "Faite ou annulée le",
        valeur=lambda row: row.close_le and timezone.localdate(row.close_le),
    ),
)
