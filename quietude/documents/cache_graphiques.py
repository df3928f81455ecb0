"""Drawings kept by content under the data folder; without the folder, they are drawn again."""

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

GARDES = 500

logger = logging.getLogger(__name__)


def folder() -> Path:
    return Path(settings.DATA_DIR) / "graphiques"


def get(key: str, draw: Callable[[], bytes]) -> bytes:
    """What is kept under this key, else what `draw` gives, kept for the next reader."""
    path = folder() / key
    with suppress(OSError):
        if content := path.read_bytes():  # a power cut may leave an empty file
            os.utime(path)
            return content
    content = draw()
    try:
        _keep(path, content)
    except OSError as error:
        logger.warning("graphique non gardé : %s", error.strerror)
    return content


def _keep(path: Path, content: bytes) -> None:
    """Written aside then renamed: two processes at once leave one whole file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as aside:
        aside.write(content)
    Path(aside.name).replace(path)
    _prune(path.parent)


def _prune(place: Path) -> None:
    """Those that nobody asked for lately go first."""
    kept = [entry for entry in os.scandir(place) if entry.is_file()]
    if len(kept) <= GARDES:
        return
    for entry in sorted(kept, key=lambda entry: entry.stat().st_mtime)[: -GARDES * 4 // 5]:
        with suppress(OSError):
            os.unlink(entry.path)
