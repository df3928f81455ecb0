"""Write the analysis of a theme, and attach what it claims of the figures."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.coherence import Allegation, point_of
from quietude.observatoire.enums import SensVariation
from quietude.socle.formulaires import ChampDate
from quietude.socle.periodes import Periode

_VIDES = 2  # blank lines offered
_LIGNES_MAX = 60


class AnalyseForm(forms.Form):
    """The text and its date; the version read goes along."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    texte = forms.CharField(
        label="Analyse",
        help_text="Une ligne vide sépare les paragraphes ; « - » commence une liste ; "
        "« **mot** » met en gras.",
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    ecrit_le = ChampDate(label="Écrite le")


def key_of_span(span: Periode) -> str:
    """ "2023-01-01/2023-12-31", as a choice posts it."""
    return f"{span.debut.isoformat()}/{span.fin.isoformat()}"


def span_of_key(key: str) -> Periode:
    first, _, last = key.partition("/")
    return Periode(date.fromisoformat(first), date.fromisoformat(last))


class Choix:
    """What claims choose from: the series of the theme, and the spans that they have."""

    def __init__(self, series: Mapping[str, SerieLue]) -> None:
        self.series = series
        self.spans = {
            key: [point.periode for point in serie.points] for key, serie in series.items()
        }
        every = {span for spans in self.spans.values() for span in spans}
        self.periodes = [
            (key_of_span(span), span.libelle) for span in sorted(every, reverse=True)
        ]

    @property
    def noms(self) -> list[tuple[str, str]]:
        return [(key, name_of(serie)) for key, serie in self.series.items()]

    @property
    def par_serie(self) -> dict[str, list[str]]:
        """Which spans go with which series, for the page to shorten its lists."""
        return {key: [key_of_span(span) for span in spans] for key, spans in self.spans.items()}


def name_of(serie: SerieLue) -> str:
    """A series among others: label, dimensions, place."""
    parts = [serie.libelle, *(value for _, value in serie.dimensions), serie.perimetre.nom]
    return ", ".join(parts)


class AffirmationForm(forms.Form):
    """One claim. A line left blank is not kept."""

    serie = forms.ChoiceField(label="Série", required=False)
    de = forms.ChoiceField(label="De", required=False)
    a = forms.ChoiceField(label="À", required=False)
    sens = forms.ChoiceField(
        label="Sens", required=False, choices=[("", "—"), *SensVariation.choices]
    )

    def __init__(self, *args: Any, choix: Choix, **kwargs: Any) -> None:
        self.choix = choix
        super().__init__(*args, **kwargs)
        self._offer("serie", choix.noms)
        self._offer("de", choix.periodes)
        self._offer("a", choix.periodes)
        self.fields["serie"].widget.attrs["data-serie"] = ""

    def _offer(self, name: str, known: Iterable[tuple[str, str]]) -> None:
        """What the theme has now, and what this line said already."""
        choices = [("", "—"), *known]
        held = str(self.initial.get(name) or "")
        if held and held not in dict(choices):
            choices.append((held, f"{held} (n’est plus dans le thème)"))
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or not self.is_filled():
            return data
        for name in ("serie", "de", "a", "sens"):
            if not data.get(name):
                self.add_error(name, "À choisir, ou videz la ligne.")
        if self.errors:
            return data
        if data["de"] == data["a"]:
            self.add_error("a", "Choisissez deux périodes différentes.")
            return data
        serie = self.choix.series.get(data["serie"])
        for name in ("de", "a"):
            if serie and point_of(serie, span_of_key(data[name])) is None:
                self.add_error(name, f"« {serie.libelle} » n’a pas de valeur à cette période.")
        return data

    def is_filled(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("serie", "de", "a", "sens"))

    def as_allegation(self) -> Allegation:
        data = self.cleaned_data
        return Allegation(
            data["serie"],
            span_of_key(data["de"]),
            span_of_key(data["a"]),
            SensVariation(data["sens"]),
        )


class _Affirmations(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable when run
    def allegations(self) -> list[Allegation]:
        """The lines filled in."""
        return [row.as_allegation() for row in self.forms if row.is_filled()]


def claims_form(choix: Choix, claims: Iterable[Allegation], data: Any = None) -> Any:
    """The claims of an analysis, then blank lines."""
    factory = forms.formset_factory(
        AffirmationForm,
        formset=_Affirmations,
        extra=_VIDES,
        max_num=_LIGNES_MAX,
        validate_max=True,
    )
    initial = [
        {
            "serie": claim.serie,
            "de": key_of_span(claim.de),
            "a": key_of_span(claim.a),
            "sens": str(claim.sens),
        }
        for claim in claims
    ]
    return factory(data, initial=initial, prefix="a", form_kwargs={"choix": choix})
