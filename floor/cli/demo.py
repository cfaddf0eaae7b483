"""`floor demo`: the demo warehouse."""

import click

from floor.cli.installation import installation
from floor.cli.serve import serve
from floor.demo import demo
from floor.server import addresses


@click.command(name="demo")
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
