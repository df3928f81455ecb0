"""What lacks before an evaluation can be adopted, and whose it is. Nothing here forbids."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from quietude.evaluation.models import Contribution
from quietude.evaluation.photo import Photo, VueFiche, VueIndicateur
from quietude.indicateurs.enums import EtatValeur
from quietude.socle.formats import INSECABLE

COORDINATION = "Coordination"
_A_FOURNIR = {EtatValeur.ABSENTE.value, EtatValeur.PARTIELLE.value}


@dataclass(frozen=True)
class Lacune:
    """One thing that somebody has not given; `ancre` is where the page speaks of it."""

    qui: str
    quoi: str
    ancre: str


def list_missing(photo: Photo, waiting: Iterable[Contribution]) -> list[Lacune]:
    """Texts of the coordinator, contributions not handed in, figures not given."""
    found = []
    if not photo.synthese:
        found.append(Lacune(COORDINATION, "la synthèse de l’année", "synthese"))
    if not photo.propositions:
        found.append(Lacune(COORDINATION, "les propositions", "propositions"))
    if photo.series_sans_chiffre:
        count = len(photo.series_sans_chiffre)
        some = f"{count} séries suivies n’ont" if count > 1 else "une série suivie n’a"
        found.append(Lacune(COORDINATION, f"{some} pas de chiffre de l’année", "delinquance"))
    found += [
        Lacune(row.organisation.nom, f"contribution sur {_about(row)}", "contributions")
        for row in waiting
    ]
    return found + [lack for fiche in photo.fiches for lack in _of_sheet(fiche)]


def _about(row: Contribution) -> str:
    return f"l’action {row.fiche.numero}" if row.fiche else "l’année"


def _of_sheet(fiche: VueFiche) -> Iterable[Lacune]:
    anchor = f"action-{fiche.numero}"
    for row in fiche.indicateurs:
        what = f"action {fiche.numero}, « {row.libelle} »"
        if row.manques:
            for told in row.manques:
                who, _, spans = told.partition(f"{INSECABLE}: ")
                yield Lacune(who, f"{what}{INSECABLE}: {spans}", anchor)
        elif _lacks(row):
            reason = row.valeurs[-1].raison or row.valeurs[-1].texte
            who = ", ".join(fiche.pilotes) or COORDINATION
            yield Lacune(who, f"{what}{INSECABLE}: {_sentence(reason)}", anchor)


def _lacks(row: VueIndicateur) -> bool:
    return bool(row.valeurs) and row.valeurs[-1].etat in _A_FOURNIR


def _sentence(reason: str) -> str:
    return f"{reason[:1].lower()}{reason[1:].rstrip('.')}"


def by_owner(found: Iterable[Lacune]) -> list[tuple[str, list[Lacune]]]:
    """Who lacks most first; the coordinator, who asks the others, at the head."""
    owners: dict[str, list[Lacune]] = defaultdict(list)
    for lack in found:
        owners[lack.qui].append(lack)
    return sorted(owners.items(), key=lambda pair: (pair[0] != COORDINATION, -len(pair[1])))
