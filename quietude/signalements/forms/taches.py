"""What is to be done about a report, as it is typed."""

from typing import Any

from django import forms

from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.signalements.empreintes import TACHE
from quietude.signalements.forms.gestes import SANS_NOM, Geste
from quietude.signalements.models import Signalement, Tache
from quietude.signalements.querysets import REPONDENT
from quietude.socle.formulaires import ChampDate


class TacheForm(Geste):
    """A new task, or one said otherwise."""

    nom, SUIVIS = "tache", TACHE
    quoi = forms.CharField(
        label="À faire",
        max_length=200,
        help_text=SANS_NOM,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    service = forms.ModelChoiceField(
        label="Service chargé",
        queryset=Organisation.objects.none(),
        help_text="Un partenaire ne lit que les signalements qui lui sont confiés.",
    )
    agent = forms.ModelChoiceField(
        label="Agent chargé",
        queryset=Utilisateur.objects.none(),
        required=False,
        empty_label="Personne en particulier",
    )
    echeance = ChampDate(label="Pour le")

    def __init__(
        self,
        user: Utilisateur,
        row: Signalement,
        data: Any = None,
        *,
        tache: Tache | None = None,
    ) -> None:
        self.tache, self.conflit = tache, False
        super().__init__(user, row, data)

    def followed(self) -> Tache | None:
        return self.tache

    def starts(self, row: Signalement) -> dict[str, Any]:
        known = self.tache
        if known is None:
            return {"service": row.service_id, "agent": row.agent_id}
        return {
            "quoi": known.quoi,
            "service": known.service_id,
            "agent": known.agent_id,
            "echeance": known.echeance,
        }

    def prepare(self) -> None:
        fields: Any = self.fields
        fields["service"].queryset = Organisation.objects.visible_to(self.user)
        fields["agent"].queryset = Utilisateur.objects.filter(
            is_active=True, role__in=REPONDENT
        ).order_by("nom")


class FaiteForm(forms.Form):
    """A word about what was done, or none."""

    mot = forms.CharField(
        label="En un mot",
        required=False,
        max_length=300,
        help_text=SANS_NOM,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AnnulationForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi",
        max_length=300,
        help_text=SANS_NOM,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
