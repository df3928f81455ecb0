"""Opening services, giving keys."""

from django import forms


class CleForm(forms.Form):
    nom = forms.CharField(
        label="Application",
        max_length=150,
        help_text="Son nom et qui la tient, sans nom de personne.",
        error_messages={"required": "Dites à quelle application va cette clé."},
    )
