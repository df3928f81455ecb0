"""What makes a sending without account suspect: it is kept, and waits for someone's look.

Nothing is refused for what it says. Only a flood is, and the sender is told so, with what was
typed left on the page. An estate or a school behind one address sends ten reports an hour as
anyone would; the next thirty are kept aside, none is lost, and then the hour has to pass.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from quietude.signalements.enums import MotifQuarantaine
from quietude.socle.debit import HEURE, JOUR, hits
from quietude.socle.texte import fold

SECONDES_MIN = 6  # nobody reads three pages in less
PAR_CLIENT, PAR_CLIENT_MAX = 10, 40  # an hour: beyond, put aside; beyond, refused
EN_TOUT, EN_TOUT_MAX = 60, 300
ANCIENNETE_MAX = timedelta(days=5 * 365)  # of a fact: beyond, it is a slip of the keyboard
TROP_ANCIEN = "Ce fait date de plus de cinq ans : vérifiez le jour, ou appelez la mairie."
_LIEN = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)


class TropDEnvois(Exception):
    """So many sendings that this one is not taken; nothing is written."""


@dataclass(frozen=True)
class Envoi:
    """A sending as it is judged: where from, what it says, in how long.

    Each `porte` counts its own: an application that sends much does not close the form.
    """

    client: str
    texte: str
    secondes: float | None = None
    piege: bool = False
    porte: str = "signaler"
    par_client: int = PAR_CLIENT
    par_client_max: int = PAR_CLIENT_MAX

    @property
    def hasty(self) -> bool:
        return self.secondes is not None and self.secondes < SECONDES_MIN


def too_old(fait_le: date, on: date) -> bool:
    """Whether a fact told without an account lies too far back to be meant."""
    return on - fait_le > ANCIENNETE_MAX


def suspicions(envoi: Envoi) -> list[MotifQuarantaine]:
    """Why to put this sending aside; empty when nothing is odd. Counts it.

    TropDEnvois past what one place, or all together, may send in an hour.
    """
    mine = hits(envoi.porte, envoi.client, HEURE)
    if mine > envoi.par_client_max:
        raise TropDEnvois
    everyone = hits(envoi.porte, "", HEURE)
    if everyone > EN_TOUT_MAX:
        raise TropDEnvois
    words = " ".join(fold(envoi.texte).split())
    told = {
        MotifQuarantaine.PIEGE: envoi.piege,
        MotifQuarantaine.TROP_RAPIDE: envoi.hasty,
        MotifQuarantaine.REPETE: bool(words) and hits("texte", words, JOUR) > 1,
        MotifQuarantaine.NOMBREUX: mine > envoi.par_client,
        MotifQuarantaine.AFFLUX: everyone > EN_TOUT,
        MotifQuarantaine.LIEN: bool(_LIEN.search(envoi.texte)),
    }
    return [motif for motif, found in told.items() if found]
