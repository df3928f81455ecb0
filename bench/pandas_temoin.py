"""The same comparison written with pandas, as a competent analyst would: the bench's peer.

Run alone in its process: `python -m bench.pandas_temoin FILE 13047`, answers JSON.
"""

import json
import re
import resource
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd

_COLONNES = [
    "annee", "indicateur", "unite_de_compte", "nombre", "taux_pour_mille", "est_diffuse",
    "insee_pop", "insee_log", "complement_info_taux",
]  # fmt: skip
_TEXTES = ("indicateur", "unite_de_compte", "est_diffuse")
_ARRONDISSEMENTS = re.compile(r"^(751|6938|132)\d+$")
_STRATES = [0, 500, 2000, 3500, 5000, 10000, 20000, 50000, 100000, 10**9]
_CAMBRIOLAGES = "Cambriolages de logement"
_RETENUES_MIN = 3  # fewer withheld communes than this, and a total would give them away


def read(path: Path) -> pd.DataFrame:
    """The whole base, with compact types."""
    code = pd.read_csv(path, sep=";", nrows=0).columns[0]
    types = dict.fromkeys((code, *_TEXTES), "category")
    frame = pd.read_csv(
        path, sep=";", decimal=",", na_values="NA", dtype=types, usecols=[code, *_COLONNES]
    )
    return frame.rename(columns={code: "code"})


def compare(frame: pd.DataFrame, insee: str) -> dict[str, Any]:
    """For each year and indicator: the town, its département, France, towns of its size."""
    codes = frame["code"].astype(str)
    whole = frame[~codes.str.match(_ARRONDISSEMENTS)].copy()
    whole["departement"] = whole["code"].astype(str).map(departement_of)
    whole["base"] = whole["insee_pop"].where(
        whole["indicateur"] != _CAMBRIOLAGES, whole["insee_log"]
    )
    keys = ["annee", "indicateur"]
    town = whole[whole["code"] == insee].set_index(keys)
    totals = departements(whole[whole["unite_de_compte"] != "Mis en cause"])
    ours = totals.xs(departement_of(insee), level="departement")
    france = totals.groupby(keys, observed=True)["total"].sum().round()
    size = pd.cut(whole["insee_pop"], _STRATES, right=False)
    stratum = size[whole["code"] == insee].iloc[-1]
    alike = whole[(size == stratum) & (whole["est_diffuse"] == "diff")]
    quartiles = alike.groupby(keys, observed=True)["taux_pour_mille"].quantile(
        [0.25, 0.5, 0.75]
    )
    return {
        "commune": _json(town["taux_pour_mille"]),
        "departement": _json(ours["nombre"]),
        "france": _json(france),
        "mediane": _json(quartiles.xs(0.5, level=2)),
    }


def departement_of(code: str) -> str:
    return code[:3] if code.startswith("97") else code[:2]


def departements(frame: pd.DataFrame) -> pd.DataFrame:
    """Published communes plus the producer's mean of the withheld ones."""
    withheld = frame["est_diffuse"] == "ndiff"
    frame = frame.assign(
        retenue=withheld,
        part=frame["nombre"].where(
            ~withheld, frame["base"] * frame["complement_info_taux"] / 1000
        ),
    )
    grouped = frame.groupby(["annee", "indicateur", "departement"], observed=True)
    totals = grouped.agg(total=("part", "sum"), retenues=("retenue", "sum"))
    hidden = totals["retenues"].between(1, _RETENUES_MIN - 1)
    return totals.assign(nombre=totals["total"].round().mask(hidden))


def _json(series: "pd.Series[Any]") -> dict[str, float | None]:
    return {
        " ".join(str(part) for part in key): None if pd.isna(value) else round(float(value), 4)
        for key, value in zip(series.index.tolist(), series.tolist(), strict=True)
    }


def main() -> None:
    start = time.perf_counter()
    result = compare(read(Path(sys.argv[1])), sys.argv[2])
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"secondes": seconds, "memoire": peak, "resultat": result}))


if __name__ == "__main__":
    main()
