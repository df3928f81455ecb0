"""Background work of the observatory, run by `quietude procrastinate worker`."""

from procrastinate.contrib.django import app

from quietude.observatoire.actions.importations import TACHE
from quietude.observatoire.travaux import run_importation


@app.task(name=TACHE, queue="observatoire")  # type: ignore[untyped-decorator]  # not typed
def importer(importation_id: int) -> None:
    """Import one waiting file."""
    run_importation(importation_id)
