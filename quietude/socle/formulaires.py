"""Form fields shared by every app."""

from typing import Any

from django import forms


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
