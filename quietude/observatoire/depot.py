"""Files handed in, waiting to be imported: written to disk as they arrive, never in memory."""

import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

EXTENSIONS = (".csv", ".csv.gz", ".parquet", ".xlsx")
_MEGAOCTET = 1_000_000
_GARDE = 7 * 24 * 3600  # seconds that a file nobody imported is kept


def taille_max() -> int:
    """How many bytes a file may have."""
    return int(getattr(settings, "OBSERVATOIRE_TAILLE_MAX", 200 * _MEGAOCTET))


def folder() -> Path:
    """Where files wait; made when missing, closed to other accounts of the machine."""
    place = Path(settings.DATA_DIR) / "depot"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def extension_of(name: str) -> str:
    """ ".csv.gz" of "base.csv.gz"; empty when it is not one that can be imported."""
    lowered = name.lower()
    found = [ending for ending in EXTENSIONS if lowered.endswith(ending)]
    return max(found, key=len, default="")


def path_of(name: str) -> Path:
    """The waiting file of this name; never one outside the folder."""
    return folder() / Path(name).name


def is_waiting(name: str) -> bool:
    return bool(name) and path_of(name).is_file()


def remove(name: str) -> None:
    """Delete a waiting file."""
    if name:
        path_of(name).unlink(missing_ok=True)


def sweep(now: float | None = None) -> None:
    """Delete what has been waiting for a week."""
    limit = (now or time.time()) - _GARDE
    for path in folder().iterdir():
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


class FichierDepose(UploadedFile):  # type: ignore[type-arg]  # not generic at run time
    """A file that waits under `cle`; `trop_gros` when it was dropped on the way."""

    def __init__(self, cle: str, name: str, size: int, trop_gros: bool) -> None:
        super().__init__(None, name, size=size)
        self.cle = cle
        self.trop_gros = trop_gros

    def abandon(self) -> None:
        """The form is refused: nothing waits."""
        remove(self.cle)


class DepotHandler(FileUploadHandler):
    """Writes each file of a request to the folder, and stops at the size limit."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.cle = f"{uuid4().hex}{extension_of(self.file_name or '')}"
        self.size = 0
        # Closed in file_complete, or by upload_interrupted.
        self.file = path_of(self.cle).open("wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size <= taille_max():
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> FichierDepose:
        self.file.close()
        too_big = self.size > taille_max()
        if too_big:
            remove(self.cle)
        return FichierDepose(self.cle, self.file_name or "", self.size, too_big)

    def upload_interrupted(self) -> None:
        """The connection was cut: nothing is kept."""
        if hasattr(self, "file"):
            self.file.close()
            remove(self.cle)
