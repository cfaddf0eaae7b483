"""The settings, read from the environment: where the data lies, which databases, where to listen."""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from floor.core.networks import INSIDE, INTERNET, SAME_MACHINE, Networks

ROOT = Path(__file__).resolve().parents[2]
# a clone keeps its data in itself, wherever it is called from; Floor as an installed package, in the current folder
HOME = (ROOT if (ROOT / "setup.cfg").exists() else Path()) / "var"
ADDRESS = re.compile(r"https?://[\w.-]+(:\d{1,5})?|https?://\[[0-9a-fA-F:.]+\](:\d{1,5})?")


@dataclass(frozen=True)
class Settings:
    """`home` holds the database, the secrets (mode 0600) and files; an empty `redis_url` means one process.

    With `tls` the server speaks https on `port`, and http on `http_port` to those who do not trust it yet. `url` is
    where devices reach it, with "/" at its end, if a proxy or a name server makes that another address. It connects to
    printers, webhooks and mail servers within those networks alone, and believes proxies within theirs about who asks.
    """

    home: Path
    database_url: str
    redis_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    tls: bool = False
    url: str = ""
    printer_networks: Networks = INSIDE
    webhook_networks: Networks = INTERNET
    mail_networks: Networks = INTERNET
    proxy_networks: Networks = SAME_MACHINE

    @classmethod
    def from_environment(cls) -> "Settings":
        home = Path(os.environ.get("FLOOR_HOME") or HOME).resolve()
        port = os.environ.get("PORT") or "8000"
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise SystemExit(f"PORT must be a number from 1 to 65535, not {port!r}")
        settings = cls(
            home=home,
            database_url=os.environ.get("FLOOR_DATABASE_URL") or _sqlite(home / "floor.db"),
            redis_url=os.environ.get("FLOOR_REDIS_URL", ""),
            host=os.environ.get("HOST") or "127.0.0.1",
            port=int(port),
            tls=os.environ.get("FLOOR_TLS", "") not in ("", "0"),
            url=_url(os.environ.get("FLOOR_URL", "")),
            printer_networks=_networks("FLOOR_PRINTER_NETWORKS", cls.printer_networks),
            webhook_networks=_networks("FLOOR_WEBHOOK_NETWORKS", cls.webhook_networks),
            mail_networks=_networks("FLOOR_MAIL_NETWORKS", cls.mail_networks),
            proxy_networks=_networks("FLOOR_PROXY_NETWORKS", cls.proxy_networks),
        )
        if settings.tls and settings.http_port > 65535:
            raise SystemExit(f"with https PORT must be at most {65535 - 80}: http answers on PORT + 80")
        return settings

    @property
    def http_port(self) -> int:
        return 80 if self.port == 443 else self.port + 80

    def secret(self, name: str) -> bytes:
        """A random secret of this installation, made on first use and kept outside the database."""
        path = self.home / "secrets" / name
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:  # another process made it first
                return path.read_bytes()
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_hex(32).encode())
        return path.read_bytes()


def _sqlite(file: Path) -> str:
    """Whatever characters the path has: a ? in it is no question."""
    return URL.create("sqlite", database=str(file)).render_as_string()


def _url(said: str) -> str:
    if said and not ADDRESS.fullmatch(said.rstrip("/")):
        raise SystemExit(f"FLOOR_URL must be like https://floor.example:8443, not {said!r}")
    return f"{said.rstrip('/')}/" if said else ""


def _networks(name: str, otherwise: Networks) -> Networks:
    said = os.environ.get(name, "").strip()
    try:
        return Networks.read(said) if said else otherwise
    except ValueError as error:
        raise SystemExit(f"{name} must be like private 10.1.0.0/16, not {said!r}: {error}") from error
