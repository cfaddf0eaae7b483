"""The warehouse's settings on the command line."""

import click

from floor.cli.installation import installation
from floor.warehouse import setup
from models import Warehouse

WAREHOUSE = (
    "name", "timezone", "company_prefix", "weight_tolerance_g", "weight_tolerance_percent", "supervisor_pin_digits",
    "pack_list", "cover_days", "adjustment_units", "zero_check", "count_pass_units", "count_pass_value",
    "count_bins_a_day", "count_within_days",
)  # fmt: skip


@click.command()
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
@click.option(
    "--cover-days",
    type=click.IntRange(0, 366),
    help="how long stock should last, where a SKU has no min_units; 0: nobody minds",
)
@click.option(
    "--adjustment-units",
    type=click.IntRange(0, 1_000_000),
    help="a correction of more needs a second supervisor",
)
@click.option(
    "--zero-check/--no-zero-check", default=None, help="whether pickers are asked if an emptied bin is empty"
)
@click.option(
    "--count-pass-units", type=click.IntRange(0, 1_000_000), help="two equal counts may be so many units off"
)
@click.option(
    "--count-pass-value", type=click.IntRange(0, 1_000_000), help="and so much worth, in whole units"
)
@click.option("--count-bins-a-day", type=click.IntRange(0, 100_000), help="by plan, at least; 0 for no plan")
@click.option("--count-within-days", type=click.IntRange(1, 3660), help="each bin is counted in so many days")
def warehouse(**settings: str | int | bool | None) -> None:
    """Show the settings of the warehouse, and change those that are given."""
    with installation() as floor:
        changed: Warehouse = floor.do(setup.change_warehouse, **settings)
        for name in WAREHOUSE:
            click.echo(f"{name}: {getattr(changed, name)}")
