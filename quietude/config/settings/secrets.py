"""A secret drawn once per machine, for the demonstration."""

import os
import secrets

from quietude.config.database import DATA


def local_secret() -> str:
    """Read or draw the key kept in the data directory, readable by its owner alone."""
    file = DATA / "cle-secrete"
    if not file.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(50))
    return file.read_text()
