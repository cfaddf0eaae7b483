"""The small http server beside https: it helps devices to trust this server, and sends everything else on to https."""

import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

from waitress.server import create_server
from werkzeug.utils import redirect
from werkzeug.wrappers import Request

from floor.core.settings import Settings
from floor.server import addresses

HELP = "/certificate"
OPEN = (f"{HELP}/", "/static/")

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]

log = logging.getLogger(__name__)


def only_help(app: Wsgi, https_port: int) -> Wsgi:
    """`app` without anything that could be overheard: no sign-in, no scan, no page of the floor."""

    def call(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        if request.path == HELP or request.path.startswith(OPEN):
            return app(environ, start_response)
        if request.path == "/":
            return redirect(HELP, 307)(environ, start_response)
        secure = addresses.url(addresses.host_of(request.host_url), https_port, "https")
        return redirect(secure + request.url.removeprefix(request.host_url), 307)(environ, start_response)

    return call


class HttpRedirect:
    """That server, in threads of its own. Where its port is taken it says so, and https goes on."""

    def __init__(self, app: Wsgi, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.server: Any = None

    def start(self) -> None:
        host, port = self.settings.host, self.settings.http_port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            # a worker that takes over begins while the old one still listens
            listener = socket.create_server((host, port), family=family, reuse_port=True)
        except OSError as error:
            log.error("no http on port %s, where devices learn to trust this server: %s", port, error)
            return
        app = only_help(self.app, self.settings.port)
        self.server = create_server(app, sockets=[listener], threads=4, ident="")
        self.thread = threading.Thread(target=self.server.run, name="http redirect", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        if self.server is not None:
            # in its own thread: a socket that is closed under a waiting select is an error there. A thread that is
            # awake for another reason may have closed it before the trigger wakes it.
            with contextlib.suppress(OSError):
                self.server.trigger.pull_trigger(self.server.close)
            self.thread.join(1)  # no longer: a browser may keep its connection open for minutes
