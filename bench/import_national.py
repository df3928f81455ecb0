"""The national base through the product's own import, then one commune's comparison.

Run alone in its process: `python -m bench.import_national FILE 13047 DATABASE`, answers JSON.
"""

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "quietude.config.settings.test"

import django


def compare(insee: str) -> dict[str, Any]:
    """The latest year of each indicator, under the names that the witness uses."""
    from quietude.observatoire.imports.commune import lire_commune

    found = lire_commune(insee)
    result: dict[str, dict[str, float | None]] = {
        "commune": {}, "departement": {}, "france": {}, "mediane": {},
    }  # fmt: skip
    for row in found.chiffres if found else ():
        name = f"{row.annee} {row.grandeur.libelles[0]}"
        rate, size = row.commune.taux, row.taille
        result["commune"][name] = None if rate is None else round(float(rate), 4)
        if size is not None and size.mediane is not None:
            result["mediane"][name] = round(float(size.mediane), 4)
        for level, figure in (("departement", row.departement), ("france", row.france)):
            if figure is not None and figure.valeur is not None:
                result[level][name] = float(figure.valeur)
    return result


def main() -> None:
    django.setup()
    from django.conf import settings

    from quietude.observatoire.imports.importer import import_file
    from tests.base import use_database

    path = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder, use_database(sys.argv[3]):
        settings.DATA_DIR = Path(folder)
        start = time.perf_counter()
        import_file(actor=None, chemin=path, nom=path.name)
        imported = time.perf_counter()
        result = compare(sys.argv[2])
        done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer = {
        "secondes": done - start,
        "comparaison": done - imported,
        "memoire": peak,
        "resultat": result,
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
