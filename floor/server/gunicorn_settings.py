"""gunicorn's settings: one process with many threads, as it holds SQLite's one write lock.

More processes, on PostgreSQL with Redis, are more servers like this one behind a proxy,
never more workers here: a socket must come back to the process that knows it.
"""

import gc
import resource
from typing import Any

from floor.core.settings import Settings
from floor.server import arrival
from floor.server.http_redirect import HttpRedirect
from floor.server.tls import Certificates

settings = Settings.from_environment()
host = f"[{settings.host}]" if ":" in settings.host else settings.host

bind = f"{host}:{settings.port}"
wsgi_app = "wsgi:app"
worker_class = "floor.server.worker.Worker"
workers = 1
# those who are being answered at the same time; nobody who listens, or sends slowly, holds one
threads = 64
worker_connections = 4096
limit_request_line = arrival.MOST_LINE
# a handheld scans every few seconds: it should not have to connect anew each time
keepalive = 75
# what is being answered when a restart is asked for; open sockets are closed at once
graceful_timeout = 5
control_socket_disable = True

if settings.tls:
    certificates = Certificates(settings.home, settings.host)
    certfile = keyfile = str(certificates.leaf_path)

    def ssl_context(_config: Any, _default: Any) -> Any:
        """Asked for each connection, so that a certificate that was renewed meanwhile is shown soon."""
        return certificates.shown()


# each connection is a file, of which a shell allows 1,024
_allowed, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
if _allowed < 2 * worker_connections:
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(2 * worker_connections, _most), _most))


def post_worker_init(worker: Any) -> None:
    """Says what sends the pages away, and beside https opens the http port that helps devices to trust it."""
    live = worker.wsgi.extensions["floor"].live
    worker.send_away, worker.websocket_of = live.close_all, live.speaker.websockets.of
    if settings.tls:
        worker.http_redirect = HttpRedirect(worker.wsgi, settings)
        worker.http_redirect.start()
    # what was imported stays for good: it need not be walked again and again under load
    gc.collect()
    gc.freeze()


def worker_exit(_server: Any, worker: Any) -> None:
    """Sends what was committed and lets the sockets go; without it their threads would hold the process up."""
    if worker.booted:
        if settings.tls:
            worker.http_redirect.stop()
        worker.wsgi.extensions["floor"].stop()
