"""What the pages of the mediators show: places gone to lately, the table, its filters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from quietude.comptes.models import Utilisateur
from quietude.signalements.enums import Canal, ListePassage, TrancheHoraire
from quietude.signalements.models import ChoixPassage, Passage
from quietude.signalements.querysets_passages import PassageQuerySet
from quietude.socle.formulaires import ChampDate, Filtre, liste_rapide
from quietude.socle.grille import Colonne
from quietude.territoire.models import Division, Secteur

RECENTS = 3  # places offered again
_MEMOIRE = 30  # passages in which they are sought


def division_of_mediators() -> Division | None:
    """The first division that has sectors: the one in which everyone speaks of the town."""
    rows = Division.objects.filter(secteurs__isnull=False).distinct()
    return rows.prefetch_related("secteurs").order_by("ordre", "code").first()


@dataclass(frozen=True)
class Endroit:
    """A place gone to lately; `cle` is the passage that tells it."""

    passage: Passage
    secteur: str

    @property
    def cle(self) -> str:
        return str(self.passage.pk)


def places_of(user: Utilisateur, division: Division | None) -> list[Endroit]:
    """The last places of this person, the last one first, each once."""
    names = _names(division)
    found: dict[tuple[int | None, str], Endroit] = {}
    for row in Passage.objects.latest_of(user)[:_MEMOIRE]:
        code = row.secteurs.get(division.code, "") if division else ""
        found.setdefault((row.lieu_id, row.adresse), Endroit(row, names.get(code, "")))
    return list(found.values())[:RECENTS]


def _names(division: Division | None) -> dict[str, str]:
    return {row.code: row.nom for row in division.secteurs.all()} if division else {}


def report_address(passage: Passage) -> str:
    """The page of a call, filled in with what the passage says and nothing about anyone."""
    said = {
        "canal": Canal.MEDIATEUR.value,
        "adresse": passage.endroit,
        "lieu": passage.lieu.code if passage.lieu else "",
        "categorie": passage.nature.categorie.code if passage.nature.categorie else "",
        "fait_le": passage.jour.isoformat(),
        "fait_heure": f"{passage.heure:%H:%M}",
        **{f"secteur_{cut}": code for cut, code in passage.secteurs.items()},
    }
    kept = {name: value for name, value in said.items() if value}
    return f"{reverse('signalements:appel')}?{urlencode(kept)}"


class FiltrePassages(Filtre):
    """What is left empty does not filter, nor what is unknown."""

    du = ChampDate(label="Du", required=False)
    au = ChampDate(label="au", required=False)
    secteur = liste_rapide("Secteur")
    nature = liste_rapide("Nature")
    tranche = liste_rapide("Moment", [("", "Tous"), *TrancheHoraire.choices])
    moi = forms.BooleanField(label="Inscrits par moi", required=False)

    def __init__(self, data: QueryDict, user: Utilisateur) -> None:
        super().__init__(data)
        self.user = user
        self.division = division_of_mediators()
        kinds = ChoixPassage.objects.visible_to(user).filter(liste=ListePassage.NATURE)
        fields: Any = self.fields
        fields["nature"].choices = [("", "Toutes"), *kinds.values_list("code", "libelle")]
        fields["secteur"].choices = [("", "Tous"), *_names(self.division).items()]

    def apply(self, rows: PassageQuerySet) -> PassageQuerySet:
        """Keep the passages that answer every filter asked."""
        asked = self.asked
        rows = rows.between(asked.get("du"), asked.get("au"))
        if "secteur" in asked and self.division:
            rows = rows.in_sector(self.division.code, asked["secteur"])
        if "nature" in asked:
            rows = rows.of_nature(asked["nature"])
        if "tranche" in asked:
            rows = rows.at_times(asked["tranche"])
        return rows.by(self.user) if "moi" in asked else rows


def columns(division: Division | None, gestes: Mapping[str, str]) -> Iterator[Colonne]:
    """By day and sector. A street stays on the screen, and the note on its own page."""
    yield Colonne("jour", "Jour", tri="jour", lien=Passage.get_absolute_url)
    yield Colonne("heure", "Heure", valeur=lambda row: f"{row.heure:%H:%M}")
    yield Colonne("nature", "Nature", valeur="nature.libelle")
    if division:
        names = _names(division)
        yield Colonne(
            "secteur",
            division.nom,
            valeur=lambda row: names.get(row.secteurs.get(division.code, ""), ""),
        )
    yield Colonne(
        "endroit",
        "Endroit",
        valeur="endroit",
        export=lambda row: row.lieu.nom if row.lieu else "",
    )
    yield Colonne("affluence", "Personnes", valeur="get_affluence_display")
    yield Colonne(
        "gestes",
        "Ce qui a été fait",
        valeur=lambda row: ", ".join(gestes.get(code, code) for code in row.gestes),
    )


def sectors_told(passage: Passage) -> list[tuple[str, str]]:
    """(division, sector) for each division that the place belongs to."""
    rows = Secteur.objects.filter(code__in=passage.secteurs.values()).select_related("division")
    return [
        (row.division.nom, row.nom)
        for row in rows.order_by("division__ordre")
        if passage.secteurs.get(row.division.code) == row.code
    ]
