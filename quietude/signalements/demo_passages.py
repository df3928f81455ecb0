"""Fictional passages of mediators, 2015 and 2016, at the invented addresses of the reports.

The same call gives the same rows. No one is named, no place exists.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from random import Random
from typing import Any

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.signalements.enums import Affluence, ListePassage
from quietude.signalements.models import ChoixPassage, Passage, Signalement

DEBUT, FIN = date(2015, 1, 1), date(2016, 12, 31)
_ETE = (6, 7, 8)
# Kind -> weight, hours, what is done; a kind unknown to the pack is left out.
_NATURES: Mapping[str, tuple[int, tuple[int, ...], tuple[str, ...]]] = {
    "rien-a-signaler": (30, (10, 11, 14, 15, 17, 20), ("presence",)),
    "regroupement": (20, (17, 18, 20, 21, 22, 23), ("dialogue", "presence", "apaisement")),
    "nuisance-sonore": (12, (18, 20, 21, 22, 23), ("dialogue", "apaisement")),
    "tension": (6, (12, 16, 17, 19), ("apaisement", "mediation-proposee")),
    "conflit-usage": (8, (11, 14, 17, 18), ("dialogue", "mediation-proposee")),
    "degradation": (6, (9, 10, 14), ("service-prevenu",)),
    "demande-habitant": (10, (9, 10, 11, 14, 15, 16), ("orientation", "dialogue")),
    "presence-ecole": (8, (8, 11, 16), ("presence", "dialogue")),
}
_AFFLUENCE = {
    Affluence.PERSONNE: 20,
    Affluence.UNE: 18,
    Affluence.DEUX: 20,
    Affluence.TROIS: 24,
    Affluence.SIX: 12,
    Affluence.ONZE: 5,
    Affluence.VINGT: 1,
}
_Endroit = tuple[str, dict[str, str]]


def create_demo_passages() -> int:
    """Write the passages, unless the town already has some; how many."""
    words = {row.code: row for row in ChoixPassage.objects.filter(liste=ListePassage.NATURE)}
    places = _places()
    if Passage.objects.exists() or not places or not words.keys() & _NATURES.keys():
        return 0
    author = Utilisateur.objects.filter(role=Role.AGENT).order_by("pk").first()
    rows = list(_passages(words, places, author))
    with acting(None, "demo.passages"):
        Passage.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _places() -> list[_Endroit]:
    """Those that called, in a steady order, as often as they called."""
    rows = Signalement.objects.filter(jour__range=(DEBUT, FIN)).order_by("recu_le", "adresse")
    return list(rows.values_list("adresse", "secteurs"))


def _passages(
    words: Mapping[str, ChoixPassage], places: Sequence[_Endroit], author: Utilisateur | None
) -> Iterator[Passage]:
    draw = Random("passages")  # noqa: S311 - a demonstration, not a secret
    done = set(
        ChoixPassage.objects.filter(liste=ListePassage.GESTE).values_list("code", flat=True)
    )
    kinds = [code for code in _NATURES if code in words]
    weights = [_NATURES[code][0] for code in kinds]
    for rank in range((FIN - DEBUT).days + 1):
        day = DEBUT + timedelta(days=rank)
        for _ in range(_rounds(day, draw)):
            code = draw.choices(kinds, weights)[0]
            yield _passage(day, words[code], draw.choice(places), author, done, draw)


def _rounds(day: date, draw: Random) -> int:
    """None on Sundays; more in summer, when people live outside."""
    if day.weekday() == 6:
        return 0
    return draw.randint(3, 7) if day.month in _ETE else draw.randint(1, 5)


def _passage(
    day: date,
    nature: ChoixPassage,
    place: _Endroit,
    author: Utilisateur | None,
    done: set[str],
    draw: Random,
) -> Passage:
    _weight, hours, gestures = _NATURES[nature.code]
    met: Any = draw.choices(list(_AFFLUENCE), list(_AFFLUENCE.values()))[0]
    chosen = draw.sample(gestures, draw.randint(1, len(gestures)))
    return Passage(
        jour=day,
        heure=time(draw.choice(hours), draw.choice((0, 10, 20, 30, 40, 50))),
        nature=nature,
        gestes=sorted(done & set(chosen)),
        affluence=met,
        adresse=place[0],
        secteurs=place[1],
        auteur=author,
    )
