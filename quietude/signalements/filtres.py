"""The filters of the list and of the map, read from the address."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.signalements.enums import Canal, EtatSignalement
from quietude.signalements.listes import Choix, listes_of
from quietude.signalements.querysets import SignalementQuerySet
from quietude.socle.formulaires import ChampDate, Filtre, liste_rapide

TOUS = "tous"
# What a page adds to the filters, and the words searched, which are never kept.
HORS_VUE = ("page", "export", "tri", "q")
_AGES = [
    ("", "Tous"),
    ("7", "Plus de 7 jours"),
    ("30", "Plus de 30 jours"),
    ("90", "Plus de 90 jours"),
]
_Rows = SignalementQuerySet


class FiltreSignalements(Filtre):
    """What is left empty does not filter, nor what is unknown; open reports by default."""

    q = forms.CharField(
        label="Mots (adresse, précision)",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    etat = liste_rapide("État", [("", "À traiter"), (TOUS, "Tous"), *EtatSignalement.choices])
    categorie = liste_rapide("Catégorie")
    secteur = liste_rapide("Secteur")
    service = liste_rapide("Service")
    canal = liste_rapide("Canal", [("", "Tous"), *Canal.choices])
    age = liste_rapide("Reçus depuis", _AGES)
    du = ChampDate(label="Reçus du", required=False)
    au = ChampDate(label="au", required=False)
    moi = forms.BooleanField(label="Confiés à moi", required=False)
    retard = forms.BooleanField(label="En retard", required=False)
    repetes = forms.BooleanField(label="Répétés", required=False)

    def __init__(self, data: QueryDict, user: Utilisateur) -> None:
        super().__init__(data)
        self.user = user
        self.listes = listes_of(user)
        self._choose("categorie", "Toutes", self.listes.choix_categories)
        self._choose("secteur", "Tous", self.listes.choix_secteurs)
        self._choose("service", "Tous", self.listes.choix_services)

    def _choose(self, name: str, empty: str, choices: Choix) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", empty), *choices]

    @property
    def anything(self) -> bool:
        """Whether the reader asked for something else than what is to do."""
        return bool(self.asked)

    @property
    def kept(self) -> str:
        """The filters as a saved view keeps them."""
        asked = [name for name in self.asked if name not in HORS_VUE]
        return urlencode({name: self.data[name] for name in self.data if name in asked})

    def with_sector(self, path: str) -> str:
        """The filters in force, in this sector instead."""
        query = QueryDict(self.kept, mutable=True)
        query["secteur"] = path
        return str(query.urlencode())

    def apply(self, rows: _Rows) -> _Rows:
        """Keep the reports that answer every filter asked."""
        for name, verb in _VERBES.items():
            if name in self.asked:
                rows = verb(self, rows, self.asked[name])
        if "du" in self.asked or "au" in self.asked:
            rows = rows.received(self.asked.get("du"), self.asked.get("au"))
        return rows if "etat" in self.asked else rows.open()


def _in_state(_: FiltreSignalements, rows: _Rows, etat: str) -> _Rows:
    return rows if etat == TOUS else rows.in_state(etat)


def _in_sector(_: FiltreSignalements, rows: _Rows, path: str) -> _Rows:
    division, _sep, code = path.partition("/")
    return rows.in_sector(division, code)


_VERBES: dict[str, Callable[[FiltreSignalements, _Rows, Any], _Rows]] = {
    "q": lambda _, rows, words: rows.matching(words),
    "etat": _in_state,
    "categorie": lambda form, rows, code: rows.of_kinds(form.listes.kinds_under(code)),
    "secteur": _in_sector,
    "service": lambda form, rows, code: rows.given_to(form.listes.services[code]),
    "canal": lambda _, rows, canal: rows.by_channel(canal),
    "age": lambda _, rows, days: rows.older_than(int(days)),
    "moi": lambda form, rows, _: rows.entrusted_to(form.user),
    "retard": lambda _, rows, _on: rows.late(timezone.localdate()),
    "repetes": lambda _, rows, _on: rows.repeated(),
}
