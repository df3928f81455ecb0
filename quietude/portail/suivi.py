"""What a follow-up code shows: a state and dates, never what was reported nor by whom."""

from dataclasses import dataclass
from datetime import date

from quietude.signalements.code_suivi import clean, fingerprints
from quietude.signalements.enums import EtatSignalement as Etat
from quietude.signalements.models import Signalement
from quietude.socle.debit import HEURE, give_back, hits

ESSAIS, ESSAIS_EN_TOUT = 20, 1000  # wrong codes an hour
_DIT = {
    Etat.RECU: "Nous l’avons reçu ; il attend d’être confié à un service.",
    Etat.QUALIFIE: "Il est confié au service qui répond.",
    Etat.EN_COURS: "Un service s’en occupe.",
    Etat.EN_ATTENTE: "Un service s’en occupe ; il attend une information ou une intervention.",
    Etat.RESOLU: "Il est traité.",
    Etat.SANS_SUITE: "Il est clos ; il n’y est pas donné de suite.",
    Etat.ROUVERT: "Il est rouvert ; un service le reprend.",
}


class TropDEssais(Exception):
    """Too many codes tried: no answer, right or wrong."""


@dataclass(frozen=True)
class Suivi:
    etat: str
    dit: str
    recu_le: date
    repondu_le: date | None
    clos_le: date | None


def follow(code: str, client: str) -> Suivi | None:
    """The state of the report that this code follows; None for any code that follows none.

    TropDEssais past so many wrong codes, from one place or from all, and then even for a
    right one: the answer would tell it apart. A right code, or what cannot be one, does not
    count, so that neighbours behind one address follow their reports as often as they like.
    A thousand tries an hour among a million million codes find nothing.
    """
    figures = clean(code)
    if not figures:
        return None
    # One place that is stopped does not use up the tries of all the others.
    if hits("suivre", client, HEURE) > ESSAIS or hits("suivre", "", HEURE) > ESSAIS_EN_TOUT:
        raise TropDEssais
    rows = Signalement.objects.select_related("fusionne_dans")
    row = rows.filter(suivi_empreinte__in=fingerprints(figures)).first()
    if row is None:
        return None
    for place in (client, ""):
        give_back("suivre", place, HEURE)
    return _told(row)


def _told(row: Signalement) -> Suivi:
    """Of the report that it has joined, when it has; put aside, it is only received."""
    told = row.fusionne_dans or row
    state = Etat.RECU if row.quarantaine and not row.clos else Etat(told.etat)
    return Suivi(state.label, _DIT[state], row.jour, told.repondu_le, told.clos_le)
