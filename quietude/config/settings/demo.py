"""The demonstration town, on this machine only."""

from quietude.config.settings.base import *  # noqa: F403 - settings inherit by star import
from quietude.config.settings.secrets import local_secret

DEMO = True
SECRET_KEY = local_secret()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Served straight from the packages: nothing to collect before a first look.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
