"""The search in the desk's header with 100,000 orders, each with its words, parcel and works, as a year leaves them:
what one request for each kind of thing costs the server, in CPU on SQLite, which is part of it, and as time that passes
on PostgreSQL, which is not."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from floor.app import create_app
from floor.core.database import Database
from floor.core.settings import Settings
from floor.web.access import SESSION_COOKIE
from models import (
    Barcode,
    Handover,
    Lot,
    Order,
    OrderWord,
    Parcel,
    ParcelLabel,
    Person,
    Place,
    Serial,
    SignIn,
    Sku,
    Warehouse,
    Wave,
    Work,
)
from models.base import fingerprint, now, table_of
from models.order_words import words_of
from models.spelling import natural
from tests import services
from tests.bench.orders import GONE, NAMES
from tests.bench.parts import Row, at_most
from tests.bench.stock import spent
from tests.conftest import create_tables

ORDERS, SKUS, BINS, TOTES, WAVES, LOADS, PEOPLE = 100_000, 5_000, 10_000, 5_000, 500, 300, 400
SERIALS = 200_000
CITIES = ("Brno", "Köln", "臺北市", "上海市", "Kraków", "Lyon", "Zürich")
ASKED = (
    ("order", "N-77777"), ("order, the beginning", "N-777"), ("order, one that all have", "N-"),
    ("customer", "novak"), ("customer, two words", "王小明 777"), ("customer, one sign", "王"), ("company", "süßwaren"),
    ("city", "台北"), ("postcode", "50667"), ("phone", "+49 171 0077777"), ("phone, its end", "7777"),
    ("e-mail", "c777@shop.example"), ("SKU", "G-04711"), ("SKU, the beginning", "G-0"), ("barcode", "2000000047118"),
    ("name", "goods 47"), ("name, in Chinese", "货品"), ("bin", "07-11-3"), ("bin, scanned", "LOC-07-11-3"),
    ("tote", "TOTE-04711"), ("SSCC", "000000000000077777"), ("waybill", "1Z999AA10123456784"), ("lot", "L4711-1"),
    ("serial", "SN-177777"), ("person", "陳美玲"), ("badge", "BADGE-200"), ("wave", "W-000077"), ("task", "P-077777"),
    ("load, by its driver", "driver 77"), ("load, by its plate", "B-77"), ("nothing", "nobody has this"),
)  # fmt: skip


def found(folder: Path) -> Iterator[Row]:
    yield from _of(folder, "SQLite", f"sqlite:///{folder / 'floor.db'}", "CPU ms", time.process_time)
    with services.postgres() as server, services.postgres_database(server, "search") as url:
        yield from _of(folder, "PostgreSQL", url, "ms", time.perf_counter)


def _of(folder: Path, database: str, url: str, unit: str, clock: Callable[[], float]) -> Iterator[Row]:
    a_year(url)
    app = create_app(Settings(home=folder, database_url=url))
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, "token")
    yield Row(f"{database}: the search of {ORDERS} orders; {unit}", "")
    for what, asked in ASKED:
        path = f"/desk/search?q={asked.replace('+', '%2B')}"
        yield at_most(f"  {what}: {asked}", spent(client, path, clock, (200, 302)), 100)
    app.extensions["floor"].stop()


def a_year(url: str) -> None:
    create_tables(url)
    database = Database(url)
    with database.writing() as session:
        session.add(Warehouse(name="After a year"))
        boss = Person(badge="1", name="Ada", pin_hash="", roles=["supervisor"])
        session.add(SignIn(token_hash=fingerprint("token"), person=boss, csrf="token", started_at=now()))
        session.add_all(Wave(mode="single") for _wave in range(WAVES))
        session.flush()
        _people(session)
        _hall(session)
        _goods(session)
        for start in range(0, ORDERS, 10_000):
            _orders(session, range(start + 1, start + 10_001))
        _loads(session)
        session.commit()
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    database.close()


def _write(session: Session, noun: Any, rows: Iterator[dict[str, Any]]) -> None:
    written = list(rows)
    for start in range(0, len(written), 10_000):
        session.execute(insert(table_of(noun)), written[start : start + 10_000])


def _people(session: Session) -> None:
    people = ({"badge": str(at), "name": f"{NAMES[at % 6]} {at}", "pin_hash": "", "roles": ["picker"]}
              for at in range(100, 100 + PEOPLE))  # fmt: skip
    _write(session, Person, people)


def _hall(session: Session) -> None:
    """Bins of twenty aisles, then totes."""
    codes = [(f"{at // 500 + 1:02}-{at // 5 % 100 + 1:02}-{at % 5}", "bin") for at in range(BINS)]
    codes += [(f"TOTE-{at:05}", "tote") for at in range(TOTES)]
    _write(session, Place, ({"code": code, "sort_key": natural(code), "kind": kind} for code, kind in codes))


def _goods(session: Session) -> None:
    """Of every fourth SKU four lots, and of all others serials."""
    numbers = range(1, SKUS + 1)
    _write(session, Sku, ({"code": f"G-{at:05}", "sort_key": natural(f"G-{at:05}"), "name": f"Goods 货品 {at}",
                           "handling": [], "track": "none" if at % 4 else "lot"} for at in numbers))  # fmt: skip
    _write(session, Barcode, ({"sku_id": at, "code": code, "key": code.zfill(14), "factor": 1}
                              for at in numbers for code in [f"20000000{at:04}{at % 10}"]))  # fmt: skip
    _write(session, Lot, ({"sku_id": at, "code": f"L{at}-{nth}"} for at in numbers for nth in range(4)))
    _write(session, Serial, ({"sku_id": at % SKUS + 1, "code": f"SN-{at}", "place_id": at % BINS + 1}
                             for at in range(SERIALS)))  # fmt: skip


def _orders(session: Session, numbers: range) -> None:
    """With the place, the label and the two works that each parcel leaves behind; two orders have one pick."""
    came = now().astimezone(UTC)
    said = {at: _address(at) for at in numbers}
    _write(session, Order, (
        {"id": at, "channel": "webshop", "number": f"N-{at}", "sort_key": natural(f"N-{at}"),
         "status": GONE[at % len(GONE)], "priority": "normal", "service": "standard", "paid": True, "note": "",
         "content": "", "carrier": "", "ship_to": said[at], "version": 1,
         "received_at": came - timedelta(minutes=ORDERS - at)}
        for at in numbers
    ))  # fmt: skip
    _write(session, OrderWord, (
        {"order_id": at, "word": word} for at in numbers for word in words_of(f"N-{at}", said[at])
    ))  # fmt: skip
    boxes = BINS + TOTES
    _write(session, Place, ({"id": boxes + at, "code": f"{at:018}", "sort_key": f"{at:018}", "kind": "parcel"}
                            for at in numbers))  # fmt: skip
    _write(session, Work, (_work(at, "pack" if at % 2 else "pick", order_id=at, person_id=at % PEOPLE + 2)
                           for at in numbers))  # fmt: skip
    _write(session, Parcel, (
        {"id": at, "session_id": at, "order_id": at, "place_id": boxes + at, "number": 1, "state": "handed_over",
         "full": False, "weighings": 0, "acknowledged": [], "sscc": f"{at:018}", "carrier": "post"}
        for at in numbers
    ))  # fmt: skip
    _write(session, ParcelLabel, ({"parcel_id": at, "sscc": f"{at:018}", "made_at": came} for at in numbers))


def _address(at: int) -> dict[str, str]:
    return {
        "name": f"{NAMES[at % 6]} {at % 1009}", "company": "Süßwaren AG" if at % 40 == 0 else "",
        "city": CITIES[at % 7],
        "street": f"Dlouhá {at % 200}", "postcode": str(10000 + at * 7 % 80000), "country": "DE",
        "phone": f"+49 171 {at:07}", "email": f"c{at}@shop.example",
    }  # fmt: skip


def _work(at: int, kind: str, **columns: int) -> dict[str, Any]:
    blank: dict[str, Any] = {"order_id": None, "person_id": None}
    return {"id": at, "kind": kind, "state": "done", "version": 9, "urgent": False, "zone": "A", "device": "old",
            "created_at": now(), "reads": [], "held": {}, **blank, **columns}  # fmt: skip


def _loads(session: Session) -> None:
    _write(session, Work, (_work(ORDERS + at, "load") for at in range(1, LOADS + 1)))
    _write(session, Handover, (
        {"load_id": ORDERS + at, "driver": f"Driver {at}", "plate": f"B-{at}", "signature": "M1 1L9 9", "at": now(),
         "parcels": [{"sscc": f"{each:018}", "order": f"N-{each}", "weight_g": 100} for each in range(at, at + 300)]}
        for at in range(1, LOADS + 1)
    ))  # fmt: skip
