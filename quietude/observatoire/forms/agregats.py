"""Choose what a named sum adds up."""

from typing import Any

from django import forms

from quietude.observatoire.agregats import composable
from quietude.observatoire.models import Agregat


class AgregatForm(forms.Form):
    """The items are boxes to tick, by nomenclature; the version read goes along."""

    libelle = forms.CharField(label="Libellé", max_length=300)
    source = forms.CharField(
        label="D’où vient cette composition",
        help_text="Le texte officiel, le rapport ou la décision qui énumère ces éléments.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    composition = forms.MultipleChoiceField(
        label="Éléments additionnés",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un élément."},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, agregat: Agregat | None = None) -> None:
        initial = {}
        if agregat is not None:
            initial = {
                "libelle": agregat.libelle,
                "source": agregat.source,
                "composition": agregat.composition,
                "version": agregat.version,
            }
        super().__init__(data, initial=initial)
        self.offered = composable()
        known = {row.code for rows in self.offered.values() for row in rows}
        gone = [code for code in initial.get("composition", []) if code not in known]  # type: ignore[attr-defined]
        self.fields["composition"].choices = [  # type: ignore[attr-defined]
            *((row.code, str(row)) for rows in self.offered.values() for row in rows),
            *((code, f"{code} (hors nomenclature)") for code in gone),
        ]

    @property
    def groupes(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Boxes by nomenclature, as the page lists them."""
        ticked = {str(value) for value in self["composition"].value() or []}
        return [
            (
                label,
                [
                    {
                        "code": row.code,
                        "libelle": str(row),
                        "unite": row.unite,
                        "coche": row.code in ticked,
                    }
                    for row in rows
                ],
            )
            for label, rows in self.offered.items()
        ]

    def as_arguments(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in ("libelle", "source", "composition")}
