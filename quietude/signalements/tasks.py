"""Background work of the reports, run by the worker that `quietude serve` carries."""

from procrastinate.contrib.django import app

from quietude.signalements.actions.appelant import erase_expired


@app.periodic(cron="40 3 * * *")  # type: ignore[untyped-decorator]  # not typed
@app.task(name="signalements.effacer", queue="signalements")  # type: ignore[untyped-decorator]
def effacer(timestamp: int) -> None:
    """Erase contact details due, calls left unfinished, what rejected sendings said."""
    erase_expired(actor=None)
