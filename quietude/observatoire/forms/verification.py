"""The filters of the verification: what was found, where it is printed."""

from collections.abc import Iterable
from typing import Any

from django import forms

from quietude.observatoire.enums import VerdictChiffre


class VerificationForm(forms.Form):
    recueil = forms.CharField(required=False, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label="Verdict", required=False, choices=[("", "Tous"), *VerdictChiffre.choices]
    )
    partie = forms.ChoiceField(label="Partie", required=False)

    def __init__(self, *args: Any, parties: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partie"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "Toutes"),
            *((title, title) for title in parties),
        ]
