"""What is about to be sent, line by line, so that it is read again before the last button."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from quietude.portail.parcours import Parcours
from quietude.socle.formats import INSECABLE, jour


@dataclass(frozen=True)
class Ligne:
    terme: str
    valeur: str
    etape: int


def summary(parcours: Parcours) -> list[Ligne]:
    """Of the first two steps; empty until both hold."""
    quoi, ou = parcours.valid(1), parcours.valid(2)
    if not (quoi and ou):
        return []
    said, where = quoi.cleaned_data, ou.situation
    lines = [
        ("Quoi", quoi.choisie.libelle, 1),
        ("Quand", moment_of(said["fait_le"], said["fait_heure"]), 1),
        ("Constaté", ", ".join(_labels(quoi, "faits")), 1),
        ("Déjà arrivé", "Oui" if said["repete"] else "", 1),
        ("En quelques mots", said["note"], 1),
        ("Lieu", where.lieu.nom if where.lieu else "", 2),
        ("Adresse", where.adresse, 2),
        ("Point sur la carte", "Oui" if where.longitude is not None else "", 2),
    ]
    return [Ligne(*line) for line in lines if line[1]]


def moment_of(day: date, hour: time | None) -> str:
    """ "4 mars 2026, vers 22 h 30"; the day alone when no hour is known."""
    return jour(day) + (f", vers {hour.hour}{INSECABLE}h{INSECABLE}{hour:%M}" if hour else "")


def _labels(form: Any, name: str) -> list[str]:
    known = dict(form.fields[name].choices)
    return [str(known[code]) for code in form.cleaned_data[name]]
