"""The real public figures that open the demonstration town's observatory."""

from collections.abc import Iterator
from pathlib import Path

from quietude.config.database import PROJECT
from quietude.journal.actions import acting
from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.imports.ecriture import ensure_places
from quietude.observatoire.imports.importer import import_file
from quietude.observatoire.imports.lignes import Lieu
from quietude.observatoire.models import Source

DONNEES = PROJECT / "donnees"
_VOISINES = (("13056", "Martigues"), ("13103", "Salon-de-Provence"))
# In the order in which the producers published them; the vintage, where the name is silent.
_FICHIERS = (
    ("populations_communes_2013_2023.csv.gz", ""),
    ("cambriolages_communes_2016_2021.csv.gz", "2021-2022-06-01"),
    ("donnee-dep-data.gouv-2022-geographie2022-produit-le2023-02-09.csv.gz", ""),
    ("donnee-dep-data.gouv-2022-geographie2023-produit-le2023-07-17.csv.gz", ""),
    ("communes_2024_reconstitue.csv.gz", "2025-2026-02-03"),
)
_ANNEES_4001 = range(2012, 2020)


def files() -> Iterator[tuple[Path, str]]:
    """Each file with its vintage, empty when the file says it."""
    for name, vintage in _FICHIERS:
        yield DONNEES / name, vintage
    for force in ("pn", "gn"):
        for year in _ANNEES_4001:
            yield DONNEES / f"services_{force}_{year}.csv.gz", ""


def import_public_figures() -> None:
    """Import the files that the database does not hold yet, beside two neighbouring towns."""
    known = set(Source.objects.values_list("fichier", flat=True))
    missing = [(path, vintage) for path, vintage in files() if path.name not in known]
    if not missing:
        return
    with acting(None, "demo"):
        places = ensure_places(
            Lieu(NiveauPerimetre.COMMUNE, code, name) for code, name in _VOISINES
        )
        for place in places.values():
            place.compare = True
            place.save()
    for path, vintage in missing:
        import_file(actor=None, chemin=path, nom=path.name, millesime=vintage)
