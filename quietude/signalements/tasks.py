"""Background work of the reports, run by the worker that `quietude serve` carries."""

from procrastinate.contrib.django import app

from quietude.signalements.actions.appelant import erase_expired


@app.periodic(cron="40 3 * * *")  # each night, in UTC  # type: ignore[untyped-decorator]
@app.task(name="signalements.effacer", queue="signalements", pass_context=False)
def effacer(timestamp: int) -> None:
    """Erase contact details due, and calls left unfinished."""
    erase_expired(actor=None)
