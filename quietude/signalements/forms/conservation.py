"""How long contacts are kept, as the coordinator decides it."""

from typing import Any

from django import forms
from django.utils import timezone

from quietude.signalements.conservation import Regle
from quietude.signalements.models import DureeConservation
from quietude.signalements.models.conservation import JOURS_MAX, MOIS_MAX
from quietude.socle.formulaires import ChampDate
from quietude.socle.grille import display

_NOMBRE = "Écrivez un nombre entier."


class ConservationForm(forms.Form):
    """Both lengths, from a day on, and the decision that sets them."""

    depuis = ChampDate(label="À partir du", help_text="Aujourd’hui ou plus tard.")
    mois = forms.IntegerField(
        label="Mois après la clôture",
        min_value=1,
        max_value=MOIS_MAX,
        help_text=f"De 1 à {MOIS_MAX}. Le temps de répondre, puis d’une réclamation.",
        error_messages={"invalid": _NOMBRE},
    )
    quarantaine_jours = forms.IntegerField(
        label="Jours en quarantaine",
        min_value=1,
        max_value=JOURS_MAX,
        help_text=f"De 1 à {JOURS_MAX}. Le temps de regarder un envoi mis de côté.",
        error_messages={"invalid": _NOMBRE},
    )
    source = forms.CharField(
        label="Décision",
        max_length=300,
        help_text="Qui l’a décidé, et quand : délibération, arrêté, avis du délégué à la "
        "protection des données.",
    )

    def __init__(self, row: DureeConservation, data: Any = None) -> None:
        names = ("depuis", "mois", "quarantaine_jours", "source")
        known = {name: getattr(row, name) for name in names}
        if not row.pk:
            known["depuis"] = timezone.localdate()
        super().__init__(data, initial=known)

    @property
    def regle(self) -> Regle:
        data = self.cleaned_data
        return Regle(data["depuis"], data["mois"], data["quarantaine_jours"])

    def differences(self) -> list[tuple[str, str, str]]:
        """(field, as it is kept now, as it was typed), for those that differ."""
        pairs = ((name, self.initial[name], self.cleaned_data[name]) for name in self.fields)
        return [
            (str(self.fields[name].label), display(kept), display(typed))
            for name, kept, typed in pairs
            if kept != typed
        ]

    @property
    def marque(self) -> str:
        """What the page brings back once it has shown the effect of this very setting."""
        one = self.regle
        return f"{one.depuis} {one.mois} {one.jours}"
