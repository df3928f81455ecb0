"""Describe a series that the town counts itself, type its values."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from quietude.observatoire.actions.series import LigneSaisie, mark_of
from quietude.observatoire.enums import (
    Base,
    EtatObservation,
    NatureSerie,
    NiveauPerimetre,
)
from quietude.observatoire.imports.cellules import Faute, read_periode, read_valeur
from quietude.observatoire.imports.lignes import Lieu
from quietude.observatoire.models import Observation, Serie, Theme
from quietude.socle.formats import nombre
from quietude.socle.periodes import Periode
from quietude.territoire.models import Commune, Secteur

_DIMENSIONS = 3
_LIGNES_MAX = 500
_VIDES = 3  # blank lines offered


class SerieForm(forms.Form):
    """What a series says of itself."""

    libelle = forms.CharField(
        label="Ce qui est compté",
        max_length=300,
        help_text="Par exemple « Interventions de médiation ».",
    )
    unite = forms.CharField(
        label="Unité", max_length=60, required=False, help_text="Par exemple « interventions »."
    )
    nature = forms.ChoiceField(label="Nature", choices=NatureSerie.choices)
    base = forms.ChoiceField(label="Taux", choices=Base.choices, initial=Base.AUCUNE)
    lieu = forms.ChoiceField(label="Lieu")
    theme = forms.ChoiceField(label="Thème du diagnostic", required=False)
    dimensions = forms.CharField(
        label="Précisions",
        required=False,
        help_text="Jusqu’à trois lignes « nom : valeur », par exemple « âge : mineurs ».",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(
        label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, data: Any = None, *, themes: Sequence[Theme], serie: Serie | None = None
    ) -> None:
        self.lieux = {f"{lieu.niveau}:{lieu.code}": lieu for lieu in places()}
        super().__init__(data, initial=self._initial(serie))
        named = {theme.code: theme.titre for theme in reversed(themes)}
        self.fields["theme"].choices = [("", "Aucun"), *reversed(named.items())]  # type: ignore[attr-defined]
        self.fields["lieu"].choices = [(key, row.nom) for key, row in self.lieux.items()]  # type: ignore[attr-defined]

    def _initial(self, serie: Serie | None) -> dict[str, Any]:
        if serie is None:
            return {}
        place = serie.perimetre
        held = Lieu(place.niveau, place.code, place.nom)
        self.lieux.setdefault(f"{held.niveau}:{held.code}", held)
        lines = [f"{name} : {value}" for name, value in serie.dimensions.items()]
        names = ("libelle", "unite", "nature", "base", "theme", "note")
        return {
            **{name: getattr(serie, name) for name in names},
            "lieu": f"{held.niveau}:{held.code}",
            "dimensions": "\n".join(lines),
        }

    def clean_dimensions(self) -> dict[str, str]:
        text: str = self.cleaned_data["dimensions"]
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > _DIMENSIONS:
            raise forms.ValidationError("Trois précisions au plus.")
        pairs = [[part.strip() for part in line.split(":", 1)] for line in lines]
        for line, pair in zip(lines, pairs, strict=True):
            if len(pair) != 2 or not all(pair):
                raise forms.ValidationError(f"« {line} » : écrivez « nom : valeur ».")
        found = {pair[0]: pair[1] for pair in pairs}
        if len(found) < len(pairs):
            raise forms.ValidationError("Deux lignes portent le même nom.")
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        rate = data.get("nature") == NatureSerie.TAUX
        if rate and data.get("base", Base.AUCUNE) != Base.AUCUNE:
            self.add_error("base", "Une série de taux ne se divise pas encore : sans taux.")
        return data

    def as_arguments(self) -> dict[str, Any]:
        """What the actions take."""
        values = dict(self.cleaned_data)
        return {"lieu": self.lieux[values.pop("lieu")], "valeurs": values}


def places() -> list[Lieu]:
    """Where the town may count: its communes, then its sectors."""
    communes = [
        Lieu(NiveauPerimetre.COMMUNE, row.insee, row.nom) for row in Commune.objects.all()
    ]
    sectors = Secteur.objects.select_related("division").order_by("division__nom", "ordre")
    return communes + [
        Lieu(NiveauPerimetre.SECTEUR, row.chemin, f"{row.nom} ({row.division.nom})")
        for row in sectors
    ]


class ValeurForm(forms.Form):
    """One span and its value, read as in a file of the town. A blank line is not kept."""

    observation = forms.IntegerField(required=False, widget=forms.HiddenInput)
    lue = forms.CharField(required=False, widget=forms.HiddenInput)
    periode = forms.CharField(label="Période", required=False, max_length=60)
    valeur = forms.CharField(
        label="Valeur",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    note = forms.CharField(label="Note", required=False, max_length=300)

    def __init__(self, *args: Any, nature: str, **kwargs: Any) -> None:
        self.nature = nature
        self.periode_lue: Periode | None = None
        self.valeur_lue: tuple[EtatObservation, Decimal | None] | None = None
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if not self.is_filled():
            if data.get("observation"):
                self.add_error("valeur", "Pour l’enlever, suivez « Supprimer » sur sa ligne.")
            return data
        try:
            self.periode_lue = read_periode(data["periode"])
        except Faute as fault:
            self.add_error("periode", _sentence(fault))
        try:
            self.valeur_lue = read_valeur(data["valeur"], self.nature)
        except Faute as fault:
            self.add_error("valeur", _sentence(fault))
        return data

    def is_filled(self) -> bool:
        data = self.cleaned_data
        return any(data.get(name) for name in ("periode", "valeur", "note"))

    def as_line(self, rang: int) -> LigneSaisie:
        assert self.periode_lue is not None and self.valeur_lue is not None
        etat, valeur = self.valeur_lue
        data = self.cleaned_data
        return LigneSaisie(
            rang=rang,
            periode=self.periode_lue,
            etat=etat,
            valeur=valeur,
            note=data["note"],
            observation=data["observation"],
            lue=data["lue"],
        )


def _sentence(fault: Faute) -> str:
    text = str(fault)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


class _Valeurs(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable when run
    def clean(self) -> None:
        """One span is given one value."""
        seen: dict[Periode, int] = {}
        for rank, row in enumerate(self.forms, start=1):
            span = row.periode_lue if row.is_valid() else None
            if span is None:
                continue
            if span in seen:
                row.add_error("periode", f"La ligne {seen[span]} donne déjà cette période.")
            seen.setdefault(span, rank)

    def lines(self) -> list[LigneSaisie]:
        """The lines that changed."""
        return [
            row.as_line(rank)
            for rank, row in enumerate(self.forms)
            if row.has_changed() and row.is_filled()
        ]

    def blame(self, motifs: dict[int, str], neuves: dict[int, str]) -> None:
        """Put refusals beside their lines, with the marks to go on with."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        self.data = data
        for rank, motif in motifs.items():
            self.forms[rank].add_error("valeur", motif)
        for rank, mark in neuves.items():
            row = self.forms[rank]
            data[row.add_prefix("lue")] = mark
            if not mark:
                data[row.add_prefix("observation")] = ""
            row.data = data


def values_form(
    serie: Serie, rows: Sequence[Observation], data: Any = None, plus: int = _VIDES
) -> Any:
    """The table of a series: its values in force, then blank lines."""
    factory = forms.formset_factory(
        ValeurForm, formset=_Valeurs, extra=plus, max_num=_LIGNES_MAX, validate_max=True
    )
    return factory(
        data,
        initial=[_initial(row) for row in rows],
        prefix="v",
        form_kwargs={"nature": serie.nature},
    )


def _initial(row: Observation) -> dict[str, Any]:
    told = {EtatObservation.PUBLIEE: nombre(row.valeur), EtatObservation.NON_DIFFUSEE: "nd"}
    return {
        "observation": row.pk,
        "lue": mark_of(row),
        "periode": Periode(row.debut, row.fin).court,
        "valeur": told.get(EtatObservation(row.etat), ""),
        "note": row.note,
    }
