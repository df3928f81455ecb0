"""What to produce, of what, in which format."""

from typing import Any

from django import forms

from quietude.comptes.models import Utilisateur
from quietude.documents.enums import Format
from quietude.documents.recettes import Choix, Recette


class DemandeForm(forms.Form):
    """One recipe: its choices are those that the reader may print."""

    def __init__(self, recette: Recette, user: Utilisateur, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{recette.cle}-%s"  # several forms stand on one page
        super().__init__(*args, **kwargs)
        self.recette = recette
        self._choix: dict[str, Choix] = {choix.cle: choix for choix in recette.choix(user)}
        choices = [(choix.cle, choix.libelle) for choix in self._choix.values()]
        self.fields["choix"] = self._choice("De quoi ?", choices, "Choisissez dans la liste.")
        formats = [(f.value, Format(f).label) for f in recette.formats]
        field = self._choice("Format", formats, "Choisissez un format de la liste.")
        field.widget = forms.RadioSelect(choices=formats)
        field.initial = recette.formats[0].value
        self.fields["format"] = field
        if len(choices) == 1:
            self.fields["choix"].initial = choices[0][0]

    @staticmethod
    def _choice(label: str, choices: list[tuple[str, str]], error: str) -> forms.ChoiceField:
        messages = {"required": error, "invalid_choice": error}
        return forms.ChoiceField(label=label, choices=choices, error_messages=messages)

    @property
    def has_choices(self) -> bool:
        return bool(self._choix)

    @property
    def chosen(self) -> Choix:
        return self._choix[self.cleaned_data["choix"]]
