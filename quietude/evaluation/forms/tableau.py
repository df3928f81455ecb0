"""Filters of the board, read from the address."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from quietude.evaluation.lectures import Statut
from quietude.evaluation.tableau import FicheLue, LigneIndicateur
from quietude.partenaires.models import Organisation
from quietude.strategie.enums import RoleEngagement
from quietude.strategie.models import Objectif, Strategie
from quietude.strategie.querysets import organisations_of


def slug_of(statut: Statut) -> str:
    return statut.name.lower().replace("_", "-")


STATUTS = {slug_of(statut): statut for statut in Statut}


class FiltreTableau(forms.Form):
    """What is left empty does not filter; what is unknown neither."""

    strategie = forms.CharField(required=False, widget=forms.HiddenInput)
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)
    objectif = forms.ModelChoiceField(
        Objectif.objects.none(),
        label="Objectif",
        required=False,
        to_field_name="code",
        empty_label="Tous",
    )
    statut = forms.ChoiceField(
        label="Statut",
        required=False,
        choices=[
            ("", "Tous"),
            *(
                (key, f"{row.signe} {row.libelle[:1].upper()}{row.libelle[1:]}")
                for key, row in STATUTS.items()
            ),
        ],
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Pilote",
        required=False,
        to_field_name="code",
        empty_label="Tous",
    )
    a_completer = forms.BooleanField(label="À compléter seulement", required=False)

    def __init__(
        self, data: QueryDict, strategie: Strategie, annees: Sequence[int], usuelle: int
    ) -> None:
        values = data.copy()
        values.setdefault("annee", str(usuelle))
        super().__init__(values)
        self._strategie, self.usuelle = strategie, usuelle
        self._offer("objectif", Objectif.objects.filter(strategie=strategie))
        self._offer("organisation", organisations_of(strategie, RoleEngagement.PILOTE))
        self.fields["annee"].choices = [(str(year), str(year)) for year in annees]  # type: ignore[attr-defined]
        self.is_valid()

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows.select_related("strategie") if name == "objectif" else rows

    @property
    def annee_choisie(self) -> int:
        return self.cleaned_data.get("annee") or self.usuelle

    def apply(self, fiches: Sequence[FicheLue]) -> list[FicheLue]:
        """Sheets that answer; when lines are asked for, those that have some."""
        kept = [fiche for fiche in fiches if self._keeps_sheet(fiche)]
        if not self._asks_lines:
            return kept
        narrowed = [
            FicheLue(fiche.fiche, [line for line in fiche.lignes if self._keeps(line)], True)
            for fiche in kept
        ]
        return [fiche for fiche in narrowed if fiche.lignes]

    @property
    def _asks_lines(self) -> bool:
        return bool(self.cleaned_data.get("statut") or self.cleaned_data.get("a_completer"))

    def _keeps_sheet(self, fiche: FicheLue) -> bool:
        objective = self.cleaned_data.get("objectif")
        pilot = self.cleaned_data.get("organisation")
        if objective and fiche.fiche.objectif_id not in {objective.pk, *self._below(objective)}:
            return False
        return not pilot or pilot.pk in {
            row.organisation_id
            for row in fiche.fiche.engagements.all()
            if row.role == RoleEngagement.PILOTE
        }

    def _below(self, objective: Objectif) -> set[int]:
        """Objectives under this one, at any depth."""
        rows = [(row.pk, row.parent_id) for row in self._strategie.objectifs.all()]
        found = {objective.pk}
        while more := {pk for pk, parent in rows if parent in found} - found:
            found |= more
        return found

    def _keeps(self, line: LigneIndicateur) -> bool:
        status = STATUTS.get(self.cleaned_data.get("statut") or "")
        if status and line.lecture.statut is not status:
            return False
        return not self.cleaned_data.get("a_completer") or bool(line.manque)
