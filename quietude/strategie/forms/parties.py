"""One form per part of a sheet: fields, rows, and the way back to the pack's shape."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder

from quietude.partenaires.models import Organisation
from quietude.socle.formulaires import ChampDate
from quietude.strategie.enums import (
    EtatJalon,
    Financeur,
    FrequenceIndicateur,
    NatureIndicateur,
    NatureLien,
    SensIndicateur,
)
from quietude.strategie.forms.champs import (
    AIDE_MARKDOWN,
    ChampAdresse,
    ChampCle,
    ChampListe,
    champ_choix,
    champ_ligne,
    champ_montant,
    champ_nombre,
    champ_texte,
)
from quietude.strategie.models import FicheAction
from quietude.strategie.pack import PackFiche
from quietude.territoire.models import Secteur


class PartieForm(forms.Form):
    """Base: built from the part's data, gives back the same shape."""

    def __init__(self, *args: Any, fiche: FicheAction, **kwargs: Any) -> None:
        self.fiche = fiche
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices that depend on the sheet."""

    def to_champs(self) -> dict[str, Any]:
        """The fields of PackFiche that this form holds."""
        return dict(self.cleaned_data)


class ConstatForm(PartieForm):
    constat = champ_texte("Constat", rows=10, aide=AIDE_MARKDOWN)


class ContenuForm(PartieForm):
    contenu = champ_texte("Contenu de l’action", rows=14, aide=AIDE_MARKDOWN)


class ObjectifForm(PartieForm):
    titre = champ_ligne("Titre de l’action", required=True)
    objectif = forms.ChoiceField(label="Objectif de la stratégie")
    but = champ_texte("Objectif de l’action", rows=5, aide=AIDE_MARKDOWN)

    def prepare(self) -> None:
        rows = self.fiche.strategie.objectifs.all()
        self.fields["objectif"].choices = [(row.code, str(row)) for row in rows]  # type: ignore[attr-defined]


class ActeursForm(PartieForm):
    pilotes = forms.MultipleChoiceField(
        label="Pilotes", required=False, widget=forms.CheckboxSelectMultiple
    )
    partenaires = forms.MultipleChoiceField(
        label="Partenaires", required=False, widget=forms.CheckboxSelectMultiple
    )
    partenaires_mention = champ_ligne("Autres partenaires")
    publics = ChampListe(
        entre="\n",
        label="Publics",
        help_text="Un public par ligne.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    secteurs = forms.MultipleChoiceField(
        label="Secteurs", required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        known = {row.code: row.nom for row in Organisation.objects.order_by("nom")}
        places = Secteur.objects.select_related("division")
        self._offer("pilotes", known)
        self._offer("partenaires", known)
        self._offer("secteurs", {s.chemin: f"{s.nom} ({s.division.nom})" for s in places})

    def _offer(self, name: str, known: dict[str, str]) -> None:
        """What is already chosen comes first, in its own order."""
        chosen = [code for code in self.initial.get(name, []) if code in known]
        order = [*chosen, *(code for code in known if code not in chosen)]
        self.fields[name].choices = [(code, known[code]) for code in order]  # type: ignore[attr-defined]


class CalendrierForm(PartieForm):
    debut = ChampDate(label="Début", required=False)
    fin = ChampDate(label="Fin", required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("debut") and data.get("fin") and data["fin"] < data["debut"]:
            self.add_error("fin", "La fin précède le début.")
        return data


class EvaluationForm(PartieForm):
    evaluation = champ_texte("Évaluation prévue", rows=4, aide=AIDE_MARKDOWN)


class VideForm(PartieForm):
    """A part made of rows alone."""


class Choix:
    """What rows choose from, read once for all of them."""

    def __init__(self, item: PackFiche) -> None:
        self.mesures = [
            (row.numero, f"Mesure {row.numero} : {row.titre}") for row in item.mesures
        ]

    @cached_property
    def organisations(self) -> list[tuple[str, str]]:
        return list(Organisation.objects.order_by("nom").values_list("code", "nom"))


class LigneForm(forms.Form):
    """One row. A row left blank is not kept; no two rows share their `cle`."""

    cle = ""

    def __init__(self, *args: Any, choix: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(choix)

    def prepare(self, choix: Choix) -> None:
        """Fill the choices that depend on the sheet."""

    def has_changed(self) -> bool:
        """A row just asked for has sent nothing: it is not yet to be judged."""
        sent = any(name.startswith(f"{self.prefix}-") for name in self.data)
        return sent and super().has_changed()

    def to_row(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"DELETE", "ORDER"}
            and not (value in ("", None) and name in self.nullable())
        }

    def nullable(self) -> set[str]:
        """Fields that the pack leaves out when they are empty."""
        return {
            name
            for name, field in self.fields.items()
            if not isinstance(field, forms.CharField) or isinstance(field, forms.URLField)
        }


class LigneParMesureForm(LigneForm):
    """A row of the whole sheet, or of one of its measures."""

    mesure = forms.TypedChoiceField(label="Pour", required=False, coerce=int, empty_value=None)

    def prepare(self, choix: Choix) -> None:
        self.fields["mesure"].choices = [("", "L’action entière"), *choix.mesures]  # type: ignore[attr-defined]
        if not choix.mesures:
            self.fields["mesure"].widget = forms.HiddenInput()


class ReferenceForm(LigneParMesureForm):
    reference = champ_ligne("Référence", required=True)
    datee_du = ChampDate(label="Datée du", required=False)
    objet = champ_ligne("Objet", size=1000)
    remplacee_par = champ_ligne("Remplacée par")
    remplacee_le = ChampDate(label="Remplacée le", required=False)


class JalonForm(LigneForm):
    titre = champ_ligne("Étape", required=True)
    echeance = ChampDate(label="Échéance", required=False)
    precision = champ_ligne("Précision, sans date")
    etat = forms.ChoiceField(
        label="État", choices=EtatJalon.choices, required=False, initial=EtatJalon.PREVU
    )


class FinancementForm(LigneForm):
    financeur = champ_choix("Financeur", Financeur.choices, required=True)
    annee = forms.IntegerField(label="Année", required=False, min_value=2000, max_value=2100)
    demande = champ_montant("Demandé (€)")
    accorde = champ_montant("Accordé (€)")
    depense = champ_montant("Dépensé (€)")
    note = champ_ligne("Note", size=1000)


class DocumentForm(LigneForm):
    titre = champ_ligne("Titre", required=True)
    url = ChampAdresse(label="Adresse", required=False, max_length=500, assume_scheme="https")
    note = champ_ligne("Note", size=1000)


class LienForm(LigneForm):
    nature = champ_choix("Nature", NatureLien.choices, required=True)
    fiche = forms.IntegerField(label="Action n°", required=False, min_value=1)
    strategie = forms.CharField(widget=forms.HiddenInput, required=False)
    mention = champ_ligne("Mention", size=1000)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not (data.get("fiche") or data.get("strategie") or data.get("mention")):
            self.add_error("fiche", "Un lien mène à une action ; donnez son numéro.")
        return data

    def nullable(self) -> set[str]:
        return {"fiche", "strategie"}


class MesureForm(LigneForm):
    """`origine` is the number it had: a measure renumbered keeps what it holds elsewhere."""

    cle = "numero"
    origine = forms.IntegerField(required=False, widget=forms.HiddenInput)
    numero = forms.IntegerField(label="Numéro", min_value=1, max_value=99)
    titre = champ_ligne("Titre", required=True)
    objectif = champ_texte("Objectif", rows=3)
    contenu = champ_texte("Contenu", rows=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = kwargs.get("initial")
        if initial:
            kwargs["initial"] = {**initial, "origine": initial["numero"]}
        super().__init__(*args, **kwargs)


class IndicateurForm(LigneParMesureForm):
    cle = "code"
    code = ChampCle(label="Code", max_length=60)
    libelle = champ_ligne("Libellé", required=True)
    nature = champ_choix("Nature", NatureIndicateur.choices)
    unite = champ_ligne("Unité", size=60)
    ventilation = ChampListe(
        entre=",", label="Ventilation", help_text="Séparée par des virgules."
    )
    reference = champ_nombre("Valeur de référence")
    reference_debut = ChampDate(label="Référence du", required=False)
    reference_fin = ChampDate(label="au", required=False)
    cible = champ_nombre("Cible")
    cible_echeance = ChampDate(label="Échéance de la cible", required=False)
    sens = champ_choix("Sens attendu", SensIndicateur.choices)
    frequence = champ_choix("Fréquence", FrequenceIndicateur.choices)
    fournisseur = forms.ChoiceField(label="Fourni par", required=False)
    reference_note = forms.CharField(widget=forms.HiddenInput, required=False)
    # Chosen on the page of the indicator; carried here so that it is not lost.
    source = forms.JSONField(
        widget=forms.HiddenInput, required=False, encoder=DjangoJSONEncoder
    )
    note = champ_ligne("Note", size=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = kwargs.get("initial")
        if initial:
            kwargs["initial"] = _spread(initial)
        super().__init__(*args, **kwargs)

    def prepare(self, choix: Choix) -> None:
        super().prepare(choix)
        self.fields["fournisseur"].choices = [("", "—"), *choix.organisations]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("reference_debut"), data.get("reference_fin")
        if bool(start) != bool(end):
            self.add_error("reference_fin", "Donnez le début et la fin, ou ni l’un ni l’autre.")
        elif start and end and end < start:
            self.add_error("reference_fin", "La fin précède le début.")
        return data

    def to_row(self) -> dict[str, Any]:
        row = super().to_row()
        start, end = row.pop("reference_debut", None), row.pop("reference_fin", None)
        if start and end:
            row["reference_periode"] = {"debut": start, "fin": end}
        return row


def _spread(row: dict[str, Any]) -> dict[str, Any]:
    span = row.get("reference_periode") or {}
    return {
        **row,
        "reference_debut": span.get("debut"),
        "reference_fin": span.get("fin"),
    }


# Which form and which rows make each part: (form, name of the rows, form of a row).
FORMULAIRES: dict[str, tuple[type[PartieForm], str, type[LigneForm] | None]] = {
    "constat": (ConstatForm, "", None),
    "objectif": (ObjectifForm, "", None),
    "contenu": (ContenuForm, "", None),
    "acteurs": (ActeursForm, "", None),
    "mesures": (VideForm, "mesures", MesureForm),
    "cadre": (VideForm, "cadre", ReferenceForm),
    "calendrier": (CalendrierForm, "jalons", JalonForm),
    "financements": (VideForm, "financements", FinancementForm),
    "indicateurs": (EvaluationForm, "indicateurs", IndicateurForm),
    "documents": (VideForm, "documents", DocumentForm),
    "liens": (VideForm, "liens", LienForm),
}
