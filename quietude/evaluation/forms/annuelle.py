"""Forms of the yearly evaluation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from quietude.evaluation.actions.annuelle import PREMIERE
from quietude.evaluation.actions.contributions import Attendue, expected_of
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.partenaires.models import Organisation
from quietude.socle.formulaires import ChampDate
from quietude.strategie.models import Strategie

_AIDE = (
    "Une ligne vide sépare les paragraphes ; « - » commence une liste. Aucun nom de personne."
)


class OuvertureForm(forms.Form):
    """A year; the strategy is asked for when there are several."""

    annee = forms.IntegerField(
        label="Année évaluée",
        min_value=PREMIERE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "Dites quelle année.", "invalid": "Écrivez 2016."},
    )

    def __init__(self, strategies: Sequence[Strategie], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._strategies = {row.code: row for row in strategies}
        if len(strategies) > 1:
            self.fields["strategie"] = forms.ChoiceField(
                label="Stratégie",
                choices=[(row.code, row.titre) for row in strategies],
                error_messages={"required": "Dites de quelle stratégie."},
            )
        today = timezone.localdate()
        self.fields["annee"].initial = today.year if today.month > 10 else today.year - 1

    @property
    def strategie(self) -> Strategie:
        code = self.cleaned_data.get("strategie", "")
        return self._strategies[code] if code else next(iter(self._strategies.values()))


class TextesForm(forms.Form):
    """Synthesis and proposals, with what they said when the form was opened."""

    synthese = forms.CharField(
        label="Synthèse de l’année",
        required=False,
        max_length=20_000,
        strip=True,
        help_text=_AIDE,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    propositions = forms.CharField(
        label="Propositions au Conseil plénier",
        required=False,
        max_length=20_000,
        strip=True,
        help_text=_AIDE,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    empreinte = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class AdoptionForm(forms.Form):
    adoptee_le = ChampDate(
        label="Adoptée le",
        help_text="Le jour où le Conseil plénier l’a adoptée.",
        error_messages={"required": "Dites quel jour."},
    )


class PublicationForm(forms.Form):
    """Which texts go with the figures; none unless it is said."""

    synthese = forms.BooleanField(
        label="Publier la synthèse : je l’ai relue, elle ne désigne personne", required=False
    )
    propositions = forms.BooleanField(
        label="Publier les propositions : je les ai relues, elles ne désignent personne",
        required=False,
    )

    def __init__(self, evaluation: EvaluationAnnuelle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("synthese", "propositions"):
            if not getattr(evaluation, name):
                del self.fields[name]


class DemandeForm(forms.Form):
    """Who is asked, until when."""

    pilotes = forms.BooleanField(
        label="Les pilotes, sur chacune de leurs actions", required=False, initial=True
    )
    partenaires = forms.BooleanField(
        label="Les autres partenaires, sur l’année", required=False, initial=True
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Une organisation de plus, sur l’année",
        required=False,
        to_field_name="code",
        empty_label="—",
    )
    echeance = ChampDate(label="À rendre avant le", required=False)

    def __init__(
        self, organisations: Any, strategie: Strategie, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._strategie = strategie
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("pilotes", "partenaires", "organisation")):
            raise forms.ValidationError("Choisissez à qui demander.")
        return data

    @property
    def attendues(self) -> list[Attendue]:
        data = self.cleaned_data
        found = expected_of(
            self._strategie, pilotes=data["pilotes"], partenaires=data["partenaires"]
        )
        other = data.get("organisation")
        known = {organisation for organisation, _ in found}
        return found + ([(other, None)] if other and other not in known else [])


class ContributionForm(forms.Form):
    texte = forms.CharField(
        label="Ce que l’année a donné",
        max_length=10_000,
        help_text=_AIDE,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Écrivez votre contribution avant de la rendre."},
    )
    empreinte = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
