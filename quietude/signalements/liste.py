"""The table of the reports: counted up to a limit, exported without personal data."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypedDict

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from quietude.signalements.enums import CLOS, TONS, EtatSignalement
from quietude.signalements.listes import Listes
from quietude.signalements.models import Signalement
from quietude.signalements.models.signalement import place_of
from quietude.signalements.querysets import SignalementQuerySet
from quietude.socle.formats import jour_court, nombre
from quietude.socle.grille import Colonne, Grille
from quietude.territoire.models import Secteur

# Nobody turns forty pages; beyond, counting a million rows would cost more than reading them.
PLAFOND = 2_000
EXPORT_MAX = 20_000


def capped_count(rows: QuerySet[Any], most: int = PLAFOND) -> int:
    """How many there are; `most` + 1 when there are more."""
    return rows.order_by()[: most + 1].count()


def said_count(count: int) -> str:
    """A capped count, in words."""
    return f"Plus de {nombre(PLAFOND)}" if count > PLAFOND else nombre(count)


class PaginateurBorne(Paginator):  # type: ignore[type-arg]  # no parameter at run time
    """Counts no further than PLAFOND, and has no page beyond."""

    @cached_property
    def counted(self) -> int:
        assert isinstance(self.object_list, QuerySet)
        return capped_count(self.object_list)

    @cached_property
    def count(self) -> int:
        return min(self.counted, PLAFOND)


class GrilleSignalements(Grille):
    """Sorted by the day received, or by the day asked for when late ones are listed."""

    def __init__(self, request: HttpRequest, rows: SignalementQuerySet, **said: Any) -> None:
        self.urgent = bool(said.pop("urgent"))
        super().__init__(
            request,
            rows,
            said.pop("colonnes"),
            nom="signalements",
            legende="Signalements",
            tri="-recu",
        )

    @cached_property
    def tries(self) -> QuerySet[Any]:
        """In an order that an index holds: a sort of all rows would not be instant."""
        assert isinstance(self.objets, QuerySet)
        if self.urgent:
            return self.objets.order_by("echeance", "id")
        oldest = self.tri == "recu"
        return self.objets.order_by(*(("recu_le", "id") if oldest else ("-recu_le", "-id")))

    @cached_property
    def page(self) -> Page[Any]:
        paginator = PaginateurBorne(self.tries, self.par_page)
        return paginator.get_page(self.request.GET.get("page"))

    @property
    def montres(self) -> QuerySet[Any]:
        """The reports of the page, not yet read."""
        rows = self.page.object_list
        assert isinstance(rows, QuerySet)
        return rows

    @property
    def tronquee(self) -> bool:
        """Whether there are more than are counted."""
        paginator = self.page.paginator
        return isinstance(paginator, PaginateurBorne) and paginator.counted > PLAFOND

    @property
    def compte(self) -> str:
        said = super().compte
        if not self.tronquee:
            return said
        return said.replace(nombre(PLAFOND), f"Plus de {nombre(PLAFOND)}", 1)

    @property
    def trop_a_exporter(self) -> bool:
        return capped_count(self.tries, EXPORT_MAX) > EXPORT_MAX


_LUS = (
    "pk",
    "jour",
    "categorie_id",
    "urgent",
    "episodes",
    "rejoints",
    "lieu__nom",
    "adresse",
    "secteurs",
    "etat",
    "service_id",
    "echeance",
)


class Ligne(TypedDict):
    """A line of the table, its words ready; a dictionary, which templates read fastest."""

    pk: str
    adresse: str
    recu: str
    quoi: str
    urgent: bool
    fois: int
    ou: str
    secteur: str
    etat: str
    ton: str
    service: str
    echeance: str
    clos: bool
    retard: bool


def lines(reports: QuerySet[Any], listes: Listes) -> Iterator[Ligne]:
    """What is shown of these reports, and nothing more is read of them."""
    today = timezone.localdate()
    before, after = reverse("signalements:signalement", args=[0]).split("0")
    for row in reports.values_list(*_LUS, named=True):
        etat, where = EtatSignalement(row.etat), place_of(row.lieu__nom, row.adresse)
        sector, closed = listes.sector_of(row.secteurs), row.etat in CLOS
        yield Ligne(
            pk=str(row.pk),
            adresse=f"{before}{row.pk}{after}",
            recu=jour_court(row.jour),
            quoi=listes.libelles[row.categorie_id],
            urgent=row.urgent,
            fois=row.episodes + row.rejoints,
            ou=where,
            secteur="" if sector in where else sector,
            etat=str(etat.label),
            ton=TONS.get(etat, "neutre"),
            service=listes.noms.get(row.service_id, "—"),
            echeance="—" if closed else jour_court(row.echeance) or "—",
            clos=closed,
            retard=not closed and row.echeance is not None and row.echeance < today,
        )


def columns(listes: Listes) -> list[Colonne]:
    """What is exported: neither address, point nor note, which may tell who lives there."""
    divisions = {row.division.code: row.division.nom for row in listes.secteurs.values()}
    return [
        Colonne("recu", "Reçu le", tri="recu_le", valeur="jour"),
        Colonne("numero", "Numéro", valeur="pk"),
        Colonne("fait_le", "Date du fait"),
        Colonne("famille", "Catégorie", valeur=_family(listes)),
        Colonne("categorie", "Sous-catégorie", valeur="categorie.libelle"),
        Colonne("canal", "Canal", valeur="get_canal_display"),
        Colonne("lieu", "Lieu connu", valeur="lieu.nom"),
        *(
            Colonne(f"secteur-{code}", nom, valeur=_sector(listes.secteurs, code))
            for code, nom in divisions.items()
        ),
        Colonne("episodes", "Épisodes", valeur="total"),
        Colonne("etat", "État", valeur="get_etat_display"),
        Colonne("motif", "Motif", valeur="get_motif_display"),
        Colonne("service", "Service", valeur=lambda row: str(row.service or "")),
        Colonne("echeance", "À traiter avant le"),
        Colonne("repondu", "Première réponse le", valeur="repondu_le"),
        Colonne("clos", "Clos le", valeur="clos_le"),
    ]


def _family(listes: Listes) -> Callable[[Signalement], str]:
    return lambda row: listes.libelles.get(row.categorie.parent_id or 0, "")


def _sector(known: Mapping[str, Secteur], division: str) -> Callable[[Signalement], str]:
    def named(row: Signalement) -> str:
        found = known.get(f"{division}/{row.secteurs.get(division)}")
        return found.nom if found else ""

    return named


def late_first(rows: SignalementQuerySet) -> SignalementQuerySet:
    """The late ones, the longest waiting first."""
    return rows.late(timezone.localdate()).order_by("echeance", "id")
