"""The register itself: what is counted, how often, by whom."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils import timezone

from quietude.partenaires.models import Organisation
from quietude.registres.enums import Frequence
from quietude.registres.libelles import CODES_REGISTRE, propose_code
from quietude.registres.pack import PackFournisseur, PackRegistre
from quietude.socle.formulaires import ChampCode, ChampDate

CODE_MAX = 80
_AIDE_CODE = (
    "Nom court pour les packs et les indicateurs. Laissez vide : il est tiré du nom. Il ne "
    "change plus ensuite."
)
_ORDRE = "La date de fin précède la date de début."


class RegistreForm(forms.Form):
    """What a register says of itself."""

    nom = forms.CharField(label="Nom du registre", max_length=300)
    definition = forms.CharField(
        label="Ce que l’on compte",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="En une ou deux phrases : ce qui fait une ligne, ce qui n’en fait pas.",
    )
    frequence = forms.ChoiceField(
        label="Fréquence de remise",
        choices=Frequence.choices,
        initial=Frequence.MENSUELLE,
        help_text="« Au fil de l’eau » : une ligne par fait, à sa date. Sinon, des totaux.",
    )
    depuis = ChampDate(label="Tenu depuis le")
    jusqu_au = ChampDate(
        label="Tenu jusqu’au",
        required=False,
        help_text="Une date ferme le registre ; ses lignes restent.",
    )
    delai = forms.IntegerField(
        label="Délai de remise, en jours",
        min_value=0,
        max_value=365,
        initial=15,
        help_text="Passé ce délai après la fin de la période, les chiffres sont en retard.",
    )
    nominatif = forms.BooleanField(
        label="Ces chiffres viennent d’un suivi de personnes nommées",
        required=False,
        help_text="Les petits effectifs sont alors masqués partout hors du registre.",
    )
    seuil = forms.IntegerField(
        label="Effectif en dessous duquel on masque",
        min_value=2,
        max_value=100,
        initial=5,
        help_text="Pour un suivi de personnes nommées seulement.",
    )

    def __init__(self, *args: Any, fige: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fige:
            self.fields["frequence"].disabled = True
            self.fields["frequence"].help_text = "Elle ne change plus : des lignes la suivent."

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("depuis"), data.get("jusqu_au")
        if start and end and end < start:
            self.add_error("jusqu_au", _ORDRE)
        return data

    def valeurs(self) -> dict[str, Any]:
        """The values of PackRegistre that this form holds."""
        return {name: self.cleaned_data.get(name) for name in _VALEURS}


_VALEURS = (
    "nom", "definition", "frequence", "depuis", "jusqu_au", "delai", "nominatif", "seuil",
)  # fmt: skip


class NouveauRegistreForm(RegistreForm):
    """A register to open: its code comes from its name, its providers are ticked."""

    jusqu_au = None  # type: ignore[assignment]  # Django's way to leave a field out
    fournisseurs = forms.MultipleChoiceField(
        label="Qui remet les chiffres",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Dates et ajouts se font ensuite, sur la page du registre.",
    )
    code = ChampCode(required=False, help_text=_AIDE_CODE, max_length=CODE_MAX)

    def __init__(self, *args: Any, pris: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pris = {*pris, *CODES_REGISTRE}
        today = timezone.localdate()
        self.fields["depuis"].initial = today.replace(day=1)
        rows = [(row.code, row.nom) for row in Organisation.objects.all()]
        self.fields["fournisseurs"].choices = rows  # type: ignore[attr-defined]
        self.order_fields(["nom", "definition", "frequence", "depuis", "fournisseurs"])

    def clean_code(self) -> str:
        return code_of(self.cleaned_data, "nom", self.pris)

    def to_item(self) -> PackRegistre:
        providers = [
            PackFournisseur(organisation=code) for code in self.cleaned_data["fournisseurs"]
        ]
        valeurs = {**self.valeurs(), "code": self.cleaned_data["code"]}
        return PackRegistre(**valeurs, fournisseurs=providers)


class CopieForm(forms.Form):
    """The copy of a definition."""

    nom = forms.CharField(label="Nom du nouveau registre", max_length=300)
    depuis = ChampDate(label="Tenu depuis le")
    code = ChampCode(required=False, help_text=_AIDE_CODE, max_length=CODE_MAX)

    def __init__(self, *args: Any, pris: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pris = {*pris, *CODES_REGISTRE}

    def clean_code(self) -> str:
        return code_of(self.cleaned_data, "nom", self.pris)


def code_of(data: dict[str, Any], name: str, taken: Collection[str]) -> str:
    """The code typed when it is free, one drawn from the label when none was typed."""
    typed: str = data.get("code") or ""
    if typed in taken:
        raise forms.ValidationError("Ce code est déjà pris : donnez-en un autre.")
    return typed or propose_code(data.get(name, ""), taken)


class FournisseurForm(forms.Form):
    """A provider, from when, until when; a blank line is no provider."""

    organisation = forms.ChoiceField(label="Organisation", required=False)
    depuis = ChampDate(label="Depuis le", required=False)
    jusqu_au = ChampDate(label="Jusqu’au", required=False)

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [("", "—"), *organisations]
        self.fields["organisation"].choices = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("depuis"), data.get("jusqu_au")
        if start and end and end < start:
            self.add_error("jusqu_au", _ORDRE)
        return data


class FournisseursFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic when run
    def clean(self) -> None:
        """One line an organisation: a return is an end date taken away."""
        seen: set[str] = set()
        for row in self.kept():
            code = row.cleaned_data.get("organisation", "")
            if code in seen:
                row.add_error("organisation", "Cette organisation est déjà dans la liste.")
            seen.add(code)

    def kept(self) -> Iterable[forms.Form]:
        """Lines that name an organisation and were not removed."""
        return [
            row
            for row in self.forms
            if hasattr(row, "cleaned_data")
            and row.cleaned_data.get("organisation")
            and not row.cleaned_data.get("DELETE")
        ]

    def valeurs(self) -> list[dict[str, Any]]:
        """The rows of PackFournisseur."""
        names = ("organisation", "depuis", "jusqu_au")
        return [{name: row.cleaned_data.get(name) for name in names} for row in self.kept()]


_Lignes = forms.formset_factory(
    FournisseurForm, formset=FournisseursFormSet, extra=2, can_delete=True
)


def fournisseurs_of(item: PackRegistre, data: Any = None) -> Any:
    """The lines of the providers, with two more to fill in."""
    rows = [(row.code, row.nom) for row in Organisation.objects.all()]
    return _Lignes(
        data,
        prefix="fournisseurs",
        initial=[row.model_dump() for row in item.fournisseurs],
        form_kwargs={"organisations": rows},
    )
