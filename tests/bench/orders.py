"""The desk's list of orders with 1,000,000 of them, as years leave them: what one request costs the server, in CPU on
SQLite, which is part of it, and as time that passes on PostgreSQL, which is not."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from floor.app import create_app
from floor.core.database import Database
from floor.core.settings import Settings
from floor.web.access import SESSION_COOKIE
from models import Hold, Order, Person, SignIn, Warehouse
from models.base import fingerprint, now, table_of
from tests import services
from tests.bench.parts import Row, at_most
from tests.bench.stock import spent
from tests.conftest import create_tables

ORDERS, OPEN = 1_000_000, 5_000  # the newest are still here
CHANNELS = ("webshop", "market", "phone", "b2b", "store")
SERVICES = ("standard", "standard", "standard", "express", "freight")
NAMES = ("Ada Novak", "王小明", "陳美玲", "Jörg Weiß", "Zoë O'Neil", "Oleksandr Бондар")
HERE = ("held", "ready", "ready", "allocated", "waved", "picking", "picked", "packing", "packed", "staged")
GONE = (
    "handed_over", "in_transit", "delivered", "delivered", "delivered", "delivered", "cancelled", "returned",
)  # fmt: skip
SORTS = ("number", "channel", "priority", "ship_to", "status", "service", "due", "received")
FILTERS = (
    *(f"stage={each}" for each in ("late", "due", "held", "ready", "waiting", "picking", "delivered", "cancelled")),
    "priority=urgent", "priority=normal", "number=n-77", "number=N-777777", "number=N-", "number=nothing",
    "channel=mark", "service=express", "channel=b2b&service=freight&priority=urgent",
    "stage=held&channel=phone", "stage=delivered&service=freight&number=N-4", "stage=returned&priority=urgent",
)  # fmt: skip
LAST = 2000  # of the pages of 50 that a long list has


def listed(folder: Path) -> Iterator[Row]:
    yield from _of(folder, "SQLite", f"sqlite:///{folder / 'floor.db'}", "CPU ms", time.process_time)
    with services.postgres() as server, services.postgres_database(server, "orders") as url:
        yield from _of(folder, "PostgreSQL", url, "ms", time.perf_counter)


def _of(folder: Path, database: str, url: str, unit: str, clock: Callable[[], float]) -> Iterator[Row]:
    many_orders(url)
    app = create_app(Settings(home=folder, database_url=url))
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, "token")
    yield Row(f"{database}: {ORDERS} orders; {unit}", "")
    for what in ("", f"page={LAST}"):
        for sort in (way + each for each in SORTS for way in ("", "-")):
            path = f"sort={sort}&{what}"
            yield at_most(f"  {path}", spent(client, f"/desk/orders?{path}", clock), 100)
    for narrowed in FILTERS:
        spents = {sort: spent(client, f"/desk/orders?{narrowed}&sort={sort}", clock) for sort in SORTS}
        slowest = max(spents, key=spents.__getitem__)
        yield at_most(f"  {narrowed}, slowest by {slowest}", spents[slowest], 100)
    app.extensions["floor"].stop()


def many_orders(url: str) -> None:
    create_tables(url)
    database = Database(url)
    with database.writing() as session:
        session.add(Warehouse(name="After years"))
        boss = Person(badge="1", name="Ada", pin_hash="", roles=["supervisor"])
        session.add(SignIn(token_hash=fingerprint("token"), person=boss, csrf="token", started_at=now()))
        session.flush()
        indexes = table_of(Order).indexes  # made at the end: that is ten times as quick
        for index in indexes:
            index.drop(session.connection())
        for start in range(0, ORDERS, 10_000):
            _write(session, range(start + 1, start + 10_001))
        for index in indexes:
            index.create(session.connection())
        session.commit()
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    database.close()


def _write(session: Session, numbers: range) -> None:
    """One in a hundred is urgent, and one in fifty has no time; of the held ones each has a hold."""
    at, orders, holds = now().astimezone(UTC), [], []
    for number in numbers:
        here = number > ORDERS - OPEN
        came = at - timedelta(minutes=ORDERS - number)
        status = HERE[number % len(HERE)] if here else GONE[number % len(GONE)]
        orders.append(
            {
                "id": number, "channel": CHANNELS[number * 7 % 5], "number": f"N-{number}", "status": status,
                "priority": "urgent" if number % 100 == 3 else "normal", "service": SERVICES[number // 7 % 5],
                "due": _due(number, at if here else came), "paid": True, "note": "", "content": "", "carrier": "",
                "ship_to": {"name": f"{NAMES[number % 6]} {number % 1009}", "city": "Brno", "street": "Dlouhá 12"},
                "version": 1, "received_at": came,
                "waits_since": came if status == "ready" and number % 3 == 0 else None,
            }
        )  # fmt: skip
        if status == "held":
            holds.append({"order_id": number, "code": "order.unpaid", "field": "", "params": {}, "at": came})
    session.execute(insert(table_of(Order)), orders)
    if holds:
        session.execute(insert(table_of(Hold)), holds)


def _due(number: int, came: datetime) -> datetime | None:
    return None if number % 50 == 7 else came + timedelta(hours=number % 48 - 12)
