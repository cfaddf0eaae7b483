"""The desk's list of stock and `GET /stock` in a hall with 100,000 quants and a ledger of 1,000,000 moves: what one
request costs the server, with nothing between it and the application: in CPU on SQLite, which is part of it, and as
time that passes on PostgreSQL, which is not."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from floor.app import create_app
from floor.core.database import Database
from floor.core.settings import Settings
from floor.web.access import SESSION_COOKIE
from models import Lot, Move, Person, Place, Quant, SignIn, Sku, Warehouse
from models.base import fingerprint, now, table_of
from models.places import OUTSIDE, SYSTEM
from tests import services
from tests.bench.parts import Row, at_most
from tests.conftest import create_tables

SKUS, BINS, QUANTS, MOVES = 5_000, 20_000, 100_000, 1_000_000
AT = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = 9
SORTS = ("place", "-sku", "name", "lot", "expiry", "on_hand", "promised", "-received")
ASKED = (
    ("the list of stock", "/desk/stock"),
    ("  its last page", "/desk/stock?page=2000"),
    *((f"  its middle page by {each}", f"/desk/stock?page=1000&sort={each}") for each in SORTS),
    ("  bins alone, the middle page by SKU", "/desk/stock?kind=bin&page=1000&sort=sku"),
    ("  there for a month, the middle page", "/desk/stock?age=30&page=1000"),
    ("  what expires in 90 days", "/desk/stock?expiry=90&page=100"),
    ("  what is held", "/desk/stock?held=yes"),
    ("  all SKUs that begin so", "/desk/stock?q=G-0"),
    ("  one SKU", "/desk/stock?q=G-04711"),
    ("  one bin", "/desk/stock?q=07-11-3"),
    ("GET /stock", "/api/v1/stock"),
    ("  by place", "/api/v1/stock?by=place"),
    ("  by lot, one SKU", "/api/v1/stock?by=lot&sku=G-04711"),
)


def asked(folder: Path) -> Iterator[Row]:
    yield from _of(folder, "SQLite", f"sqlite:///{folder / 'floor.db'}", "CPU ms", time.process_time)
    with services.postgres() as server, services.postgres_database(server, "stock") as url:
        yield from _of(folder, "PostgreSQL", url, "ms", time.perf_counter)


def _of(folder: Path, database: str, url: str, unit: str, clock: Callable[[], float]) -> Iterator[Row]:
    large_hall(url)
    app = create_app(Settings(home=folder, database_url=url))
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, "token")
    yield Row(f"{database}: {QUANTS} quants, {MOVES} moves; {unit}", "")
    for what, path in ASKED:
        yield at_most(f"  {what}", spent(client, path, clock), 100)
    app.extensions["floor"].stop()


def spent(
    client: FlaskClient, path: str, clock: Callable[[], float], good: tuple[int, ...] = (200,)
) -> float:
    """The median of some requests in milliseconds, after one that fills the caches."""
    times = []
    for _time in range(TIMES + 1):
        start = clock()
        answer = client.get(path)
        times.append((clock() - start) * 1000)
        if answer.status_code not in good:
            raise RuntimeError(f"{path} answers {answer.status_code}: {answer.get_data(as_text=True)[:500]}")
    return median(times[1:])


def large_hall(url: str) -> None:
    """Every bin holds five quants; a quarter of the SKUs has lots. The ledger tells of each quant's arrival and of so
    many picks and puts that it ends where the quants stand."""
    create_tables(url)
    database = Database(url)
    with database.writing() as session:
        _people(session)
        places = _places(session)
        _goods(session)
        _stock(session, places)
        session.commit()
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    database.close()


def _write(session: Session, noun: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 10_000):
        session.execute(insert(table_of(noun)), rows[start : start + 10_000])


def _people(session: Session) -> None:
    session.add(Warehouse(name="A large hall"))
    boss = Person(badge="1", name="Ada", pin_hash="", roles=["supervisor"])
    session.add(SignIn(token_hash=fingerprint("token"), person=boss, csrf="token", started_at=now()))
    session.flush()


def _places(session: Session) -> list[int]:
    """The ids of the bins; the outside and a tote come after them. Forty aisles of a hundred bays, five levels high."""
    for at in range(BINS):
        aisle, bay, level = at // 500 + 1, at // 5 % 100 + 1, at % 5
        code = f"{aisle:02}-{bay:02}-{level}"
        session.add(
            Place(
                code=code, kind="bin", zone="ABCD"[aisle % 4], aisle=str(aisle), bay=str(bay), level=str(level),
                x_m=aisle * 3.0, y_m=bay * 1.2,
            )
        )  # fmt: skip
    session.flush()
    session.add_all(Place(code=kind.upper(), kind=kind) for kind in (*SYSTEM, *OUTSIDE))
    session.add(Place(code="TOTE-1", kind="tote"))
    session.flush()
    return list(range(1, BINS + 1))


def _goods(session: Session) -> None:
    for at in range(1, SKUS + 1):
        session.add(Sku(code=f"G-{at:05}", name=f"Goods 货品 {at}", track="lot" if at % 4 == 0 else "none"))
    session.flush()
    lots = [
        {"sku_id": at, "code": f"L{at}-{nth}", "expiry": date(2026, 6, 1) + timedelta(days=at % 700 + nth)}
        for at in range(4, SKUS + 1, 4)
        for nth in range(4)
    ]
    _write(session, Lot, lots)


def _stock(session: Session, bins: list[int]) -> None:
    supplier, tote = _id(session, "supplier"), _id(session, "tote")
    quants, moves = [], []
    for at in range(QUANTS):
        sku = (at * 7 + at // BINS) % SKUS + 1
        lot = (sku // 4 - 1) * 4 + at % 4 + 1 if sku % 4 == 0 else None
        place, when = bins[at % BINS], AT + timedelta(minutes=at)
        quants.append(
            {
                "sku_id": sku, "lot_id": lot, "place_id": place, "on_hand": 20 + at % 50, "allocated": at % 3,
                "counting": False, "received_at": when,
            }
        )  # fmt: skip
        moves.append(_move(sku, lot, supplier, place, 20 + at % 50, "opening", when))
    for at in range((MOVES - QUANTS) // 2):
        one = quants[at * 31 % QUANTS]
        when = AT + timedelta(minutes=QUANTS) + timedelta(seconds=20 * at)
        moves.append(_move(one["sku_id"], one["lot_id"], one["place_id"], tote, 1, "pick", when))
        moves.append(_move(one["sku_id"], one["lot_id"], tote, one["place_id"], 1, "undo", when))
    _write(session, Quant, quants)
    _write(session, Move, moves)


def _move(
    sku: int, lot: int | None, from_id: int, to_id: int, units: int, why: str, at: datetime
) -> dict[str, Any]:
    return {
        "sku_id": sku, "lot_id": lot, "from_id": from_id, "to_id": to_id, "quantity": units, "why": why, "at": at,
        "person_id": 1, "work_id": None, "order_line_id": None, "serial": None,
    }  # fmt: skip


def _id(session: Session, kind: str) -> int:
    return session.query(Place.id).where(Place.kind == kind).limit(1).scalar()
