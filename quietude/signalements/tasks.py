"""Background work of the reports, run by the worker that `quietude serve` carries."""

from django.conf import settings
from procrastinate.contrib.django import app

from quietude.signalements.actions.appelant import erase_expired
from quietude.signalements.actions.rappels import remind_everyone


@app.periodic(cron="40 3 * * *")  # type: ignore[untyped-decorator]  # not typed
@app.task(name="signalements.effacer", queue="signalements")  # type: ignore[untyped-decorator]
def effacer(timestamp: int) -> None:
    """Erase contact details due, calls left unfinished, what rejected sendings said."""
    erase_expired(actor=None)


@app.periodic(cron="30 5 * * 1-5")  # type: ignore[untyped-decorator]  # not typed
@app.task(name="signalements.rappeler", queue="signalements")  # type: ignore[untyped-decorator]
def rappeler(timestamp: int) -> None:
    """Recall by e-mail the tasks and reports that are late or soon due."""
    remind_everyone(base=settings.ADRESSE)
