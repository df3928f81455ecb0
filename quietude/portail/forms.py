"""The three steps of a report, the follow-up code; nothing is asked that is not needed."""

from typing import Any

from django import forms
from django.utils import timezone

from quietude.portail.choix import categories, faits, lieux
from quietude.signalements.actions.saisie import FUTUR, SANS_LIEU, Contact
from quietude.signalements.models import Categorie
from quietude.signalements.situation import Situation
from quietude.signalements.tri import TROP_ANCIEN, too_old
from quietude.socle.formats import INSECABLE
from quietude.socle.formulaires import ChampDate
from quietude.socle.texte import fold, readable

NOTE_MAX = 1000
_ECRIRE = (
    "Décrivez ce qui se passe, pas les personnes : ni nom, ni numéro de porte, ni plaque, ni "
    "santé, ni origine."
)
_JOINDRE = "Laissez ce champ vide pour rester anonyme."


class _Texte(forms.CharField):
    """Typed by anyone: kept without what no eye sees."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(readable(value) if isinstance(value, str) else value)


class QuoiForm(forms.Form):
    """Step one: what, and when."""

    titre = "Que se passe-t-il ?"
    court = "Quoi et quand"

    categorie = forms.ChoiceField(
        label="Que voulez-vous signaler ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que vous voulez signaler."},
    )
    urgent = forms.BooleanField(
        label="Cela se passe maintenant et quelqu’un est en danger", required=False
    )
    fait_le = ChampDate(
        label="Quel jour ?",
        initial=timezone.localdate,
        error_messages={"required": "Dites quel jour, par exemple 23/11/2026."},
    )
    fait_heure = forms.TimeField(
        label="Vers quelle heure ?",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H"],
        error_messages={"invalid": "Écrivez une heure, par exemple 22:30."},
    )
    repete = forms.BooleanField(label="Ce n’est pas la première fois", required=False)
    faits = forms.MultipleChoiceField(
        label="Cochez ce que vous constatez",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = _Texte(
        label="En quelques mots",
        required=False,
        max_length=NOTE_MAX,
        help_text=_ECRIRE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self._categories = {row.code: row for row in categories()}
        self.fields["categorie"].choices = [  # type: ignore[attr-defined]
            (row.code, _say(row)) for row in self._categories.values()
        ]
        self.fields["faits"].choices = [  # type: ignore[attr-defined]
            (row.code, row.libelle) for row in faits()
        ]
        self.fields["fait_le"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_fait_le(self) -> Any:
        day = self.cleaned_data["fait_le"]
        if day > timezone.localdate():
            raise forms.ValidationError(FUTUR)
        if too_old(day, timezone.localdate()):
            raise forms.ValidationError(TROP_ANCIEN)
        return day

    def clean(self) -> dict[str, Any]:
        """A kind or a fact out of its dates, for a fact of long ago."""
        day = self.cleaned_data.get("fait_le")
        row = self._categories.get(self.cleaned_data.get("categorie", ""))
        if day and row and row.code not in {found.code for found in categories(day)}:
            self.add_error("categorie", "Ce choix n’existait pas à cette date.")
        if day and self.cleaned_data.get("faits"):
            known = {found.code for found in faits(day)}
            if not known.issuperset(self.cleaned_data["faits"]):
                self.add_error("faits", "L’un de ces choix n’existait pas à cette date.")
        return self.cleaned_data

    @property
    def ferme(self) -> bool:
        """Whether nothing can be reported yet."""
        return not self._categories

    @property
    def choisie(self) -> Categorie:
        return self._categories[self.cleaned_data["categorie"]]


def _say(row: Categorie) -> str:
    told = row.definition.rstrip(".")
    return f"{row.libelle}{INSECABLE}: {told[:1].lower()}{told[1:]}" if told else row.libelle


class OuForm(forms.Form):
    """Step two: where. A known place, an address, a point: one is enough."""

    titre = "Où est-ce ?"
    court = "Où"

    lieu = forms.ChoiceField(label="Un lieu connu", required=False)
    adresse = _Texte(
        label="Une adresse ou un repère",
        required=False,
        max_length=300,
        help_text="Numéro et rue, ou ce que l’on voit : « derrière le gymnase ».",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    latitude = forms.FloatField(label="Latitude", required=False)
    longitude = forms.FloatField(label="Longitude", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self._lieux = {row.code: row for row in lieux()}
        places = sorted(self._lieux.values(), key=lambda row: fold(row.nom))
        self.fields["lieu"].choices = [  # type: ignore[attr-defined]
            ("", "Aucun de ces lieux"),
            *((row.code, row.nom) for row in places),
        ]
        for name, bound in (("latitude", 90), ("longitude", 180)):
            field = self.fields[name]
            field.localize = True
            field.widget = forms.TextInput(attrs={"inputmode": "decimal"})
            field.error_messages["invalid"] = "Écrivez un nombre, par exemple 43,514."
            field.validators += [
                _within(bound),
            ]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        point = [values.get("latitude"), values.get("longitude")]
        if not self.errors and (point[0] is None) != (point[1] is None):
            missing = "latitude" if point[0] is None else "longitude"
            self.add_error(missing, "Donnez la latitude et la longitude, ou aucune des deux.")
        if not self.errors and not (
            values.get("lieu") or values.get("adresse") or point[0] is not None
        ):
            raise forms.ValidationError(SANS_LIEU)
        return values

    @property
    def situation(self) -> Situation:
        values = self.cleaned_data
        return Situation(
            lieu=self._lieux.get(values["lieu"]),
            adresse=values["adresse"].strip(),
            longitude=values["longitude"],
            latitude=values["latitude"],
        )


def _within(bound: int) -> Any:
    def check(value: float) -> None:
        if not -bound <= value <= bound:
            raise forms.ValidationError(f"Un nombre de −{bound} à {bound}, en degrés.")

    return check


class ContactForm(forms.Form):
    """Step three: whom to answer to, if they wish. `site` is a trap: nobody sees it."""

    titre = "Voulez-vous une réponse ?"
    court = "Contact et envoi"

    nom = _Texte(
        label="Votre nom",
        required=False,
        max_length=150,
        help_text=_JOINDRE,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    telephone = _Texte(
        label="Votre téléphone",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Écrivez une adresse complète, par exemple a@exemple.fr."},
    )
    site = forms.CharField(
        label="Ne remplissez pas ce champ",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def contact(self) -> Contact:
        values = self.cleaned_data
        return Contact(values["nom"], values["telephone"], values["email"])

    @property
    def piege(self) -> bool:
        return bool(self.data.get("site"))


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Votre code de suivi",
        max_length=40,
        help_text="Douze chiffres, par exemple 1234 5678 9012.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Tapez les douze chiffres de votre code."},
    )
