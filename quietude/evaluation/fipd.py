"""What a request to the FIPD and its balance ask for, gathered from what is already written.

The list of fields of the State's form was not found in a source that we could read: the sheet
follows what calls for projects say that a file holds (the action, its public, its place, its
calendar, its budget and co-financing, its evaluation), and says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from quietude.comptes.models import Utilisateur
from quietude.evaluation.enums import EtatContribution
from quietude.evaluation.models import Contribution
from quietude.evaluation.page_annuelle import Argent, total_of
from quietude.evaluation.photo import VueIndicateur, VueParole
from quietude.evaluation.photographie_fiches import read_figures
from quietude.socle.formats import INSECABLE, jour, pourcent
from quietude.strategie.enums import Financeur, RoleEngagement
from quietude.strategie.models import FicheAction, Financement, Jalon


@dataclass(frozen=True)
class RegleCofinancement:
    """The share of its cost that the fund seeks not to exceed, from a call for projects on."""

    depuis: int  # first year
    part_max: Decimal  # per cent
    source: str


# The oldest first; a year takes the last that has begun.
COFINANCEMENT = (
    RegleCofinancement(2019, Decimal(50), "appel à projets FIPD 2019, Puy-de-Dôme"),
    RegleCofinancement(2024, Decimal(50), "appel à projets FIPD 2024"),
)


@dataclass(frozen=True)
class Rubrique:
    """One thing that the file asks for. Empty, `partie` names the part of the sheet to fill."""

    titre: str
    lignes: tuple[str, ...]
    partie: str


@dataclass(frozen=True)
class LigneBudget:
    financeur: str
    fipd: bool
    argent: Argent
    note: str


@dataclass(frozen=True)
class FicheFipd:
    """Everything on one action for one year."""

    fiche: FicheAction
    annee: int
    rubriques: tuple[Rubrique, ...]
    budget: tuple[LigneBudget, ...]
    indicateurs: tuple[VueIndicateur, ...]
    paroles: tuple[VueParole, ...]

    @property
    def manquantes(self) -> list[Rubrique]:
        return [row for row in self.rubriques if not row.lignes]

    @cached_property
    def total(self) -> Argent:
        return total_of([row.argent for row in self.budget])

    @cached_property
    def fipd(self) -> Argent:
        return total_of([row.argent for row in self.budget if row.fipd])

    @property
    def regle(self) -> RegleCofinancement | None:
        """None before the first call for projects whose rule we know."""
        known = [row for row in COFINANCEMENT if row.depuis <= self.annee]
        return known[-1] if known else None

    @property
    def part(self) -> Decimal | None:
        """The fund's share of what is asked of all; None as long as an amount is not said."""
        asked = [row.argent.demande for row in self.budget]
        if not asked or None in asked or not self.total.demande or self.fipd.demande is None:
            return None
        return self.fipd.demande / self.total.demande * 100

    @property
    def reserve(self) -> str:
        """What is to be said of the co-financing before anything is sent."""
        rule, share = self.regle, self.part
        if share is None:
            return (
                "La part du FIPD ne se calcule pas encore : il manque au moins un montant "
                "demandé."
            )
        told = f"Le FIPD est sollicité pour {pourcent(share)} du budget"
        if rule is None:
            return f"{told}. La règle de cofinancement de {self.annee} n’est pas connue ici."
        sought = f"{pourcent(100 - rule.part_max)} au moins ({rule.source})"
        if share > rule.part_max:
            return f"{told}{INSECABLE}: le cofinancement recherché est de {sought}."
        return f"{told}, dans la limite habituelle{INSECABLE}: {sought} d’autres financeurs."

    @property
    def depasse(self) -> bool:
        rule, share = self.regle, self.part
        return rule is not None and share is not None and share > rule.part_max


def financed(user: Utilisateur) -> Iterator[tuple[FicheAction, list[int]]]:
    """The actions for which the fund is named, with the years that can be filled in."""
    rows = (
        FicheAction.objects.visible_to(user)
        .filter(financements__financeur=Financeur.FIPD)
        .select_related("strategie", "objectif")
        .prefetch_related("financements", "strategie__evaluations")
        .distinct()
        .order_by("-strategie__debut", "numero")
    )
    for fiche in rows:
        yield fiche, years_of(fiche)


def years_of(fiche: FicheAction) -> list[int]:
    """Those of its lines of money; for a line without year, those evaluated, or the first."""
    lines = [row for row in fiche.financements.all() if row.financeur == Financeur.FIPD]
    years = {row.annee for row in lines if row.annee}
    if any(row.annee is None for row in lines):
        years |= {row.annee for row in fiche.strategie.evaluations.all()}
    return sorted(years or {fiche.strategie.debut.year}, reverse=True)


def read_fipd(user: Utilisateur, fiche: FicheAction, annee: int) -> FicheFipd:
    """Gather it, of a sheet fetched by `for_page`."""
    money = [row for row in fiche.financements.all() if row.annee in (None, annee)]
    return FicheFipd(
        fiche=fiche,
        annee=annee,
        rubriques=tuple(_headings(fiche)),
        budget=tuple(map(_line, money)),
        indicateurs=tuple(read_figures(user, [fiche], annee)[fiche.pk]),
        paroles=tuple(_words(user, fiche, annee)),
    )


def _headings(fiche: FicheAction) -> Iterator[Rubrique]:
    parent = fiche.objectif.parent
    goals = [str(goal) for goal in (parent, fiche.objectif) if goal]
    yield Rubrique("Action", (str(fiche),), "objectif")
    yield Rubrique("Porteur", _committed(fiche, RoleEngagement.PILOTE), "acteurs")
    partners = _committed(fiche, RoleEngagement.PARTENAIRE)
    mention = (fiche.partenaires_mention,) if fiche.partenaires_mention else ()
    yield Rubrique("Partenaires", (*partners, *mention), "acteurs")
    yield Rubrique("Objectif de la stratégie", tuple(goals), "objectif")
    yield Rubrique("Ce que l’action vise", _text(fiche.but), "objectif")
    yield Rubrique("Constat", _text(fiche.constat), "constat")
    yield Rubrique("Contenu", _text(fiche.contenu), "contenu")
    yield Rubrique("Public", tuple(fiche.publics), "acteurs")
    yield Rubrique("Lieu", _places(fiche), "acteurs")
    yield Rubrique("Calendrier", tuple(_calendar(fiche)), "calendrier")
    yield Rubrique("Évaluation prévue", _text(fiche.evaluation), "indicateurs")


def _text(source: str) -> tuple[str, ...]:
    lines = (line.strip("-* ").strip() for line in source.splitlines())
    return tuple(line for line in lines if line)


def _committed(fiche: FicheAction, role: RoleEngagement) -> tuple[str, ...]:
    rows = (row.organisation.nom for row in fiche.engagements.all() if row.role == role)
    return tuple(dict.fromkeys(rows))


def _places(fiche: FicheAction) -> tuple[str, ...]:
    return tuple(row.secteur.nom for row in fiche.perimetre.all())


def _calendar(fiche: FicheAction) -> Iterator[str]:
    if fiche.debut or fiche.fin:
        yield _span(fiche.debut, fiche.fin)
    yield from map(_step, fiche.jalons.all())


def _span(start: date | None, end: date | None) -> str:
    parts = [f"du {jour(start)}" if start else "", f"au {jour(end)}" if end else ""]
    return " ".join(part for part in parts if part).capitalize()


def _step(row: Jalon) -> str:
    when = jour(row.echeance) if row.echeance else row.precision
    return f"{row.titre}{f' ({when})' if when else ''}{INSECABLE}: {row.get_etat_display()}"


def _line(row: Financement) -> LigneBudget:
    return LigneBudget(
        row.get_financeur_display(),
        row.financeur == Financeur.FIPD,
        Argent(row.demande, row.accorde, row.depense),
        row.note,
    )


def _words(user: Utilisateur, fiche: FicheAction, annee: int) -> Iterable[VueParole]:
    """What was handed in on this action for the evaluation of the year."""
    rows: Sequence[Contribution] = list(
        Contribution.objects.visible_to(user)
        .filter(fiche=fiche, evaluation__annee=annee, etat=EtatContribution.RENDUE)
        .select_related("organisation")
    )
    return [VueParole(organisation=row.organisation.nom, texte=row.texte) for row in rows]
