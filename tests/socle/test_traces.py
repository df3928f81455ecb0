"""The technical log keeps no address that opens a page by itself."""

import io
import logging
import logging.config
from typing import Any

import pytest
from django.conf import settings

JETON = "381A6YP0LgoqMY6DLRD_WH-6Gcw"


@pytest.mark.parametrize(
    "path",
    [
        f"/signaler/reponse/{JETON}/",
        f"/comptes/invitation/{JETON}/",
        f"/compte/mot-de-passe/cle/1-{JETON}/",
    ],
)
def test_a_refused_link_is_logged_without_its_token(path: str) -> None:
    logs: Any = settings.LOGGING
    assert logs["handlers"]["console"]["filters"] == ["sans_jeton"]
    options = dict(logs["filters"]["sans_jeton"])
    kind = logging.config.DictConfigurator({"version": 1}).resolve(options.pop("()"))
    printed = io.StringIO()
    stream = logging.StreamHandler(printed)
    stream.addFilter(kind(**options))
    logger = logging.Logger("essai")
    logger.addHandler(stream)
    logger.warning("%s: %s", "Too Many Requests", path)
    logger.warning("Not Found: /signalements/12/")
    said = printed.getvalue()
    assert JETON not in said
    assert "Too Many Requests: " in said and "/signalements/12/" in said
