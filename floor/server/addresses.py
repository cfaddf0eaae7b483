"""Under which address people find this server, and how a phone gets there."""

import errno
import ipaddress
import socket
from contextlib import closing
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Request

from floor.core.http_line import HttpLine
from floor.core.networks import ANYWHERE
from floor.core.settings import ADDRESS, Settings
from floor.core.symbols import qr_terminal

TRY_SECONDS, MOST_PAGE = 2.0, 65_536  # bytes
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  these are compared, not listened on


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def url(host: str, port: int, scheme: str = "http") -> str:
    return f"{scheme}://[{host}]:{port}/" if ":" in host else f"{scheme}://{host}:{port}/"


def local(settings: Settings) -> str:
    """Where the server answers: of all interfaces, the address that other devices reach."""
    return url(_host(settings), settings.port, "https" if settings.tls else "http")


def http_address(settings: Settings) -> str:
    """Where a server with https answers those who do not trust it yet."""
    return url(_host(settings), settings.http_port)


def _host(settings: Settings) -> str:
    return lan_address() if settings.host in EVERYWHERE else settings.host


def check_free(settings: Settings) -> None:
    """Raises RuntimeError where we cannot listen, saying what else to choose."""
    for port in (settings.port, settings.http_port) if settings.tls else (settings.port,):
        try:
            family, kind, protocol, _name, address = socket.getaddrinfo(
                settings.host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            raise RuntimeError(_cannot_listen(settings, port, error)) from error


def _cannot_listen(settings: Settings, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"another program has port {port} on {settings.host}; choose another, such as PORT={port % 60000 + 1}"
    if error.errno == errno.EACCES:
        return f"only root may listen on port {port}; choose another, such as PORT=8000"
    return f"HOST={settings.host} is no address of this computer; choose 127.0.0.1, or 0.0.0.0 for all it has"


def asked_under(settings: Settings, request: Request) -> str:
    """Under which address people reach this server: what `FLOOR_URL` says, else where the browser says that its page
    is from, which no proxy changes, else what the request was sent to."""
    if settings.url:
        return settings.url
    origin = request.headers.get("Origin", "")
    return f"{origin}/" if ADDRESS.fullmatch(origin) else request.host_url


def answers(address: str) -> bool:
    """Whether a page of Floor is there. Who vouches for its certificate is another question."""
    try:
        with closing(HttpLine(address, ANYWHERE, TRY_SECONDS, TRY_SECONDS, trusting=True)) as line:
            status, page = line.ask("GET", MOST_PAGE)
    except OSError:
        return False
    return status == HTTPStatus.OK and b"Floor" in page


def pair_page(settings: Settings, asked: str) -> str:
    """Where a new device types its code. `asked` is the address under which the supervisor reached this server: the
    device can reach it, too, unless that is the server's own computer."""
    if settings.url:
        return f"{settings.url}pair"
    return f"{local(settings) if is_loopback(host_of(asked)) else asked}pair"


def pairing_address(settings: Settings, asked: str, code: str) -> str:
    """What the QR code of a new device says. The code is behind #, which is never sent.

    With https of our own it goes by the page that makes the device trust us, and at once on where it does.
    """
    there = pair_page(settings, asked)
    if settings.tls and not settings.url:
        there = f"{url(host_of(there), settings.http_port)}certificate"
    return f"{there}#{code}"


def host_of(address: str) -> str:
    return urlsplit(address).hostname or ""


def lan_address() -> str:
    """This machine's address on its network; nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address reserved for documentation
        except OSError:  # no network at all
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address


def invitation(settings: Settings) -> str:
    """The address with a QR code for a phone, or how to let phones in."""
    if settings.url:
        return f"Address: {settings.url}\n{qr_terminal(settings.url)}"
    address = local(settings)
    if is_loopback(settings.host):
        return f"Address: {address}\nOnly this computer can reach it. For phones: start it with HOST=0.0.0.0"
    return f"Address: {address}\n{qr_terminal(http_address(settings) if settings.tls else address)}"
