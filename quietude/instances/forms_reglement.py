"""Forms of the internal rules of a body: the draft, then the meeting that adopted it."""

from typing import Any

from django import forms

from quietude.instances.enums import EtatReunion
from quietude.instances.models import ReglementInterieur, Reunion
from quietude.socle.formats import jour

_TEXTE_MAX = 200_000


class ReglementForm(forms.Form):
    """The draft, with the mark of what it said when the form was opened."""

    texte = forms.CharField(
        label="Texte du règlement",
        max_length=_TEXTE_MAX,
        help_text="Markdown : « ## Article 1 » fait un titre, « - » commence une liste, une "
        "ligne vide sépare les paragraphes. Des fonctions, jamais de nom.",
        widget=forms.Textarea(attrs={"rows": 24}),
        error_messages={"required": "Écrivez le texte, ou revenez sans enregistrer."},
    )
    empreinte = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class _Seances(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when run
    def label_from_instance(self, obj: Any) -> str:
        public = f" ({obj.public})" if obj.public else ""
        return f"{jour(obj.date)}{public}"


class AdoptionForm(forms.Form):
    """The meeting of the body that adopted the draft read on the page."""

    reunion = _Seances(
        None,
        label="Adopté à la réunion du",
        empty_label="Choisir…",
        help_text="Une réunion de cette instance, notée comme tenue.",
    )
    empreinte = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, reglement: ReglementInterieur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Reunion.objects.of(reglement.instance).in_state(EtatReunion.TENUE)
        choice: Any = self.fields["reunion"]
        choice.queryset = held.order_by("-date", "-id")
