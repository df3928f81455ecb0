"""One series: its charts, what it says, where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms

from quietude.documents.graphiques import Genre, Graphique, Trait
from quietude.observatoire.calculs.series import Point, SerieLue
from quietude.observatoire.calculs.tendance import (
    Indice,
    index_100,
    last_change,
    rolling_twelve,
)
from quietude.observatoire.faits import DEUX_POINTS, fact_of_group, sentences_of
from quietude.observatoire.graphiques import charts_of
from quietude.observatoire.presentation.ailleurs import Comparaison, stand_beside
from quietude.observatoire.presentation.groupes import (
    ImageLue,
    notes_of,
    pictures_of,
    places_of,
)
from quietude.observatoire.presentation.reperes import Reperes
from quietude.observatoire.presentation.tableaux import spans_of
from quietude.socle.formats import nombre
from quietude.socle.periodes import Periode

_POUR_UNE_COURBE = 3


@dataclass(frozen=True)
class PageSerie:
    lieu: str
    fait: str
    images: tuple[ImageLue, ...]
    phrases: tuple[str, ...]
    reperes: Comparaison | None
    notes: tuple[str, ...]


def read_page(serie: SerieLue, ailleurs: Sequence[SerieLue], reperes: Reperes) -> PageSerie:
    """Everything that the page of a series says, but its table."""
    charts = charts_of([serie], ailleurs)
    return PageSerie(
        lieu=places_of([serie]),
        fait=fact_of_group([serie]),
        images=(
            *pictures_of([serie], charts, ailleurs),
            *pictures_of([serie], more_charts(serie)),
        ),
        phrases=tuple(sentences_of([serie])),
        reperes=stand_beside(serie, ailleurs, reperes),
        notes=notes_of([serie]),
    )


def more_charts(serie: SerieLue) -> dict[str, Graphique]:
    """Index 100 and rolling twelve months, when they apply."""
    charts = {}
    index, rolling = index_100(serie), rolling_twelve(serie)
    if len(index) > _POUR_UNE_COURBE:
        base = index[0].periode.court
        title = (
            f"{serie.libelle}{DEUX_POINTS}{nombre(index[-1].valeur, 0)} en "
            f"{index[-1].periode.court} pour 100 en {base}"
        )
        charts["indice"] = _curve(serie, index, title, f"indice 100 en {base}")
    if len(rolling) > _POUR_UNE_COURBE:
        title = (
            f"{serie.libelle}, douze mois glissants{DEUX_POINTS}{nombre(rolling[-1].valeur)} "
            f"à fin {rolling[-1].periode.fin:%m/%Y}"
        )
        charts["douze-mois"] = _curve(serie, rolling, title, f"{serie.unite}, sur douze mois")
    return charts


def _curve(serie: SerieLue, found: Sequence[Indice], title: str, unit: str) -> Graphique:
    year = found[0].periode.est_annee and found[-1].periode.est_annee
    return Graphique(
        titre=title,
        genre=Genre.COURBE,
        abscisses=tuple(
            row.periode.court if year else f"{row.periode.fin:%m/%Y}" for row in found
        ),
        traits=(Trait(serie.libelle, tuple(row.valeur for row in found)),),
        unite=unit,
        alternative=f"{title}. Courbe de {len(found)} valeurs, en {unit}.",
    )


class ChoixForm(forms.Form):
    """Two spans of the series, any two."""

    de = forms.ChoiceField(label="De")
    a = forms.ChoiceField(label="À")

    def __init__(self, data: object, spans: Sequence[Periode]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # request.GET or None
        choices = [(code_of(span), span.libelle) for span in spans]
        for name in ("de", "a"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


def code_of(span: Periode) -> str:
    """A span in an address: "20150101-20151231"."""
    return f"{span.debut:%Y%m%d}-{span.fin:%Y%m%d}"


@dataclass(frozen=True)
class Choix:
    """Two figures of a series, and the form that chooses others."""

    form: ChoixForm
    de: Point
    a: Point


def choose_points(serie: SerieLue, asked: object) -> Choix | None:
    """The two spans asked; by default, the last ones that compare."""
    if len(serie.points) < 2:
        return None
    spans = spans_of([serie])
    form = ChoixForm(asked, spans)
    if form.is_valid():
        by_code = {code_of(point.periode): point for point in serie.points}
        return Choix(form, *(by_code[form.cleaned_data[name]] for name in ("de", "a")))
    change = last_change(serie)
    first = change.avant if change else serie.points[-2]
    last = change.apres if change else serie.points[-1]
    shown = ChoixForm({"de": code_of(first.periode), "a": code_of(last.periode)}, spans)
    return Choix(shown, first, last)
