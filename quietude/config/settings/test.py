"""Settings of the tests: as production, but quick and without network."""

from quietude.config.settings.base import *  # noqa: F403 - settings inherit by star import

DEMO = True  # the style guide is one of the pages under test
SECRET_KEY = "tests-seulement"  # noqa: S105 - no real secret
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES["default"] = {  # noqa: F405 - from the base settings
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
}
STATIC_ROOT = None  # nothing collected in tests
WHITENOISE_AUTOREFRESH = True
