"""The strategy as a tree, of any depth and vocabulary, with what its sheets lack."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.strategie.enums import EtatFiche, NatureObjectif, RoleEngagement
from quietude.strategie.models import FicheAction, Indicateur, Objectif, Strategie
from quietude.strategie.registres import IndicateurLu, read_indicators

TONS = {
    EtatFiche.A_LANCER: "neutre",
    EtatFiche.EN_COURS: "info",
    EtatFiche.SUSPENDUE: "attention",
    EtatFiche.REALISEE: "succes",
    EtatFiche.ABANDONNEE: "neutre",
}
_TITLE_LEVELS = 6


@dataclass
class LigneFiche:
    """A sheet as lists show it; made from `with_pilots().with_parts()`."""

    fiche: FicheAction
    indicateurs: Sequence[IndicateurLu] = ()

    @property
    def ton(self) -> str:
        return TONS[EtatFiche(self.fiche.etat)]

    @property
    def pilotes(self) -> list[Organisation]:
        """Who leads the sheet itself, not one of its measures."""
        return committed(self.fiche, RoleEngagement.PILOTE)

    @property
    def manques(self) -> list[str]:
        """The parts expected of every sheet that this one lacks, in words."""
        return missing_parts(self.fiche)


def committed(fiche: FicheAction, role: RoleEngagement) -> list[Organisation]:
    """The organisations of this role on the sheet itself, in its order."""
    return [
        row.organisation
        for row in fiche.engagements.all()
        if row.role == role and row.mesure_id is None
    ]


def missing_parts(fiche: Any) -> list[str]:
    """Words for what a sheet lacks; `fiche` carries the annotations of `with_parts`."""
    parts = {
        "Sans pilote": bool(committed(fiche, RoleEngagement.PILOTE)),
        "Sans indicateur d’activité": fiche.a_activite,
        "Sans indicateur de résultat": fiche.a_resultat,
        "Sans calendrier": fiche.a_jalon or fiche.debut or fiche.fin,
    }
    return [words for words, present in parts.items() if not present]


@dataclass
class Noeud:
    """An objective, what it is broken into, and its own sheets."""

    objectif: Objectif
    niveau: str  # as this town calls it: "Objectif stratégique", "Axe"…
    titre_h: int  # heading level in the page
    enfants: list["Noeud"] = field(default_factory=list)
    fiches: list[LigneFiche] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Its sheets and those below it."""
        return len(self.fiches) + sum(child.total for child in self.enfants)


def build_tree(
    strategie: Strategie, objectifs: Sequence[Objectif], lignes: Iterable[LigneFiche]
) -> list[Noeud]:
    """Objectives without parent are the roots; a loop of parents would stay out."""
    labels = {
        NatureObjectif.STRATEGIQUE: strategie.niveau_strategique,
        NatureObjectif.OPERATIONNEL: strategie.niveau_operationnel,
    }
    by_parent: dict[int | None, list[Objectif]] = defaultdict(list)
    for objectif in objectifs:
        by_parent[objectif.parent_id].append(objectif)
    sheets: dict[int, list[LigneFiche]] = defaultdict(list)
    for ligne in lignes:
        sheets[ligne.fiche.objectif_id].append(ligne)

    def grow(parent: int | None, level: int) -> list[Noeud]:
        return [
            Noeud(
                objectif,
                labels[NatureObjectif(objectif.nature)],
                min(level, _TITLE_LEVELS),
                grow(objectif.pk, level + 1),
                sheets[objectif.pk],
            )
            for objectif in by_parent[parent]
        ]

    return grow(None, 2)


def with_figures(
    user: Utilisateur, strategie: Strategie, fiches: Sequence[FicheAction]
) -> list[LigneFiche]:
    """The sheets with what their indicators say now, read all at once."""
    own: dict[int, list[Indicateur]] = {fiche.pk: [] for fiche in fiches}
    rows = list(Indicateur.objects.filter(fiche__in=fiches).select_related("fiche__strategie"))
    for row in rows:
        own[row.fiche_id].append(row)
    read = read_indicators(user, strategie, rows)
    return [
        LigneFiche(fiche, [read[row.pk] for row in own[fiche.pk] if row.pk in read])
        for fiche in fiches
    ]


def plural(label: str, count: int) -> str:
    """ "Fiche action" -> "fiches actions"; a longer name is left as it is."""
    words = label.lower().split()
    if count < 2 or len(words) > 2:
        return label.lower()
    return " ".join(word if word[-1] in "sxz" else f"{word}s" for word in words)


@dataclass(frozen=True)
class Resume:
    """The strategy in five figures."""

    fiches: int
    en_cours: int
    realisees: int
    avancement: int
    incompletes: int


def summarise(fiches: Sequence[FicheAction]) -> Resume:
    """Sheets given up do not weigh on the mean progress."""
    kept = [f for f in fiches if f.etat != EtatFiche.ABANDONNEE]
    return Resume(
        fiches=len(fiches),
        en_cours=sum(f.etat == EtatFiche.EN_COURS for f in fiches),
        realisees=sum(f.etat == EtatFiche.REALISEE for f in fiches),
        avancement=round(sum(f.avancement for f in kept) / len(kept)) if kept else 0,
        incompletes=sum(bool(missing_parts(f)) for f in fiches),
    )


def listed(strategie: Strategie, user: Utilisateur) -> list[FicheAction]:
    """The sheets of the strategy that `user` sees, as lists need them, by number."""
    rows = FicheAction.objects.visible_to(user).filter(strategie=strategie)
    return list(rows.with_pilots().with_parts().order_by("numero"))
