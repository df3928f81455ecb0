"""To whom a link goes, and what a partner answers through it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from quietude.partenaires.models import Organisation
from quietude.signalements.actions.liens import TEXTE_MAX
from quietude.signalements.enums import ReponsePartenaire

_ECRIRE = "Ce qui a été fait ou constaté. Aucun nom, aucune adresse d’une personne."


class EnvoiLienForm(forms.Form):
    """One address, by organisation."""

    destinataire = forms.ChoiceField(
        label="À qui l’envoyer ?",
        error_messages={"required": "Choisissez une adresse."},
    )

    def __init__(
        self,
        addresses: Iterable[tuple[Organisation, Iterable[str]]],
        data: Any = None,
        *,
        service: int | None = None,
    ) -> None:
        super().__init__(data)
        self._known = {
            f"{row.pk} {email}": (row, email)
            for row, emails in addresses
            for email in sorted(emails)
        }
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, (row, email) in self._known.items():
            groups.setdefault(row.nom, []).append((key, email))
        self.fields["destinataire"].choices = [  # type: ignore[attr-defined]
            ("", "Choisissez"),
            *groups.items(),
        ]
        mine = (key for key, (row, _) in self._known.items() if row.pk == service)
        self.initial["destinataire"] = next(mine, "")

    @property
    def choisi(self) -> tuple[Organisation, str]:
        return self._known[self.cleaned_data["destinataire"]]

    @property
    def vide(self) -> bool:
        return not self._known


class ReponseForm(forms.Form):
    reponse = forms.ChoiceField(
        label="Qu’avez-vous fait ?",
        choices=ReponsePartenaire.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui convient le mieux."},
    )
    texte = forms.CharField(
        label="En quelques mots",
        required=False,
        max_length=TEXTE_MAX,
        help_text=_ECRIRE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
