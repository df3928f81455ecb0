"""A town that follows its own figures, and a data folder of its own."""

from pathlib import Path
from typing import Any

import pytest

from quietude.territoire.models import Commune


@pytest.fixture
def depot(systeme: None, nomenclatures: None, settings: Any, tmp_path: Path) -> Path:
    """Where Parquet files go in this test."""
    settings.DATA_DIR = tmp_path / "donnees"
    return tmp_path / "donnees" / "observatoire"


@pytest.fixture
def istres(depot: Path) -> Commune:
    return Commune.objects.create(insee="13047", nom="Istres")
