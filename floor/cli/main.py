"""The command line: `floor …`. Each command but `check` first makes the database, or brings it up to date."""

from importlib import import_module
from typing import Final

import click

COMMANDS: Final = {
    "backup": (
        "backup.backup",
        "Keep the database and all files of this installation in FILE, beside a server at work.",
    ),
    "check": (
        "check.run_check",
        "Recompute every invariant; list what is off and exit with 1 if anything is.",
    ),
    "count-plan": (
        "counts.count_plan",
        "Make today's counts by plan, as the server does by itself each day.",
    ),
    "demo": (
        "demo.make_demo",
        "Make the demo warehouse in an empty database, and show its badges and PINs. Then: floor serve.",
    ),
    "init": ("serve.init", "Make the database, or bring it up to date."),
    "labels": ("labels.labels", "Make labels of a KIND for these CODES, as they are scanned or bare."),
    "load": ("load.load", "Load the CSV files of a folder: people, cartons, skus, locations, stock, orders."),
    "person": ("people.person", "People who work here."),
    "reader": ("readers.reader", "Radio readers at dock doors, in tunnels and at bins."),
    "restore": (
        "backup.restore",
        "Bring FILE, a backup, back into an empty FLOOR_HOME and, for PostgreSQL, an empty database.",
    ),
    "serve": ("serve.serve", "Start the server on HOST and PORT."),
    "token": ("people.token", "Programs that use the API."),
    "warehouse": (
        "warehouse.warehouse",
        "Show the settings of the warehouse, and change those that are given.",
    ),
    "webhook": ("webhooks.webhook", "Addresses that hear of every event."),
}
"""Where each is in this package, and what it does. A command is imported when it is asked for, as what all of them
stand on takes two seconds to load."""


class Commands(click.Group):
    """The commands of COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(".")
        command: click.Command = getattr(import_module(f"floor.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, does) for name, (_where, does) in sorted(COMMANDS.items())])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Runs a warehouse floor by scans.

    Settings come from FLOOR_HOME, FLOOR_DATABASE_URL, FLOOR_REDIS_URL, FLOOR_TLS, FLOOR_URL,
    FLOOR_PRINTER_NETWORKS, FLOOR_WEBHOOK_NETWORKS, FLOOR_MAIL_NETWORKS, FLOOR_PROXY_NETWORKS,
    HOST and PORT.
    """
