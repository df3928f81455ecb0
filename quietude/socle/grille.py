"""Declarative tables: sort, pages, count, export. The template is `<c-grille>`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse

from quietude.socle import tableur
from quietude.socle.formats import jour_court, moment, nombre
from quietude.socle.texte import fold

_ACCENTS = "àâäáãåçéèêëíîïìñóôöòõúùûüýÿ"
_PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"


class Plie(Func):
    """Text without case nor accents, so that "École" sorts beside "ecole" in any database."""

    function = "translate"
    output_field = TextField()

    def __init__(self, name: str) -> None:
        super().__init__(Lower(F(name)), Value(_ACCENTS), Value(_PLAIN))


@dataclass(frozen=True)
class Colonne:
    """One column. `valeur` is an attribute path ("pilote.nom") or a function of the object.

    `tri` is the ORM field to sort by (for a list of objects: any non-empty name, sorting is on
    the attribute of that name, else on the value). `lien` gives the address the cell leads to,
    `ton` the tone of a status, `export` the typed value for spreadsheets.
    """

    nom: str
    titre: str
    valeur: str | Callable[[Any], Any] | None = None
    tri: str | None = None
    lien: Callable[[Any], str | None] | None = None
    nombre: bool = False
    export: Callable[[Any], Any] | None = None
    ton: Callable[[Any], str] | None = None

    def value_of(self, obj: Any) -> Any:
        """The raw value of the cell."""
        if callable(self.valeur):
            return self.valeur(obj)
        return follow(obj, self.valeur or self.nom)

    def exported(self, obj: Any) -> Any:
        """The typed value for a spreadsheet."""
        return self.export(obj) if self.export else self.value_of(obj)

    def sort_key(self, obj: Any) -> Any:
        """What a list of objects is sorted on."""
        try:
            return follow(obj, (self.tri or "").replace("__", "."))
        except (AttributeError, KeyError):
            return self.value_of(obj)


def follow(obj: Any, path: str) -> Any:
    """Walk an attribute (or dictionary) path; calls what is callable, stops at None."""
    for part in path.split("."):
        if obj is None:
            return None
        obj = obj[part] if isinstance(obj, dict) else getattr(obj, part)
        if callable(obj):
            obj = obj()
    return obj


def display(value: Any) -> str:
    """A cell as it is read: French figures and dates, yes or no, a dash for nothing."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if hasattr(value, "hour") and hasattr(value, "year"):
        return moment(value)
    if hasattr(value, "year"):
        return jour_court(value)
    if isinstance(value, int | float) or hasattr(value, "as_tuple"):
        return nombre(value)
    return value if isinstance(value, str) else str(value)


@dataclass(frozen=True)
class Cellule:
    """One cell ready to be shown."""

    colonne: Colonne
    texte: str
    lien: str | None
    ton: str | None


class Grille:
    """A table over a queryset or list, as the address asks (?tri=-date&page=2&export=csv)."""

    def __init__(
        self,
        request: HttpRequest,
        objets: QuerySet[Any] | Sequence[Any],
        colonnes: Sequence[Colonne],
        *,
        par_page: int = 50,
        nom: str = "grille",
        legende: str = "",
        tri: str = "",
        vide: str = "Rien ne correspond.",
    ) -> None:
        self.request = request
        self.objets = objets
        self.colonnes = colonnes
        self.par_page = par_page
        self.nom = nom
        self.legende = legende
        self.vide = vide
        self.tri = self._known_sort(request.GET.get("tri", "")) or tri
        self.format_demande = request.GET.get("export", "")
        if self.format_demande not in tableur.FORMATS:
            self.format_demande = ""

    @property
    def identifiant(self) -> str:
        return f"grille-{self.nom}"

    @property
    def filtres(self) -> str:
        """The id of the filter form that goes with this table."""
        return f"filtres-{self.nom}"

    # -- order ----------------------------------------------------------------------------

    def _known_sort(self, asked: str) -> str:
        known = {colonne.nom for colonne in self.colonnes if colonne.tri}
        return asked if asked.removeprefix("-") in known else ""

    @cached_property
    def tries(self) -> QuerySet[Any] | list[Any]:
        """Every row, in the order asked."""
        name = self.tri.removeprefix("-")
        column = next((c for c in self.colonnes if c.nom == name and c.tri), None)
        rows = self.objets
        if column is None:
            return rows if isinstance(rows, QuerySet) else list(rows)
        descending = self.tri.startswith("-")
        if isinstance(rows, QuerySet):
            return _order_queryset(rows, column.tri or "", descending)
        return _order_list(rows, column, descending)

    @property
    def entetes(self) -> Iterator[dict[str, Any]]:
        """Column headers: the link that sorts, and the current order for assistive tools."""
        for column in self.colonnes:
            ascending, descending = self.tri == column.nom, self.tri == f"-{column.nom}"
            state = "ascending" if ascending else "descending" if descending else ""
            target = f"-{column.nom}" if ascending else column.nom
            yield {
                "colonne": column,
                "etat": state,
                "adresse": self.address(tri=target, page="") if column.tri else "",
            }

    # -- pages ----------------------------------------------------------------------------

    @cached_property
    def page(self) -> Page[Any]:
        paginator = Paginator(self.tries, self.par_page)
        return paginator.get_page(self.request.GET.get("page"))

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def compte(self) -> str:
        """The count, in words for the live region."""
        if not self.total:
            return "Aucun résultat"
        text = "1 résultat" if self.total == 1 else f"{nombre(self.total)} résultats"
        if self.page.paginator.num_pages > 1:
            text += f", page {self.page.number} sur {self.page.paginator.num_pages}"
        return text

    @property
    def pages(self) -> Iterator[dict[str, Any]]:
        """Page numbers with their address; None where some are left out."""
        elided = self.page.paginator.get_elided_page_range(
            self.page.number, on_each_side=2, on_ends=1
        )
        for number in elided:
            known = isinstance(number, int)
            yield {
                "numero": number if known else None,
                "courante": number == self.page.number,
                "adresse": self.address(page=str(number)) if known else "",
            }

    @property
    def precedente(self) -> str:
        previous = self.page.has_previous()
        return self.address(page=str(self.page.previous_page_number())) if previous else ""

    @property
    def suivante(self) -> str:
        following = self.page.has_next()
        return self.address(page=str(self.page.next_page_number())) if following else ""

    @property
    def lignes(self) -> Iterator[list[Cellule]]:
        for obj in self.page:
            yield [
                Cellule(
                    colonne=column,
                    texte=display(column.value_of(obj)),
                    lien=column.lien(obj) if column.lien else None,
                    ton=column.ton(obj) if column.ton else None,
                )
                for column in self.colonnes
            ]

    # -- addresses and exports --------------------------------------------------------------

    def address(self, **changes: str) -> str:
        """The address of this page with some parameters changed (empty: removed)."""
        query = self.request.GET.copy()
        query.pop("export", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}" if query else self.request.path

    @property
    def exports(self) -> list[tuple[str, str]]:
        return [
            (label, self.address(export=key, page="")) for key, label in tableur.FORMATS.items()
        ]

    def exporter(self) -> HttpResponse:
        """Every filtered row, in the order shown, as a file."""
        headers = [column.titre for column in self.colonnes]
        rows = ([column.exported(obj) for column in self.colonnes] for obj in self.tries)
        return tableur.as_response(self.format_demande or "csv", self.nom, headers, rows)


def _is_text(rows: QuerySet[Any], path: str) -> bool:
    """Whether the ORM path ends on a text column."""
    annotation = rows.query.annotations.get(path)
    if annotation is not None:
        return isinstance(annotation.output_field, CharField | TextField)
    model: Any = rows.model
    field: Any = None
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model
    return isinstance(field, CharField | TextField)


def _order_queryset(rows: QuerySet[Any], path: str, descending: bool) -> QuerySet[Any]:
    expression: Any = Plie(path) if _is_text(rows, path) else F(path)
    order = expression.desc(nulls_last=True) if descending else expression.asc(nulls_last=True)
    return rows.order_by(order, "pk")


def _order_list(rows: Sequence[Any], column: Colonne, descending: bool) -> list[Any]:
    """Sort objects in Python; nothing known goes last, either way."""

    def key(obj: Any) -> Any:
        value = column.sort_key(obj)
        return fold(value) if isinstance(value, str) else value

    keyed = [(key(obj), obj) for obj in rows]
    known = [pair for pair in keyed if pair[0] is not None and pair[0] != ""]
    unknown = [obj for value, obj in keyed if value is None or value == ""]
    known.sort(key=lambda pair: pair[0], reverse=descending)
    return [obj for _, obj in known] + unknown
