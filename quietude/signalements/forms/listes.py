"""The lists of what is reported, as the coordinator writes them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.signalements.models import Categorie, ChoixPassage, Fait
from quietude.socle.formulaires import ChampDate

_FIN = "Le dernier jour où l’on peut la choisir. Les signalements passés la gardent."


class LigneForm(forms.Form):
    """What every dated line has."""

    libelle = forms.CharField(label="Libellé", max_length=200)
    depuis = ChampDate(label="Depuis le", required=False)
    jusqu_au = ChampDate(label="Jusqu’au", required=False, help_text=_FIN)
    ordre = forms.IntegerField(
        label="Rang dans la liste", min_value=0, max_value=999, initial=0
    )

    def __init__(
        self, user: Utilisateur, row: Categorie | Fait | ChoixPassage, data: Any = None
    ) -> None:
        known = {name: getattr(row, name) for name in self.base_fields if row.pk}
        super().__init__(data, initial=known)
        self.user, self.row = user, row

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("depuis"), data.get("jusqu_au")
        if start and end and end < start:
            self.add_error("jusqu_au", "La date de fin précède la date de début.")
        return data


class FaitForm(LigneForm):
    """A fact that is ticked."""


class GenreForm(LigneForm):
    """A kind: its delay and service are those of the sub-kinds made under it."""

    definition = forms.CharField(label="Ce que l’on y range", max_length=300, required=False)
    delai = forms.IntegerField(
        label="Délai de réponse, en jours ouvrés", min_value=0, max_value=365, initial=5
    )
    service = forms.ModelChoiceField(
        label="Service qui répond d’ordinaire",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Aucun",
    )
    field_order: Sequence[str] = ("libelle", "definition", "delai", "service")

    def __init__(self, user: Utilisateur, row: Categorie, data: Any = None) -> None:
        super().__init__(user, row, data)
        self.fields["service"].queryset = Organisation.objects.visible_to(user)  # type: ignore[attr-defined]
        if not row.pk and row.parent:
            self.initial["delai"] = row.parent.delai
            self.initial["service"] = row.parent.service_id


class SousCategorieForm(GenreForm):
    urgence = forms.BooleanField(
        label="Peut être une urgence : les numéros d’urgence passent devant", required=False
    )
    field_order = ("libelle", "definition", "delai", "service", "urgence")
