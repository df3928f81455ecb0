"""The letter that answers a caller, as the coordinator words it."""

from typing import Any

from django import forms

from quietude.signalements.enums import IssueRetour
from quietude.signalements.modeles_retour import TEXTE_MAX, faults


class ModeleForm(forms.Form):
    texte = forms.CharField(
        label="Texte de la réponse",
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Aucun nom ni coordonnée d’une personne : le même texte part à tous. Une "
        "ligne vide sépare deux paragraphes.",
        error_messages={"required": "Écrivez la réponse."},
    )

    def __init__(self, issue: IssueRetour, texte: str, data: Any = None) -> None:
        super().__init__(data, initial={"texte": texte})
        self.issue = issue

    def clean_texte(self) -> str:
        text: str = self.cleaned_data["texte"].replace("\r\n", "\n")
        if wrong := faults(text, self.issue):
            raise forms.ValidationError(wrong)
        return text
