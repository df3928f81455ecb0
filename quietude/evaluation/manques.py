"""What lacks before an evaluation can be adopted, and whose it is. Nothing here forbids."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quietude.evaluation.models import Contribution
from quietude.evaluation.photo import Photo, VueFiche, VueIndicateur
from quietude.evaluation.photographie_fiches import TEXTE_A_ECRIRE
from quietude.indicateurs.enums import EtatValeur
from quietude.socle.formats import INSECABLE

COORDINATION = "Coordination"


@dataclass(frozen=True)
class Lacune:
    """One thing that somebody has not given; `ancre` is where the page speaks of it."""

    qui: str
    quoi: str
    ancre: str


def list_missing(photo: Photo, waiting: Iterable[Contribution]) -> list[Lacune]:
    """Texts of the coordinator, contributions not handed in, figures and texts not given."""
    found = [Lacune(COORDINATION, *told) for told in _of_coordination(photo)]
    found += [
        Lacune(row.organisation.nom, f"contribution sur {_about(row)}", "contributions")
        for row in waiting
    ]
    return found + [lack for fiche in photo.fiches for lack in _of_sheet(fiche)]


def _of_coordination(photo: Photo) -> Iterator[tuple[str, str]]:
    if not photo.synthese:
        yield "la synthèse de l’année", "synthese"
    if not photo.propositions:
        yield "les propositions", "propositions"
    if count := len(photo.series_sans_chiffre):
        some = f"{count} séries suivies n’ont" if count > 1 else "une série suivie n’a"
        yield f"{some} pas de chiffre de l’année", "delinquance"
    silent = [(fiche.numero, row) for fiche in photo.fiches for row in fiche.indicateurs]
    numbers = [numero for numero, row in silent if _is_silent(row)]
    if count := len(numbers):
        where = ", ".join(str(number) for number in dict.fromkeys(numbers))
        some = f"{count} indicateurs n’ont" if count > 1 else "un indicateur n’a"
        yield f"{some} pas de source cette année (actions {where})", "actions"


def _is_silent(row: VueIndicateur) -> bool:
    """Nothing was counted, and nobody in particular was to count it."""
    last = row.valeurs[-1] if row.valeurs else None
    absent = last is not None and last.etat == EtatValeur.ABSENTE.value
    return absent and not row.manques and not _is_to_write(row)


def _is_to_write(row: VueIndicateur) -> bool:
    return bool(row.valeurs) and row.valeurs[-1].texte == TEXTE_A_ECRIRE


def _about(row: Contribution) -> str:
    return f"l’action {row.fiche.numero}" if row.fiche else "l’année"


def _of_sheet(fiche: VueFiche) -> Iterator[Lacune]:
    """What its providers have not handed in, what its pilots have not written."""
    anchor = f"action-{fiche.numero}"
    for row in fiche.indicateurs:
        what = f"action {fiche.numero}, «\u202f{row.libelle}\u202f»"
        for told in row.manques:
            who, _, spans = told.partition(f"{INSECABLE}: ")
            yield Lacune(who, f"{what}{INSECABLE}: {spans}", anchor)
        if _is_to_write(row):
            who = ", ".join(fiche.pilotes) or COORDINATION
            yield Lacune(who, f"{what}{INSECABLE}: {TEXTE_A_ECRIRE}", anchor)


def by_owner(found: Iterable[Lacune]) -> list[tuple[str, list[Lacune]]]:
    """Who lacks most first; the coordinator, who asks the others, at the head."""
    owners: dict[str, list[Lacune]] = defaultdict(list)
    for lack in found:
        owners[lack.qui].append(lack)
    return sorted(owners.items(), key=lambda pair: (pair[0] != COORDINATION, -len(pair[1])))
