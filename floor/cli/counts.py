"""`floor count-plan`."""

import click

from floor.cli.installation import installation
from floor.counting.plan import plan_counts


@click.command(name="count-plan")
def count_plan() -> None:
    """Make today's counts by plan, as the server does by itself each day."""
    with installation() as floor:
        bins = floor.do(lambda tx: [cycle.place.code for cycle in plan_counts(tx)])
        click.echo(f"{len(bins)} bins to count: {' '.join(bins)}")
