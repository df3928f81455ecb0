"""What a report shows on the wall of a meeting: never who called, nor who wrote."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.instances.models import Instance
from quietude.partenaires.models import Organisation
from quietude.signalements.enums import DecisionSeance, EtatSignalement, NatureSuite
from quietude.signalements.models import Categorie, Fait, LigneSeance, Suite

_CHIFFRES = 9
_SUITES = 3
# What is said to the caller stays between the caller and those who answer.
_TUS = (NatureSuite.RETOUR_PLAIGNANT, NatureSuite.SATISFACTION)
_TOUCHES = {
    DecisionSeance.SUIVRE: "s",
    DecisionSeance.CONFIER: "c",
    DecisionSeance.MEDIATION: "m",
    DecisionSeance.PATROUILLE: "p",
    DecisionSeance.REPORTER: "r",
    DecisionSeance.CLORE: "f",
    DecisionSeance.CLASSER: "n",
}


@dataclass(frozen=True)
class Fiche:
    """One report, in large type."""

    titre: str
    endroit: str
    faits: list[str]
    note: str
    etat: str
    service: str
    age: int
    episodes: int
    retard: int
    echeance: date | None
    urgent: bool
    suites: list[Suite]


def sheet(user: Utilisateur, line: LigneSeance) -> Fiche:
    """Two queries beside the line."""
    row, today = line.signalement, timezone.localdate()
    facts = Fait.objects.visible_to(user).filter(code__in=row.faits) if row.faits else ()
    said = Suite.objects.visible_to(user).filter(signalement=row).exclude(nature__in=_TUS)
    kind, etat = row.categorie, EtatSignalement(row.etat)
    late = (today - row.echeance).days if row.echeance and row.en_retard else 0
    return Fiche(
        titre=kind.libelle,
        endroit=row.endroit,
        faits=[fact.libelle for fact in facts],
        note=row.note,
        etat=str(etat.label),
        service=str(row.service or ""),
        age=(today - row.jour).days,
        episodes=row.total,
        retard=late,
        echeance=row.echeance,
        urgent=row.urgent,
        suites=list(said.select_related("organisation").order_by("-le", "-id")[:_SUITES]),
    )


def decision_keys() -> list[tuple[str, DecisionSeance]]:
    return [(_TOUCHES[one], one) for one in DecisionSeance]


def services_for(
    user: Utilisateur, instance: Instance
) -> tuple[list[Organisation], list[Organisation]]:
    """Those with a digit, always the same: who sits in the body, then who answers for a
    category; and all the others."""
    known = {row.pk: row for row in Organisation.objects.visible_to(user)}
    seats = instance.composition.order_by("ordre").values_list("organisation", flat=True)
    kinds = Categorie.objects.visible_to(user).order_by("ordre", "id")
    ordered = dict.fromkeys((*seats, *kinds.values_list("service", flat=True)))
    first = [known[pk] for pk in ordered if pk in known][:_CHIFFRES]
    numbered = {row.pk for row in first}
    return first, [row for row in known.values() if row.pk not in numbered]
