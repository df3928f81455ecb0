"""Describe a series that the town counts itself, type its values."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from quietude.observatoire.actions.series import LigneSaisie, mark_of
from quietude.observatoire.enums import (
    Base,
    EtatObservation,
    NatureSerie,
    NiveauPerimetre,
)
from quietude.observatoire.imports.lignes import Lieu
from quietude.observatoire.models import Observation, Serie, Theme
from quietude.socle import periodes
from quietude.socle.formats import nombre
from quietude.territoire.models import Commune, Secteur

NON_DIFFUSEE = "nd"
_DIMENSIONS = 3
_LIGNES_MAX = 500
_VIDES = 5  # blank lines offered


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


class ChampPeriode(forms.CharField):
    """A span as people say it."""

    def clean(self, value: Any) -> periodes.Periode | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return periodes.parse_periode(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class ChampValeur(forms.CharField):
    """A French number, or "nd" for one that is withheld."""

    def clean(self, value: Any) -> Decimal | str | None:
        text = super().clean(value)
        compact = "".join(text.split()).replace("\u202f", "").replace("\u00a0", "")
        if not compact:
            return None
        if compact.lower().replace(".", "") == NON_DIFFUSEE:
            return NON_DIFFUSEE
        try:
            number = Decimal(compact.replace(",", ".").replace("\u2212", "-"))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
            raise forms.ValidationError("Écrivez un nombre, par exemple 12,5, ou « nd ».")
        if number != round(number, 4):
            raise forms.ValidationError("Quatre décimales au plus.")
        return number


class ValeurForm(forms.Form):
    """One span and its value. A line left blank is not kept."""

    observation = forms.IntegerField(required=False, widget=forms.HiddenInput)
    lue = forms.CharField(required=False, widget=forms.HiddenInput)
    periode = ChampPeriode(label="Période", required=False, max_length=60)
    valeur = ChampValeur(
        label="Valeur",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    note = forms.CharField(label="Note", required=False, max_length=1000)

    def __init__(self, *args: Any, nature: str, **kwargs: Any) -> None:
        self.nature = nature
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or not self.is_filled():
            if data.get("observation") and not self.errors:
                self.add_error("valeur", "Pour l’enlever, suivez « Supprimer » sur sa ligne.")
            return data
        if data.get("periode") is None:
            self.add_error("periode", "De quelle période est cette valeur ?")
        if data.get("valeur") is None:
            self.add_error("valeur", "Écrivez la valeur, ou « nd » si elle n’est pas diffusée.")
        elif isinstance(data["valeur"], Decimal):
            self._check_number(data["valeur"])
        return data

    def is_filled(self) -> bool:
        data = self.cleaned_data
        return any(data.get(name) not in (None, "") for name in ("periode", "valeur", "note"))

    def _check_number(self, number: Decimal) -> None:
        if self.nature != NatureSerie.EVENEMENTS:
            return
        if number < 0 or number != int(number):
            self.add_error("valeur", "Des faits se comptent un à un : un nombre entier.")

    def as_line(self, rang: int) -> LigneSaisie:
        data = self.cleaned_data
        withheld = data["valeur"] == NON_DIFFUSEE
        return LigneSaisie(
            rang=rang,
            periode=data["periode"],
            etat=EtatObservation.NON_DIFFUSEE if withheld else EtatObservation.PUBLIEE,
            valeur=None if withheld else data["valeur"],
            note=data["note"],
            observation=data["observation"],
            lue=data["lue"],
        )


class _Valeurs(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable when run
    def clean(self) -> None:
        """One span is given one value."""
        seen: dict[periodes.Periode, int] = {}
        for rank, row in enumerate(self.forms, start=1):
            span = row.cleaned_data.get("periode") if row.is_valid() else None
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
        self.data = self.data.copy()
        for rank, motif in motifs.items():
            self.forms[rank].add_error("valeur", motif)
        for rank, mark in neuves.items():
            row = self.forms[rank]
            self.data[row.add_prefix("lue")] = mark
            if not mark:
                self.data[row.add_prefix("observation")] = ""
            row.data = self.data


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
    withheld = row.etat != EtatObservation.PUBLIEE
    return {
        "observation": row.pk,
        "lue": mark_of(row),
        "periode": str(periodes.Periode(row.debut, row.fin)),
        "valeur": NON_DIFFUSEE if withheld else nombre(row.valeur),
        "note": row.note,
    }
