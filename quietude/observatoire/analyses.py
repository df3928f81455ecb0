"""The analysis of a theme: its wordings, its claims in words, what the figures answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.http import Http404

from quietude.comptes.models import Utilisateur
from quietude.observatoire.calculs.lecture import read_theme
from quietude.observatoire.calculs.series import SerieLue
from quietude.observatoire.coherence import (
    Allegation,
    Constat,
    check_analyse,
    key_of,
    read_allegations,
)
from quietude.observatoire.models import Analyse, Theme
from quietude.observatoire.presentation.plan import read_plan


def find_theme(user: Utilisateur, code: str) -> Theme:
    """The theme of this code in the plan that the reader goes through."""
    found = next((theme for theme in read_plan(user) if theme.code == code), None)
    if found is None:
        raise Http404
    return found


def keyed(series: Iterable[SerieLue]) -> dict[str, SerieLue]:
    """Series under the keys that claims use."""
    found: dict[str, SerieLue] = {}
    for serie in series:
        found.setdefault(key_of(serie), serie)
    return found


def series_by_key(user: Utilisateur, theme: Theme) -> dict[str, SerieLue]:
    """The series of a theme under the keys that claims use."""
    return keyed(read_theme(user, theme))


def wordings(user: Utilisateur, theme: Theme) -> list[Analyse]:
    """Every version of the analysis of a theme, the last one first."""
    rows = Analyse.objects.visible_to(user).filter(recueil=theme.recueil, theme=theme.code)
    return list(rows.select_related("auteur").order_by("-version"))


def findings_of(analyse: Analyse, series: Mapping[str, SerieLue]) -> list[Constat]:
    """What the figures of the theme answer to an analysis."""
    claims = read_allegations(analyse.affirmations)
    return check_analyse(analyse.texte, analyse.ecrit_le, claims, series)


@dataclass(frozen=True)
class Releve:
    """The findings of the analysis in force of one theme."""

    theme: Theme
    analyse: Analyse
    constats: list[Constat]


def findings(user: Utilisateur) -> list[Releve]:
    """The analyses in force to which the figures have something to answer."""
    written = {
        (row.recueil, row.theme) for row in Analyse.objects.visible_to(user).latest_wording()
    }
    themes = [row for row in read_plan(user) if (row.recueil, row.code) in written]
    return findings_among(user, {theme: read_theme(user, theme) for theme in themes})


def findings_among(
    user: Utilisateur, series: Mapping[Theme, Iterable[SerieLue]]
) -> list[Releve]:
    """The same, for whoever has read the series of the themes already."""
    rows = Analyse.objects.visible_to(user).latest_wording()
    written = {(row.recueil, row.theme): row for row in rows}
    told = []
    for theme, kept in series.items():
        analyse = written.get((theme.recueil, theme.code))
        found = findings_of(analyse, keyed(kept)) if analyse else []
        if analyse and found:
            told.append(Releve(theme, analyse, found))
    return told


def in_words(claims: Iterable[Allegation], series: Mapping[str, SerieLue]) -> list[str]:
    """Each claim as a sentence: "Médiations, Valmont : hausse de 2023 à 2024"."""
    told = []
    for claim in claims:
        serie = series.get(claim.serie)
        name = f"{serie.libelle}, {serie.perimetre.nom}" if serie else claim.serie
        span = f"de « {claim.de.libelle} » à « {claim.a.libelle} »"
        told.append(f"{name} : {claim.sens.label.lower()} {span}")
    return told


@dataclass(frozen=True)
class Cote:
    """A line of one text beside the line of the other; either may be missing."""

    gauche: str
    droite: str
    change: bool


def side_by_side(avant: str, apres: str) -> list[Cote]:
    """Two texts, line against line."""
    old, new = _lines(avant), _lines(apres)
    told = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for rank in range(max(b - a, d - c)):
            left = old[a + rank] if a + rank < b else ""
            right = new[c + rank] if c + rank < d else ""
            told.append(Cote(left, right, tag != "equal"))
    return told


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
