"""What is said of a figure."""

from django import forms


class CommentaireForm(forms.Form):
    """The text, with the mark of what it said when the form was opened."""

    texte = forms.CharField(
        label="Ce que dit ce chiffre",
        max_length=10_000,
        help_text="Ce qui l’explique, ce qu’il faut en retenir. Aucun nom de personne.",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Écrivez quelque chose, ou revenez sans enregistrer."},
    )
    empreinte = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
