"""A town's real server; `quietude serve` refuses to start if something here is unsafe."""

import os

from quietude.config.settings.base import *  # noqa: F403 - settings inherit by star import

# The front server that speaks HTTPS adds the visitor's address: without it, one limit of tries
# would be shared by the whole town.
ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_SSL_REDIRECT = os.environ.get("QUIETUDE_HTTPS_REDIRECT", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REDIRECT_EXEMPT = [r"^sante$"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
