"""gunicorn's worker of threads, which ends without holding up the pages that listen."""

import threading
from collections.abc import Callable
from types import FrameType

from gunicorn.workers.gthread import ThreadWorker


class Worker(ThreadWorker):  # type: ignore[misc]
    """An open socket never ends by itself, and would hold up each restart for the whole of gunicorn's patience.

    `send_away` is what closes them all; gunicorn_settings.py sets it.
    """

    send_away: Callable[[], None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Asked to end: accepts nobody any more, then sends the pages away, which come back to the next server."""
        super().handle_exit(sig, frame)
        if self.send_away:  # in a thread of its own: this is a signal's handler, which may wait for nothing
            threading.Thread(target=self.send_away, daemon=True).start()
