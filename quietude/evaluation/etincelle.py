"""A sparkline: a few figures as a line of text height, told in words too."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from quietude.evaluation.mots import say
from quietude.indicateurs.mesures import Valeur
from quietude.socle.formats import INSECABLE
from quietude.socle.periodes import Periode

LARGEUR, HAUTEUR, MARGE = 96, 24, 3
_RAYON, _RAYON_DERNIER = "1.5", "2.5"
Place = tuple[str, str]


def draw_sparkline(valeurs: Mapping[Periode, Valeur]) -> SafeString:
    """From zero to the largest figure, a gap where none is known; nothing under two figures."""
    places = _places([value.nombre for value in valeurs.values()])
    known = [place for place in places if place]
    if len(known) < 2:
        return SafeString("")
    runs = [run for run in _runs(places) if len(run) > 1]
    lines = format_html_join(
        "", '<polyline points="{}"/>', ((" ".join(",".join(at) for at in run),) for run in runs)
    )
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}"/>',
        ((x, y, _RAYON_DERNIER if (x, y) == known[-1] else _RAYON) for x, y in known),
    )
    return format_html(
        '<svg class="eval-etincelle" role="img" aria-label="{}" width="{}" height="{}" '
        'viewBox="0 0 {} {}"><g fill="none" stroke="currentColor" stroke-width="1.5">{}</g>'
        '<g fill="currentColor">{}</g></svg>',
        _told(valeurs),
        *(str(size) for size in (LARGEUR, HAUTEUR, LARGEUR, HAUTEUR)),
        lines,
        dots,
    )


def _places(numbers: list[Decimal | None]) -> list[Place | None]:
    """Where each figure stands; text, lest a French comma slip into an attribute."""
    known = [number for number in numbers if number is not None]
    top, low = max([*known, Decimal(0)]), min([*known, Decimal(0)])
    step = Decimal(LARGEUR - 2 * MARGE) / max(len(numbers) - 1, 1)
    height = HAUTEUR - 2 * MARGE
    reach = (top - low) or Decimal(1)
    return [
        None
        if number is None
        else (f"{MARGE + rank * step:.1f}", f"{MARGE + height * (top - number) / reach:.1f}")
        for rank, number in enumerate(numbers)
    ]


def _runs(places: list[Place | None]) -> list[list[Place]]:
    """Figures that follow one another."""
    runs: list[list[Place]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return runs


def _told(valeurs: Mapping[Periode, Valeur]) -> str:
    return f"{INSECABLE}; ".join(
        f"{span.court}{INSECABLE}: {say(value)}" for span, value in valeurs.items()
    )
