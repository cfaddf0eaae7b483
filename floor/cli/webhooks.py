"""`floor webhook …`: addresses that hear of every event."""

import click

from floor.cli.installation import installation
from floor.core.seals import seal_of
from floor.integration import webhooks


@click.group()
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
