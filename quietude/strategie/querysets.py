"""Business verbs on the strategy; `visible_to` is the only door to its rows."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.strategie.enums import (
    EtatFiche,
    EtatJalon,
    EtatStrategie,
    NatureIndicateur,
    RoleEngagement,
)

if TYPE_CHECKING:
    from quietude.strategie.models import (
        FicheAction,  # noqa: F401 - ruff does not see it in the base below
        Jalon,  # noqa: F401 - the same
        Objectif,
        Strategie,
    )
    from quietude.territoire.models import Secteur

OUVERTES = (EtatFiche.A_LANCER, EtatFiche.EN_COURS, EtatFiche.SUSPENDUE)


class StrategieQuerySet(QuerySet["Strategie"]):
    def visible_to(self, user: Utilisateur) -> "StrategieQuerySet":
        """Everyone who sees content reads an adopted strategy; a draft is for those who
        write or comment it (coordinator, elected members, agents, partners)."""
        if user.role not in ROLES_CONTENU:
            return self.none()
        if user.role == Role.LECTEUR:
            return self.exclude(etat=EtatStrategie.PROJET)
        return self

    def current(self) -> "Strategie | None":
        """The strategy in force, else the draft, else the last one closed."""
        rank = {EtatStrategie.ADOPTEE: 0, EtatStrategie.PROJET: 1, EtatStrategie.CLOSE: 2}
        return min(
            self,
            key=lambda s: (rank[EtatStrategie(s.etat)], -s.debut.toordinal()),
            default=None,
        )


class FicheActionQuerySet(QuerySet["FicheAction"]):
    def visible_to(self, user: Utilisateur) -> "FicheActionQuerySet":
        """The sheets of the strategies that the reader may see."""
        if user.role not in ROLES_CONTENU:
            return self.none()
        if user.role == Role.LECTEUR:
            return self.exclude(strategie__etat=EtatStrategie.PROJET)
        return self

    # -- what a list shows ------------------------------------------------------------------

    def with_pilots(self) -> "FicheActionQuerySet":
        """Commitments and their organisations at hand (`fiche.engagements.all()`)."""
        from quietude.strategie.models import Engagement

        return self.select_related("strategie", "objectif").prefetch_related(
            Prefetch("engagements", Engagement.objects.select_related("organisation"))
        )

    def for_page(self) -> "FicheActionQuerySet":
        """Everything that the page of one sheet shows, in a fixed number of queries."""
        from quietude.strategie.models import (
            Commentaire,
            DocumentLie,
            FicheSecteur,
            Indicateur,
            Lien,
        )

        links = Lien.objects.select_related("vers__strategie", "strategie")
        words = Commentaire.objects.filter(retire_le__isnull=True).select_related("auteur")
        sectors = FicheSecteur.objects.select_related("secteur__division")
        return (
            self.with_pilots()
            .with_parts()
            .select_related("objectif__parent")
            .prefetch_related(
                "mesures",
                "cadre",
                Prefetch("perimetre", sectors),
                "jalons",
                "financements",
                Prefetch("indicateurs", Indicateur.objects.select_related("fournisseur")),
                Prefetch("documents", DocumentLie.objects.defer("contenu")),
                Prefetch("liens", links),
                Prefetch("commentaires", words.order_by("-ecrit_le"), to_attr="echanges"),
                Prefetch("liens_entrants", Lien.objects.select_related("fiche__strategie")),
            )
        )

    def with_parts(self) -> "FicheActionQuerySet":
        """Whether each part expected of a sheet is there: a_activite, a_resultat, a_jalon."""
        from quietude.strategie.models import Indicateur, Jalon

        indicators = Indicateur.objects.filter(fiche=OuterRef("pk"))
        return self.annotate(
            a_activite=Exists(indicators.filter(nature=NatureIndicateur.ACTIVITE)),
            a_resultat=Exists(indicators.filter(nature=NatureIndicateur.RESULTAT)),
            a_jalon=Exists(Jalon.objects.filter(fiche=OuterRef("pk"))),
        )

    def with_next_step(self) -> "FicheActionQuerySet":
        """The first dated milestone not reached yet: etape_titre, etape_echeance."""
        from quietude.strategie.models import Jalon

        first = Jalon.objects.filter(
            fiche=OuterRef("pk"), etat=EtatJalon.PREVU, echeance__isnull=False
        ).order_by("echeance", "ordre")
        return self.annotate(
            etape_titre=Subquery(first.values("titre")[:1]),
            etape_echeance=Subquery(first.values("echeance")[:1]),
        )

    # -- which sheets -----------------------------------------------------------------------

    def committing(
        self, organisations: Iterable[Organisation], role: RoleEngagement | None = None
    ) -> "FicheActionQuerySet":
        """Those in which one of these organisations takes part, or holds this role."""
        from quietude.strategie.models import Engagement

        rows = Engagement.objects.filter(
            fiche=OuterRef("pk"), organisation__in=list(organisations)
        )
        return self.filter(Exists(rows.filter(role=role) if role else rows))

    def serving(self, objectif: "Objectif") -> "FicheActionQuerySet":
        """Those of this objective and of all the objectives below it."""
        rows = list(objectif.strategie.objectifs.values_list("pk", "parent_id"))
        found = {objectif.pk}
        while more := {pk for pk, parent in rows if parent in found} - found:
            found |= more
        return self.filter(objectif__in=found)

    def matching(self, text: str) -> "FicheActionQuerySet":
        """Those that say these words, whatever the accents; a number finds its sheet."""
        words = " ".join(text.split())
        if not words:
            return self
        fields = ("titre", "constat", "but", "contenu", "evaluation", "partenaires_mention")
        vector = SearchVector(*fields, config="fr")
        found = self.annotate(mots=vector).filter(
            Q(mots=SearchQuery(words, config="fr", search_type="websearch"))
            | Q(titre__unaccent__icontains=words)
            | Q(mesures__titre__unaccent__icontains=words)
            | (Q(numero=int(words)) if words.isdecimal() and len(words) < 5 else Q())
        )
        return self.filter(pk__in=found.values("pk"))

    def served_by(self, instance: str) -> "FicheActionQuerySet":
        """Those that a body (its code) carries, whole or by one measure."""
        carried = Q(instances__contains=[instance]) | Q(mesures__instances__contains=[instance])
        return self.filter(carried).distinct()

    def in_state(self, etat: str) -> "FicheActionQuerySet":
        return self.filter(etat=etat)

    def reaching(self, secteur: "Secteur") -> "FicheActionQuerySet":
        """Those that name this sector."""
        return self.filter(secteurs=secteur)

    def overdue(self, on: date) -> "FicheActionQuerySet":
        """Still open after their end (`au`), which is the strategy's when they give none."""
        return (
            self.annotate(au=Coalesce(F("fin"), F("strategie__fin")))
            .filter(au__lt=on, etat__in=OUVERTES)
            .order_by("au", "numero")
        )

    def to_launch(self, on: date) -> "FicheActionQuerySet":
        """Not launched although their start is past, and their end is not."""
        return (
            self.annotate(au=Coalesce(F("fin"), F("strategie__fin")))
            .filter(debut__lte=on, au__gte=on, etat=EtatFiche.A_LANCER)
            .order_by("debut", "numero")
        )

    def suspended(self) -> "FicheActionQuerySet":
        return self.filter(etat=EtatFiche.SUSPENDUE)

    def spanning(self, start: date, end: date) -> "FicheActionQuerySet":
        """Those under way at some moment of this span; an open end lasts as the strategy."""
        return (
            self.exclude(debut__isnull=True, fin__isnull=True)
            .annotate(
                du=Coalesce(F("debut"), F("strategie__debut")),
                au=Coalesce(F("fin"), F("strategie__fin")),
            )
            .filter(du__lte=end, au__gte=start)
        )


class JalonQuerySet(QuerySet["Jalon"]):
    def visible_to(self, user: Utilisateur) -> "JalonQuerySet":
        """The milestones of the sheets that the reader may see."""
        if user.role not in ROLES_CONTENU:
            return self.none()
        if user.role == Role.LECTEUR:
            return self.exclude(fiche__strategie__etat=EtatStrategie.PROJET)
        return self

    def of_sheets(self, fiches: FicheActionQuerySet) -> "JalonQuerySet":
        """Those of these sheets, with the sheet and its strategy at hand, by date."""
        return (
            self.filter(fiche__in=fiches.order_by().values("pk"))
            .select_related("fiche__strategie")
            .order_by("echeance", "fiche__numero", "ordre")
        )

    def expected(self) -> "JalonQuerySet":
        """Not reached yet, on a sheet that was not given up."""
        return self.filter(etat=EtatJalon.PREVU).exclude(fiche__etat=EtatFiche.ABANDONNEE)

    def late(self, on: date) -> "JalonQuerySet":
        """Expected before this day."""
        return self.expected().filter(echeance__lt=on)

    def coming(self, on: date, days: int) -> "JalonQuerySet":
        """Expected within `days` days."""
        return self.expected().filter(echeance__range=(on, on + timedelta(days=days)))

    def between(self, start: date, end: date) -> "JalonQuerySet":
        return self.filter(echeance__range=(start, end))

    def undated(self) -> "JalonQuerySet":
        """Milestones told in words only ("au fil des rencontres")."""
        return self.filter(echeance__isnull=True).order_by("fiche__numero", "ordre")


def organisations_of(
    strategie: "Strategie", role: RoleEngagement | None = None
) -> QuerySet[Organisation]:
    """The organisations committed to at least one of its sheets, under this role."""
    from quietude.strategie.models import Engagement

    rows = Engagement.objects.filter(fiche__strategie=strategie)
    if role:
        rows = rows.filter(role=role)
    return Organisation.objects.filter(pk__in=rows.values("organisation"))
