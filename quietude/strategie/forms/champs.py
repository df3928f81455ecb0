"""The fields that the parts of a sheet share."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator, URLValidator

from quietude.observatoire.pack import CLE_PATTERN

AIDE_MARKDOWN = "Une ligne vide sépare les paragraphes ; « - » commence une liste."


def champ_texte(
    label: str, *, required: bool = False, rows: int = 8, aide: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=aide,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def champ_ligne(label: str, *, required: bool = False, size: int = 300) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=size)


def champ_choix(
    label: str, choices: Sequence[tuple[str, Any]], *, required: bool = False
) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, choices=[("", "—"), *choices])


class ChampDecimal(forms.DecimalField):
    """A number shown as people write it: 46, not 46.0000."""

    def prepare_value(self, value: Any) -> Any:
        return Decimal(f"{value.normalize():f}") if isinstance(value, Decimal) else value


def champ_nombre(label: str) -> forms.DecimalField:
    return ChampDecimal(
        label=label, required=False, max_digits=16, decimal_places=4, localize=True
    )


def champ_montant(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        localize=True,
    )


class ChampListe(forms.CharField):
    """Several short texts in one field, separated by `entre`."""

    def __init__(self, *, entre: str, **kwargs: Any) -> None:
        self.entre = entre
        self.court = MaxLengthValidator(300, "« %(value)s » dépasse 300 caractères.")
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        joint = "\n" if self.entre == "\n" else f"{self.entre} "
        return joint.join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        parts = (part.strip() for part in super().clean(value).split(self.entre))
        kept = [part for part in parts if part]
        for part in kept:
            self.court(part)
        return kept

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class ChampAdresse(forms.URLField):
    """The address of a page."""

    default_validators = [URLValidator(schemes=["http", "https"])]


class ChampCle(forms.CharField):
    """A short name by which packs and figures know a thing."""

    default_validators = [
        RegexValidator(
            CLE_PATTERN,
            "Seulement des lettres minuscules sans accent, des chiffres, tirets ou points.",
        )
    ]
