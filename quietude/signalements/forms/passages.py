"""A passage as it is ticked on a phone, and the lists that it is ticked in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.signalements.actions.passages import RecitPassage
from quietude.signalements.enums import Affluence, ListePassage
from quietude.signalements.forms.listes import LigneForm
from quietude.signalements.models import Categorie, ChoixPassage, Passage
from quietude.signalements.passages import division_of_mediators, places_of
from quietude.signalements.situation import Situation
from quietude.socle.formats import jour
from quietude.socle.formulaires import ChampDate
from quietude.territoire.models import Lieu

_HEURE = "Écrivez une heure, par exemple 17:30."
_LIEUX = 200  # names that the browser completes by itself


class PassageForm(forms.Form):
    """What is left empty of when is now; a place written down goes before one picked."""

    nature = forms.ChoiceField(
        label="Ce que vous rencontrez",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce que vous rencontrez."},
    )
    endroit = forms.ChoiceField(label="Où", required=False, widget=forms.RadioSelect)
    adresse = forms.CharField(
        label="Autre endroit (lieu ou rue)", required=False, max_length=300
    )
    secteur = forms.ChoiceField(label="Secteur", required=False)
    affluence = forms.ChoiceField(
        label="Personnes rencontrées",
        choices=Affluence.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites combien de personnes vous rencontrez."},
    )
    gestes = forms.MultipleChoiceField(
        label="Ce que vous avez fait", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="Précision factuelle", required=False, max_length=200)
    jour = ChampDate(label="Jour", required=False)
    heure = forms.TimeField(
        label="Heure",
        required=False,
        input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _HEURE},
    )

    def __init__(
        self,
        user: Utilisateur,
        data: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        row: Passage | None = None,
    ) -> None:
        self.user, self.row = user, row
        self.division = division_of_mediators()
        self.recents = [] if row else places_of(user, self.division)
        super().__init__(data, initial={**self._starts(), **(initial or {})})
        self.lieux = list(
            Lieu.objects.visible_to(user).values_list("nom", flat=True).order_by("nom")[:_LIEUX]
        )
        self.mots = self._words()
        self._fill()

    def _starts(self) -> dict[str, Any]:
        """As the row says, else where this person was last."""
        if self.row:
            kept = ("affluence", "gestes", "note", "jour", "heure")
            said = {name: getattr(self.row, name) for name in kept}
            where = {"adresse": self.row.endroit, "secteur": self._sector_of(self.row)}
            return {**said, **where, "nature": self.row.nature.code}
        if not self.recents:
            return {}
        last = self.recents[0]
        return {"endroit": last.cle, "secteur": self._sector_of(last.passage)}

    def _sector_of(self, row: Passage) -> str:
        return row.secteurs.get(self.division.code, "") if self.division else ""

    def _words(self) -> dict[str, ChoixPassage]:
        """Those in use today, and those that the row already bears."""
        kept = {self.row.nature.code, *self.row.gestes} if self.row else set()
        today = timezone.localdate()
        every = ChoixPassage.objects.visible_to(self.user)
        return {row.code: row for row in every if row.runs(today) or row.code in kept}

    def _fill(self) -> None:
        fields: Any = self.fields
        for name, liste in (("nature", ListePassage.NATURE), ("gestes", ListePassage.GESTE)):
            fields[name].choices = [
                (row.code, row.libelle) for row in self.mots.values() if row.liste == liste
            ]
        fields["endroit"].choices = [(one.cle, one.passage.endroit) for one in self.recents]
        sectors = self.division.secteurs.all() if self.division else []
        fields["secteur"].choices = [
            ("", "Non précisé"),
            *((row.code, row.nom) for row in sectors),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("adresse") or "").strip() and not data.get("endroit"):
            self.add_error("adresse", "Dites où : un lieu connu ou une rue.")
        return data

    def to_situation(self) -> Situation:
        data = self.cleaned_data
        text = " ".join(data["adresse"].split())
        if not text:
            last = next(one.passage for one in self.recents if one.cle == data["endroit"])
            return Situation(last.lieu, last.adresse, secteurs=dict(last.secteurs))
        chosen = {self.division.code: data["secteur"]} if self.division else {}
        chosen = {cut: code for cut, code in chosen.items() if code}
        if self.row and text == self.row.endroit:  # the place did not change
            return Situation(
                self.row.lieu, self.row.adresse, secteurs={**self.row.secteurs, **chosen}
            )
        found = Lieu.objects.visible_to(self.user).filter(nom__unaccent__iexact=text)[:2]
        if len(found) == 1:
            return Situation(found[0], secteurs=chosen)
        return Situation(adresse=text, secteurs=chosen)

    def to_recit(self) -> RecitPassage:
        data, now = self.cleaned_data, timezone.localtime()
        return RecitPassage(
            jour=data["jour"] or now.date(),
            heure=data["heure"] or now.time().replace(second=0, microsecond=0),
            nature=self.mots[data["nature"]],
            situation=self.to_situation(),
            affluence=data["affluence"],
            gestes=data["gestes"],
            note=data["note"],
        )

    def differences(self, typed: RecitPassage) -> list[tuple[str, str, str]]:
        """(field, as the row says it now, as it was typed), for those that differ."""
        now = self.row
        if now is None:
            return []
        where = typed.situation
        words = {row.code: row.libelle for row in self.mots.values()}

        def ticked(codes: Sequence[str]) -> str:
            return ", ".join(words.get(code, code) for code in codes)

        told = (
            ("nature", now.nature.libelle, typed.nature.libelle),
            ("adresse", now.endroit, where.lieu.nom if where.lieu else where.adresse),
            ("secteur", self._sector_of(now), self.cleaned_data["secteur"]),
            (
                "affluence",
                now.get_affluence_display(),
                str(Affluence(typed.affluence).label),
            ),
            ("gestes", ticked(now.gestes), ticked(typed.gestes)),
            ("note", now.note, typed.note),
            ("jour", jour(now.jour), jour(typed.jour)),
            ("heure", f"{now.heure:%H:%M}", f"{typed.heure:%H:%M}"),
        )
        return [
            (str(self.fields[name].label), kept, said)
            for name, kept, said in told
            if kept != said
        ]


class ChoixForm(LigneForm):
    """A word of the mediators; what is met also says what a report of it would bear."""

    categorie = forms.ModelChoiceField(
        label="Catégorie du signalement que l’on en ferait",
        queryset=Categorie.objects.none(),
        required=False,
        empty_label="Aucune",
    )
    field_order = ("libelle", "categorie")

    def __init__(self, user: Utilisateur, row: ChoixPassage, data: Any = None) -> None:
        super().__init__(user, row, data)
        fields: Any = self.fields
        if row.liste == ListePassage.GESTE:
            del fields["categorie"]
            return
        below = Categorie.objects.visible_to(user).filter(parent__isnull=False)
        fields["categorie"].queryset = below.select_related("parent")
        if row.categorie_id:
            self.initial["categorie"] = row.categorie_id
