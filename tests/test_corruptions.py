"""`floor check` finds each single corruption that contradicts another record, and names it; on both databases."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from floor.core.database import Database
from floor.counting import settling
from floor.counting.tasks import ask_for_counts
from floor.dispatch import handover
from floor.integration.outbox import Publisher
from floor.invariants import findings, remarks
from floor.order_changes import cancelling
from floor.orders import release
from floor.planning import waves
from floor.receiving import intake
from models import CycleCount
from tests import build
from tests.packing.steps import MUG, follow


def whole_order(supervisor, number, lines, **more):
    """An order that came in as orders do, with its content's digest and its event."""
    wanted = [{"sku": sku, "quantity": units, "unit_price": "2.50"} for sku, units in lines.items()]
    ship_to = {**build.SHIP_TO, "phone": "020 7946 0123"}
    raw = {"channel": "shop", "number": number, "paid": True, "ship_to": ship_to, "lines": wanted, **more}
    return supervisor.do(lambda tx: build.received(tx, raw).order.id)


def pick(picker, tote):
    picker.take("pick")
    while picker.work.steps:
        step = picker.work.steps[0]
        picker.scan(step.codes[0] if step.codes else tote, step.quantity if step.kind == "sku" else 1)


def receive(boss, receiver):
    """A case of mugs, two of them broken, and oil that nobody announced."""
    raw = {"supplier": "ACME", "number": "D-1", "lines": [{"sku": "MUG", "quantity": 12}]}
    boss.do(intake.take_deliveries, [raw])
    receiver.open("receive", scan="D-1")
    receiver.scans("LOC-DOCK-1", "TOTE-9", build.MUG_CASE, "CMD-SHORT-DAMAGED-2", "WHY-WET")
    receiver.scans(build.GTIN["OIL"], build.GTIN["OIL"], "CMD-CLOSE", "WHY-WRONG-SENT")
    assert receiver.work.state == "done"


@pytest.fixture
def shift(hands, database):
    """Orders at every point of their way: gone, aboard, packed, in packing, in picking, waiting, held, cancelled."""
    boss, picker, packer, driver = (hands(who) for who in ("supervisor", "picker", "packer", "dispatcher"))
    wanted = {
        "GONE": {"MUG": 3, "MILK": 2}, "ABOARD": {"LAMP": 1}, "PACKED": {"LAMP": 2}, "OPEN": {"MUG": 4},
        "PICKING": {"MUG": 5, "LAMP": 1}, "READY": {"OIL": 1}, "CANCELLED": {"MUG": 1},
    }  # fmt: skip
    orders = {name: whole_order(boss, name, lines) for name, lines in wanted.items()}
    receive(boss, hands("receiver"))
    orders["HELD"] = whole_order(boss, "HELD", {"MUG": 1}, paid=False)
    orders["FREED"] = whole_order(boss, "FREED", {"MUG": 1}, paid=False)
    boss.do(release.release_order, orders["FREED"])
    for name, tote in (
        ("GONE", "TOTE-1"),
        ("ABOARD", "TOTE-2"),
        ("PACKED", "TOTE-3"),
        ("CANCELLED", "TOTE-4"),
    ):
        boss.do(waves.plan_wave, [orders[name]])
        pick(picker, tote)
        packer.open("pack", scan=tote)
        follow(packer)
        if name == "GONE":
            driver.open("load", carrier="POST", dock="DOCK-1")
            while driver.work.steps[0].kind != "close":
                driver.scan(driver.work.steps[0].codes[0])
            driver.scan("CMD-CLOSE")
            driver.do(handover.hand_over, driver.work.id, "Jo", "AB12 CDE", "M1 1 L9 9")
        if name == "ABOARD":
            driver.open("load", carrier="POST", dock="DOCK-1")
            driver.scans("LOC-DOCK-1", driver.work.steps[1].codes[0])
    boss.do(cancelling.cancel_order, orders["CANCELLED"], "changed their mind")
    boss.do(waves.plan_wave, [orders["OPEN"]])
    pick(picker, "TOTE-5")
    packer.open("pack", scan="TOTE-5")
    packer.scans("CTN-BOX-M", "MAT-FRAGILE", MUG, MUG, "CMD-UNDO")
    boss.do(waves.plan_wave, [orders["PICKING"]])
    picker.take("pick")
    picker.scans("TOTE-6", "41", MUG, "LOC-NOWHERE", MUG, "CMD-UNDO", MUG, "42")
    boss.do(waves.plan_wave, [orders["FREED"]], release=False)
    count(boss, hands("admin"), picker)
    Publisher(boss.writer, Nobody()).drain()
    return orders


def count(boss, admin, other):
    """The oil was counted twice, and the second count taken; the lamps are being counted."""
    boss.do(ask_for_counts, "BIN-3", "", "", "")
    for hand, units in ((boss, 98), (admin, 99)):
        hand.take("count")
        hand.scans("LOC-BIN-3", build.GTIN["OIL"], f"CMD-QTY-{units}", "CMD-CLOSE")
    cycle = other.do(lambda tx: tx.db.query(CycleCount).one().id)
    other.do(settling.decide, cycle, "second", {})
    boss.do(ask_for_counts, "BIN-2", "", "", "")
    boss.take("count")
    boss.scans("LOC-BIN-2", build.GTIN["LAMP"])


class Nobody:
    """No screens."""

    def emit(self, *_event: object) -> None:
        pass

    sweep = cut_off = close_all = emit


LIST = Path(__file__).parent / "data" / "corruptions.txt"
CORRUPTIONS = [line.split(" => ") for line in LIST.read_text("utf-8").splitlines() if " => " in line[1:]]


@contextmanager
def bent(database: Database, statement: str) -> Iterator[Session]:
    """A database in which that was done by a hand that no constraint holds; it is undone after."""
    with database.engine.connect() as connection:
        loosen(connection)
        try:
            connection.execute(text(statement))
            yield Session(connection)
        finally:
            connection.rollback()
            connection.invalidate()


def loosen(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")
    else:
        connection.execute(text("SET LOCAL session_replication_role = replica"))


def test_each_corruption_is_found_and_named(shift, database):
    assert len(CORRUPTIONS) >= 60
    with database.reading() as session:
        assert findings(session) == []
        assert remarks(session) == []
    missed = []
    for statement, words in CORRUPTIONS:
        with bent(database, statement) as session:
            said = findings(session)
        if not any(re.search(words, finding) for finding in said):
            missed.append((statement, said[:4]))
    assert missed == []
