"""Forms of the members of a body: who holds a seat, what they answer to a convocation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from quietude.instances.enums import QualiteDesignation, ReponseConvocation
from quietude.instances.models import Convocation, Instance, Membre
from quietude.partenaires.models import Personne
from quietude.socle.formulaires import ChampDate


class DesignationForm(forms.Form):
    """A person for a seat; whoever had it leaves the day before."""

    membre: "forms.ModelChoiceField[Membre]" = forms.ModelChoiceField(
        None, label="Siège", empty_label="Choisir…"
    )
    qualite = forms.ChoiceField(
        label="En qualité de",
        choices=QualiteDesignation.choices,
        widget=forms.RadioSelect,
        initial=QualiteDesignation.TITULAIRE,
    )
    personne: "forms.ModelChoiceField[Personne]" = forms.ModelChoiceField(
        None,
        label="Personne",
        empty_label="Choisir…",
        help_text="Elle figure parmi les personnes inscrites sur les pages des partenaires.",
    )
    debut = ChampDate(label="Depuis le", initial=timezone.localdate)

    def __init__(self, *args: Any, instance: Instance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats: Any = self.fields["membre"]
        seats.queryset = instance.composition.all()
        people: Any = self.fields["personne"]
        people.queryset = Personne.objects.all()


class CharteForm(forms.Form):
    """When the charter was signed, until when it is worth."""

    signee_le = ChampDate(label="Signée le", initial=timezone.localdate)
    expire_le = ChampDate(
        label="Vaut jusqu’au",
        help_text="Ce que dit la charte, ou la fin du mandat.",
    )


class ReponseForm(forms.Form):
    """What the holder of a link answers; a deputy has no deputy."""

    reponse = forms.ChoiceField(label="Votre réponse", widget=forms.RadioSelect)

    def __init__(self, *args: Any, convocation: Convocation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("reponse", convocation.reponse)
        choice: Any = self.fields["reponse"]
        choice.choices = [
            (ReponseConvocation.VIENT, "Je viens"),
            *_deputy(convocation, "J’envoie mon suppléant"),
            (ReponseConvocation.EXCUSE, "Je ne viens pas"),
        ]


class ReponsesForm(forms.Form):
    """All the answers of a meeting, as the secretariat hears them."""

    def __init__(self, *args: Any, convocations: Sequence[Convocation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in convocations:
            self.fields[f"reponse_{row.pk}"] = forms.ChoiceField(
                label=str(row.personne),
                help_text=f"{row.fonction} ({row.get_qualite_display().lower()})",
                choices=[
                    (ReponseConvocation.ATTENDUE, "Sans réponse"),
                    (ReponseConvocation.VIENT, "Vient"),
                    *_deputy(row, "Envoie son suppléant"),
                    (ReponseConvocation.EXCUSE, "Ne vient pas"),
                ],
                initial=row.reponse,
            )

    @property
    def reponses(self) -> dict[int, str]:
        return {
            int(name.removeprefix("reponse_")): value
            for name, value in self.cleaned_data.items()
        }


def _deputy(row: Convocation, words: str) -> list[tuple[ReponseConvocation, str]]:
    titular = row.qualite == QualiteDesignation.TITULAIRE
    return [(ReponseConvocation.SUPPLEE, words)] if titular else []
