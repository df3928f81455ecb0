"""Forms of the territory."""

import json
from collections.abc import Callable
from typing import Any

from django import forms

from quietude.socle.formulaires import ChampCode
from quietude.territoire import contours
from quietude.territoire.enums import NatureLieu
from quietude.territoire.models import Division, Lieu, Secteur


def as_arguments(form: Any) -> dict[str, Any]:
    """What a valid form gives to the action that saves."""
    own = getattr(form, "as_arguments", None)
    return own() if own else {"valeurs": form.cleaned_data}


class FiltreLieuxForm(forms.Form):
    q = forms.CharField(
        label="Nom ou adresse",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    nature = forms.ChoiceField(
        label="Nature", required=False, choices=[("", "Toutes"), *NatureLieu.choices]
    )
    secteur = forms.ChoiceField(label="Secteur", required=False)

    def __init__(self, divisions: list[Division], data: Any) -> None:
        super().__init__(data)
        groups = [
            (division.nom, [(f"{division.code}/{row.code}", row.nom) for row in rows])
            for division in divisions
            if (rows := list(division.secteurs.all()))
        ]
        self.fields["secteur"].choices = [("", "Tous"), *groups]  # type: ignore[attr-defined]


class DivisionForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    class Meta:
        model = Division
        fields = ("nom", "nature", "source", "attribution")
        widgets = {  # noqa: RUF012 - Django's form
            "source": forms.Textarea(attrs={"rows": 2}),
            "attribution": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {  # noqa: RUF012 - Django's form
            "source": "D’où vient ce découpage : arrêté, délibération, service.",
            "attribution": "Ce que la licence des contours demande d’écrire sous la carte.",
        }


class NouvelleDivisionForm(DivisionForm):
    code = ChampCode()

    class Meta(DivisionForm.Meta):
        fields = ("code", "nom", "nature", "source", "attribution")  # type: ignore[assignment]


class ChampContour(forms.CharField):
    """An outline as GeoJSON text; drawn on the map when JavaScript is there."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "data-contour": ""})

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value) if isinstance(value, dict) else value

    def clean(self, value: Any) -> contours.Contour | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return contours.read_contour(text)
        except contours.ContourInvalide as error:
            raise forms.ValidationError(str(error)) from None


class SecteurForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    contour = ChampContour(
        label="Contour (GeoJSON)",
        required=False,
        help_text="Tracez-le sur la carte, ou collez un polygone en degrés (WGS 84).",
    )

    class Meta:
        model = Secteur
        fields = ("nom", "note", "contour")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}  # noqa: RUF012 - Django's form


class NouveauSecteurForm(SecteurForm):
    code = ChampCode()

    class Meta(SecteurForm.Meta):
        fields = ("code", "nom", "note", "contour")  # type: ignore[assignment]


class LieuForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A place, and its sector in each division."""

    class Meta:
        model = Lieu
        fields = ("nom", "nature", "adresse", "longitude", "latitude")
        widgets = {"adresse": forms.Textarea(attrs={"rows": 2})}  # noqa: RUF012
        help_texts = {"longitude": "En degrés, par exemple 4,9876."}  # noqa: RUF012

    def __init__(self, data: Any = None, *, instance: Lieu, divisions: list[Division]) -> None:
        super().__init__(data, instance=instance)
        held = {link.division_id: link.secteur_id for link in self._links()}
        self.divisions = divisions
        for division in divisions:
            self.fields[f"division_{division.pk}"] = forms.ModelChoiceField(
                label=division.nom,
                queryset=division.secteurs.all(),
                required=False,
                empty_label="Aucun",
                initial=held.get(division.pk),
            )
        for name in ("longitude", "latitude"):
            self.fields[name].localize = True
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})
            self.fields[name].widget.is_localized = True

    def _links(self) -> list[Any]:
        return list(self.instance.rattachements.all()) if self.instance.pk else []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [name for name in ("longitude", "latitude") if data.get(name) is not None]
        if len(given) == 1 and not self.errors:
            missing = "latitude" if given == ["longitude"] else "longitude"
            self.add_error(missing, "Donnez les deux coordonnées, ou aucune.")
        return data

    def as_arguments(self) -> dict[str, Any]:
        """Fields of the place itself, and the sectors chosen."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        chosen = (self.cleaned_data.get(f"division_{row.pk}") for row in self.divisions)
        return {"valeurs": values, "secteurs": [secteur for secteur in chosen if secteur]}

    def propose(self, around: Callable[[float, float], list[Secteur]]) -> None:
        """Fill in the sectors of the divisions left empty; what was chosen stays."""
        self.is_valid()
        longitude = self.cleaned_data.get("longitude")
        latitude = self.cleaned_data.get("latitude")
        if longitude is None or latitude is None:
            if not self.has_error("longitude"):
                self.add_error("longitude", "Donnez d’abord les coordonnées du lieu.")
            return
        data = dict(self.data.items())
        for secteur in around(longitude, latitude):
            name = f"division_{secteur.division_id}"
            data[name] = data.get(name) or str(secteur.pk)
        self.data = data


class NouveauLieuForm(LieuForm):
    code = ChampCode()

    class Meta(LieuForm.Meta):
        fields = ("code", *LieuForm.Meta.fields)  # type: ignore[assignment]


class FichierForm(forms.Form):
    """The file of outlines to import."""

    fichier = forms.FileField(
        label="Fichier GeoJSON",
        help_text="Un polygone par secteur, en degrés (WGS 84). 2 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )

    def clean_fichier(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["fichier"]
        if file.size > contours.TAILLE_MAX:
            raise forms.ValidationError(
                "Ce fichier dépasse 2 Mo : simplifiez les contours (mapshaper, QGIS)."
            )
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("Ce fichier n’est pas du texte UTF-8.") from None
        return text


class ImportForm(forms.Form):
    """What will be imported: the text of the file, and what names the sectors in it."""

    contenu = forms.CharField(widget=forms.HiddenInput)
    propriete = forms.ChoiceField(label="Ce qui nomme les secteurs")

    def __init__(self, contenu: str, data: Any = None) -> None:
        self.figures = contours.read_collection(contenu)
        self.proprietes = contours.naming_properties(self.figures)
        first = self._likely()
        super().__init__(data, initial={"contenu": contenu, "propriete": first})
        self.fields["propriete"].choices = [  # type: ignore[attr-defined]
            (name, f"{name} ({contours.name_of(self.figures[0], name)}…)")
            for name in self.proprietes
        ]

    def _likely(self) -> str:
        """The property most likely to be a name: "nom", "name", "lib…", else the first."""
        if not self.proprietes:
            raise contours.ContourInvalide(
                "Aucune propriété du fichier ne donne à chaque secteur un nom différent."
            )
        likely = ("nom", "name", "lib")
        names = (name for name in self.proprietes if name.lower().startswith(likely))
        return next(names, self.proprietes[0])

    def outlines(self, propriete: str) -> dict[str, contours.Contour]:
        """Name of the sector -> its outline."""
        return {contours.name_of(row, propriete): row.contour for row in self.figures}
