"""Who writes the diagnosis, and what may be written.

The coordinator keeps it: files, figures typed in, places followed, sums, analyses. Everyone who
sees content reads where each figure comes from; nobody amends what someone else published.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.observatoire.enums import EtatImportation, FamilleSource, NiveauPerimetre
from quietude.observatoire.models import Importation, Observation, Perimetre, Serie
from quietude.socle.regles import OUI, Verdict, non

BLOQUEE_APRES = timedelta(minutes=10)


def can_write_diagnostic(user: Utilisateur) -> Verdict:
    """The coordinator alone writes; the others read."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur écrit le diagnostic.")


def can_import(user: Utilisateur) -> Verdict:
    """Figures come in by the coordinator's hand."""
    if user.role == Role.COORDONNATEUR:
        return OUI
    return non("Seul le coordonnateur importe des fichiers.")


def is_stuck(importation: Importation, now: datetime | None = None) -> bool:
    """Started long ago and not finished: the worker has stopped."""
    running = importation.etat == EtatImportation.EN_COURS
    return running and (now or timezone.now()) - importation.demande_le > BLOQUEE_APRES


def can_retry_importation(user: Utilisateur, importation: Importation) -> Verdict:
    """Once it failed, was refused or stands still, while its file still waits."""
    permitted = can_import(user)
    if not permitted:
        return permitted
    over = importation.etat in (EtatImportation.ECHEC, EtatImportation.REFUSEE)
    if not over and not is_stuck(importation):
        return non("Cet import n’est pas en échec : il n’y a rien à relancer.")
    if not importation.chemin:
        return non("Le fichier n’a pas été gardé : déposez-le de nouveau.")
    return OUI


def can_edit_serie(user: Utilisateur, serie: Serie) -> Verdict:
    """A series that the town counts itself; what comes from a producer stays as published.

    A figure printed in a strategy belongs to its document, a figure imported to its file:
    amending either here would make the source lie.
    """
    permitted = can_write_diagnostic(user)
    if not permitted:
        return permitted
    if serie.recueil:
        return non(
            "Cette série vient du document d’une stratégie : elle reste telle qu’imprimée. "
            "Pour la corriger, corrigez le pack de la stratégie."
        )
    if serie.grandeur_id or _published_elsewhere(serie):
        return non(
            "Cette série est importée : ses chiffres restent ceux du producteur. Un fichier "
            "plus récent les remplace ; une précision s’écrit dans l’analyse du thème."
        )
    return OUI


def _published_elsewhere(serie: Serie) -> bool:
    rows = Observation.objects.filter(serie=serie)
    return rows.exclude(source__famille=FamilleSource.VILLE).exists()


def can_edit_value(user: Utilisateur, observation: Observation, saisie: str) -> Verdict:
    """A figure typed in (source of code `saisie`); one that a file brought stays."""
    permitted = can_edit_serie(user, observation.serie)
    if not permitted:
        return permitted
    if observation.source.code != saisie:
        return non(
            f"Cette valeur vient du fichier « {observation.source} » : elle ne se supprime "
            "pas. Saisissez une autre valeur pour la même période, elle la remplacera."
        )
    return OUI


def can_remove_serie(user: Utilisateur, serie: Serie) -> Verdict:
    """A series made by mistake; one that holds figures keeps them."""
    permitted = can_edit_serie(user, serie)
    if not permitted:
        return permitted
    if Observation.objects.filter(serie=serie).exists():
        return non("Cette série a des valeurs : supprimez-les d’abord.")
    return OUI


def can_unfollow(user: Utilisateur, perimetre: Perimetre) -> Verdict:
    """What was chosen for comparison may be left; the town itself may not."""
    permitted = can_write_diagnostic(user)
    if not permitted:
        return permitted
    if not perimetre.compare:
        return non("Ce périmètre est suivi d’office, ou ne l’est pas.")
    if perimetre.niveau not in (NiveauPerimetre.COMMUNE, NiveauPerimetre.SERVICE):
        return non("Seuls des communes et des services sont suivis pour comparaison.")
    return OUI
