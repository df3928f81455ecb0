"""The national base, by the product and by pandas, each alone in its process."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.national import make_national_file
from quietude.config.database import DATA

INSEE = "13047"
_ECART = 0.01  # rates are printed with two decimals


def run(module: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{module} a échoué :\n{done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def agree(ours: dict[str, Any], theirs: dict[str, Any]) -> int:
    """How many figures both give alike; stops at the first that differs."""
    same = 0
    for level, figures in ours.items():
        for name, value in figures.items():
            other = theirs[level].get(name)
            gap = None if value is None or other is None else abs(value - other)
            alike = value == other if gap is None else gap <= max(_ECART, abs(value) * 1e-4)
            if not alike:
                raise SystemExit(f"désaccord : {level}, {name} : {value} et {other}")
            same += 1
    return same


def compare_with_pandas(console: Console, database: str) -> None:
    """Import 5.2 million rows and compare one town, both ways; print the ratios."""
    path = make_national_file(Path(DATA) / "bench")
    ours = run("bench.import_national", str(path), INSEE, database)
    theirs = run("bench.pandas_temoin", str(path), INSEE)
    same = agree(ours["resultat"], theirs["resultat"])
    size = path.stat().st_size / 1e6
    table = Table(title=f"Base nationale synthétique : {size:.0f} Mo, {path.name}")
    for column in ("", "Quiétude (DuckDB)", "pandas", "Rapport"):
        table.add_column(column, justify="left" if not column else "right")
    for label, key, unit in (("temps", "secondes", "s"), ("mémoire", "memoire", "Mo")):
        a, b = ours[key], theirs[key]
        table.add_row(label, f"{a:.1f} {unit}", f"{b:.1f} {unit}", f"{b / a:.1f}")
    console.print(table)
    console.print(
        f"Quiétude vérifie chaque ligne, garde le Parquet, prépare PostgreSQL ; pandas lit et "
        f"calcule. {same} chiffres comparés, tous égaux. Comparer une commune ensuite : "
        f"{ours['comparaison'] * 1000:.0f} ms."
    )
