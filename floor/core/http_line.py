"""HTTP to an address that a person typed: within the networks that are allowed, to the address that was looked up, no
further than there, and with no more of the answer than is asked for."""

import ssl
from collections.abc import Mapping
from functools import cache
from http.client import HTTPConnection, HTTPException

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from floor.core.networks import Networks

PORTS = {"http": 80, "https": 443}


class HttpLine(HTTPConnection):
    """A connection to the host of `url`, opened when it is needed. A redirect is an answer like any other.

    `connect_seconds` and `read_seconds` are for the connection, and for each silence after that. With `trusting` nobody
    need vouch for a certificate.
    """

    def __init__(
        self, url: str, networks: Networks, connect_seconds: float, read_seconds: float, *, trusting: bool = False
    ) -> None:  # fmt: skip
        parts = parse_url(url)
        self.networks, self.connect_seconds, self.read_seconds = networks, connect_seconds, read_seconds
        self.target = parts.request_uri
        self.tls = _tls(trusting) if parts.scheme == "https" else None
        self.default_port = PORTS[parts.scheme or "http"]
        super().__init__((parts.host or "").strip("[]"), parts.port or self.default_port)

    def connect(self) -> None:
        line = self.networks.connect(self.host, self.port, self.connect_seconds)
        line.settimeout(self.read_seconds)
        self.sock = self.tls.wrap_socket(line, server_hostname=self.host) if self.tls else line

    def ask(
        self, method: str, most: int, headers: Mapping[str, str] = {}, body: bytes | None = None
    ) -> tuple[int, bytes]:
        """The status of the answer and its first bytes, `most` of them. What is longer is never read: the line ends.

        Raises OSError where there is no answer, whatever the reason.
        """
        try:
            self.request(method, self.target, body, headers)
            with self.getresponse() as answer:
                start = answer.read(most)
                if not answer.isclosed():
                    self.close()
            return answer.status, start
        except (HTTPException, ValueError) as error:
            self.close()
            raise ConnectionError(f"no answer that could be read: {type(error).__name__}") from error
        except OSError:
            self.close()
            raise


def host_of(url: str) -> str:
    """The host of an http or https address, "" of any other text."""
    try:
        parts = parse_url(url)
    except LocationParseError:
        return ""
    return (parts.host or "").strip("[]") if parts.scheme in PORTS and parts.port != 0 else ""


@cache
def _tls(trusting: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if trusting:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
