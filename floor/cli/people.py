"""`floor person …` and `floor token …`: who and what may use this installation."""

import click

from floor.cli.installation import installation
from floor.core.languages import DEFAULT, LANGUAGES
from floor.people import setup as people_setup
from floor.people.pins import hash_pin, random_pin
from models.people import ROLES, SCOPES


@click.group()
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


@click.group()
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
