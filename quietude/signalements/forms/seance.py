"""What is decided of one report in a meeting."""

from collections.abc import Sequence
from typing import Any

from django import forms

from quietude.partenaires.models import Organisation
from quietude.signalements.enums import DecisionSeance
from quietude.socle.formulaires import ChampDate, ListeRapide


class DecisionForm(forms.Form):
    """`service` is one of those with a digit, `autre` any of them: the latter wins."""

    decision = forms.ChoiceField(choices=DecisionSeance.choices)
    service = forms.ChoiceField(required=False)
    autre = forms.ChoiceField(label="Autre service", required=False, widget=ListeRapide)
    echeance = ChampDate(label="Pour le (facultatif)", required=False)

    def __init__(
        self,
        services: Sequence[Organisation],
        autres: Sequence[Organisation],
        data: Any = None,
    ) -> None:
        super().__init__(data, auto_id="seance-%s")
        self.codes = {row.code: row for row in (*services, *autres)}
        self._offer("service", [(row.code, str(row)) for row in services])
        self._offer("autre", [("", "Aucun autre"), *((row.code, str(row)) for row in autres)])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def as_arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "decision": said["decision"],
            "service": self.codes.get(said["autre"] or said["service"]),
            "echeance": said["echeance"],
        }
