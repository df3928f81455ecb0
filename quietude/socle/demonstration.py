"""What the style guide shows: invented rows and a form with a fault in it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest

from quietude.socle.formulaires import ChampDate
from quietude.socle.grille import Colonne, Grille

MARKDOWN = """\
Un texte **important**, une liste :

- premier point ;
- second point, avec [un lien](https://exemple.example/).

# Titre du texte

| Année | Faits |
|---|---:|
| 2015 | 1 234 |
| 2016 | 1 180 |
"""

TONS = ("succes", "info", "attention", "danger", "neutre")


@dataclass(frozen=True)
class Ligne:
    titre: str
    pilote: str
    echeance: date | None
    budget: int | None
    ton: str


LIGNES = [
    Ligne(f"{nom} {rang}", pilote, date(2026, 1 + rang % 12, 1 + rang), budget, ton)
    for rang, (nom, pilote, budget, ton) in enumerate(
        [
            ("Écoute des habitants", "Service prévention", 12400, "succes"),
            ("Veille des bailleurs", "Bailleur des Pins", None, "info"),
            ("Accès au droit", "Maison de quartier", 3150, "attention"),
            ("Zone piétonne", "Police municipale", 980, "danger"),
            ("éducation routière", "Collège du Lac", 1234567, "neutre"),
        ]
        * 3
    )
]


class FormulaireExemple(forms.Form):
    """Every kind of control."""

    nom = forms.CharField(label="Nom de l’action", max_length=60)
    echeance = ChampDate(label="Échéance", required=False)
    pilote = forms.ChoiceField(
        label="Pilote",
        choices=[
            ("", "Choisir…"),
            ("prevention", "Service prévention"),
            ("pm", "Police municipale"),
        ],
        help_text="L’organisation qui rend compte de l’action.",
    )
    nature = forms.ChoiceField(
        label="Nature",
        choices=[("activite", "Activité"), ("resultat", "Résultat")],
        widget=forms.RadioSelect,
        initial="activite",
    )
    publics = forms.MultipleChoiceField(
        label="Publics",
        choices=[("eleves", "Élèves"), ("parents", "Parents")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    publie = forms.BooleanField(label="Visible des partenaires", required=False)


class FiltresExemple(forms.Form):
    recherche = forms.CharField(
        label="Titre", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    ton = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *((ton, ton) for ton in TONS)]
    )


def styleguide_context(request: HttpRequest) -> dict[str, Any]:
    """Context of the style guide page."""
    filters = FiltresExemple(request.GET or None)
    asked = filters.cleaned_data if filters.is_valid() else {}
    rows = [
        row
        for row in LIGNES
        if asked.get("recherche", "").lower() in row.titre.lower()
        and asked.get("ton", "") in ("", row.ton)
    ]
    columns = [
        Colonne("titre", "Titre", tri="titre", lien=lambda row: "#tableau"),
        Colonne("pilote", "Pilote", tri="pilote"),
        Colonne("echeance", "Échéance", tri="echeance"),
        Colonne("budget", "Budget (€)", tri="budget", nombre=True),
        Colonne("etat", "État", valeur="ton", ton=lambda row: row.ton),
    ]
    return {
        "grille": Grille(
            request, rows, columns, par_page=6, nom="exemple", legende="Actions d’exemple"
        ),
        "filtres": filters,
        "formulaire": FormulaireExemple(),
        "formulaire_fautif": FormulaireExemple({"pilote": "inconnu"}, prefix="fautif"),
        "tons": TONS,
        "markdown": MARKDOWN,
    }
