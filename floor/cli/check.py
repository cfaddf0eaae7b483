"""`floor check`."""

import click

from floor import invariants
from floor.cli.installation import looking, tell_findings


@click.command(name="check")
def run_check() -> None:
    """Recompute every invariant; list what is off and exit with 1 if anything is.

    It only looks, also beside a server at work, and never brings a database up to date.
    """
    with looking() as session:
        findings, remarks = invariants.findings(session), invariants.remarks(session)
    for remark in remarks:
        click.echo(remark)
    tell_findings(findings)
