"""Background work of the documents, run by `quietude procrastinate worker`."""

from procrastinate.contrib.django import app

from quietude.documents.actions import TACHE
from quietude.documents.production import run_document


@app.task(name=TACHE, queue="documents")  # type: ignore[untyped-decorator]  # not typed
def produire(document_id: int) -> None:
    """Produce one document."""
    run_document(document_id)
