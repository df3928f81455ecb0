"""A place in the estates of a landlord, as the coordinator files it."""

from typing import Any

from django import forms

from quietude.comptes.models import Utilisateur
from quietude.partenaires.enums import NatureOrganisation
from quietude.partenaires.models import Organisation
from quietude.signalements.models import Patrimoine
from quietude.socle.formulaires import ChampDate, ListeRapide
from quietude.socle.grille import display
from quietude.territoire.models import Lieu


class PatrimoineForm(forms.Form):
    lieu = forms.ModelChoiceField(
        label="Lieu",
        queryset=Lieu.objects.none(),
        widget=ListeRapide,
        empty_label="Choisissez",
        error_messages={"required": "Choisissez un lieu."},
    )
    bailleur = forms.ModelChoiceField(
        label="Bailleur",
        queryset=Organisation.objects.none(),
        empty_label="Choisissez",
        error_messages={"required": "Choisissez un bailleur."},
    )
    depuis = ChampDate(label="Depuis le", required=False, help_text="Vide : depuis toujours.")
    jusqu_au = ChampDate(
        label="Jusqu’au", required=False, help_text="Le dernier jour. Vide : sans fin."
    )

    def __init__(self, user: Utilisateur, row: Patrimoine, data: Any = None) -> None:
        names = ("depuis", "jusqu_au")
        known: dict[str, Any] = {name: getattr(row, name) for name in names if row.pk}
        if row.pk:
            known |= {"lieu": row.lieu_id, "bailleur": row.bailleur_id}
        super().__init__(data, initial=known)
        self.row = row
        fields: Any = self.fields
        fields["lieu"].queryset = Lieu.objects.visible_to(user).order_by("nom")
        landlords = Organisation.objects.visible_to(user)
        fields["bailleur"].queryset = landlords.filter(nature=NatureOrganisation.BAILLEUR)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("depuis"), data.get("jusqu_au")
        if start and end and end < start:
            self.add_error("jusqu_au", "La date de fin précède la date de début.")
        return data

    @property
    def sans_choix(self) -> bool:
        """Whether there is nothing to file yet."""
        fields: Any = self.fields
        return not (fields["lieu"].queryset.exists() and fields["bailleur"].queryset.exists())

    def differences(self) -> list[tuple[str, str, str]]:
        """(field, as it is kept now, as it was typed), for those that differ."""
        pairs = (
            (name, display(getattr(self.row, name)), display(self.cleaned_data[name]))
            for name in self.fields
        )
        return [
            (str(self.fields[name].label), kept, typed)
            for name, kept, typed in pairs
            if kept != typed
        ]
