"""National bases in Parquet, read and checked by DuckDB: the only package with its SQL.

Each accepted file is kept as `<sha256>.parquet`, one row for each place, year and quantity;
next to it, the sums by département and the quartiles by size of town drawn from it.
"""

from quietude.observatoire.entrepot.entree import Contenu, Indicateur, take_in
from quietude.observatoire.entrepot.moteur import (
    Fichiers,
    columns_of,
    draft,
    files_of,
    forget,
    keep,
)
from quietude.observatoire.entrepot.requetes import (
    Cellule,
    Changement,
    Quartiles,
    TotalDepartement,
    cells,
    changes,
    companions,
    quartiles,
    reading,
    span_of,
    totals,
    values_of,
)
from quietude.observatoire.entrepot.syntheses import sum_up

__all__ = [
    "Cellule",
    "Changement",
    "Contenu",
    "Fichiers",
    "Indicateur",
    "Quartiles",
    "TotalDepartement",
    "cells",
    "changes",
    "columns_of",
    "companions",
    "draft",
    "files_of",
    "forget",
    "keep",
    "quartiles",
    "reading",
    "span_of",
    "sum_up",
    "take_in",
    "totals",
    "values_of",
]
