"""`floor load`: a folder of CSV files."""

import sys
import time
from pathlib import Path

import click

from floor.cli.installation import installation
from floor.core.languages import DEFAULT
from floor.core.messages import text
from floor.integration.imports import FileReport, load_folder


@click.command()
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
