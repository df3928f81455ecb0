"""What an indicator may be bound to: whether a source exists, and its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quietude.evaluation.valeurs import problem_of
from quietude.indicateurs.mesures import Mesure, catalogue
from quietude.observatoire.models import Serie
from quietude.socle.texte import fold
from quietude.strategie.pack import PackSource

_VALEUR = "« {} » n’est pas une valeur de « {} »."
_SERIE = "La série « {} » n’existe pas."


@dataclass(frozen=True)
class Flot:
    """The measures of one stream, as they are chosen."""

    titre: str
    mesures: list[Mesure]


def fault_of(source: PackSource, recueil: str) -> str:
    """Why figures could not be read from there; empty when they could."""
    if source.serie:
        known = Serie.objects.filter(recueil__in=[recueil, ""], code=source.serie)
        return "" if known.exists() else _SERIE.format(source.serie)
    if not source.mesure:
        return ""
    known_measures = catalogue()
    return problem_of(source, known_measures) or _unknown_value(source, known_measures)


def _unknown_value(source: PackSource, known: Mapping[str, Mesure]) -> str:
    asked = [(source.mesure, source.filtres)]
    if source.rapport:
        asked.append((source.rapport.mesure, source.rapport.filtres))
    for cle, filters in asked:
        for name, codes in filters.items():
            dimension = known[cle].flux.dimension(name)
            if dimension is None:
                continue
            values = {row.code for row in dimension.modalites()}
            wrong = next((code for code in codes if code not in values), None)
            if wrong is not None:
                return _VALEUR.format(wrong, dimension.libelle)
    return ""


def search(words: str) -> list[Flot]:
    """Measures whose name or stream says all these words, grouped by stream."""
    asked = fold(words).split()
    streams: dict[str, Flot] = {}
    for mesure in catalogue().values():
        text = fold(f"{mesure.flux.libelle} {mesure.libelle} {mesure.cle}")
        if all(word in text for word in asked):
            flot = streams.setdefault(mesure.flux.cle, Flot(mesure.flux.libelle, []))
            flot.mesures.append(mesure)
    return sorted(streams.values(), key=lambda flot: fold(flot.titre))


def search_series(words: str, recueil: str, at_most: int) -> Sequence[Serie]:
    """Series of the strategy's diagnosis, then the town's, whose name says all these words."""
    rows = Serie.objects.filter(recueil__in=[recueil, ""]).exclude(code="")
    for word in words.split():
        rows = rows.filter(libelle__unaccent__icontains=word)
    return list(rows.select_related("perimetre").order_by("-recueil", "libelle")[:at_most])
