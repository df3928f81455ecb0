"""What is reported, as it is typed: for a call, and to put a report right."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Prefetch, Q
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.enums import NatureOrganisation
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.saisie import Contact, Recit
from quietude.signalements.models import Categorie, Fait, Signalement
from quietude.signalements.patrimoine import AUCUN, D_APRES_LE_LIEU, landlord_of
from quietude.signalements.rules import channels_of
from quietude.signalements.situation import Situation
from quietude.socle.formulaires import ChampDate
from quietude.socle.texte import fold
from quietude.territoire.models import Division, Lieu, Secteur

_SANS_NOM = ((D_APRES_LE_LIEU, "D’après le lieu"), (AUCUN, "Aucun bailleur"))
SANS_LIEU = "Dites où : un lieu connu, une adresse ou un point sur la carte."
_HEURE = "Écrivez une heure, par exemple 22:30."


def _degrees(label: str, low: int, high: int) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        required=False,
        localize=True,
        min_value=low,
        max_value=high,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def subcategories(user: Utilisateur, kept: int | None = None) -> list[Categorie]:
    """Those that can be chosen today, and the one that is `kept`, in the order of the list."""
    today = timezone.localdate()
    rows = Categorie.objects.visible_to(user).filter(parent__isnull=False)
    running = Categorie.objects.visible_to(user).running(today)
    found = rows.filter(Q(pk__in=running.values("pk")) | Q(pk=kept))
    ordered = found.select_related("parent", "service")
    return list(ordered.order_by("parent__ordre", "parent__libelle", "ordre", "libelle"))


class RecitForm(forms.Form):
    """Everything but the caller. `secteur_<division>` is chosen where no outline tells."""

    categorie = forms.ModelChoiceField(
        label="Ce qui se passe",
        queryset=Categorie.objects.none(),
        to_field_name="code",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une sous-catégorie."},
    )
    adresse = forms.CharField(
        label="Adresse ou lieu connu",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    lieu = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    longitude = _degrees("Longitude", -180, 180)
    latitude = _degrees("Latitude", -90, 90)
    fait_le = ChampDate(label="Date du fait")
    fait_heure = forms.TimeField(
        label="Heure",
        required=False,
        input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _HEURE},
    )
    faits = forms.MultipleChoiceField(
        label="Faits constatés", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label="Précision factuelle",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    urgent = forms.BooleanField(label="Urgent : danger en cours", required=False)
    repete = forms.BooleanField(label="Déjà signalé par l’appelant", required=False)
    canal = forms.ChoiceField(label="Reçu par")
    bailleur = forms.ChoiceField(label="Résidence de", required=False)

    def __init__(
        self,
        user: Utilisateur,
        data: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        row: Signalement | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.user, self.row = user, row
        self.sous_categories = subcategories(user, row.categorie_id if row else None)
        self.divisions = list(
            Division.objects.visible_to(user).prefetch_related(
                Prefetch("secteurs", Secteur.objects.visible_to(user).defer("contour"))
            )
        )
        self._fill_lists(row)

    def _fill_lists(self, row: Signalement | None) -> None:
        fields: Any = self.fields
        fields["categorie"].queryset = Categorie.objects.visible_to(self.user).filter(
            pk__in=[one.pk for one in self.sous_categories]
        )
        facts = Fait.objects.visible_to(self.user).running(timezone.localdate())
        known = list(facts.values_list("code", "libelle"))
        codes = {code for code, _ in known}
        kept = [code for code in (row.faits if row else []) if code not in codes]
        closed = Fait.objects.visible_to(self.user).filter(code__in=kept) if kept else []
        fields["faits"].choices = known + [(one.code, one.libelle) for one in closed]
        fields["canal"].choices = [(c.value, c.label) for c in channels_of(self.user)]
        self.bailleurs = {str(one.pk): one for one in self._landlords()}
        if row and row.bailleur:
            self.bailleurs.setdefault(str(row.bailleur_id), row.bailleur)
        named = [(key, one.nom) for key, one in self.bailleurs.items()]
        fields["bailleur"].choices = [*_SANS_NOM, *named]

    def _landlords(self) -> Any:
        rows = Organisation.objects.visible_to(self.user)
        if self.user.role == Role.PARTENAIRE:
            rows = rows.held_by(self.user, on=timezone.localdate())
        return rows.filter(nature=NatureOrganisation.BAILLEUR)

    @property
    def groupes(self) -> list[tuple[Categorie | None, list[tuple[int, Categorie]]]]:
        """Sub-categories under their kind, each with the number that chooses it."""
        ranked = enumerate(self.sous_categories, start=1)
        grouped = groupby(ranked, key=lambda pair: pair[1].parent)
        return [(kind, list(rows)) for kind, rows in grouped]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["lieu"] = self._place(data)
        data["bailleur"] = self._landlord(data)
        given = [data.get(name) is not None for name in ("longitude", "latitude")]
        if any(given) and not all(given) and not self.has_error("longitude"):
            self.add_error("longitude", "Donnez les deux coordonnées, ou aucune.")
        if not (data["lieu"] or data.get("adresse") or all(given)):
            self.add_error("adresse", SANS_LIEU)
        return data

    def _place(self, data: Mapping[str, Any]) -> Lieu | None:
        """The one picked, unless the text was changed since; else the only one of that name."""
        places = Lieu.objects.visible_to(self.user)
        text = (data.get("adresse") or "").strip()
        if data.get("lieu"):
            picked = places.filter(code=data["lieu"]).first()
            return picked if picked and fold(picked.nom) in fold(text) else None
        found = list(places.filter(nom__unaccent__iexact=text)[:2]) if text else []
        return found[0] if len(found) == 1 else None

    def _landlord(self, data: Mapping[str, Any]) -> Organisation | None:
        """The one chosen, or that of the place on the day of the fact."""
        chosen = data.get("bailleur")
        if chosen == D_APRES_LE_LIEU:
            return landlord_of(data["lieu"], data.get("fait_le") or timezone.localdate())
        return self.bailleurs.get(str(chosen))

    def to_situation(self) -> Situation:
        """Where, as far as what is typed is right."""
        data = self.cleaned_data
        lieu, text = data.get("lieu"), (data.get("adresse") or "").strip()
        return Situation(
            lieu,
            "" if lieu and text == lieu.nom else text,
            data.get("longitude"),
            data.get("latitude"),
            self._chosen_sectors(),
        )

    def _chosen_sectors(self) -> dict[str, str]:
        """{division: sector}, those of the list only."""
        chosen = {}
        for division in self.divisions:
            code = self.data.get(f"secteur_{division.code}", "")
            if any(row.code == code for row in division.secteurs.all()):
                chosen[division.code] = code
        return chosen

    def to_recit(self, **more: Any) -> Recit:
        names = ("categorie", "canal", "fait_le", "fait_heure", "faits", "note")
        values = {name: self.cleaned_data[name] for name in names}
        values |= {name: self.cleaned_data[name] for name in ("urgent", "repete", "bailleur")}
        return Recit(situation=self.to_situation(), **{**values, **more})


class AppelForm(RecitForm):
    """A call: what is reported, and whom to answer."""

    nom = forms.CharField(label="Nom", required=False, max_length=150)
    telephone = forms.CharField(
        label="Téléphone",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    email = forms.EmailField(label="Adresse électronique", required=False)
    rappel = forms.BooleanField(label="Souhaite une réponse", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("nom", "telephone", "email"):  # the browser must not offer others'
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["fait_le"].initial = timezone.localdate()
        self.fields["canal"].initial = channels_of(self.user)[0]

    def to_contact(self) -> Contact | None:
        """None for an anonymous call."""
        data = self.cleaned_data
        contact = Contact(data["nom"], data["telephone"], data["email"], data["rappel"])
        return contact or None


def as_initial(form: type[forms.Form], fields: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Typed fields, shown again without being judged."""
    found: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        given = list(fields.get(name, []))
        if isinstance(field, forms.MultipleChoiceField):
            found[name] = given
        elif isinstance(field, forms.BooleanField):
            found[name] = bool(given)
        elif given:
            found[name] = given[-1]
    return found
