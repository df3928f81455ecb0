"""Encryption at rest: a copy of the database alone does not give what is encrypted."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def cipher(usage: bytes) -> MultiFernet:
    """Keys made from the settings' secrets, the current one first, distinct for each `usage`.

    Losing the secret loses what was encrypted; its fallbacks still read.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(usage + force_bytes(secret)).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
