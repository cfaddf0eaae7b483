"""The installation that a command of the command line works on."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from floor.core import migrate
from floor.core.database import Database, only_looking
from floor.core.languages import DEFAULT
from floor.core.messages import text
from floor.core.seals import SEALED, seal_all, seal_of
from floor.core.settings import Settings
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.warehouse import setup
from models import Refused
from models.base import table_of


@dataclass(frozen=True)
class Installation:
    """The installation that a command works on."""

    settings: Settings
    writer: Writer

    @property
    def pepper(self) -> bytes:
        return self.settings.secret("pin-pepper")

    def do(self, usecase: Any, *args: Any, **kwargs: Any) -> Any:
        return self.writer.perform(SYSTEM, usecase, *args, **kwargs)


@contextmanager
def looking() -> Iterator[Session]:
    """The database of the installation that the environment names, as it is: nothing is made, brought up to date or
    written; what goes wrong is told in a sentence."""
    with told(), only_looking(Settings.from_environment().database_url) as session:
        if said := migrate.behind(session):
            raise click.ClickException(said)
        yield session


@contextmanager
def installation() -> Iterator[Installation]:
    """Opens the installation that the environment names; what goes wrong is told in a sentence."""
    settings = Settings.from_environment()
    with told():
        _make_home(settings.home)
        database = Database(settings.database_url)
        try:
            migrate.upgrade(database.engine)
            writer = Writer(database)
            writer.perform(SYSTEM, setup.set_up)
            if writer.perform(SYSTEM, seal_all, seal_of(settings)):
                database.wipe(*(table_of(table) for table in SEALED))
            yield Installation(settings, writer)
        finally:
            database.close()


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong is told in a sentence."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException(text(refused.code, DEFAULT, refused.params)) from refused
    except OperationalError as error:
        raise click.ClickException(f"the database cannot be used: {error.orig}") from error
    except (OSError, RuntimeError) as error:
        raise click.ClickException(str(error)) from error


def _make_home(home: Path) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        home.chmod(0o700)  # also one that was there before
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        why = f"nothing can be kept in {home}: {error.strerror}"
        raise click.ClickException(f"{why}; choose another folder with FLOOR_HOME") from error


def tell_findings(findings: Sequence[str], also: str = "") -> None:
    """Prints what `floor check` found, a line each, and ends with 1; or that there is nothing. `also`: what to think of
    it."""
    for finding in findings:
        click.echo(finding)
    if findings:
        click.echo(f"{len(findings)} findings{also}", err=True)
        sys.exit(1)
    click.echo("everything adds up")
