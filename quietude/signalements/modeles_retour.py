"""The texts that answer a caller: of origin or of the town, and the places filled in.

The places are a closed list, checked when a text is saved: a model says nothing of anyone.
"""

import re
from collections.abc import Mapping
from datetime import date

from quietude.signalements.enums import EtatSignalement, IssueRetour, MotifSansSuite
from quietude.signalements.models import ModeleRetour, Signalement
from quietude.socle.formats import jour
from quietude.territoire.models import Territoire

REPERES = {
    "date": "le jour de l’appel",
    "categorie": "ce qui est signalé",
    "lieu": "l’endroit",
    "numero": "le numéro du signalement",
    "service": "le service chargé, ou « le service compétent »",
    "motif": "pourquoi il n’est pas donné suite (« Sans suite » seulement)",
    "ville": "le nom de la ville",
}
TEXTE_MAX = 3000
_ISSUES = {
    EtatSignalement.RESOLU: IssueRetour.REGLE,
    EtatSignalement.SANS_SUITE: IssueRetour.SANS_SUITE,
    EtatSignalement.EN_ATTENTE: IssueRetour.EN_ATTENTE,
}
_PHRASES = {
    IssueRetour.REGLE: "La situation que vous avez signalée est considérée comme réglée.",
    IssueRetour.SANS_SUITE: "Il n’a pas été possible d’y donner suite.",
    IssueRetour.EN_ATTENTE: "Le traitement se poursuivra dès que possible.",
    IssueRetour.EN_COURS: "Le service compétent s’en occupe.",
}
_ACCOLADE = re.compile(r"\{([^{}]*)\}")
_PAR_DEFAUT = "le service compétent"


def town() -> str:
    place = Territoire.objects.first()
    return place.nom if place else "La ville"


def origin(issue: IssueRetour) -> str:
    """The text that comes with the software."""
    return (
        "Bonjour,\n\n"
        "Vous nous avez signalé le {date} : {categorie}, {lieu}.\n\n"
        f"{_PHRASES[issue]}\n\n"
        "Si la gêne continue, appelez de nouveau Allo Quiétude : votre signalement sera "
        "complété (numéro {numero}).\n\n"
        "{ville}"
    )


def outcome_of(row: Signalement) -> IssueRetour:
    return _ISSUES.get(EtatSignalement(row.etat), IssueRetour.EN_COURS)


def text_for(issue: IssueRetour) -> str:
    """The town's own, else that of origin."""
    own = ModeleRetour.objects.filter(issue=issue).values_list("texte", flat=True).first()
    return own or origin(issue)


def faults(text: str, issue: IssueRetour) -> list[str]:
    """What is wrong with the places of a text, each in a sentence."""
    found = []
    for name in dict.fromkeys(_ACCOLADE.findall(text)):
        if name not in REPERES:
            known = ", ".join(f"{{{each}}}" for each in REPERES)
            found.append(f"« {{{name}}} » n’est pas un repère. Ceux qui existent : {known}.")
        elif name == "motif" and issue != IssueRetour.SANS_SUITE:
            found.append("« {motif} » n’a de sens que pour la réponse « Sans suite ».")
    if re.search(r"[{}]", _ACCOLADE.sub("", text)):
        found.append("Une accolade est seule : un repère s’écrit { puis son nom, puis }.")
    return found


def fill(text: str, values: Mapping[str, str]) -> str:
    """With its places filled in; the words put there are not read again."""
    return _ACCOLADE.sub(lambda found: values.get(found[1], found[0]), text)


def values_of(row: Signalement) -> dict[str, str]:
    """What can be said from the report alone: nothing about anyone."""
    motif = str(MotifSansSuite(row.motif).label) if row.motif else ""
    return {
        "date": jour(row.jour),
        "categorie": str(row.categorie).lower(),
        "lieu": row.endroit,
        "numero": str(row.pk),
        "service": row.service.nom if row.service else _PAR_DEFAUT,
        "motif": motif[:1].lower() + motif[1:],
        "ville": town(),
    }


def example() -> dict[str, str]:
    """A report that never was."""
    return {
        "date": jour(date(2026, 3, 4)),
        "categorie": "nuisances sonores",
        "lieu": "12 rue des Essais",
        "numero": "1234",
        "service": "Service des Essais",
        "motif": "rien n’a été constaté",
        "ville": town(),
    }
