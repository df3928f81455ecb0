"""Two periods or two places, side by side."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.observatoire.calculs.lecture import read_companions
from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.enums import Base, NiveauPerimetre
from quietude.observatoire.models import Perimetre
from quietude.observatoire.presentation import comparaisons
from quietude.observatoire.presentation.plan import read_all
from quietude.observatoire.presentation.serie import ChoixForm, code_of
from quietude.observatoire.presentation.tableaux import spans_of
from quietude.socle.grille import Grille
from quietude.socle.pages import render_page

RIEN = ("Rien à comparer", "Il faut une même série à deux périodes : importez ou saisissez-la.")
SANS_LIEU = (
    "Aucun autre lieu",
    "Importez une base du département, de la région ou de la France, ou suivez une commune "
    "dans Sources, Périmètres.",
)
ARRONDI = "Variations arrondies à une décimale ; test exact au seuil de 5 %."
TAUX = "Taux arrondis à deux décimales. Une différence entre deux taux n’est pas testée."


@acces()
@require_safe
def comparer(request: Requete) -> HttpResponse:
    series = read_all(request.user)
    places = request.GET.get("quoi") == "lieux"
    context = (_places if places else _spans)(request, series)
    grid = context.get("grille")
    if grid is not None and grid.format_demande:
        exported: HttpResponse = grid.exporter()
        return exported
    return render_page(
        request,
        "observatoire/comparer.html",
        {"lieux": places, "periodes": not places, "grille": None, **context},
        fragment="observatoire/_comparer.html",
    )


def _spans(request: Requete, series: Sequence[SerieLue]) -> dict[str, Any]:
    usual = comparaisons.usual_spans(series)
    if usual is None:
        return {"vide": RIEN}
    spans = spans_of(series)[::-1]
    form = ChoixForm(request.GET, spans)
    if form.is_valid():
        known = {code_of(span): span for span in spans}
        before, after = (known[form.cleaned_data[name]] for name in ("de", "a"))
    else:
        before, after = usual
        form = ChoixForm({"de": code_of(before), "a": code_of(after)}, spans)
    rows = comparaisons.compare_spans(series, before, after)
    columns = comparaisons.columns_of_spans(before, after)
    name = f"comparer-{before.court}-{after.court}"
    return {
        "form": form,
        "grille": Grille(request, rows, columns, par_page=200, nom=name) if rows else None,
        "resume": comparaisons.summary_of_spans(rows),
        "note": ARRONDI,
        "vide": ("Aucune série n’a ces deux périodes", "Choisissez-en d’autres."),
    }


class LieuxForm(forms.Form):
    """A place followed, and a year."""

    quoi = forms.CharField(widget=forms.HiddenInput)
    ici = forms.ChoiceField(label="Ici")
    lieu = forms.ChoiceField(label="Comparée à")
    annee = forms.ChoiceField(label="Année")

    def __init__(
        self,
        data: object,
        here: Sequence[Perimetre],
        there: Sequence[Perimetre],
        years: Sequence[int],
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # request.GET or a dictionary
        choices = {
            "ici": [(str(place.pk), place.nom) for place in here],
            "lieu": [(str(place.pk), place.nom) for place in there],
            "annee": [(str(year), str(year)) for year in years],
        }
        for name, known in choices.items():
            self.fields[name].choices = known  # type: ignore[attr-defined]


def _places(request: Requete, series: Sequence[SerieLue]) -> dict[str, Any]:
    own = [row for row in series if _rated(row) and not row.perimetre.compare]
    codes = {row.serie.grandeur.code for row in own if row.serie and row.serie.grandeur}
    others = [row for row in read_companions(request.user, codes) if _rated(row)]
    years = sorted({span.debut.year for span in spans_of(others) if span.est_annee})[::-1]
    here, there = _unique(own), _unique(others)
    if not (here and there and years):
        return {"vide": SANS_LIEU}
    form = LieuxForm(request.GET, here, there, years)
    if not form.is_valid():
        usual = comparaisons.usual_place(own, others) or (here[0], there[0], years[0])
        values = dict(zip(("ici", "lieu", "annee"), usual, strict=True))
        form = LieuxForm({"quoi": "lieux", **values}, here, there, years)
        form.is_valid()
    return {"form": form, **_face_to_face(request, form.cleaned_data, own, others)}


def _face_to_face(
    request: Requete,
    asked: dict[str, Any],
    own: Sequence[SerieLue],
    others: Sequence[SerieLue],
) -> dict[str, Any]:
    here = [row for row in own if str(row.perimetre.pk) == asked["ici"]]
    there = [row for row in others if str(row.perimetre.pk) == asked["lieu"]]
    rows = comparaisons.compare_places(here, there, int(asked["annee"]))
    ici, lieu = here[0].perimetre, there[0].perimetre
    columns = comparaisons.columns_of_places(ici, lieu)
    name = f"comparer-{ici.nom}-{lieu.nom}-{asked['annee']}"
    return {
        "grille": Grille(request, rows, columns, par_page=200, nom=name) if rows else None,
        "note": TAUX,
        "vide": ("Aucun taux de cette année dans ces deux lieux", "Choisissez-en une autre."),
    }


def _rated(serie: SerieLue) -> bool:
    return serie.base != Base.AUCUNE and serie.perimetre.niveau != NiveauPerimetre.SERVICE


def _unique(series: Sequence[SerieLue]) -> list[Perimetre]:
    return list({row.perimetre.pk: row.perimetre for row in series}.values())
