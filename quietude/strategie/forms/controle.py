"""Forms of the page "Contrôle"."""

from collections.abc import Iterable

from django import forms

from quietude.strategie.controle.constat import REGLES, Constat
from quietude.strategie.enums import Gravite


class FiltreConstatsForm(forms.Form):
    """Filters; an unknown value filters nothing."""

    gravite = forms.ChoiceField(
        label="Gravité", required=False, choices=[("", "Toutes"), *Gravite.choices]
    )
    regle = forms.ChoiceField(label="Règle", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through
        rules = [(rule.code, f"{rule.code} — {rule.titre}") for rule in REGLES.values()]
        self.fields["regle"].choices = [("", "Toutes"), *sorted(rules)]  # type: ignore[attr-defined]

    def apply(self, constats: Iterable[Constat]) -> list[Constat]:
        asked = self.cleaned_data if self.is_valid() else {}
        gravite, regle = asked.get("gravite"), asked.get("regle")
        return [
            constat
            for constat in constats
            if (not gravite or constat.gravite == gravite)
            and (not regle or constat.regle == regle)
        ]


class DispenseForm(forms.Form):
    regle = forms.CharField(label="Règle", max_length=60, widget=forms.HiddenInput)
    objet = forms.CharField(max_length=200, widget=forms.HiddenInput)
    motif = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Pourquoi cette règle ne vaut pas ici. Le motif est conservé et exporté.",
        error_messages={"required": "Donnez le motif : il sera relu à l'évaluation."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_regle(self) -> str:
        code: str = self.cleaned_data["regle"]
        if code not in REGLES:
            raise forms.ValidationError("Cette règle n’existe pas.")
        return code
