"""Run the web server and the background worker together, until told to stop."""

import asyncio
import multiprocessing
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from granian import Granian
from granian.constants import Interfaces


@contextmanager
def background_worker() -> Iterator[None]:
    """Work through the queue in a thread: no second server to install or to watch."""
    loop = asyncio.new_event_loop()
    task: asyncio.Task[None] | None = None

    def run() -> None:
        nonlocal task
        asyncio.set_event_loop(loop)
        task = loop.create_task(_work())
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=run, name="quietude-travaux", daemon=True)
    thread.start()
    try:
        yield
    finally:
        if task is not None:
            loop.call_soon_threadsafe(task.cancel)
        thread.join(timeout=5)


async def _work() -> None:
    from procrastinate.contrib.django import app

    connector = app.connector.get_worker_connector()
    with app.replace_connector(connector) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(install_signal_handlers=False, concurrency=2)


def free_port(host: str, first: int, tries: int = 20) -> int:
    """The first port from `first` on that nobody listens on."""
    for port in range(first, first + tries):
        with socket.socket() as probe:
            if probe.connect_ex((host, port)) != 0:
                return port
    raise OSError(f"aucun port libre entre {first} et {first + tries - 1}")


def serve(host: str, port: int, workers: int) -> None:
    """Serve the site until SIGTERM or Ctrl-C."""
    # A forked copy would inherit the queue's connection while the worker thread holds it.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "quietude.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        workers_kill_timeout=5,
        log_access=False,
        websockets=False,
    )
    with background_worker():
        server.serve()
