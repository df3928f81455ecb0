"""Whom to answer, and what is answered."""

from typing import Any

from django import forms

from quietude.signalements.actions.saisie import Contact
from quietude.signalements.models import Appelant


class AppelantForm(forms.Form):
    nom = forms.CharField(label="Nom", required=False, max_length=150)
    telephone = forms.CharField(label="Téléphone", required=False, max_length=30)
    email = forms.EmailField(label="Adresse électronique", required=False)
    rappel = forms.BooleanField(label="Souhaite une réponse", required=False, initial=True)

    def __init__(self, data: Any = None, *, appelant: Appelant | None = None) -> None:
        names = ("nom", "telephone", "email", "rappel")
        known = {name: getattr(appelant, name) for name in names} if appelant else None
        super().__init__(data, initial=known)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(n) for n in ("nom", "telephone", "email")):
            raise forms.ValidationError("Donnez au moins un nom, un numéro ou une adresse.")
        return data

    def differences(self, now: Appelant | None) -> list[tuple[str, str, str]]:
        """(field, as it is kept now, as it was typed), for those that differ."""
        found = []
        for name, field in self.fields.items():
            kept, typed = getattr(now, name, ""), self.cleaned_data[name]
            if kept != typed:
                found.append((str(field.label), _told(kept), _told(typed)))
        return found

    def to_contact(self) -> Contact:
        data = self.cleaned_data
        return Contact(data["nom"], data["telephone"], data["email"], data["rappel"])


def _told(value: str | bool) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return value


class RetourForm(forms.Form):
    """The answer: said, sent, or printed."""

    MOYENS = (
        ("dit", "Dit au téléphone ou au guichet"),
        ("courriel", "Envoyé par courriel"),
        ("lettre", "Envoyé par lettre"),
    )
    moyen = forms.ChoiceField(label="Comment", choices=MOYENS)
    texte = forms.CharField(
        label="Réponse",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Rien sur une autre personne : ni qui est mis en cause, ni qui d’autre a "
        "appelé. Le texte n’est pas gardé, seulement le fait d’avoir répondu.",
    )

    def __init__(self, data: Any = None, *, texte: str = "", courriel: bool = False) -> None:
        super().__init__(data, initial={"texte": texte, "moyen": "dit"})
        if not courriel:
            self.fields["moyen"].choices = [  # type: ignore[attr-defined]
                pair for pair in self.MOYENS if pair[0] != "courriel"
            ]
