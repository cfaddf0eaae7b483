"""A cross-dock: what orders wait for goes straight to packing, and nobody puts it away. On both databases."""

import pytest
from sqlalchemy import select

from floor import invariants
from floor.core.transaction import SYSTEM
from floor.order_changes import cancelling
from floor.planning import waves
from floor.planning.waiting import StockForWaiting
from floor.putaway.left_over import PutAwayLeftOver
from floor.receiving import containers
from floor.warehouse import locations
from models import Order, PutAwayTask, Quant, Refused, Work
from tests import build

MUG, LAMP = build.GTIN["MUG"], build.GTIN["LAMP"]


@pytest.fixture(autouse=True)
def cross_dock(writer, there):
    rows = [{"code": "DOCK-1", "kind": "dock", "cross_dock": "yes"}]
    assert not isinstance(writer.perform(SYSTEM, locations.put_locations, rows)[0], Refused)
    refused = writer.perform(
        SYSTEM, locations.put_locations, [{"code": "E-1", "kind": "bin", "cross_dock": "yes"}]
    )
    assert isinstance(refused[0], Refused)


@pytest.fixture
def waiting(hands, ready):
    """waiting({"MUG": 103}): an order that stock could not serve, and so waits."""

    def make(lines, **fields):
        order = ready(lines, **fields)
        hands("supervisor").do(waves.plan_wave, None)
        return order

    return make


@pytest.fixture(autouse=True)
def sound(database):
    yield
    with database.reading() as session:
        assert invariants.findings(session) == []


def lying(database, place):
    with database.reading() as session:
        found = session.scalars(
            select(Quant).join(Quant.place).where(Quant.on_hand > 0, Quant.place.has(code=place))
        )
        return {quant.sku.code: (quant.on_hand, quant.allocated) for quant in found}


def to_put_away(database):
    with database.reading() as session:
        return [work.source.code for work in session.scalars(select(PutAwayTask).where(Work.state == "open"))]


def test_what_an_order_waits_for_is_picked_from_the_dock(hands, waiting, at_dock, database, writer):
    order = waiting({"MUG": 105})
    receiver = at_dock(("MUG", 12), ("LAMP", 2))
    assert receiver.scan(LAMP).work.notices == []
    heard = receiver.scan(MUG).work.notices
    assert heard == []  # one more is not enough for it
    receiver.scans("CMD-QTY-12")
    [(code, said)] = receiver.work.notices
    assert (code, said["order"], said["lane"]) == ("receive.straight", "N1", "PACK-1")
    StockForWaiting(writer).round()
    assert lying(database, "TOTE-1") == {"MUG": (12, 0), "LAMP": (1, 0)}
    full = receiver.scan("CMD-FULL")
    assert (full.code, full.params["orders"], full.params["lane"]) == (
        "receive.full_straight",
        ["N1"],
        "PACK-1",
    )
    assert lying(database, "TOTE-1") == {"MUG": (12, 5), "LAMP": (1, 0)}
    assert receiver.scan("CMD-UNDO").code == "scan.nothing_to_undo"
    hands("supervisor").do(waves.plan_wave, [order])
    picker = hands("picker")
    work = picker.take("pick")
    assert [line for line in work.steps if line.kind == "location"]
    assert picker.scans("TOTE-0001", "LOC-BIN-1", MUG, "CMD-QTY-100") == [
        "pick.tote_ok", "pick.location_ok", "pick.sku_ok", "pick.line_done",
    ]  # fmt: skip
    assert (picker.expects, picker.work.steps[0].hint) == (
        ("location", "TOTE-1"), ("hint.stands_at", {"place": "PACK-1"})
    )  # fmt: skip
    away = hands("admin")
    away.open("putaway", scan="TOTE-1")
    assert away.scans(MUG, "CMD-QTY-12", "CMD-QTY-7", "LOC-BIN-1")[1:] == [
        "scan.bad_count", "putback.sku_ok", "putback.put_ok",
    ]  # fmt: skip
    assert away.scan("LOC-BIN-2").code == "putback.done"
    assert lying(database, "TOTE-1") == {"MUG": (5, 5)}
    assert picker.scans("TOTE-1", MUG, "CMD-QTY-5", "LOC-PACK-1")[1:] == [
        "pick.sku_ok", "pick.line_done", "pick.task_done",
    ]  # fmt: skip
    assert lying(database, "TOTE-1") == {}


def test_at_the_end_of_a_delivery_and_from_a_pallet(hands, waiting, at_dock, database):
    order = waiting({"MUG": 101})
    receiver = at_dock(("MUG", 1))
    [pallet] = receiver.do(containers.make_pallets, 1)
    assert receiver.scans(f"(00){pallet}", MUG) == ["receive.container_ok", "receive.line_done"]
    done = receiver.scan("CMD-CLOSE")
    assert (done.code, done.params["container"], done.params["orders"]) == (
        "receive.done_straight", [pallet], ["N1"]
    )  # fmt: skip
    assert to_put_away(database) == []
    hands("supervisor").do(waves.plan_wave, [order])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-0001", "LOC-BIN-1", MUG, "CMD-QTY-100")
    assert picker.scans(f"00{pallet}", MUG)[0] == "pick.location_ok"


def test_what_nobody_wants_any_more_is_put_away(hands, waiting, at_dock, database, writer):
    order = waiting({"MUG": 101})
    receiver = at_dock(("MUG", 1))
    receiver.scans(MUG, "CMD-CLOSE")
    assert (lying(database, "TOTE-1"), to_put_away(database)) == ({"MUG": (1, 1)}, [])
    PutAwayLeftOver(writer).round()
    assert to_put_away(database) == []
    hands("supervisor").do(cancelling.cancel_order, order, "changed their mind")
    PutAwayLeftOver(writer).round()
    PutAwayLeftOver(writer).round()
    assert to_put_away(database) == ["TOTE-1"]
    assert hands("picker").open("putaway", scan="TOTE-1").steps


def test_another_dock_says_nothing_and_all_is_put_away(hands, waiting, announce, database):
    order = waiting({"MUG": 101})
    announce(("MUG", 1))
    receiver = hands("receiver")
    receiver.open("receive", scan="d-1")
    stage = "LOC-STAGE-1"
    receiver.scans(stage, "TOTE-1")
    assert receiver.scan(MUG).work.notices == []
    assert receiver.scan("CMD-CLOSE").code == "receive.done"
    assert to_put_away(database) == ["TOTE-1"]
    with database.reading() as session:
        assert session.get_one(Order, order).status == "ready"
