"""Sentences that the report, the slides and the public page share."""

from collections.abc import Iterator

from quietude.evaluation.page_annuelle import PageAnnuelle
from quietude.socle.formats import INSECABLE, euros, nombre


def plural(count: int, one: str, many: str) -> str:
    """ "1 série", "12 séries"; none is "aucune série" or "aucun constat" by its own words."""
    return f"{nombre(count)} {one if abs(count) < 2 else many}"


def headlines(page: PageAnnuelle) -> Iterator[str]:
    """The year in a few lines: each a fact with its numbers."""
    yield _crime(page)
    states = ", ".join(f"{count} {name.lower()}" for name, count in page.etats)
    yield f"{plural(len(page.photo.fiches), 'action', 'actions')}{INSECABLE}: {states}."
    known, every = page.renseignes, len(page.indicateurs)
    if every:
        yield f"{known} indicateurs sur {every} ont une valeur entière."
    if page.retards:
        yield f"{plural(len(page.retards), 'étape', 'étapes')} en retard."
    yield _meetings(page)
    total = page.total
    if total.accorde is not None:
        yield f"{euros(total.accorde)} accordés par les financeurs."


def _crime(page: PageAnnuelle) -> str:
    rows = page.photo.delinquance
    if not rows:
        return "Aucun chiffre de délinquance n’est connu pour cette année."
    up, down = len(page.hausses), len(page.baisses)
    return (
        f"{plural(len(rows), 'série suivie', 'séries suivies')}{INSECABLE}: {up} en hausse, "
        f"{down} en baisse, {len(rows) - up - down} sans changement établi ou sans comparaison."
    )


def _meetings(page: PageAnnuelle) -> str:
    bodies = [row for row in page.photo.instances if row.attendues]
    kept = sum(row.tenues >= int(row.attendues) for row in bodies)
    held = plural(page.reunions, "réunion tenue", "réunions tenues")
    if not bodies:
        return f"{held}."
    told = plural(kept, "instance", "instances")
    return f"{held}{INSECABLE}; rythme tenu par {told} sur {len(bodies)}."
