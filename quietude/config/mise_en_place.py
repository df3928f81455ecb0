"""Make the database ready: roles, schema, cache table, rights. Repeatable."""

from django.core.management import call_command

from quietude.config import database
from quietude.observatoire.nomenclature import load_nomenclatures


def set_up(*, verbosity: int = 0) -> None:
    """Bring the database to the state that this version expects."""
    database.prepare_roles()
    call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
    call_command("createcachetable", database="owner", verbosity=verbosity)
    database.grant_runtime(database.owner_url())
    load_nomenclatures()
