"""What an indicator would say if it were bound to a source, before anything is saved."""

from copy import copy
from dataclasses import dataclass

from quietude.comptes.models import Utilisateur
from quietude.evaluation.lectures import Lecture
from quietude.evaluation.page_indicateur import LignePeriode, lines_of
from quietude.evaluation.tableau import LigneIndicateur
from quietude.evaluation.valeurs import read_lots
from quietude.evaluation.valeurs_periodes import default_periodes
from quietude.evaluation.ventilation import Ventilation, split_of
from quietude.indicateurs.mesures import catalogue
from quietude.strategie.models import Indicateur
from quietude.strategie.pack import PackSource
from quietude.strategie.packs.fiches import source_row


@dataclass(frozen=True)
class Apercu:
    lecture: Lecture
    ligne: LigneIndicateur
    ventilation: Ventilation | None

    @property
    def lignes(self) -> list[LignePeriode]:
        return lines_of(self.lecture)


def preview(
    user: Utilisateur, indicateur: Indicateur, source: PackSource, annee: int
) -> Apercu:
    """Its figures, over its own spans."""
    row = copy(indicateur)
    row.source = source_row(source)
    [lecture] = read_lots(user, [(row, default_periodes(row, annee))])
    mesure = catalogue().get(source.mesure)
    whole = bool(mesure and mesure.additive and not source.rapport)
    return Apercu(
        lecture,
        LigneIndicateur(lecture, indicateur.fiche),
        split_of(lecture, additive=whole),
    )
