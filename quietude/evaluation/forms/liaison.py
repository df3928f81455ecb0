"""What an indicator is bound to: a measure with its filters and split, a series, a reason."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from quietude.evaluation.liaison import Flot
from quietude.indicateurs.mesures import Dimension, Mesure
from quietude.strategie.enums import (
    FrequenceIndicateur,
    NatureIndicateur,
    SensIndicateur,
)
from quietude.strategie.models import FicheAction, Strategie
from quietude.strategie.pack import PackRapport, PackSource

FILTRE, DENOMINATEUR = "filtre_", "parmi_"
_FACTEURS = [("100", "pour cent"), ("1000", "pour mille"), ("1", "rapport simple")]


class MesureForm(forms.Form):
    """Which rows are counted, how they are split, what the figure is divided by.

    Its fields depend on the measure, and on the one it is divided by.
    """

    mesure = forms.CharField(widget=forms.HiddenInput)
    par_1 = forms.ChoiceField(label="Ventiler par", required=False)
    par_2 = forms.ChoiceField(label="et par", required=False)
    rapport = forms.ChoiceField(
        label="Diviser par",
        required=False,
        help_text="Pour une part ou un taux : le chiffre est rapporté à une autre mesure.",
    )
    facteur = forms.ChoiceField(label="Exprimé en", required=False, choices=_FACTEURS)
    par_part = forms.BooleanField(
        label="Rapporter chaque part à la même part du dénominateur",
        required=False,
        help_text="Un taux dans chaque part. Sinon, la part de chacune dans l’ensemble.",
    )

    def __init__(
        self, mesure: Mesure, flots: list[Flot], data: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.known = {row.cle: row for flot in flots for row in flot.mesures}
        dimensions = [(row.cle, row.libelle) for row in mesure.flux.dimensions]
        for name in ("par_1", "par_2"):
            self._choose(name, [("", "—"), *dimensions])
        self._choose("rapport", [("", "Rien : le chiffre tel quel"), *_grouped(flots)])
        self._filters(FILTRE, mesure)
        below = self.known.get(self._told("rapport"))
        if below:
            self._filters(DENOMINATEUR, below)

    def _told(self, name: str) -> str:
        """What the form says now, before it is checked."""
        return str((self.data.get(name) if self.is_bound else self.initial.get(name)) or "")

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _filters(self, prefix: str, mesure: Mesure) -> None:
        for dimension in mesure.flux.dimensions:
            self.fields[f"{prefix}{dimension.cle}"] = _values_of(dimension)

    def _bound(self, prefix: str) -> list[tuple[forms.BoundField, int]]:
        """Each filter with how many of its values are chosen."""
        found = [self[name] for name in self.fields if name.startswith(prefix)]
        return [(field, len(field.value() or [])) for field in found]

    @property
    def filtres(self) -> list[tuple[forms.BoundField, int]]:
        return self._bound(FILTRE)

    @property
    def denominateurs(self) -> list[tuple[forms.BoundField, int]]:
        return self._bound(DENOMINATEUR)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("par_1") and data.get("par_1") == data.get("par_2"):
            self.add_error("par_2", "Choisissez une autre dimension, ou aucune.")
        return data

    def to_source(self) -> PackSource:
        """The source asked; the form is valid."""
        data = self.cleaned_data
        rapport = None
        if data["rapport"]:
            rapport = PackRapport(
                mesure=data["rapport"],
                filtres=self._chosen(DENOMINATEUR),
                facteur=Decimal(data["facteur"] or 100),
                par_part=data["par_part"],
            )
        return PackSource(
            mesure=data["mesure"],
            filtres=self._chosen(FILTRE),
            par=[data[name] for name in ("par_1", "par_2") if data[name]],
            rapport=rapport,
        )

    def _chosen(self, prefix: str) -> dict[str, list[str]]:
        found = {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value
        }
        return dict(sorted(found.items()))


def initial_of(source: PackSource) -> dict[str, Any]:
    """A source as the form shows it."""
    first, second, *_ = [*source.par, "", ""]
    values: dict[str, Any] = {"mesure": source.mesure, "par_1": first, "par_2": second}
    values |= {f"{FILTRE}{cle}": codes for cle, codes in source.filtres.items()}
    if source.rapport:
        filters = source.rapport.filtres
        values |= {"rapport": source.rapport.mesure, "facteur": f"{source.rapport.facteur:f}"}
        values["par_part"] = source.rapport.par_part
        values |= {f"{DENOMINATEUR}{cle}": codes for cle, codes in filters.items()}
    return values


def _values_of(dimension: Dimension) -> forms.MultipleChoiceField:
    choices = [(row.code, row.libelle) for row in dimension.modalites()]
    return forms.MultipleChoiceField(
        label=dimension.libelle,
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
    )


def _grouped(flots: list[Flot]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(flot.titre, [(row.cle, row.libelle) for row in flot.mesures]) for flot in flots]


class ManqueForm(forms.Form):
    """Why an indicator has no source."""

    manque = forms.CharField(
        label="Pourquoi aucun chiffre ne peut être donné",
        max_length=2000,
        help_text="Par exemple : le service qui le comptait n’existe plus.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi."},
    )

    def to_source(self) -> PackSource:
        return PackSource(manque=self.cleaned_data["manque"])


class IndicateurForm(forms.Form):
    """A new indicator: on which sheet, how it is said."""

    fiche = forms.ModelChoiceField(
        FicheAction.objects.none(),
        label="Action",
        empty_label="Choisissez",
        error_messages={"required": "Choisissez l’action que l’indicateur évalue."},
    )
    libelle = forms.CharField(
        label="Ce que l’on mesure",
        max_length=300,
        error_messages={
            "required": "Dites ce que l’on mesure, par exemple « Séances tenues »."
        },
    )
    nature = forms.ChoiceField(
        label="Nature",
        required=False,
        choices=[("", "—"), *NatureIndicateur.choices],
        help_text="L’activité montre que l’action est menée, le résultat son effet.",
    )
    unite = forms.CharField(label="Unité", max_length=60, required=False)
    sens = forms.ChoiceField(
        label="Sens attendu", required=False, choices=[("", "—"), *SensIndicateur.choices]
    )
    frequence = forms.ChoiceField(
        label="Fréquence", required=False, choices=[("", "—"), *FrequenceIndicateur.choices]
    )
    mesure = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, strategie: Strategie, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fiche"]
        assert isinstance(field, forms.ModelChoiceField)
        rows = FicheAction.objects.filter(strategie=strategie).order_by("numero")
        field.queryset = rows.select_related("strategie")

    def champs(self) -> Mapping[str, Any]:
        """The fields of the indicator itself."""
        names = ("libelle", "nature", "unite", "sens", "frequence")
        return {name: self.cleaned_data[name] for name in names}
