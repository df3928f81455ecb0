"""One sheet, ready to be read: who, when, how much, with what its measures add."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from html import unescape

from django.utils import timezone
from django.utils.html import strip_tags

from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.socle.texte import render_markdown
from quietude.strategie.arbre import TONS, committed, missing_parts
from quietude.strategie.enums import EtatFiche, EtatJalon, RoleEngagement
from quietude.strategie.models import (
    Commentaire,
    FicheAction,
    Financement,
    Indicateur,
    Jalon,
    Mesure,
    ReferenceLegale,
)
from quietude.strategie.registres import IndicateurLu, instance_links, read_indicators
from quietude.strategie.rules import Abilities, abilities

Liens = dict[str, tuple[str, str]]
_PARTIES = (
    ("constat", "Constat"),
    ("objectif", "Objectif"),
    ("contenu-action", "Contenu"),
    ("mesures", "Mesures"),
    ("cadre", "Cadre légal"),
    ("acteurs", "Acteurs, publics, secteurs"),
    ("calendrier", "Calendrier"),
    ("financements", "Financements"),
    ("indicateurs", "Indicateurs"),
    ("documents", "Documents"),
    ("liens", "Liens"),
)


@dataclass(frozen=True)
class Etape:
    """A milestone with the word that tells where it stands."""

    jalon: Jalon
    mot: str
    ton: str


# What the sheet declares, and what it says now when an app above reads it.
IndicateurDeFiche = tuple[Indicateur, IndicateurLu | None]


@dataclass(frozen=True)
class MesureLue:
    """A measure with its own pilots, legal frame and indicators."""

    mesure: Mesure
    pilotes: list[Organisation]
    partenaires: list[Organisation]
    cadre: list[ReferenceLegale]
    indicateurs: list[IndicateurDeFiche]
    instances: list[tuple[str, str]]


@dataclass(frozen=True)
class Totaux:
    """Sums of what is known; None when no amount is written at all."""

    demande: Decimal | None
    accorde: Decimal | None
    depense: Decimal | None


@dataclass
class FicheLue:
    """What the page of a sheet shows, and what this reader may do there."""

    fiche: FicheAction
    ton: str
    manques: list[str]
    pilotes: list[Organisation]
    partenaires: list[Organisation]
    prochaine: Etape | None
    etapes: list[Etape]
    mesures: list[MesureLue]
    cadre: list[ReferenceLegale]
    indicateurs: list[IndicateurDeFiche]
    totaux: Totaux
    instances: list[tuple[str, str]]
    commentaires: list[Commentaire]  # the latest first, withdrawn ones left out
    droits: Abilities

    @property
    def cle(self) -> str:
        """Its name among the documents to print."""
        return f"{self.fiche.strategie.code}/{self.fiche.numero}"

    @property
    def but(self) -> str:
        """The sentence of its aim: the first paragraph, else that of its first measure."""
        texts = [self.fiche.but, *(lue.mesure.objectif for lue in self.mesures)]
        return next((first_paragraph(text) for text in texts if text), "")

    @cached_property
    def remplies(self) -> set[str]:
        """The anchors of the parts that say something."""
        sheet = self.fiche
        content = {
            "constat": sheet.constat,
            "objectif": sheet.but,
            "contenu-action": sheet.contenu,
            "mesures": self.mesures,
            "cadre": self.cadre,
            "acteurs": True,
            "calendrier": self.etapes or sheet.debut or sheet.fin,
            "financements": sheet.financements.all(),
            "indicateurs": self.indicateurs or sheet.evaluation,
            "documents": sheet.documents.all(),
            "liens": sheet.liens.all() or sheet.liens_entrants.all(),
        }
        return {anchor for anchor, present in content.items() if present}

    @property
    def montrees(self) -> set[str]:
        """Whoever may fill an empty part sees it; the others read what there is."""
        return {anchor for anchor, _ in _PARTIES} if self.droits.modifier else self.remplies

    @property
    def sommaire(self) -> list[tuple[str, str]]:
        """Anchor and name of each part shown."""
        return [(anchor, name) for anchor, name in _PARTIES if anchor in self.montrees]

    @property
    def vides(self) -> list[str]:
        """The names of the parts left out."""
        return [name.lower() for anchor, name in _PARTIES if anchor not in self.montrees]

    @property
    def pilotes_de_mesures(self) -> list[tuple[int, list[Organisation]]]:
        """Number of each measure that has pilots of its own, and who they are."""
        return [(lue.mesure.numero, lue.pilotes) for lue in self.mesures if lue.pilotes]


def tell_step(jalon: Jalon, on: date) -> Etape:
    """Late and expected are told apart, in words."""
    if jalon.etat == EtatJalon.ATTEINT:
        return Etape(jalon, jalon.get_etat_display(), "succes")
    if jalon.etat == EtatJalon.ABANDONNE:
        return Etape(jalon, jalon.get_etat_display(), "neutre")
    if jalon.echeance and jalon.echeance < on:
        return Etape(jalon, "En retard", "danger")
    return Etape(jalon, jalon.get_etat_display(), "info")


def first_paragraph(text: str) -> str:
    """Plain words of the first paragraph of a Markdown text."""
    html = render_markdown(text.strip().split("\n\n")[0])
    return " ".join(unescape(strip_tags(html)).split())


def _next_step(steps: Iterable[Etape]) -> Etape | None:
    """The first dated one that is still expected, late ones included."""
    dated = [
        step
        for step in steps
        if step.jalon.etat == EtatJalon.PREVU and step.jalon.echeance is not None
    ]
    return min(dated, key=lambda step: step.jalon.echeance or date.max, default=None)


def add_up(rows: Sequence[Financement]) -> Totaux:
    def total(value: Callable[[Financement], Decimal | None]) -> Decimal | None:
        known = [amount for row in rows if (amount := value(row)) is not None]
        return sum(known, Decimal(0)) if known else None

    return Totaux(
        total(lambda row: row.demande),
        total(lambda row: row.accorde),
        total(lambda row: row.depense),
    )


def _read_mesure(
    fiche: FicheAction, mesure: Mesure, liens: Liens, indicateurs: list[IndicateurDeFiche]
) -> MesureLue:
    mine = [row for row in fiche.engagements.all() if row.mesure_id == mesure.pk]
    return MesureLue(
        mesure,
        [row.organisation for row in mine if row.role == RoleEngagement.PILOTE],
        [row.organisation for row in mine if row.role == RoleEngagement.PARTENAIRE],
        [row for row in fiche.cadre.all() if row.mesure_id == mesure.pk],
        [pair for pair in indicateurs if pair[0].mesure_id == mesure.pk],
        [liens[code] for code in mesure.instances],
    )


def read_fiche(fiche: FicheAction, user: Utilisateur) -> FicheLue:
    """Arrange a sheet fetched by `for_page`."""
    today = timezone.localdate()
    mesures = list(fiche.mesures.all())
    codes = [*fiche.instances, *(code for mesure in mesures for code in mesure.instances)]
    liens = instance_links(codes)
    rows = list(fiche.indicateurs.all())
    said = read_indicators(user, fiche.strategie, rows)
    indicateurs = [(row, said.get(row.pk)) for row in rows]
    steps = [tell_step(jalon, today) for jalon in fiche.jalons.all()]
    return FicheLue(
        fiche=fiche,
        ton=TONS[EtatFiche(fiche.etat)],
        manques=missing_parts(fiche),
        pilotes=committed(fiche, RoleEngagement.PILOTE),
        partenaires=committed(fiche, RoleEngagement.PARTENAIRE),
        prochaine=_next_step(steps),
        etapes=steps,
        mesures=[_read_mesure(fiche, mesure, liens, indicateurs) for mesure in mesures],
        cadre=[row for row in fiche.cadre.all() if row.mesure_id is None],
        indicateurs=[pair for pair in indicateurs if pair[0].mesure_id is None],
        totaux=add_up(list(fiche.financements.all())),
        instances=[liens[code] for code in fiche.instances],
        commentaires=list(fiche.echanges),  # type: ignore[attr-defined]  # from for_page
        droits=abilities(user, fiche),
    )
