"""All that one organisation committed to, on one page."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.strategie.arbre import LigneFiche
from quietude.strategie.echeances import visible_sheets
from quietude.strategie.enums import RoleEngagement
from quietude.strategie.models import (
    Engagement,
    Indicateur,
    Jalon,
    PartieProtocole,
    Strategie,
)
from quietude.strategie.page_fiche import Etape, tell_step
from quietude.strategie.querysets import organisations_of
from quietude.strategie.registres import Section, sections_for


def organisations_held(user: Utilisateur) -> list[Organisation]:
    """Those for which this account speaks today, by a mandate."""
    return list(Organisation.objects.held_by(user, on=timezone.localdate()))


@dataclass(frozen=True)
class Participation:
    """A sheet, with the measures that the organisation leads or shares when it is not all."""

    ligne: LigneFiche
    mesures: list[str]


@dataclass(frozen=True)
class Engagements:
    """The page by partner."""

    organisation: Organisation
    pilotees: list[Participation]
    partagees: list[Participation]
    etapes: list[Etape]
    indicateurs: list[Indicateur]
    protocoles: list[PartieProtocole]
    sections: list[Section]

    @property
    def vide(self) -> bool:
        return not any(
            (self.pilotees, self.partagees, self.indicateurs, self.protocoles, self.sections)
        )


def _take_part(
    user: Utilisateur, strategie: Strategie, organisation: Organisation, role: RoleEngagement
) -> list[Participation]:
    """The sheets where it holds this role, on the sheet or on some of its measures only."""
    mine = Engagement.objects.filter(organisation=organisation, role=role)
    rows = visible_sheets(user, strategie).committing([organisation], role).with_pilots()
    rows = rows.prefetch_related(
        Prefetch("engagements", mine.select_related("mesure"), to_attr="les_siens")
    )
    found = []
    for fiche in rows.with_parts().order_by("numero"):
        own = fiche.les_siens  # type: ignore[attr-defined]  # set by the prefetch
        whole = any(row.mesure_id is None for row in own)
        measures = [] if whole else [str(row.mesure) for row in own]
        found.append(Participation(LigneFiche(fiche), measures))
    return found


def read_engagements(
    user: Utilisateur, strategie: Strategie, organisation: Organisation
) -> Engagements:
    """Everything in a fixed number of queries."""
    on = timezone.localdate()
    fiches = visible_sheets(user, strategie)
    led = fiches.committing([organisation], RoleEngagement.PILOTE)
    return Engagements(
        organisation,
        _take_part(user, strategie, organisation, RoleEngagement.PILOTE),
        _take_part(user, strategie, organisation, RoleEngagement.PARTENAIRE),
        [tell_step(jalon, on) for jalon in Jalon.objects.of_sheets(led).expected()],
        list(
            Indicateur.objects.filter(fournisseur=organisation, fiche__in=fiches.values("pk"))
            .select_related("fiche__strategie")
            .order_by("fiche__numero", "ordre")
        ),
        list(
            PartieProtocole.objects.filter(
                organisation=organisation, protocole__strategie=strategie
            ).select_related("protocole")
        ),
        sections_for(user, organisation),
    )


@dataclass(frozen=True)
class LigneOrganisation:
    """An organisation with the number of sheets it leads and shares."""

    organisation: Organisation
    pilote: int
    partenaire: int


def list_organisations(strategie: Strategie) -> list[LigneOrganisation]:
    """Those committed to at least one sheet, who leads most first."""
    sheets: dict[tuple[int, str], set[int]] = {}
    rows = Engagement.objects.filter(fiche__strategie=strategie)
    for organisation, role, fiche in rows.values_list("organisation", "role", "fiche"):
        sheets.setdefault((organisation, role), set()).add(fiche)
    lines = [
        LigneOrganisation(
            organisation,
            len(sheets.get((organisation.pk, RoleEngagement.PILOTE), ())),
            len(sheets.get((organisation.pk, RoleEngagement.PARTENAIRE), ())),
        )
        for organisation in organisations_of(strategie)
    ]
    return sorted(lines, key=lambda line: (-line.pilote, -line.partenaire))
