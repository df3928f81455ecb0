"""Settings shared by all; secrets and addresses come from the environment."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from quietude.config.database import DATA, databases

PACKAGE = Path(__file__).resolve().parents[2]
DATA_DIR = DATA

DEBUG = False
DEMO = False
SECRET_KEY = os.environ.get("QUIETUDE_SECRET_KEY", "")
SECRET_KEY_FALLBACKS = os.environ.get("QUIETUDE_SECRET_KEY_FALLBACKS", "").split()
ALLOWED_HOSTS = os.environ.get("QUIETUDE_HOSTS", "").split()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]
# Where the site is read, for what is written without a page being asked.
ADRESSE = os.environ.get("QUIETUDE_ADRESSE") or next(
    iter(CSRF_TRUSTED_ORIGINS), "http://localhost:8000"
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_cotton",
    "django_htmx",
    "pgtrigger",
    "procrastinate.contrib.django",
    "quietude.comptes",  # before allauth: rewrites its pages
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "js_lib_bootstrap5",
    "js_lib_leaflet",
    "quietude.config",
    "quietude.socle",
    "quietude.journal",
    "quietude.territoire",
    "quietude.partenaires",
    "quietude.documents",
    "quietude.indicateurs",
    "quietude.observatoire",
    "quietude.strategie",
    "quietude.instances",
    "quietude.registres",
    "quietude.signalements",
    "quietude.evaluation",
    "quietude.portail",
    "quietude.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "quietude.comptes.middleware.JournalDesComptes",
]

ROOT_URLCONF = "quietude.config.urls"
WSGI_APPLICATION = "quietude.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "quietude.socle.menu.context",
                "csp.context_processors.nonce",
            ],
            "builtins": ["quietude.socle.templatetags.quietude"],
        },
    }
]

DATABASES = databases()
DATABASE_ROUTERS = ["quietude.config.routers.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Three hundred entries by default: a flood would push out what counts it.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Each process keeps its own figures; their key says which state of the data they are of.
    "indicateurs": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "indicateurs",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "quietude.comptes.adapter.Adapter"
ACCOUNT_FORMS = {
    name: f"quietude.comptes.formulaires_connexion.{form}"
    for name, form in [
        ("login", "ConnexionForm"),
        ("reset_password", "OubliForm"),
        ("reset_password_from_key", "NouveauMotDePasseForm"),
        ("change_password", "ChangementForm"),
        ("reauthenticate", "ConfirmationForm"),
    ]
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "quietude.comptes.adapter.MFAAdapter"
MFA_FORMS = {
    name: f"quietude.comptes.formulaires_connexion.{form}"
    for name, form in [
        ("authenticate", "CodeForm"),
        ("reauthenticate", "CodeConfirmationForm"),
        ("activate_totp", "ActivationForm"),
    ]
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Quiétude"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # figures for people go through |nombre; keys stay keys

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("QUIETUDE_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("QUIETUDE_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("QUIETUDE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("QUIETUDE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("QUIETUDE_SMTP_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("QUIETUDE_FROM", "Quiétude <quietude@localhost>")

# Whom a resident writes to about personal data: an address or a telephone number.
QUIETUDE_DPO = os.environ.get("QUIETUDE_DPO", "")

# The jurisdiction_id of Open311, such as "ville.fr"; empty: whatever is asked is served.
QUIETUDE_JURIDICTION = os.environ.get("QUIETUDE_JURIDICTION", "")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
CSRF_FAILURE_VIEW = "quietude.socle.views.csrf_refused"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# No e-mail address, no query string, no form value, no link that opens a page is ever logged.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "sans_jeton": {
            "()": "quietude.socle.traces.SansJeton",
            "apres": ["/reponse/", "/invitation/", "/mot-de-passe/cle/"],
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["sans_jeton"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Scanners and probes that guess at names are refused, and are no news.
    "loggers": {"django.security.DisallowedHost": {"handlers": [], "propagate": False}},
}
