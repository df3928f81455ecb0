"""The code by which someone without an account follows a report: twelve figures, read aloud.

It is drawn from a key that stays in the sender's form, so that sending twice after a lost
connection gives the same report and the same code. Only its print is stored.
"""

import re
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

from quietude.socle.formats import INSECABLE

LONGUEUR = 12
_CODE, _EMPREINTE = "quietude.suivi.code", "quietude.suivi.empreinte"
_GROUPES = re.compile(r"\d{4}")


def new_key() -> str:
    """A secret of one sending."""
    return secrets.token_urlsafe(18)


def code_of(cle: str) -> str:
    """The code of this sending; nobody makes it without the secret of the site."""
    digest = salted_hmac(_CODE, cle, algorithm="sha256").hexdigest()
    return str(int(digest, 16) % 10**LONGUEUR).zfill(LONGUEUR)


def fingerprint(code: str, secret: str | None = None) -> str:
    """What is stored: neither read back nor tried out with a copy of the database alone."""
    return salted_hmac(_EMPREINTE, code, secret=secret, algorithm="sha256").hexdigest()


def fingerprints(code: str) -> list[str]:
    """Its prints under each secret of the settings, the current one first."""
    known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [fingerprint(code, secret) for secret in known]


def clean(typed: str) -> str:
    """The figures typed, however they are spaced; empty when it is no code."""
    figures = re.sub(r"[\s.\-]", "", typed)
    return figures if re.fullmatch(rf"[0-9]{{{LONGUEUR}}}", figures) else ""


def spoken(code: str) -> str:
    """1234 5678 9012, as it is printed and read aloud."""
    return INSECABLE.join(_GROUPES.findall(code))
