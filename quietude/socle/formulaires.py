"""Form fields, and what filters a list, shared by every app."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from quietude.socle.pack.champs import CODE_PATTERN

_AIDE_CODE = "Nom court pour les packs : lettres minuscules sans accent, chiffres et tirets."


class SaisieDate(forms.DateInput):
    """The browser's own date picker, which only understands ISO dates."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class ListeRapide(forms.Select):
    """A list of choices written at once: Django's own renders one template an option."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = {str(each) for each in self.format_value(value)}
        inside = "".join(self._group(label, held, chosen) for label, held in self.choices)
        said = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", said, mark_safe(inside))  # noqa: S308

    def _group(self, label: Any, held: Any, chosen: set[str]) -> str:
        if not isinstance(held, list | tuple):
            return self._option(label, held, chosen)
        inside = "".join(self._option(value, words, chosen) for value, words in held)
        return f'<optgroup label="{escape(label)}">{inside}</optgroup>'

    def _option(self, value: Any, words: Any, chosen: set[str]) -> str:
        mark = " selected" if str(value) in chosen else ""
        return f'<option value="{escape(value)}"{mark}>{escape(words)}</option>'


def liste_rapide(label: str, choices: Sequence[tuple[str, Any]] = ()) -> forms.ChoiceField:
    """A list of a filter; the form may give its choices later."""
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=ListeRapide)


class ChampDate(forms.DateField):
    """A date: picked, or typed as 23/11/2026."""

    widget = SaisieDate
    default_error_messages = {  # noqa: RUF012 - Django's own declaration
        "invalid": "Écrivez une date qui existe, par exemple 23/11/2026.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"], **kwargs)


class ChampHeure(forms.TimeField):
    """An hour: picked, or typed as 9:30, 9h30 or 9 h 30."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    default_error_messages = {  # noqa: RUF012 - Django's own declaration
        "invalid": "Écrivez une heure, par exemple 9:30.",
    }

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.lower().split()).replace("h", ":").strip(":")
            value = f"{value}:00" if value.isdecimal() else value
        return super().to_python(value)


class ChampCode(forms.SlugField):
    """The short name of a thing, by which packs know it; given once."""

    default_error_messages = {  # noqa: RUF012 - Django's own declaration
        "invalid": "Seulement des lettres minuscules sans accent, des chiffres et des tirets.",
    }

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"label": "Code", "max_length": 80, "help_text": _AIDE_CODE}
        super().__init__(**{**defaults, **kwargs})
        self.validators.append(RegexValidator(CODE_PATTERN, self.error_messages["invalid"]))


class Filtre(forms.Form):
    """Filters read from the address; what is left empty or unknown filters nothing."""

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The filters in force."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
