"""Warehouses to measure in: as many orders as it takes, all in stock, and people who can pick them."""

import contextlib
import csv
import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from floor.core.database import Database
from models import Base, Move, Order, Place, Receipt, Sku, Work
from models.base import table_of
from tests.client import Caller
from tests.served import Served, served

PIN = "471147"
PEOPLE, SKUS, LINES, UNITS = 64, 600, 12, 3
SCANS = 1 + LINES * (1 + UNITS) + 1  # of a task: its tote, at each line the bin and each unit, the lane
COUNTRIES = ("GB", "DE", "FR")


@contextlib.contextmanager
def serve(home: Path, orders: int, database_url: str = "", redis_url: str = "") -> Iterator[Served]:
    """A server that is up, with so many orders of 12 lines ready to be picked by PICK-1 … PICK-64."""
    with served(home / "home", database_url, redis_url) as server:
        write_files(home / "files", orders)
        server.command("load", home / "files")
        server.start()
        yield server


def write_files(folder: Path, orders: int) -> None:
    folder.mkdir()
    people = [(f"PICK-{n}", PIN, f"Picker {n}", "picker", "en") for n in range(1, PEOPLE + 1)]
    people.append(("BOSS-1", PIN, "Boss", "supervisor", "en"))
    write(folder / "people.csv", "badge,pin,name,roles,language", people)
    cartons = [("BOX", "Box", 520, 380, 300, 22000, 480)]
    write(
        folder / "cartons.csv",
        "code,name,inner_length_mm,inner_width_mm,inner_height_mm,max_weight_g,tare_g",
        cartons,
    )
    skus = [(f"S{n}", f"THING NUMBER {n}", ean13(n), 100, 90, 60, 40, "", "none", "") for n in range(SKUS)]
    columns = "sku,name,barcodes,weight_g,length_mm,width_mm,height_mm,handling,track,shelf_life_days"
    write(folder / "skus.csv", columns, skus)
    bins = [
        (bin_code(n), "bin", "A", 1 + n // 60, 1 + n % 60, "A", f"{n % 100:02}", n // 60 * 4, n % 60)
        for n in range(SKUS)
    ]
    lanes = [("PACK-1", "station", "", "", "", "", "", 0, 0), ("DOCK-1", "dock", "", "", "", "", "", 0, 0)]
    write(folder / "locations.csv", "code,kind,zone,aisle,bay,level,check,x_m,y_m", bins + lanes)
    write(
        folder / "stock.csv",
        "location,sku,lot,expiry,quantity",
        [(bin_code(n), f"S{n}", "", "", 1_000_000) for n in range(SKUS)],
    )
    columns = "channel,number,paid,name,street,city,postcode,country,service,sku,quantity,unit_price"
    write(folder / "orders.csv", columns, order_rows(orders))


def order_rows(orders: int) -> Iterator[tuple[object, ...]]:
    for number in range(orders):
        country = COUNTRIES[number % len(COUNTRIES)]
        for line in range(LINES):
            sku = f"S{(number * 7 + line * 47) % SKUS}"
            yield (
                "shop",
                f"B{number}",
                "yes",
                "Ada Byron",
                "1 High Street",
                "London",
                "N1",
                country,
                "standard",
                sku,
                UNITS,
                "2.50",
            )


def write(path: Path, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(itertools.chain([columns.split(",")], rows))


def bin_code(number: int) -> str:
    return f"{1 + number // 60:02}-{1 + number % 60:02}-A"


def ean13(number: int) -> str:
    body = f"20{number:010}"
    weighed = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body))
    return f"{body}{-weighed % 10}"


def boss(server: Served) -> Caller:
    """A supervisor who is signed in."""
    caller = Caller(server.url)
    caller.token = caller.post("/login", {"badge": "BOSS-1", "pin": PIN, "device": "desk"})["token"]
    return caller


def add_history(server: Served, scans: int, orders: int) -> None:
    """What years leave behind: so many receipts and moves of finished tasks, and orders that have long gone."""
    url = server.environment["FLOOR_DATABASE_URL"] or f"sqlite:///{server.home / 'floor.db'}"
    database, at = Database(url), datetime(2025, 1, 1, tzinfo=UTC)
    with database.writing() as session:
        first = session.scalars(select(func.max(Work.id))).one() or 0
        sku, (bin_id, lane) = (
            session.scalars(select(Sku.id).limit(1)).one(),
            session.scalars(select(Place.id).limit(2)),
        )
        works = range(first + 1, first + 2 + scans // SCANS)
        done = {
            "kind": "pick",
            "state": "done",
            "version": 9,
            "urgent": False,
            "zone": "A",
            "device": "",
            "created_at": at,
        }
        put(session, Work, ({**done, "id": work} for work in works))
        gone = {
            "channel": "old",
            "status": "handed_over",
            "ship_to": {},
            "received_at": at,
            "priority": "normal",
        }
        gone |= {
            "paid": True,
            "service": "standard",
            "note": "",
            "content": "",
            "carrier": "",
            "version": 1,
            "lacking": [],
        }
        put(session, Order, ({**gone, "number": f"OLD-{n}"} for n in range(orders)))
        receipt = {
            "person_id": 1,
            "device": "old",
            "scan": "2000000000008",
            "quantity": 1,
            "source": "wedge",
            "at": at,
        }
        receipt |= {
            "digest": "0" * 32,
            "accepted": True,
            "code": "pick.sku_ok",
            "undone": False,
            "claimed_at": at,
        }
        receipt |= {"params": {"sku": "S1", "added": 1, "picked": 1, "of": 3, "how": "pick.by_unit"}}
        receipt |= {"undo": {"op": "count", "line": 1, "units": 1, "lot": False}}
        put(
            session,
            Receipt,
            ({**receipt, "id": f"old-{n}", "work_id": works[n // SCANS]} for n in range(scans)),
        )
        move = {
            "sku_id": sku,
            "from_id": bin_id,
            "to_id": lane,
            "quantity": 1,
            "why": "pick",
            "at": at,
            "person_id": 1,
        }
        put(session, Move, ({**move, "work_id": works[n // SCANS]} for n in range(scans)))
        session.commit()
    database.close()


def put(session: Session, record: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    while part := list(itertools.islice(rows, 10_000)):
        session.execute(insert(table_of(record)), part)
