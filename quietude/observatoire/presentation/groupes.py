"""Series that are read together: what a theme page shows of each group, in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from quietude.documents.graphiques import Graphique, empreinte
from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.enums import NatureSerie, NiveauPerimetre
from quietude.observatoire.faits import fact_of_group, sentences_of
from quietude.observatoire.graphiques import charts_of, is_by_sector
from quietude.observatoire.models import Rupture
from quietude.observatoire.presentation.ailleurs import Comparaison, stand_beside
from quietude.observatoire.presentation.cellules import (
    per_thousand,
)
from quietude.observatoire.presentation.citations import source_lines
from quietude.observatoire.presentation.reperes import Reperes
from quietude.observatoire.presentation.tableaux import (
    TableauDeSeries,
    has_rates,
    has_values,
    merge_tables,
    rates_table,
    values_table,
)
from quietude.socle.texte import fold

LARGES = {NiveauPerimetre.DEPARTEMENT, NiveauPerimetre.REGION, NiveauPerimetre.PAYS}
SERVICE = (
    "Un service de police ou de gendarmerie couvre plus que la commune : ses chiffres ne sont "
    "pas ceux de la ville, et ne se divisent pas par sa population."
)


@dataclass(frozen=True)
class ImageLue:
    """A chart by its address; the hash in it lets a browser keep it for good."""

    titre: str
    adresse: str
    alternative: str
    telechargements: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class GroupeLu:
    ancre: str
    titre: str
    lieu: str
    fait: str
    series: tuple[SerieLue, ...]
    images: tuple[ImageLue, ...]
    phrases: tuple[str, ...]
    tableaux: tuple[TableauDeSeries, ...]
    comparaison: Comparaison | None
    ruptures: tuple[Rupture, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    exports: tuple[tuple[str, str], ...]
    liens: tuple[tuple[str, str], ...]

    @property
    def tableau_complet(self) -> TableauDeSeries:
        """Counts and rates in one table, for a spreadsheet."""
        return merge_tables(self.titre, self.tableaux)


@dataclass(frozen=True)
class Groupe:
    """The series themselves, and the same quantity in the places one compares with."""

    titre: str
    series: tuple[SerieLue, ...]
    ailleurs: tuple[SerieLue, ...] = ()

    @property
    def principale(self) -> SerieLue:
        return self.series[0]


def group_series(series: Iterable[SerieLue], ailleurs: Iterable[SerieLue] = ()) -> list[Groupe]:
    """What is drawn together: one group, one unit, one kind of place; printed figures first.

    `ailleurs` are official series of other places: each goes with the town's own.
    """
    found: dict[tuple[object, ...], list[SerieLue]] = {}
    for serie in series:
        found.setdefault(_key(serie), []).append(serie)
    beside = list(ailleurs)
    groups = [
        Groupe(
            title,
            tuple(rows),
            tuple(other for other in beside if _same_quantity(rows, other)),
        )
        for title, rows in zip(_titles(list(found.values())), found.values(), strict=True)
    ]
    return sorted(groups, key=lambda group: not _printed(group.principale))


def _titles(groups: Sequence[Sequence[SerieLue]]) -> list[str]:
    """What each group is called; two of one name are told apart by place, unit, or number."""
    titles = [rows[0].groupe or rows[0].libelle for rows in groups]
    for words in (_place_name, _unit_name, _number):
        told = [words(rows[0]) for rows in groups]
        titles = [
            f"{title} ({mine})" if _tells(title, titles, told) else title
            for title, mine in zip(titles, told, strict=True)
        ]
    return titles


def _tells(title: str, titles: Sequence[str], told: Sequence[str]) -> bool:
    """Whether these words set apart the groups that share a title, however it is typed."""
    asked = _typed(title)
    shared = {
        words for other, words in zip(titles, told, strict=True) if _typed(other) == asked
    }
    return len(shared) > 1


def _typed(title: str) -> str:
    return fold(title).replace("’", "'")


def _unit_name(serie: SerieLue) -> str:
    return serie.unite or "sans unité"


def _number(serie: SerieLue) -> str:
    return f"série {serie.cle}"


def _place_name(serie: SerieLue) -> str:
    if serie.perimetre.niveau == NiveauPerimetre.SERVICE:
        return "services de police et de gendarmerie"
    town = serie.perimetre.niveau == NiveauPerimetre.COMMUNE
    if town and _printed(serie):
        return "document de la stratégie"
    return serie.perimetre.nom


def _same_quantity(rows: Sequence[SerieLue], other: SerieLue) -> bool:
    """One official quantity, in a wider place or in a town followed."""
    quantities = {row.serie.grandeur_id for row in rows if row.serie}
    place = other.perimetre
    return (
        other.serie is not None
        and quantities == {other.serie.grandeur_id}
        and all(row.dimensions == other.dimensions for row in rows)
        and place.niveau != NiveauPerimetre.SERVICE
    )


def _key(serie: SerieLue) -> tuple[object, ...]:
    named = serie.groupe or serie.libelle
    kind = serie.nature == NatureSerie.TAUX
    service = serie.perimetre.niveau == NiveauPerimetre.SERVICE
    # A département's count beside a town's would only show that it is larger.
    wide = serie.perimetre.niveau if serie.perimetre.niveau in LARGES and not kind else ""
    return (_printed(serie), named, serie.unite, kind, serie.base, service, wide)


def _printed(serie: SerieLue) -> bool:
    return serie.serie is not None and bool(serie.serie.recueil)


def address_of_chart(
    series: Sequence[SerieLue], name: str, chart: Graphique, beside: Sequence[SerieLue] = ()
) -> str:
    """Where the picture is drawn: "12,13" stands for series shown together."""
    path = reverse("observatoire:graphique", args=[_keys(series), "svg"])
    query = {"trace": name, "v": empreinte(chart)}
    if beside:
        query["avec"] = _keys(beside)
    return f"{path}?{urlencode(query, safe=',')}"


def _keys(series: Iterable[SerieLue]) -> str:
    return ",".join(serie.cle for serie in series)


def pictures_of(
    series: Sequence[SerieLue],
    charts: dict[str, Graphique],
    beside: Sequence[SerieLue] = (),
) -> tuple[ImageLue, ...]:
    """Each chart with the addresses that download it."""
    found = []
    for name, chart in charts.items():
        address = address_of_chart(series, name, chart, beside)
        files = (
            ("Graphique SVG", f"{address}&telecharger=1"),
            ("PNG", f"{address.replace('.svg?', '.png?', 1)}&telecharger=1"),
        )
        found.append(ImageLue(chart.titre, address, chart.alternative, files))
    return tuple(found)


def read_group(rank: int, group: Groupe, reperes: Reperes) -> GroupeLu:
    """Everything that the page says of a group."""
    series = group.series
    charts = charts_of(series, group.ailleurs)
    return GroupeLu(
        ancre=f"groupe-{rank}",
        titre=group.titre,
        lieu=places_of(series),
        fait=fact_of_group(series),
        series=series,
        images=pictures_of(series, charts, group.ailleurs),
        phrases=tuple(sentences_of(series)),
        tableaux=tuple(tables_of(series, group.titre, group.ailleurs)),
        comparaison=stand_beside(series[0], group.ailleurs, reperes),
        ruptures=breaks_of(series),
        notes=notes_of(series),
        sources=tuple(source_lines([*series, *group.ailleurs])),
        exports=tuple(
            (label, f"?groupe={rank}&export={key}")
            for key, label in (("xlsx", "Tableau XLSX"), ("csv", "CSV"))
        ),
        liens=_links(series),
    )


def _links(series: Sequence[SerieLue]) -> tuple[tuple[str, str], ...]:
    if is_by_sector(series):
        return (("Carte par secteur", reverse("observatoire:carte", args=[series[0].cle])),)
    if len(series) != 1:
        return ()
    address = reverse("observatoire:serie", args=[series[0].cle])
    return (("Voir la série", address), ("Citer", f"{address}#citer"))


def places_of(series: Sequence[SerieLue]) -> str:
    """Where it was counted; a service is said to be wider than the town."""
    places = {serie.perimetre.pk: serie.perimetre for serie in series}
    names = ", ".join(place.nom for place in places.values())
    if len(places) > 1 and is_by_sector(series):
        names = f"{len(places)} secteurs"
    wide = any(place.niveau == NiveauPerimetre.SERVICE for place in places.values())
    return f"{names}. {SERVICE}" if wide else names


def tables_of(
    series: Sequence[SerieLue], title: str, ailleurs: Sequence[SerieLue] = ()
) -> list[TableauDeSeries]:
    counted = [serie for serie in series if has_values(serie)]
    rated = [serie for serie in series if has_rates(serie)]
    tables = [values_table(counted, title)] if counted else []
    if rated:
        beside = [serie for serie in ailleurs if has_rates(serie)]
        caption = f"{title}, taux {per_thousand(rated[0].base)}"
        tables.append(rates_table(rated, caption, beside))
    return tables


def breaks_of(series: Iterable[SerieLue]) -> tuple[Rupture, ...]:
    """Those that fall between two figures, or within one."""
    found = {
        rupture.pk: rupture
        for serie in series
        for rupture in serie.ruptures
        if serie.points
        and serie.points[0].periode.debut < rupture.le <= serie.points[-1].periode.fin
    }
    return tuple(sorted(found.values(), key=lambda row: row.le))


def notes_of(series: Iterable[SerieLue]) -> tuple[str, ...]:
    """Notes of the series, then those of their figures, each once."""
    notes: dict[str, None] = {}
    for serie in series:
        if serie.note:
            words = f"Composition : {serie.note}" if serie.agregat else serie.note
            notes[words] = None
        for point in serie.points:
            if point.note:
                notes[f"{point.periode.libelle} : {point.note}"] = None
    return tuple(notes)
