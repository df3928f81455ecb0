"""Form fields shared by every app."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from quietude.socle.pack.champs import CODE_PATTERN

_AIDE_CODE = "Nom court pour les packs : lettres minuscules sans accent, chiffres et tirets."


class SaisieDate(forms.DateInput):
    """The browser's own date picker, which only understands ISO dates."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


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
