"""The WSGI application that the web server loads."""

import multiprocessing
import os
import threading

from django.core.wsgi import get_wsgi_application


def _end_with_parent() -> None:
    """A killed server leaves no process holding its port."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quietude.config.settings.production")
threading.Thread(target=_end_with_parent, name="quietude-parent", daemon=True).start()

application = get_wsgi_application()
