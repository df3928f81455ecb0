"""Small forms of the list."""

from collections.abc import Mapping
from typing import Any

from django import forms

from quietude.partenaires.models import Organisation
from quietude.socle.formulaires import ChampDate, ListeRapide


class AttributionForm(forms.Form):
    """To whom what is ticked is given; the day asked for stays when none is typed."""

    service = forms.ChoiceField(label="Confier à", widget=ListeRapide)
    echeance = ChampDate(label="À traiter avant le", required=False)

    def __init__(self, services: Mapping[str, Organisation], data: Any = None) -> None:
        super().__init__(data, auto_id="attribution_%s")
        self.services = services
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "Choisir…"),
            *((code, str(row)) for code, row in services.items()),
        ]

    @property
    def chosen(self) -> Organisation:
        return self.services[self.cleaned_data["service"]]


class VueForm(forms.Form):
    nom = forms.CharField(label="Nom de la vue", max_length=60)
