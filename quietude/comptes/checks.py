"""What must hold before serving a town: `quietude serve` refuses to start otherwise.

Each message names the setting and says what to do. Tag: "production", deployment only.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

TAG = "production"
CLE_MIN = 50
_SANS_ENVOI = ("console", "locmem", "dummy", "filebased")

ROLES = """
SELECT session_user, current_user,
       bool_or(r.rolsuper), bool_or(r.rolbypassrls), bool_or(r.rolcreaterole),
       has_schema_privilege(session_user, 'public', 'CREATE'),
       (SELECT count(*) FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
           AND pg_has_role(session_user, c.relowner, 'MEMBER'))
  FROM pg_roles r WHERE pg_has_role(session_user, r.oid, 'MEMBER')
"""


def _erreur(code: str, message: str, conseil: str) -> CheckMessage:
    return Error(message, hint=conseil, id=f"quietude.{code}")


def _avis(code: str, message: str, conseil: str) -> CheckMessage:
    return Warning(message, hint=conseil, id=f"quietude.{code}")


def production(
    check: Callable[[], Iterator[CheckMessage]],
) -> Callable[..., list[CheckMessage]]:
    """Register a generator of messages as a deployment check."""

    def run(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
        return list(check())

    run.__doc__ = check.__doc__
    register(run, TAG, deploy=True)
    return run


@production
def check_secret() -> Iterator[CheckMessage]:
    """A secret key, long and drawn at random."""
    conseil = (
        "Tirez-en une avec : python3 -c 'import secrets; print(secrets.token_urlsafe(50))' "
        "et donnez-la au service dans la variable QUIETUDE_SECRET_KEY."
    )
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = ""
    if not key:
        yield _erreur("cle-absente", "SECRET_KEY est vide.", conseil)
    elif len(key) < CLE_MIN or len(set(key)) < 10 or key.startswith("django-insecure-"):
        yield _erreur(
            "cle-faible", f"SECRET_KEY compte moins de {CLE_MIN} signes au hasard.", conseil
        )


@production
def check_modes() -> Iterator[CheckMessage]:
    """Neither the debug pages nor the demonstration in front of a town."""
    if settings.DEBUG:
        yield _erreur(
            "debug",
            "DEBUG est activé : une erreur montrerait le code et les données.",
            "Servez avec DJANGO_SETTINGS_MODULE=quietude.config.settings.production.",
        )
    if settings.DEMO:
        yield _erreur(
            "demo",
            "DEMO est activé : les comptes de démonstration ont un mot de passe commun.",
            "Servez avec DJANGO_SETTINGS_MODULE=quietude.config.settings.production.",
        )


@production
def check_hosts() -> Iterator[CheckMessage]:
    """The site's own names, and no other."""
    conseil = (
        "Donnez le nom du site dans QUIETUDE_HOSTS, par exemple "
        "QUIETUDE_HOSTS=quietude.ville.example (plusieurs noms : séparés par une espace)."
    )
    hosts = list(settings.ALLOWED_HOSTS)
    if not hosts:
        yield _erreur("hotes-vides", "ALLOWED_HOSTS est vide.", conseil)
    if "*" in hosts or any(host.startswith(".") for host in hosts):
        yield _erreur("hotes-larges", "ALLOWED_HOSTS accepte des noms inconnus.", conseil)


@production
def check_https() -> Iterator[CheckMessage]:
    """Cookies travel encrypted, and browsers are told to stay on HTTPS."""
    conseil = "Gardez la valeur de quietude.config.settings.production."
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"):
        if not getattr(settings, name):
            yield _erreur(f"cookie-{name.lower()}", f"{name} n'est pas activé.", conseil)
    if not settings.SECURE_SSL_REDIRECT:
        yield _avis(
            "redirection",
            "SECURE_SSL_REDIRECT n'est pas activé.",
            "Sans gravité si le serveur frontal redirige déjà vers HTTPS ; sinon ôtez "
            "QUIETUDE_HTTPS_REDIRECT=0.",
        )
    if not settings.SECURE_HSTS_SECONDS:
        yield _avis("hsts", "SECURE_HSTS_SECONDS vaut 0.", conseil)


@production
def check_email() -> Iterator[CheckMessage]:
    """Invitations and forgotten passwords leave by e-mail, and do leave."""
    kind = settings.EMAIL_BACKEND.split(".")[-2]
    if kind in _SANS_ENVOI:
        yield _erreur(
            "courriel",
            f"EMAIL_BACKEND n'envoie aucun courriel ({kind}).",
            "Donnez le serveur de la ville dans QUIETUDE_SMTP_HOST et gardez "
            "quietude.config.settings.production.",
        )
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        yield _avis(
            "expediteur",
            "DEFAULT_FROM_EMAIL est une adresse locale : les courriels seront refusés.",
            "Donnez l'adresse d'envoi dans QUIETUDE_FROM, par exemple "
            "QUIETUDE_FROM='Quiétude <quietude@ville.example>'.",
        )


@production
def check_database_roles() -> Iterator[CheckMessage]:
    """Pages run under a role that can neither change the tables nor see through walls."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(ROLES)
            login, role, superuser, bypass, create_role, ddl, owned = cursor.fetchone()
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT session_user")
            (owner,) = cursor.fetchone()
    except DatabaseError:
        yield _erreur(
            "base",
            "La base de données ne répond pas.",
            "Vérifiez DATABASE_URL et DATABASE_OWNER_URL, puis lancez « quietude setup ».",
        )
        return
    if login == owner:
        yield _erreur(
            "meme-identite",
            f"DATABASE_URL et DATABASE_OWNER_URL ouvrent la même identité (« {login} »).",
            "Créez une identité pour les pages, membre de quietude_app seulement, et donnez-la "
            "dans DATABASE_URL ; gardez celle du propriétaire dans DATABASE_OWNER_URL.",
        )
    yield from _powers(role, superuser, bypass, create_role, ddl, owned)


def _powers(
    role: str, superuser: bool, bypass: bool, create_role: bool, ddl: bool, owned: int
) -> Iterator[CheckMessage]:
    """What the pages' login could do, itself or through a role that it may take."""
    conseil = (
        "Donnez dans DATABASE_URL une identité sans privilège, membre de quietude_app "
        "seulement (voir docs/adr/0005-deux-roles-de-base-de-donnees.md)."
    )
    faults = [
        ("superutilisateur", superuser, "est superutilisateur"),
        ("murs", bypass, "contourne les règles de lecture (BYPASSRLS)"),
        ("roles", create_role, "peut créer des rôles (CREATEROLE)"),
        ("ddl", ddl, "peut créer des tables"),
        ("proprietaire", owned, "possède des tables"),
    ]
    for code, found, words in faults:
        if found:
            yield _erreur(
                code, f"DATABASE_URL : le rôle des pages (« {role} ») {words}.", conseil
            )
