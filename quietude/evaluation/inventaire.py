"""Every indicator of the strategy, once: its value and its source, or why it has none.

An action to which the document gives no indicator has a line that says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from quietude.evaluation.photo import Photo, VueFiche, VueIndicateur
from quietude.evaluation.photographie_fiches import TEXTE_A_ECRIRE
from quietude.indicateurs.enums import EtatValeur
from quietude.socle.formats import FINE, INSECABLE

TEXTE_ECRIT = "texte écrit"


@dataclass(frozen=True)
class LigneInventaire:
    """`code` is empty for an action without indicator; `raison` is when `valeur` lacks."""

    fiche: VueFiche
    code: str
    libelle: str
    valeur: str
    source: str
    raison: str


def list_indicators(photo: Photo) -> list[LigneInventaire]:
    """In the order of the actions, then of their indicators."""
    return [line for fiche in photo.fiches for line in _of(fiche)]


def _of(fiche: VueFiche) -> Iterator[LigneInventaire]:
    for row in fiche.indicateurs:
        value = value_of(row)
        yield LigneInventaire(
            fiche, row.code, row.libelle, value, row.origine, "" if value else reason_of(row)
        )
    if not fiche.indicateurs:
        yield LigneInventaire(fiche, "", "", "", "", fiche.sans_indicateur)


def value_of(row: VueIndicateur) -> str:
    """ "59 situations (2016)", "76 familles (partiel, 2016)"; empty when there is none."""
    last = row.valeurs[-1] if row.valeurs else None
    if last is None:
        return ""
    if last.nombre is None:
        # A text is read in its own place: here, that it is written is enough.
        return TEXTE_ECRIT if last.etat == EtatValeur.CONNUE.value else ""
    number = last.texte.partition(" (")[0].partition(f"{INSECABLE}(")[0]
    unit = f"{FINE}%" if row.unite == "%" else f" {row.unite}" if row.unite else ""
    partial = "partiel, " if last.etat == EtatValeur.PARTIELLE.value else ""
    return f"{number}{unit} ({partial}{last.periode})"


def reason_of(row: VueIndicateur) -> str:
    """Why there is no value: hidden, not counted, to be written, or no source at all."""
    last = row.valeurs[-1] if row.valeurs else None
    if last is None:
        return row.origine
    if last.texte == TEXTE_A_ECRIRE:
        return TEXTE_A_ECRIRE
    reason = last.raison.rstrip(".")
    told = [last.texte, *([reason] if reason and reason != row.origine.rstrip(".") else [])]
    return ", ".join(told)
