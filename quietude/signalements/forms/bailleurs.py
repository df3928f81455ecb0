"""The period that a landlord's page counts."""

from django import forms
from django.http import QueryDict

from quietude.socle.periodes import Periode, parse_periode


class PeriodeForm(forms.Form):
    """What is left empty, or is no period, counts the usual one."""

    periode = forms.CharField(
        label="Période",
        required=False,
        max_length=60,
        help_text="Par exemple : mars 2016, 2016, 9 mois 2016.",
    )

    def __init__(self, data: QueryDict, usual: Periode) -> None:
        super().__init__(data if "periode" in data else None)
        self.usual = usual

    def clean_periode(self) -> Periode | None:
        text = self.cleaned_data["periode"].strip()
        try:
            return parse_periode(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    @property
    def span(self) -> Periode:
        said = self.cleaned_data.get("periode") if self.is_valid() else None
        return said or self.usual
