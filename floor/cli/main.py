"""The command line: `floor …`. Each command but `check` first makes the database, or brings it up to date."""

import os
import sys
import time
from importlib import import_module
from pathlib import Path

import click

from floor import invariants
from floor.cli.installation import installation, looking, tell_findings
from floor.core.languages import DEFAULT, LANGUAGES
from floor.core.messages import text
from floor.core.seals import seal_of
from floor.core.settings import Settings
from floor.demo import demo
from floor.integration import webhooks
from floor.integration.imports import FileReport, load_folder
from floor.people import setup as people_setup
from floor.people.pins import hash_pin, random_pin
from floor.server import addresses
from floor.server.tls import Certificates, mark, names_here, vouched
from floor.warehouse import setup
from models import Warehouse
from models.people import ROLES, SCOPES

WAREHOUSE = (
    "name", "timezone", "company_prefix", "weight_tolerance_g", "weight_tolerance_percent", "supervisor_pin_digits",
    "pack_list",
)  # fmt: skip
LATE = {
    "backup": "floor.cli.backup",
    "restore": "floor.cli.backup",
    "labels": "floor.cli.labels",
    "reader": "floor.cli.readers",
}


class Commands(click.Group):
    """The commands; those of LATE are imported when they are asked for, as making labels takes half a second to
    load."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *LATE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in LATE:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(LATE[cmd_name]), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Runs a warehouse floor by scans.

    Settings come from FLOOR_HOME, FLOOR_DATABASE_URL, FLOOR_REDIS_URL, FLOOR_TLS, FLOOR_URL,
    FLOOR_PRINTER_NETWORKS, FLOOR_WEBHOOK_NETWORKS, FLOOR_PROXY_NETWORKS, HOST and PORT.
    """


@main.command()
def init() -> None:
    """Make the database, or bring it up to date."""
    with installation() as floor:
        click.echo(f"ready: {floor.writer.database.engine.url.render_as_string()}")


@main.command()
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


@main.command(name="demo")
@click.option("--serve", "then_serve", is_flag=True, help="then start the server")
@click.pass_context
def make_demo(context: click.Context, then_serve: bool) -> None:
    """Make the demo warehouse in an empty database, and show its badges and PINs. Then: floor serve."""
    with installation() as floor:
        if then_serve:
            addresses.check_free(floor.settings)
        people = demo.make(floor.writer, floor.settings)
        click.echo(f"Demo warehouse for training. Badges and PINs ({demo.people_file(floor.settings)}):\n")
        click.echo(people)
        click.echo(addresses.invitation(floor.settings))
        click.echo(f"\n{demo.FIRST_STEPS}")
    if then_serve:
        context.invoke(serve, tls=False)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def load(folder: Path) -> None:
    """Load the CSV files of a folder: people, cartons, skus, locations, stock, orders."""
    progress = Progress()
    with installation() as floor:
        report = load_folder(floor.writer, folder, floor.settings.home, floor.pepper, progress)
    progress.end()
    for file in report.files:
        _say(file)
    if not report.files:
        click.echo(
            f"{folder}: no people, cartons, skus, locations, stock or orders .csv or .csv.gz here", err=True
        )
    for code in report.shared_barcodes:
        click.echo(
            f"skus: the barcode {code} names more than one SKU; a scan of it will be refused as ambiguous"
        )
    sums = [sum(getattr(file, what) for file in report.files) for what in ("loaded", "unchanged", "rejected")]
    click.echo("{} loaded, {} unchanged, {} rejected".format(*sums))
    sys.exit(report.exit_status)


class Progress:
    """Says how far a long load is: on a terminal in one line that changes, elsewhere now and then in a new one."""

    def __init__(self) -> None:
        self.terminal = sys.stderr.isatty()
        self.said = time.monotonic()

    def __call__(self, name: str, rows: int) -> None:
        words = f"{name}: {rows} rows" if rows else f"{name}: reading"
        if self.terminal:
            click.echo(f"\r\033[K{words}", err=True, nl=False)
        elif time.monotonic() > self.said + 5:
            self.said = time.monotonic()
            click.echo(words, err=True)

    def end(self) -> None:
        if self.terminal:
            click.echo("\r\033[K", err=True, nl=False)


def _say(file: FileReport) -> None:
    click.echo(f"{file.name}: {file.loaded} loaded, {file.unchanged} unchanged, {file.rejected} rejected")
    if file.unknown_columns:
        click.echo(
            f"{file.name}: ignored columns that Floor does not know: {', '.join(file.unknown_columns)}"
        )
    if file.unreadable:
        click.echo(f"{file.name}: {text(file.unreadable.code, DEFAULT, file.unreadable.params)}", err=True)
    if file.rejected_to:
        click.echo(f"{file.name}: the rejected rows are in {file.rejected_to}")


@main.group()
def person() -> None:
    """People who work here."""


@person.command(name="add")
@click.argument("badge")
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="may be given again"
)
@click.option("--language", default=DEFAULT, type=click.Choice(LANGUAGES), show_default=True)
@click.option("--pin", help="4 to 12 digits, or - to be asked for it; without it one is made and shown once")
def add_person(badge: str, name: str, roles: tuple[str, ...], language: str, pin: str | None) -> None:
    """Add somebody with a BADGE and a NAME."""
    if pin == "-":
        pin = click.prompt("PIN", hide_input=True, confirmation_prompt=True)
    chosen = pin or random_pin()
    with installation() as floor:
        hashed = hash_pin(chosen, floor.pepper)
        someone = floor.do(people_setup.add_person, badge, name, list(roles), language, chosen, hashed)
        click.echo(f"{someone.name}: badge BADGE-{someone.badge}, {' '.join(someone.roles)}")
        if pin is None:
            click.echo(f"PIN {chosen} (shown only now)")


@main.group()
def token() -> None:
    """Programs that use the API."""


@token.command(name="add")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES), help="may be given again"
)
def add_token(name: str, scopes: tuple[str, ...]) -> None:
    """Make an API token for a program. It is shown only now."""
    with installation() as floor:
        click.echo(floor.do(people_setup.add_token, name, list(scopes)))


@main.group()
def webhook() -> None:
    """Addresses that hear of every event."""


@webhook.command(name="add")
@click.argument("url")
def add_webhook(url: str) -> None:
    """Deliver events from now on to URL; prints the secret of their signatures."""
    with installation() as floor:
        seal = seal_of(floor.settings)
        click.echo(
            seal.open(floor.do(webhooks.add_webhook, url, floor.settings.webhook_networks, seal).secret)
        )


@webhook.command(name="remove")
@click.argument("url")
def remove_webhook(url: str) -> None:
    """Deliver nothing more to URL."""
    with installation() as floor:
        floor.do(webhooks.remove_webhook, url)


@main.command()
@click.option("--name")
@click.option(
    "--timezone", help="such as Europe/London: decides what is expired and when a carrier's cut-off is"
)
@click.option("--company-prefix", help="your GS1 company prefix, 4 to 12 digits: the SSCCs begin with it")
@click.option("--weight-tolerance-g", type=click.IntRange(0, 100_000))
@click.option("--weight-tolerance-percent", type=click.IntRange(0, 100))
@click.option(
    "--supervisor-pin-digits", type=click.IntRange(4, 12), help="at least, whenever a PIN of theirs is set"
)
@click.option("--pack-list/--blind", default=None, help="whether packers see what is still to be scanned")
def warehouse(**settings: str | int | bool | None) -> None:
    """Show the settings of the warehouse, and change those that are given."""
    with installation() as floor:
        changed: Warehouse = floor.do(setup.change_warehouse, **settings)
        for name in WAREHOUSE:
            click.echo(f"{name}: {getattr(changed, name)}")


@main.command(name="check")
def run_check() -> None:
    """Recompute every invariant; list what is off and exit with 1 if anything is.

    It only looks, also beside a server at work, and never brings a database up to date.
    """
    with looking() as session:
        findings, remarks = invariants.findings(session), invariants.remarks(session)
    for remark in remarks:
        click.echo(remark)
    tell_findings(findings)
