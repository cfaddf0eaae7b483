"""What years leave behind: orders that went all the way, with every record of their way, so that `floor check` finds
nothing off. One order is one unit: ten scans, three moves, two works, a parcel; a thousand make a load."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from floor.core.database import Database
from models import (
    Base,
    Handover,
    Move,
    Order,
    OrderLine,
    Parcel,
    ParcelLabel,
    ParcelLine,
    PickLine,
    Place,
    Quant,
    Receipt,
    Sku,
    TaskTote,
    Work,
)
from models.base import link, table_of
from models.receipts import LINKED
from tests.served import Served

ON_A_LOAD = 1_000
AT = datetime(2025, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


def add_history(server: Served, orders: int) -> None:
    """So many orders of long ago; ten scans each."""
    url = server.environment["FLOOR_DATABASE_URL"] or f"sqlite:///{server.home / 'floor.db'}"
    database = Database(url)
    with database.writing() as session:
        years = Years.before(session)
        for start in range(0, orders, ON_A_LOAD):
            years.load(min(ON_A_LOAD, orders - start))
            years.write(session)
        taken = update(Quant).where(Quant.sku_id == years.sku.id, Quant.place_id == years.bin.id)
        session.execute(taken.values(on_hand=Quant.on_hand - orders))
        session.commit()
    database.close()


@dataclass
class Years:
    """Rows yet to be written, by table; `next` is the next id of each."""

    sku: Sku
    bin: Place
    lane: Place
    dock: Place
    customer: Place
    next: dict[type[Base], Iterator[int]]
    rows: dict[type[Base], list[Row]] = field(default_factory=dict)
    seconds: Iterator[int] = field(default_factory=itertools.count)

    @classmethod
    def before(cls, session: Session) -> "Years":
        quant = session.scalars(select(Quant).order_by(Quant.id).limit(1)).one()
        last = {table: next(iter(table_of(table).primary_key)) for table in TABLES}
        first = {table: (session.scalar(select(func.max(key))) or 0) + 1 for table, key in last.items()}
        places = {kind: session.scalars(_place(kind)).one() for kind in ("station", "dock", "customer")}
        return cls(
            quant.sku, quant.place, places["station"], places["dock"], places["customer"],
            {table: itertools.count(start) for table, start in first.items()},
        )  # fmt: skip

    def add(self, table: type[Base], **columns: Any) -> int:
        """Keeps a row, and answers its id."""
        number = next(self.next[table])
        key = next(iter(table_of(table).primary_key)).name
        self.rows.setdefault(table, []).append({key: number, **columns})
        return number

    def load(self, orders: int) -> None:
        """A load of so many orders, and their whole way up to it."""
        scans = Scans(
            self, self.work("load", carrier="GONE", dock_id=self.dock.id, door_ok=True, load_closed=True)
        )
        aboard = [self.order(scans) for _order in range(orders)]
        handed = scans.settle()
        self.add(
            Handover, load_id=scans.work_id, driver="Jo", plate="AB 12", signature="M1 1 L9 9", person_id=1,
            at=handed, parcels=[{"sscc": sscc, "order": number, "weight_g": 100} for sscc, number, *_ in aboard],
        )  # fmt: skip
        for _sscc, _number, line_id, box_id in aboard:
            self.move(box_id, self.customer.id, "handover", handed, scans.work_id, line_id)

    def order(self, load: "Scans") -> tuple[str, str, int, int]:
        """One order of one unit, up to the load: its parcel's SSCC, its number, its line and its box."""
        number = f"OLD-{next(self.seconds)}"
        order_id = self.add(
            Order, channel="old", number=number, status="handed_over", ship_to={}, received_at=AT, priority="normal",
            paid=True, service="standard", note="", content="", carrier="", version=1, lacking=[],
        )  # fmt: skip
        line_id = self.add(
            OrderLine, order_id=order_id, position=1, sku_id=self.sku.id, sku_text=self.sku.code, quantity=1,
            quantity_text="1", unit_price="", picked=1, packed=1, short=0, short_approved=0,
        )  # fmt: skip
        tote_id = self.add(Place, code=f"TOTE-{number}", kind="tote", at_id=None, **NOWHERE)
        self.picked(order_id, line_id, tote_id, number)
        sscc, parcel_id, box_id = self.packed(order_id, line_id, tote_id, load.work_id)
        load.scan(sscc, "load.parcel_ok", {"op": "on", "parcel": parcel_id})
        return sscc, number, line_id, box_id

    def picked(self, order_id: int, line_id: int, tote_id: int, number: str) -> None:
        scans = Scans(self, self.work("pick"))
        task = scans.work_id
        tote = self.add(
            TaskTote, task_id=task, order_id=order_id, position=1, tote_id=tote_id, code=f"TOTE-{number}", found_at="",
            wanted=False, full=False, cancelled=False, told=False,
        )  # fmt: skip
        says = {"place": self.bin.code, "place_codes": [], "sku": self.sku.code, "name": "", "codes": [], "units": {},
                "lot": "", "track": "none", "handling": []}  # fmt: skip
        line = self.add(
            PickLine, task_id=task, order_id=order_id, order_line_id=line_id, allocation_id=None, sku_id=self.sku.id,
            lot_id=None, place_id=self.bin.id, says=says, sequence=1, quantity=1, counted=1, missing=0, state="done",
            lot_ok=False, in_tote=False,
        )  # fmt: skip
        scans.scan(f"TOTE-{number}", "pick.tote_ok", {"op": "tote", "tote": tote})
        scans.scan(f"LOC-{self.bin.code}", "pick.location_ok", {"op": "location", "before": None})
        at = scans.scan(
            "2000000000008", "pick.line_done", {"op": "count", "line": line, "units": 1, "lot": False}
        )
        self.move(self.bin.id, tote_id, "pick", at, task, line_id)
        scans.scan(f"LOC-{self.lane.code}", "pick.task_done", {"op": "barrier"})
        scans.settle()

    def packed(self, order_id: int, line_id: int, tote_id: int, load_id: int) -> tuple[str, int, int]:
        scans = Scans(self, self.work("pack", order_id=order_id))
        label = next(self.next[ParcelLabel])
        sscc = f"{label:018}"
        box = self.add(Place, code=sscc, kind="parcel", at_id=None, **NOWHERE)
        parcel = next(self.next[Parcel])
        scans.scan(
            "CTN-BOX", "pack.carton_ok", {"op": "carton", "parcel": parcel, "was": None, "weight": None}
        )
        move = next(self.next[Move])
        at = scans.scan("2000000000008", "pack.item_ok", {"op": "moves", "moves": [move], "parcel": parcel})
        self.move(tote_id, box, "pack", at, scans.work_id, line_id, move)
        scans.scan("WGT-100", "pack.weight_ok", {"op": "weight", "parcel": parcel, "was": None}, weighed=100)
        closed = scans.scan("CMD-CLOSE", "pack.parcel_closed", {"op": "barrier"})
        scans.scan(sscc, "pack.session_done", {"op": "barrier"})
        scans.settle()
        self.keep(
            Parcel, id=parcel, session_id=scans.work_id, order_id=order_id, place_id=box, carton_id=1, number=1,
            state="handed_over", full=False, weighings=0, acknowledged=[], weight_g=100, sscc=sscc, carrier="GONE",
            load_id=load_id, loaded_by=1, closed_at=closed,
        )  # fmt: skip
        self.keep(ParcelLabel, id=label, parcel_id=parcel, sscc=sscc, made_at=closed)
        self.add(
            ParcelLine, parcel_id=parcel, order_line_id=line_id, sku_id=self.sku.id, unit_g=40, quantity=1
        )
        return sscc, parcel, box

    def work(self, kind: str, **columns: Any) -> int:
        """A work that has ended; its `Scans` say when."""
        blank = dict.fromkeys(("wave_id", "order_id", "carrier", "dock_id", "door_ok", "load_closed"))
        return self.add(
            Work, kind=kind, state="done", version=9, urgent=False, zone="A", device="old", person_id=1, created_at=AT,
            **(blank | columns),
        )  # fmt: skip

    def move(
        self, from_id: int, to_id: int, why: str, at: datetime, work: int, line: int, number: int = 0
    ) -> None:
        self.keep(
            Move, id=number or next(self.next[Move]), sku_id=self.sku.id, lot_id=None, from_id=from_id, to_id=to_id,
            quantity=1, why=why, at=at, person_id=1, work_id=work, order_line_id=line, serial=None,
        )  # fmt: skip

    def keep(self, table: type[Base], **columns: Any) -> None:
        self.rows.setdefault(table, []).append(columns)

    def write(self, session: Session) -> None:
        """In an order in which each row finds those that it names."""
        for table in TABLES:
            session.execute(insert(table_of(table)), self.rows.pop(table))


@dataclass
class Scans:
    """The scans of one work, each linked to the one before."""

    years: Years
    work_id: int
    chain: str = ""
    at: datetime = AT

    def scan(self, text: str, code: str, undo: Row, **params: Any) -> datetime:
        self.at = AT + timedelta(seconds=next(self.years.seconds))
        seq = next(self.years.next[Receipt])
        row = {
            "seq": seq, "id": f"old-{seq}", "work_id": self.work_id, "person_id": 1, "device": "old", "scan": text,
            "quantity": 1, "source": "wedge", "digest": "0" * 32, "at": self.at, "claimed_at": self.at,
            "accepted": True, "code": code, "params": params, "undo": undo,
        }  # fmt: skip
        self.chain = link(self.chain, [row[name] for name in LINKED])
        self.years.keep(Receipt, **row, undone=False, chain=self.chain)
        return self.at

    def settle(self) -> datetime:
        """The work has ended with its last scan."""
        own = next(row for row in reversed(self.years.rows[Work]) if row["id"] == self.work_id)
        own.update(ended_at=self.at, last_scan_at=self.at, chain=self.chain)
        return self.at


NOWHERE = {"zone": "", "aisle": "", "bay": "", "level": "", "check": "", "x_m": 0.0, "y_m": 0.0}
TABLES: tuple[type[Base], ...] = (
    Place, Order, OrderLine, Work, TaskTote, PickLine, Parcel, ParcelLine, ParcelLabel, Receipt, Move, Handover,
)  # fmt: skip


def _place(kind: str) -> Any:
    return select(Place).where(Place.kind == kind).order_by(Place.id).limit(1)
