"""`floor init` and `floor serve`."""

import os
import sys

import click

from floor.cli.installation import installation
from floor.core.settings import Settings
from floor.server import addresses
from floor.server.tls import Certificates, mark, names_here, vouched


@click.command()
def init() -> None:
    """Make the database, or bring it up to date."""
    with installation() as floor:
        click.echo(f"ready: {floor.writer.database.engine.url.render_as_string()}")


@click.command()
@click.option("--tls", is_flag=True, help="https, with certificates of its own making (as FLOOR_TLS=1)")
def serve(tls: bool) -> None:
    """Start the server on HOST and PORT."""
    if tls:
        os.environ["FLOOR_TLS"] = "1"
    with installation() as floor:
        settings = floor.settings
        addresses.check_free(settings)
        settings.secret("pin-pepper")
        click.echo(f"Floor: {addresses.local(settings)}")
        if settings.tls:
            _say_whom_to_trust(settings)
    sys.stdout.flush()
    server = [sys.executable, "-m", "gunicorn", "--config", "python:floor.server.gunicorn_settings"]
    os.execv(sys.executable, [*server, "--log-level", "warning"])  # noqa: S606


def _say_whom_to_trust(settings: Settings) -> None:
    certificates = Certificates(settings.home, settings.host)
    certificate = certificates.authority.certificate
    click.echo(f"Devices that do not trust it yet: {addresses.http_address(settings)}")
    click.echo(
        f"Its authority, until {certificate.not_valid_after_utc:%Y-%m-%d}: SHA-256 {mark(certificate)}"
    )
    strange = names_here(settings.host) - vouched(certificate, names_here(settings.host))
    if strange:
        click.echo(
            f"It may not vouch for {', '.join(sorted(map(str, strange)))}. To have a new one, which all devices"
            f" must then trust, move {certificates.leaf_path.parent} away.",
            err=True,
        )
