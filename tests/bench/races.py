"""1,000 races of two processes for the last unit, on each kind of database: one winner each, never below zero."""

import time
from collections.abc import Iterator
from pathlib import Path

from floor.core import migrate
from floor.core.database import Database
from tests import services
from tests.bench.parts import Row
from tests.races import race

RACES = 1000


def last_unit(folder: Path) -> Iterator[Row]:
    yield from _on("SQLite", f"sqlite:///{folder / 'races.db'}")
    with services.postgres(durable=True) as server, services.postgres_database(server, "races") as url:
        yield from _on("PostgreSQL", url)


def _on(name: str, url: str) -> Iterator[Row]:
    database = Database(url)
    migrate.upgrade(database.engine)
    database.close()
    start = time.monotonic()
    outcome = race(url, RACES)
    won_once = outcome.winners.count(1)
    yield Row(
        f"{RACES} races for the last unit, {name}: won by one", f"{won_once}", f"{RACES}", won_once == RACES
    )
    wrong = len(outcome.failures) + len(outcome.check)
    yield Row("  failures, and findings of floor check", f"{wrong}", "0", not wrong)
    yield Row("  seconds", f"{time.monotonic() - start:.0f}")
