"""What the evaluation adds to the pages of the strategy: figures of its indicators, words that
a partner owes."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.evaluation.a_fournir import owed_by
from quietude.evaluation.tableau import LigneIndicateur, usual_year
from quietude.evaluation.valeurs import read_lots
from quietude.evaluation.valeurs_periodes import default_periodes
from quietude.strategie import registres
from quietude.strategie.engagements import organisations_held
from quietude.strategie.models import Indicateur, Strategie
from quietude.strategie.registres import Bloc, IndicateurLu


def tell_indicators(
    user: Utilisateur, strategie: Strategie, rows: Sequence[Indicateur]
) -> dict[int, IndicateurLu]:
    """Each indicator for the last year known, all read at once."""
    if not rows:
        return {}
    year = usual_year(strategie)
    read = read_lots(user, [(row, default_periodes(row, year)) for row in rows])
    lines = [LigneIndicateur(lecture, lecture.indicateur.fiche) for lecture in read]
    return {line.indicateur.pk: _told(line) for line in lines}


def _told(line: LigneIndicateur) -> IndicateurLu:
    status = line.lecture.statut
    return IndicateurLu(
        line.indicateur,
        line.adresse,
        f"{line.valeur}{line.unite}",
        line.quand,
        status.signe,
        status.libelle,
        status.ton,
        line.lecture.nombre is not None,
        line.etincelle,
    )


def count_words(user: Utilisateur, strategie: Strategie) -> Iterator[Bloc]:
    """A line of a partner's home page: the indicators that wait for its words. Registers that
    are late have a line of their own."""
    if user.role != Role.PARTENAIRE:
        return
    held = organisations_held(user)
    if not held:
        return
    owed = owed_by(user, strategie, usual_year(strategie), held)
    silent = sum(len(row.textes) + len(row.commentaires) for row in owed)
    if silent:
        words = f"indicateur{'s' if silent > 1 else ''} à écrire ou à commenter"
        yield Bloc(silent, words, reverse("evaluation:fournir"))


def register() -> None:
    registres.register_lectures(tell_indicators)
    registres.register_bloc(count_words)
