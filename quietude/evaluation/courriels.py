"""The messages of an evaluation: where to write, never what was written."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.mail import EmailMessage
from django.db.models import Q

from quietude.comptes.enums import ROLES_CONTENU
from quietude.partenaires.models import Mandat, Organisation, Personne
from quietude.socle.formats import INSECABLE, jour


@dataclass(frozen=True)
class Envoi:
    """One message: to all who speak for one organisation, about what is asked of it."""

    organisation: Organisation
    adresses: tuple[str, ...]
    sujets: tuple[str, ...]


def prepare(asked: Iterable[tuple[Organisation, str]], on: date) -> list[Envoi]:
    """One message an organisation, whatever the number of subjects."""
    subjects: dict[Organisation, list[str]] = defaultdict(list)
    for organisation, subject in asked:
        subjects[organisation].append(subject)
    known = _addresses([row.pk for row in subjects], on)
    return [
        Envoi(organisation, tuple(sorted(known[organisation.pk])), tuple(told))
        for organisation, told in subjects.items()
    ]


def _addresses(organisations: Sequence[int], on: date) -> dict[int, set[str]]:
    """Who speaks for each on this day."""
    rows = (
        Mandat.objects.filter(organisation__in=organisations, debut__lte=on)
        .filter(Q(fin__isnull=True) | Q(fin__gte=on))
        .select_related("personne__utilisateur")
    )
    found: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if address := _address(row.personne):
            found[row.organisation_id].add(address)
    return found


def _address(personne: Personne) -> str:
    """That of the account, when it may still open the page; without account, the person's."""
    account = personne.utilisateur
    if account is None:
        return personne.email
    return account.email if account.is_active and account.role in ROLES_CONTENU else ""


def message(
    envoi: Envoi, annee: int, echeance: date | None, lien: str, *, rappel: bool = False
) -> EmailMessage:
    """What it asks, until when, and the page where to answer."""
    head = "Rappel" if rappel else "Votre contribution"
    until = f", avant le {jour(echeance)}," if echeance else ""
    about = "\n".join(f"- {sujet}" for sujet in envoi.sujets)
    body = (
        f"Bonjour,\n\n"
        f"L’évaluation {annee} de la stratégie se prépare. {envoi.organisation.nom} est "
        f"invité à dire en quelques lignes{until} ce que l’année a donné{INSECABLE}:\n\n"
        f"{about}\n\n"
        f"Pour écrire{INSECABLE}: {lien}\n\n"
        f"Les chiffres sont calculés par Quiétude{INSECABLE}: il n’y a rien à compiler. "
        f"Sans compte, demandez une invitation au coordonnateur.\n"
    )
    subject = f"{head}{INSECABLE}: évaluation {annee} de la stratégie"
    return EmailMessage(subject=subject, body=body, to=list(envoi.adresses))


def send(
    envois: Iterable[Envoi], annee: int, echeance: date | None, lien: str, *, rappel: bool
) -> None:
    for envoi in envois:
        if envoi.adresses:
            message(envoi, annee, echeance, lien, rappel=rappel).send(fail_silently=True)
