"""The board: every indicator of a strategy for a year, under its objective and its sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Max, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from quietude.comptes.models import Utilisateur
from quietude.evaluation.etincelle import draw_sparkline
from quietude.evaluation.lectures import Lecture, Statut
from quietude.evaluation.mots import (
    say_baseline,
    say_current,
    say_lack,
    say_target,
    say_unit,
)
from quietude.evaluation.valeurs import read_lots
from quietude.evaluation.valeurs_periodes import default_periodes
from quietude.observatoire.presentation.serie import code_of
from quietude.partenaires.models import Organisation
from quietude.registres.models import Entree
from quietude.strategie.arbre import committed
from quietude.strategie.enums import RoleEngagement
from quietude.strategie.models import FicheAction, Indicateur, Objectif, Strategie

AVANT = 5  # years before the strategy that can be read, for its baselines


@dataclass(frozen=True)
class LigneIndicateur:
    """An indicator as a line of the board."""

    lecture: Lecture
    fiche: FicheAction

    @property
    def indicateur(self) -> Indicateur:
        return self.lecture.indicateur

    @property
    def adresse(self) -> str:
        return address_of(self.indicateur)

    @property
    def valeur(self) -> str:
        return say_current(self.lecture)

    @property
    def unite(self) -> str:
        return say_unit(self.lecture)

    @property
    def quand(self) -> str:
        return self.lecture.periode.court if self.lecture.periode else ""

    @property
    def reference(self) -> str:
        return say_baseline(self.indicateur)

    @property
    def cible(self) -> str:
        return say_target(self.indicateur)

    @property
    def manque(self) -> str:
        return say_lack(self.lecture)

    @property
    def commentaire(self) -> str:
        """Of the last period."""
        last = self.lecture.periode
        return self.lecture.textes.get(last, "") if last else ""

    @property
    def ecrire(self) -> str:
        """Where the last period is commented."""
        fiche, last = self.fiche, self.lecture.periode
        if last is None:
            return self.adresse
        where = [fiche.strategie.code, fiche.numero, self.indicateur.code, code_of(last)]
        return reverse("evaluation:commentaire", args=where)

    @cached_property
    def etincelle(self) -> SafeString:
        return draw_sparkline(self.lecture.valeurs)


@dataclass(frozen=True)
class FicheLue:
    """A sheet with its lines; one without indicator says so."""

    fiche: FicheAction
    lignes: list[LigneIndicateur]
    filtree: bool = False  # some of its lines are left out

    @property
    def pilotes(self) -> list[Organisation]:
        return committed(self.fiche, RoleEngagement.PILOTE)


@dataclass(frozen=True)
class ObjectifLu:
    objectif: Objectif
    fiches: list[FicheLue]


def address_of(row: Indicateur) -> str:
    """The page of an indicator; its sheet and its strategy are already fetched."""
    fiche = row.fiche
    return reverse("evaluation:indicateur", args=[fiche.strategie.code, fiche.numero, row.code])


def pilots_of(row: Indicateur) -> list[Organisation]:
    """Who leads what it measures: the pilots of its own measure, else those of the sheet."""
    led = [each for each in row.fiche.engagements.all() if each.role == RoleEngagement.PILOTE]
    own = [each for each in led if row.mesure_id and each.mesure_id == row.mesure_id]
    return [each.organisation for each in own or led if own or each.mesure_id is None]


def read_sheets(user: Utilisateur, annee: int, fiches: Sequence[FicheAction]) -> list[FicheLue]:
    """The sheets with the figures of their indicators, all read at once."""
    rows = [row for fiche in fiches for row in fiche.indicateurs.all()]
    read = read_lots(user, [(row, default_periodes(row, annee)) for row in rows])
    by_key = {lecture.indicateur.pk: lecture for lecture in read}
    return [
        FicheLue(
            fiche,
            [LigneIndicateur(by_key[row.pk], fiche) for row in fiche.indicateurs.all()],
        )
        for fiche in fiches
    ]


def list_sheets(user: Utilisateur, strategie: Strategie) -> list[FicheAction]:
    """The sheets that the reader sees, with pilots and indicators at hand."""
    indicators = Indicateur.objects.select_related("fournisseur", "mesure")
    rows = FicheAction.objects.visible_to(user).filter(strategie=strategie).with_pilots()
    return list(rows.prefetch_related(Prefetch("indicateurs", indicators)).order_by("numero"))


def by_objective(strategie: Strategie, fiches: Iterable[FicheLue]) -> list[ObjectifLu]:
    """In the order of the strategy; objectives without sheet of their own are left out."""
    own: dict[int, list[FicheLue]] = {}
    for fiche in fiches:
        own.setdefault(fiche.fiche.objectif_id, []).append(fiche)
    rows = strategie.objectifs.all()
    return [ObjectifLu(row, own[row.pk]) for row in rows if row.pk in own]


def count_statuses(fiches: Iterable[FicheLue]) -> list[tuple[Statut, int]]:
    """How many indicators stand where, in the order of the statuses."""
    found = [line.lecture.statut for fiche in fiches for line in fiche.lignes]
    return [(status, found.count(status)) for status in Statut if status in found]


def usual_year(strategie: Strategie) -> int:
    """The last year ended of which something was handed in; never before the strategy could
    have been prepared.
    """
    ended = timezone.localdate().year - 1
    handed_in = Entree.objects.filter(fin__year__lte=ended)
    known = handed_in.aggregate(last=Max("fin"))["last"]
    last = known.year if known else min(ended, strategie.fin.year)
    return max(last, strategie.debut.year - AVANT)


def years_of(strategie: Strategie) -> list[int]:
    """Those that can be asked, the latest first."""
    first, today = strategie.debut.year - AVANT, timezone.localdate().year
    return list(range(max(today, first), first - 1, -1))
