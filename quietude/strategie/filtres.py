"""Filters shared by the list of sheets and the calendar, read from the address."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import QueryDict

from quietude.partenaires.models import Organisation
from quietude.socle.formulaires import Filtre
from quietude.strategie.enums import EtatFiche, RoleEngagement
from quietude.strategie.models import Objectif, Strategie
from quietude.strategie.querysets import FicheActionQuerySet, organisations_of
from quietude.territoire.models import Secteur


class FiltreFiches(Filtre):
    """What is left empty does not filter; what is unknown neither."""

    q = forms.CharField(
        label="Mots",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *EtatFiche.choices]
    )
    pilote = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Pilote",
        required=False,
        to_field_name="code",
        empty_label="Tous",
    )
    partenaire = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Partenaire",
        required=False,
        to_field_name="code",
        empty_label="Tous",
    )
    objectif = forms.ModelChoiceField(
        Objectif.objects.none(),
        label="Objectif",
        required=False,
        to_field_name="code",
        empty_label="Tous",
    )
    secteur = forms.ModelChoiceField(
        Secteur.objects.none(), label="Secteur", required=False, empty_label="Tous"
    )

    def __init__(self, data: QueryDict, strategie: Strategie) -> None:
        super().__init__(data)
        self.strategie = strategie
        pilots = organisations_of(strategie, RoleEngagement.PILOTE)
        partners = organisations_of(strategie, RoleEngagement.PARTENAIRE)
        objectives = Objectif.objects.filter(strategie=strategie).select_related("strategie")
        sectors = Secteur.objects.filter(fiches__strategie=strategie).distinct()
        for name, rows in (
            ("pilote", pilots),
            ("partenaire", partners),
            ("objectif", objectives),
            ("secteur", sectors),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def apply(self, fiches: FicheActionQuerySet) -> FicheActionQuerySet:
        """Keep the sheets that answer every filter asked."""
        verbs: dict[str, Callable[[FicheActionQuerySet, Any], FicheActionQuerySet]] = {
            "q": FicheActionQuerySet.matching,
            "etat": FicheActionQuerySet.in_state,
            "pilote": lambda rows, who: rows.committing([who], RoleEngagement.PILOTE),
            "partenaire": lambda rows, who: rows.committing([who], RoleEngagement.PARTENAIRE),
            "objectif": FicheActionQuerySet.serving,
            "secteur": FicheActionQuerySet.reaching,
        }
        rows = fiches.filter(strategie=self.strategie)
        for name, verb in verbs.items():
            if name in self.asked:
                rows = verb(rows, self.asked[name])
        return rows
