"""How meetings, seats and decisions are said: always the two numbers, never a bare share."""

from typing import TYPE_CHECKING

from quietude.socle.formats import INSECABLE, nombre
from quietude.socle.periodes import Genre, Periode

if TYPE_CHECKING:
    from quietude.instances.bilans import BilanInstance, BilanPublic

_DEVANT = {
    Genre.ANNEE: "en ",
    Genre.MOIS: "en ",
    Genre.TRIMESTRE: "au ",
    Genre.PREMIERS_MOIS: "pendant les ",
    Genre.ANNEE_SCOLAIRE: "pendant l’",
    Genre.INTERVALLE: "",
}


def count_of(count: int, one: str, many: str) -> str:
    """2, "réunion", "réunions" -> "2 réunions"."""
    return f"{nombre(count)} {one if count < 2 else many}"


def during(periode: Periode) -> str:
    """ "en 2016", "pendant l’année scolaire 2015-2016", "du 1er mai au 3 juin 2016"."""
    return f"{_DEVANT[periode.genre]}{periode.libelle}"


def say_meetings(row: "BilanInstance") -> str:
    """Meetings held, how many were required, whether the rhythm was kept."""
    held = count_of(row.tenues, "réunion tenue", "réunions tenues")
    if not row.tenues:
        held = "Aucune réunion tenue"
    said = f"{held} {during(row.periode)}"
    if row.attendues is None:
        return f"{said}{INSECABLE}; aucun rythme n’est fixé."
    if not row.attendues:
        return f"{said}{INSECABLE}; le rythme n’en demandait aucune."
    said = f"{said}{INSECABLE}; il en fallait {nombre(row.attendues)}{INSECABLE}: {row.verdict}"
    return f"{said}{_say_publics(row.publics)}."


def _say_publics(publics: "tuple[BilanPublic, ...]") -> str:
    """Each public by name, when there are several."""
    if len(publics) < 2:
        return ""
    lines = [
        f"{row.public or 'autres'}{INSECABLE}: {nombre(row.tenues)} sur {nombre(row.attendues)}"
        for row in publics
    ]
    return f" ({f'{INSECABLE}; '.join(lines)})"


def say_seats(row: "BilanInstance") -> str:
    """Seats taken out of those noted, and for how many of the meetings."""
    if not row.tenues:
        return ""
    if not row.notees:
        return "Les présences n’ont pas été notées."
    said = count_of(row.presences, "siège occupé", "sièges occupés")
    said = f"{said} (présent ou représenté) sur {nombre(row.attendus)}"
    if row.notees < row.tenues:
        noted = count_of(row.notees, "réunion notée", "réunions notées")
        said += f", pour {noted} sur {nombre(row.tenues)}"
    return f"{said}."


def say_decisions(row: "BilanInstance") -> str:
    """Decisions taken, closed, done in time, late."""
    if not row.decisions:
        return "Aucune décision notée." if row.tenues else ""
    said = count_of(row.decisions, "décision prise", "décisions prises")
    said += f"{INSECABLE}: {count_of(row.closes, 'close', 'closes')}"
    if row.avec_echeance:
        done = count_of(row.avec_echeance, "faite avec échéance", "faites avec échéance")
        said += f", dont {nombre(row.a_temps)} à temps sur {done}"
    if row.en_retard:
        said += f"{INSECABLE}; {nombre(row.en_retard)} en retard"
    return f"{said}."
