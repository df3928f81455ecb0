"""What an organisation owes: figures of its registers, texts, comments, contributions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from quietude.comptes.models import Utilisateur
from quietude.evaluation.enums import EtatContribution, EtatEvaluation
from quietude.evaluation.models import Contribution
from quietude.evaluation.tableau import (
    FicheLue,
    LigneIndicateur,
    list_sheets,
    pilots_of,
    read_sheets,
)
from quietude.partenaires.models import Organisation
from quietude.registres.collecte import Attendue, missing
from quietude.registres.models import Fournisseur, Registre
from quietude.socle.periodes import Periode
from quietude.strategie.enums import EtatFiche, RoleEngagement
from quietude.strategie.models import Strategie
from quietude.strategie.querysets import organisations_of


@dataclass(frozen=True)
class RegistreEnRetard:
    """A register of which spans were not handed in, the oldest first."""

    registre: Registre
    periodes: list[Periode]

    @property
    def adresse(self) -> str:
        return reverse("registres:saisir", args=[self.registre.code])


@dataclass(frozen=True)
class AFournir:
    """What one organisation owes; texts make figures, comments only explain them."""

    organisation: Organisation
    registres: list[RegistreEnRetard]
    textes: list[LigneIndicateur]
    commentaires: list[LigneIndicateur]
    contributions: list[Contribution]

    @property
    def remises(self) -> int:
        """How many spans of how many registers are late."""
        return sum(len(row.periodes) for row in self.registres)

    @property
    def total(self) -> int:
        written = len(self.textes) + len(self.commentaires)
        return len(self.registres) + written + len(self.contributions)


def concerned_by(strategie: Strategie) -> list[Organisation]:
    """The organisations that lead an action or fill in a register."""
    pilots = organisations_of(strategie, RoleEngagement.PILOTE).values("pk")
    providers = Fournisseur.objects.values("organisation")
    return list(Organisation.objects.filter(Q(pk__in=pilots) | Q(pk__in=providers)))


def owed_by(
    user: Utilisateur, strategie: Strategie, annee: int, organisations: Sequence[Organisation]
) -> list[AFournir]:
    """What each of these organisations owes, in a number of queries that does not grow.

    Registers are said as they stand today, words as expected of the year.
    """
    wanted = {row.pk for row in organisations}
    late = _late(missing(_registers(wanted)), wanted)
    texts, words = _unsaid(_led(user, strategie, annee, wanted), wanted)
    asked: dict[int, list[Contribution]] = defaultdict(list)
    for row in _contributions(user, wanted):
        asked[row.organisation_id].append(row)
    return [
        AFournir(row, late[row.pk], texts[row.pk], words[row.pk], asked[row.pk])
        for row in organisations
    ]


def _registers(wanted: Iterable[int]) -> list[Registre]:
    rows = Registre.objects.filter(fournit__organisation__in=list(wanted)).distinct()
    return list(rows.prefetch_related("fournit__organisation"))


def _late(
    rows: Iterable[Attendue], wanted: set[int]
) -> defaultdict[int, list[RegistreEnRetard]]:
    spans: dict[tuple[int, Registre], list[Periode]] = defaultdict(list)
    for row in rows:
        if row.organisation.pk in wanted:
            spans[row.organisation.pk, row.registre].append(row.periode)
    found: defaultdict[int, list[RegistreEnRetard]] = defaultdict(list)
    for (who, registre), periodes in spans.items():
        found[who].append(RegistreEnRetard(registre, periodes))
    return found


def _led(
    user: Utilisateur, strategie: Strategie, annee: int, wanted: set[int]
) -> list[FicheLue]:
    """Their sheets that are still alive."""
    sheets = [
        fiche
        for fiche in list_sheets(user, strategie)
        if fiche.etat != EtatFiche.ABANDONNEE
        and any(
            row.role == RoleEngagement.PILOTE and row.organisation_id in wanted
            for row in fiche.engagements.all()
        )
    ]
    return read_sheets(user, annee, sheets) if sheets else []


Lignes = defaultdict[int, list[LigneIndicateur]]


def _unsaid(fiches: Iterable[FicheLue], wanted: set[int]) -> tuple[Lignes, Lignes]:
    """Texts to write, and figures that nobody commented, by pilot."""
    texts: Lignes = defaultdict(list)
    words: Lignes = defaultdict(list)
    for lue in fiches:
        for line in lue.lignes:
            to = texts if line.lecture.source and line.lecture.source.texte else words
            if line.commentaire or (to is words and line.lecture.nombre is None):
                continue
            for who in {row.pk for row in pilots_of(line.indicateur)} & wanted:
                to[who].append(line)
    return texts, words


def _contributions(user: Utilisateur, wanted: set[int]) -> Iterable[Contribution]:
    rows = Contribution.objects.visible_to(user).filter(
        organisation__in=wanted,
        etat=EtatContribution.DEMANDEE,
        evaluation__etat=EtatEvaluation.OUVERTE,
    )
    return rows.select_related("organisation", "fiche", "evaluation")
