"""Forms of the partners."""

from datetime import date

from django import forms

from quietude.comptes.models import Utilisateur
from quietude.partenaires.enums import NatureOrganisation
from quietude.partenaires.models import Organisation, Personne
from quietude.socle.formulaires import ChampCode, ChampDate


class FiltreForm(forms.Form):
    q = forms.CharField(label="Nom ou sigle", required=False)
    nature = forms.ChoiceField(
        label="Nature", required=False, choices=[("", "Toutes"), *NatureOrganisation.choices]
    )


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Organisation
        fields = ("nom", "sigle", "nature", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012 - Django's form


class NouvelleOrganisationForm(OrganisationForm):
    code = ChampCode()

    class Meta(OrganisationForm.Meta):
        fields = ("code", "nom", "sigle", "nature", "note")  # type: ignore[assignment]


class PersonneForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Personne
        fields = ("nom", "email", "telephone", "utilisateur")
        help_texts = {"telephone": "Coordonnées professionnelles seulement."}  # noqa: RUF012

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through
        free = Utilisateur.objects.filter(personne__isnull=True)
        if self.instance.utilisateur_id:
            free = free | Utilisateur.objects.filter(pk=self.instance.utilisateur_id)
        self.fields["utilisateur"].queryset = free.order_by("nom")  # type: ignore[attr-defined]


class MandatForm(forms.Form):
    personne = forms.ModelChoiceField(label="Personne", queryset=Personne.objects.all())
    fonction = forms.CharField(label="Fonction", max_length=300)
    debut = ChampDate(label="Depuis le", initial=date.today)


class FinMandatForm(forms.Form):
    fin = ChampDate(label="Dernier jour du mandat", initial=date.today)
