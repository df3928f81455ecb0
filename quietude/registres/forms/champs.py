"""Fields of a row, made from what the register asks for. A file is read by the same ones."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from quietude.indicateurs.mesures import Modalite
from quietude.registres.enums import TypeChamp
from quietude.registres.libelles import with_unit
from quietude.registres.mesures import Listes
from quietude.registres.models import Champ
from quietude.socle.formulaires import ChampDate
from quietude.socle.periodes import Periode, parse_periode
from quietude.socle.texte import fold

_RADIOS = 5  # choices shown at once; more go in a list
_ESPACES = re.compile(r"[\s\u00a0\u202f]")


class ChampEntier(forms.IntegerField):
    """A whole number, with the spaces that people put between thousands."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "Écrivez un nombre entier, sans unité ni lettre.",
    }

    def to_python(self, value: Any) -> int | None:
        return super().to_python(_ESPACES.sub("", str(value)) if value is not None else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "numeric"}


class ChampDecimal(forms.DecimalField):
    """A number with a comma or a point."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "Écrivez un nombre, par exemple 12,5.",
    }

    def to_python(self, value: Any) -> Any:
        plain = _ESPACES.sub("", str(value)).replace(",", ".") if value is not None else value
        return super().to_python(plain)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None else str(value).replace(".", ",")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal"}


class ChampModalite(forms.ChoiceField):
    """One value of a closed list: its code, or its label typed with or without accents."""

    default_error_messages = {
        "invalid_choice": "« %(value)s » n’est pas dans la liste.",
    }

    def __init__(self, *, modalites: Sequence[Modalite], **kwargs: Any) -> None:
        few = len(modalites) <= _RADIOS and kwargs.get("required", True)
        choices = [(row.code, row.libelle) for row in modalites]
        super().__init__(
            choices=choices if few else [("", "—"), *choices],
            widget=forms.RadioSelect if few else forms.Select,
            **kwargs,
        )
        self.codes = {fold(row.libelle): row.code for row in modalites}
        self.codes |= {fold(row.code): row.code for row in modalites}

    def to_python(self, value: Any) -> str:
        text = " ".join(str(value or "").split())
        return self.codes.get(fold(text), text)


class ChampPeriode(forms.CharField):
    """One of the spans that the register expects, chosen or typed ("octobre 2016")."""

    def __init__(self, *, periodes: Iterable[tuple[Periode, str]], **kwargs: Any) -> None:
        rows = list(periodes)
        self.connues = {span for span, _ in rows}
        choices = [(span_value(span), words) for span, words in rows]
        super().__init__(widget=forms.Select(choices=choices), **kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            span = parse_periode(str(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        if span not in self.connues:
            raise forms.ValidationError(
                f"Ce registre n’attend pas de chiffres pour « {span.libelle} »."
            )
        return span

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise forms.ValidationError("Choisissez la période.")


def span_value(span: Periode) -> str:
    """As it stands in forms and addresses; `parse_periode` reads it back."""
    return f"{span.debut:%Y-%m-%d} au {span.fin:%Y-%m-%d}"


def field_of(champ: Champ, listes: Listes) -> forms.Field:
    """The field that this one asks to be filled in. Whether it is required depends on the day,
    which the form knows.
    """
    label = with_unit(champ.libelle, champ.unite)
    common = {"label": label, "required": False, "help_text": champ.aide}
    made = _FAITS.get(TypeChamp(champ.type))
    if made:
        return made(champ, common)
    return ChampModalite(modalites=listes.of(champ), **common)


def _number(
    kind: Callable[..., forms.Field], champ: Champ, common: dict[str, Any]
) -> forms.Field:
    return kind(min_value=_bound(champ.minimum), max_value=_bound(champ.maximum), **common)


def _bound(value: Decimal | None) -> Decimal | int | None:
    """As people write it: 0, not 0.0000."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else value.normalize()


_FAITS: dict[TypeChamp, Callable[[Champ, dict[str, Any]], forms.Field]] = {
    TypeChamp.ENTIER: lambda champ, common: _number(ChampEntier, champ, common),
    TypeChamp.DECIMAL: lambda champ, common: _number(ChampDecimal, champ, common),
    TypeChamp.DATE: lambda champ, common: ChampDate(**common),
}
