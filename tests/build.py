"""A small warehouse for tests, and orders in it: written straight into the database, as whole as the app would write
them.

with database.writing() as session:
    there = build.small_warehouse(session)
    build.order(session, there, {"MUG": 3, "LAMP": 1})
    session.commit()
"""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Table, insert, select, text
from sqlalchemy.orm import Session

from floor.core.transaction import Actor, Transaction
from floor.orders import intake
from models import (
    Barcode,
    Base,
    Carrier,
    CarrierRule,
    CartonType,
    Lot,
    Move,
    Order,
    OrderLine,
    OrderWord,
    Person,
    PickTask,
    Place,
    Quant,
    Serial,
    Sku,
    TaskTote,
    Warehouse,
)
from models.order_words import words_of
from models.places import OUTSIDE, SYSTEM

SHIP_TO = {
    "name": "Ada Byron",
    "street": "1 High Street",
    "city": "London",
    "postcode": "N1 1AA",
    "country": "GB",
    "phone": "",
    "email": "ada@shop.example",
}
GTIN = {"MUG": "5012345678900", "LAMP": "4006381333931", "OIL": "9521321000018", "MILK": "9521321000025"}
MUG_CASE = "15012345678907"  # a case of 12


@dataclass
class SmallWarehouse:
    """Everything by its code: `skus["MUG"]`, `places["BIN-1"]`, `people["packer"]`, `lots["M1"]`."""

    skus: dict[str, Sku] = field(default_factory=dict)
    lots: dict[str, Lot] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    cartons: dict[str, CartonType] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, name: str, device: str = "") -> Actor:
        """A person as they act; the device is theirs alone unless another is named."""
        person = self.people[name]
        return Actor(
            person_id=person.id,
            name=person.name,
            roles=frozenset(person.roles),
            device=device or f"device-{name}",
        )


@dataclass
class Written:
    """A small warehouse as it was written once: its rows by table, and the objects of SmallWarehouse."""

    rows: dict[Table, list[dict[str, Any]]]
    objects: bytes


# by kind of database and stock: writing one object by object takes longer than most tests that stand in it
WRITTEN: dict[tuple[str, int], Written] = {}


def small_warehouse(session: Session, stock: int = 100) -> SmallWarehouse:
    """Four bins, two stations, a stage, two docks, three cartons, two carriers, five people; in each bin `stock` units.

    MUG (300 g, fragile, case of 12) in BIN-1, LAMP (1200 g) in BIN-2, OIL (900 g, liquid, dangerous) in BIN-3,
    MILK (500 g, lots M1 and M2) in BIN-4; PHONE (200 g) is tracked by serial and has no stock.
    """
    kind = session.get_bind().dialect.name
    if (kind, stock) not in WRITTEN:
        there = _write(session, stock)
        WRITTEN[kind, stock] = Written(_rows(session), pickle.dumps(there))
        return there
    return _write_again(session, WRITTEN[kind, stock])


def _rows(session: Session) -> dict[Table, list[dict[str, Any]]]:
    session.flush()
    read = {table: session.execute(select(table)).mappings().all() for table in Base.metadata.sorted_tables}
    return {table: [dict(row) for row in rows] for table, rows in read.items() if rows}


def _write_again(session: Session, written: Written) -> SmallWarehouse:
    for table, rows in written.rows.items():
        session.execute(insert(table), rows)
    if session.get_bind().dialect.name == "postgresql":
        go_on = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), max(id)) FROM {0}"
        session.execute(
            text(" UNION ALL ".join(go_on.format(table) for table in written.rows if "id" in table.c))
        )
    there: SmallWarehouse = pickle.loads(written.objects)
    for objects in (there.skus, there.lots, there.places, there.cartons, there.people):
        session.add_all(objects.values())
    return there


def _write(session: Session, stock: int) -> SmallWarehouse:
    there = SmallWarehouse()
    session.add(Warehouse(name="Test warehouse", timezone="Europe/London"))
    _add_places(session, there)
    _add_skus(session, there)
    for code, sides, most, tare in (
        ("S", (220, 160, 100), 3000, 90),
        ("M", (350, 250, 180), 10000, 210),
        ("L", (520, 380, 300), 22000, 480),
    ):
        there.cartons[code] = CartonType(
            code=f"BOX-{code}",
            name=f"Box {code}",
            inner_length_mm=sides[0],
            inner_width_mm=sides[1],
            inner_height_mm=sides[2],
            max_weight_g=most,
            tare_g=tare,
        )
    for role in ("picker", "packer", "dispatcher", "supervisor", "admin", "receiver"):
        there.people[role] = Person(
            badge=str(1001 + len(there.people)), name=role.title(), pin_hash="", roles=[role]
        )
    session.add_all([*there.cartons.values(), *there.people.values()])
    add_carriers(session)
    session.flush()
    for code, bin_code, lot in (
        ("MUG", "BIN-1", None),
        ("LAMP", "BIN-2", None),
        ("OIL", "BIN-3", None),
        ("MILK", "BIN-4", "M1"),
        ("MILK", "BIN-4", "M2"),
    ):
        put(session, there, code, bin_code, stock, lot=lot)
    return there


def add_carriers(session: Session) -> None:
    """POST takes standard up to 30 kg, EXPRESS express; nobody takes anything heavier."""
    every_day = {str(day): "17:00" for day in range(5)}
    session.add_all(Carrier(code=code, name=code.title(), cutoffs=every_day) for code in ("POST", "EXPRESS"))
    session.flush()
    session.add(CarrierRule(position=1, carrier="EXPRESS", service="express", max_weight_g=30_000))
    session.add(CarrierRule(position=2, carrier="POST", max_weight_g=30_000))


def _add_places(session: Session, there: SmallWarehouse) -> None:
    for at in range(1, 5):
        _place(there, f"BIN-{at}", "bin", zone="A", aisle="1", bay=str(at), check=str(40 + at), x_m=float(at))
    for code, kind in (
        ("PACK-1", "station"),
        ("PACK-2", "station"),
        ("STAGE-1", "stage"),
        ("DOCK-1", "dock"),
        ("DOCK-2", "dock"),
    ):
        _place(there, code, kind)
    for kind in (*SYSTEM, *OUTSIDE):
        _place(there, kind.upper(), kind)
    session.add_all(there.places.values())


def _place(there: SmallWarehouse, code: str, kind: str, **fields: object) -> Place:
    there.places[code] = Place(code=code, kind=kind, **fields)  # type: ignore[arg-type]
    return there.places[code]


def _add_skus(session: Session, there: SmallWarehouse) -> None:
    def sku(
        code: str, grams: int, sides: tuple[int, int, int], handling: list[str], track: str = "none"
    ) -> Sku:
        there.skus[code] = made = Sku(
            code=code,
            name=f"The {code.lower()}",
            weight_g=grams,
            length_mm=sides[0],
            width_mm=sides[1],
            height_mm=sides[2],
            handling=handling,
            track=track,
        )
        if code in GTIN:
            made.barcodes.append(Barcode(code=GTIN[code], key=GTIN[code].zfill(14)))
        return made

    sku("MUG", 300, (100, 90, 90), ["fragile"]).barcodes.append(
        Barcode(code=MUG_CASE, key=MUG_CASE, factor=12)
    )
    sku("LAMP", 1200, (300, 150, 150), [])
    sku("OIL", 900, (80, 80, 250), ["liquid", "dangerous"])
    milk = sku("MILK", 500, (70, 70, 200), [], "lot")
    sku("PHONE", 200, (150, 80, 20), [], "serial")
    there.lots["M1"] = Lot(sku=milk, code="M1", expiry=date(2030, 1, 31))
    there.lots["M2"] = Lot(sku=milk, code="M2", expiry=date(2030, 6, 30))
    session.add_all([*there.skus.values(), *there.lots.values()])


def put(
    session: Session,
    there: SmallWarehouse,
    sku: str,
    place: str,
    units: int,
    *,
    lot: str | None = None,
    serials: tuple[str, ...] = (),
) -> None:
    """Stock that came in: units of a SKU in a place, with the move that says so."""
    goods, where, batch = there.skus[sku], there.places[place], there.lots[lot] if lot else None
    session.add(Quant(sku=goods, lot=batch, place=where, on_hand=units))
    session.add(
        Move(
            sku_id=goods.id,
            lot_id=batch.id if batch else None,
            from_id=there.places["SUPPLIER"].id,
            to_id=where.id,
            quantity=units,
            why="opening",
            at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    )
    session.add_all(Serial(sku_id=goods.id, code=code, place_id=where.id) for code in serials)
    session.flush()


def order(session: Session, there: SmallWarehouse, lines: Mapping[str, int], **fields: object) -> Order:
    """A ready order for so many units of each SKU."""
    fields = {
        "channel": "webshop",
        "number": f"N{session.query(Order).count() + 1}",
        "status": "ready",
        "ship_to": dict(SHIP_TO),
        **fields,
    }
    made = Order(**fields)  # type: ignore[arg-type]
    for position, (code, units) in enumerate(lines.items(), 1):
        made.lines.append(OrderLine(position=position, sku=there.skus[code], sku_text=code, quantity=units))
    session.add(made)
    session.flush()
    session.add_all(OrderWord(word=word, order_id=made.id) for word in words_of(made.number, made.ship_to))
    session.flush()
    return made


def picked(
    session: Session,
    there: SmallWarehouse,
    made: Order,
    totes: Mapping[str, Mapping[str, int]],
    *,
    lot: str = "M1",
) -> PickTask:
    """As if the order had been picked: `{"TOTE-1": {"MUG": 3}}` lies in totes at PACK-1, its task is done.

    What the totes do not hold was short. MILK comes of `lot`; a PHONE's serials are S1, S2, …
    """
    task = PickTask(state="done")
    task.totes = []
    for code, contents in totes.items():
        tote = there.places.get(code) or _place(there, code, "tote", at=there.places["PACK-1"])
        session.add(tote)
        session.flush()
        task.totes.append(TaskTote(order_id=made.id, tote=tote, wanted=False, position=len(task.totes) + 1))
        for sku, units in contents.items():
            serials = tuple(f"S{n}" for n in range(1, units + 1)) if sku == "PHONE" else ()
            put(session, there, sku, code, units, lot=lot if sku == "MILK" else None, serials=serials)
    for line in made.lines:
        line.picked = sum(contents.get(line.sku_text, 0) for contents in totes.values())
        line.short = line.quantity - line.picked
    made.status = "picked"
    session.add(task)
    session.flush()
    return task


def received(tx: Transaction, raw: object) -> intake.Received:
    """One order that a channel sent by itself."""
    return intake.receive_orders(tx, [raw])[0]
