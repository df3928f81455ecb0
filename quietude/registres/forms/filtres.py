"""What the list of rows can be narrowed to."""

from typing import Any

from django import forms

from quietude.registres.enums import TypeChamp
from quietude.registres.models import Registre
from quietude.registres.querysets import EntreeQuerySet
from quietude.socle.periodes import parse_periode

_TOUS = "Tous"


class FiltresEntrees(forms.Form):
    periode = forms.CharField(
        label="Période",
        required=False,
        help_text="2016, mars 2016, 2015-2016…",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    organisation = forms.ChoiceField(label="Fourni par", required=False)

    def __init__(self, *args: Any, registre: Registre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [row.organisation for row in registre.fournit.all()]
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", _TOUS),
            *((row.code, str(row)) for row in rows),
        ]
        if len(rows) < 2:
            del self.fields["organisation"]
        self.listes = [
            champ for champ in registre.champs.all() if champ.type == TypeChamp.CHOIX
        ]
        for champ in self.listes:
            choices = [(row.code, row.libelle) for row in champ.choix.all()]
            self.fields[champ.code] = forms.ChoiceField(
                label=champ.libelle, required=False, choices=[("", _TOUS), *choices]
            )

    def clean_periode(self) -> Any:
        text = self.cleaned_data["periode"].strip()
        if not text:
            return None
        try:
            return parse_periode(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def keep(self, rows: EntreeQuerySet) -> EntreeQuerySet:
        """The rows asked for; an error keeps none, the form says why."""
        if not self.is_bound:
            return rows
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if span := asked["periode"]:
            rows = rows.filter(debut__gte=span.debut, fin__lte=span.fin)
        if who := asked.get("organisation"):
            rows = rows.filter(organisation__code=who)
        for champ in self.listes:
            if asked[champ.code]:
                rows = rows.filter(**{f"valeurs__{champ.code}": asked[champ.code]})
        return rows
