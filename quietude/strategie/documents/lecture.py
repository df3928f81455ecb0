"""Read all that is printed, in a number of queries that does not depend on the sheets."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, QuerySet

from quietude.comptes.models import Utilisateur
from quietude.observatoire.documents.dossiers import DossierTheme, read_dossiers
from quietude.observatoire.models import Theme
from quietude.partenaires.models import Organisation
from quietude.strategie.models import (
    Chapitre,
    Engagement,
    FicheAction,
    FicheSecteur,
    Indicateur,
    Lien,
    Objectif,
    PartieProtocole,
    Protocole,
    ProtocoleSite,
    Strategie,
)
from quietude.territoire.models import Territoire


@dataclass(frozen=True)
class Emetteur:
    """Who publishes, in which colour."""

    nom: str
    couleur: str


def emetteur() -> Emetteur:
    territoire = Territoire.objects.first()
    if territoire is None:
        return Emetteur("", "")
    return Emetteur(territoire.nom, territoire.couleur)


def full_sheets(fiches: QuerySet[FicheAction]) -> QuerySet[FicheAction]:
    """Sheets with everything that their page prints."""
    engagements = Engagement.objects.select_related("organisation")
    indicateurs = Indicateur.objects.select_related("fournisseur")
    return fiches.select_related("strategie", "objectif__parent").prefetch_related(
        "mesures",
        "cadre",
        "jalons",
        "financements",
        "documents",
        Prefetch("engagements", engagements),
        Prefetch("indicateurs", indicateurs),
        Prefetch("perimetre", FicheSecteur.objects.select_related("secteur")),
        Prefetch("liens", Lien.objects.select_related("vers", "strategie")),
    )


class Dossier:
    """A strategy read whole, on behalf of `user`."""

    def __init__(self, strategie: Strategie, user: Utilisateur) -> None:
        self.strategie = strategie
        self.user = user

    @cached_property
    def chapitres(self) -> list[Chapitre]:
        rows = self.strategie.chapitres.prefetch_related("illustrations__tableau")
        return sorted(rows, key=lambda row: (row.rang, row.numero))

    @cached_property
    def fiches(self) -> list[FicheAction]:
        visible = FicheAction.objects.visible_to(self.user).filter(strategie=self.strategie)
        return list(full_sheets(visible).order_by("numero"))

    @cached_property
    def objectifs(self) -> list[Objectif]:
        return list(self.strategie.objectifs.all())

    @cached_property
    def protocoles(self) -> list[Protocole]:
        rows = self.strategie.protocoles.prefetch_related(
            Prefetch("parties", PartieProtocole.objects.select_related("organisation")),
            Prefetch("implantations", ProtocoleSite.objects.select_related("lieu")),
        )
        return list(rows)

    @cached_property
    def themes(self) -> dict[str, list[DossierTheme]]:
        """Themes of the diagnosis by the chapter that they complete."""
        rows = Theme.objects.visible_to(self.user).filter(recueil=self.strategie.code)
        found: dict[str, list[DossierTheme]] = {}
        for read in read_dossiers(self.user, list(rows.exclude(chapitre=""))):
            found.setdefault(read.theme.chapitre, []).append(read)
        return found

    def children_of(self, parent: Objectif | None) -> list[Objectif]:
        key = parent.pk if parent else None
        return [row for row in self.objectifs if row.parent_id == key]

    def sheets_of(self, objectif: Objectif) -> list[FicheAction]:
        return [row for row in self.fiches if row.objectif_id == objectif.pk]

    def leads_to_sheets(self, objectif: Objectif) -> bool:
        """Whether sheets hang somewhere under it."""
        return bool(self.sheets_of(objectif)) or any(
            self.leads_to_sheets(child) for child in self.children_of(objectif)
        )


def names(organisations: Iterable[Organisation]) -> tuple[str, ...]:
    """Full names, with the acronym people know."""
    return tuple(
        f"{row.nom} ({row.sigle})" if row.sigle and row.sigle != row.nom else row.nom
        for row in organisations
    )


def rank(number: str) -> tuple[int, ...]:
    """Sort key of a printed number: "5.10" after "5.9"; empty when it is not one."""
    parts = number.strip().rstrip(".").split(".")
    return tuple(map(int, parts)) if all(part.isdigit() for part in parts) else ()
