"""What the technical log must not keep: an address that opens a page by itself."""

import logging
import re
from collections.abc import Sequence


class SansJeton(logging.Filter):
    """Hide what follows these parts of an address: "/reponse/abc/" becomes "/reponse/…/"."""

    def __init__(self, apres: Sequence[str]) -> None:
        super().__init__()
        self._secret = re.compile(rf"({'|'.join(map(re.escape, apres))})[^/\s?]+")

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._secret.sub(r"\1…", record.getMessage()), ()
        return True
