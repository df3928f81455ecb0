"""Forms of a sheet beside its parts: progress, creation, comments, state."""

from decimal import Decimal
from typing import Any

from django import forms

from quietude.socle.formulaires import ChampDate
from quietude.strategie import workflow
from quietude.strategie.enums import EtatFiche, EtatJalon, EtatStrategie
from quietude.strategie.models import FicheAction, Objectif, Strategie


class AvancementForm(forms.Form):
    """State, percentage, milestones and amounts granted, on one page."""

    etat = forms.ChoiceField(label="État")
    avancement = forms.IntegerField(
        label="Avancement (%)",
        min_value=0,
        max_value=100,
        error_messages={
            "min_value": "L’avancement va de 0 à 100.",
            "max_value": "L’avancement va de 0 à 100.",
        },
    )

    def __init__(self, *args: Any, fiche: FicheAction, **kwargs: Any) -> None:
        kwargs["initial"] = {"etat": fiche.etat, "avancement": fiche.avancement}
        super().__init__(*args, **kwargs)
        current = EtatFiche(fiche.etat)
        allowed = {current, *workflow.FICHE[current]}
        self.fields["etat"].choices = [  # type: ignore[attr-defined]
            (state.value, state.label) for state in EtatFiche if state in allowed
        ]
        self.jalons = list(fiche.jalons.all())
        self.lignes = list(fiche.financements.all())
        for jalon in self.jalons:
            here = EtatJalon(jalon.etat)
            states = [state for state in EtatJalon if state in {here, *workflow.JALON[here]}]
            self.fields[f"jalon_{jalon.pk}"] = forms.ChoiceField(
                label=f"Étape : {jalon.titre}",
                choices=[(state.value, state.label) for state in states],
                initial=jalon.etat,
            )
        for ligne in self.lignes:
            year = f" {ligne.annee}" if ligne.annee else ""
            self.fields[f"accorde_{ligne.pk}"] = forms.DecimalField(
                label=f"Accordé par {ligne.get_financeur_display()}{year} (€)",
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=2,
                localize=True,
                initial=ligne.accorde,
            )

    def to_action(self) -> dict[str, Any]:
        """The arguments of `report_progress`."""
        data = self.cleaned_data
        accordes: dict[int, Decimal | None] = {
            ligne.pk: data[f"accorde_{ligne.pk}"] for ligne in self.lignes
        }
        return {
            "etat": data["etat"],
            "avancement": data["avancement"],
            "jalons": {jalon.pk: data[f"jalon_{jalon.pk}"] for jalon in self.jalons},
            "accordes": accordes,
        }


class FicheForm(forms.Form):
    titre = forms.CharField(label="Titre de l’action", max_length=300)
    objectif = forms.ModelChoiceField(label="Objectif", queryset=Objectif.objects.none())

    def __init__(self, *args: Any, strategie: Strategie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objectif"].queryset = strategie.objectifs.all()  # type: ignore[attr-defined]


class CommentaireForm(forms.Form):
    texte = forms.CharField(
        label="Commentaire",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Lu par tous ceux qui voient la fiche. Aucune situation individuelle ici.",
        error_messages={"required": "Écrivez un commentaire."},
    )


class EtatStrategieForm(forms.Form):
    etat = forms.ChoiceField(choices=EtatStrategie.choices, widget=forms.HiddenInput)
    adoptee_le = ChampDate(label="Adoptée le", required=False)
