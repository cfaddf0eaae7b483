"""Stock on hold: promised to nobody; what was promised is looked for elsewhere; held everywhere, it stops what was
picked of it until the hold ends. On both databases."""

import pytest
from sqlalchemy import select

from floor.invariants import findings
from floor.planning import waves
from floor.supervision.reach import reach_of
from floor.supervision.stock_holds import end_hold, hold_stock
from models import Allocation, GoodsReceipt, Move, Order, Outbox, Quant, Refused, StockHold, now
from tests import build
from tests.packing.steps import follow
from tests.picking.test_picking import started

MUG, MILK = build.GTIN["MUG"], build.GTIN["MILK"]


@pytest.fixture
def boss(hands):
    return hands("supervisor")


def hold(boss, sku="", lot="", place="", reason="the seal is broken"):
    stopped = boss.do(hold_stock, sku, lot, place, reason)
    return stopped.hold.id, stopped.freed, stopped.orders


def promised(database):
    """Units by bin and lot."""
    with database.reading() as session:
        query = select(Quant).join(Allocation, Allocation.quant_id == Quant.id).where(Quant.allocated > 0)
        return {
            (quant.place.code, quant.lot.code if quant.lot else ""): quant.allocated
            for quant in session.scalars(query)
        }


def sound(database):
    with database.reading() as session:
        assert findings(session) == []


@pytest.mark.parametrize(
    "named", [("MILK", "M1", ""), ("", "lot-M1", ""), ("milk", "M1", "BIN-4"), ("", "m1", "LOC-BIN-4")]
)
def test_held_stock_is_not_promised_until_the_hold_ends(hands, boss, database, ready, named):
    held, freed, orders = hold(boss, *named)
    assert (freed, orders) == (0, 0)
    boss.do(waves.plan_wave, [ready({"MILK": 120})], release=False)
    assert promised(database) == {("BIN-4", "M2"): 100}
    boss.do(end_hold, held)
    boss.do(waves.plan_wave, [ready({"MILK": 20})], release=False)
    assert promised(database) == {("BIN-4", "M2"): 100, ("BIN-4", "M1"): 20}
    sound(database)


def test_a_bin_or_a_sku_is_held_whatever_its_lots(boss, database, ready):
    hold(boss, place="BIN-4")
    hold(boss, "MUG")
    wave = boss.do(waves.plan_wave, [ready({"MILK": 1, "MUG": 1, "LAMP": 1})], release=False)
    assert promised(database) == {("BIN-2", ""): 1}
    assert {each["sku"] for each in wave.short} == {"MILK", "MUG"}


def test_what_nobody_has_picked_is_taken_elsewhere_and_the_round_goes_on(hands, boss, database, ready):
    _order, picker = started(hands, ready, {"MILK": 3})
    assert picker.scans("LOC-BIN-4", "LOT-M1", MILK)[-1] == "pick.sku_ok"
    assert hold(boss, lot="M1")[1:] == (2, 1)
    assert promised(database) == {("BIN-4", "M2"): 2}
    told = picker.scan(MILK)
    assert (told.accepted, told.code) == (False, "work.goods_held")
    assert (told.params["goods"], told.params["order"]) == ("MILK · LOT-M1", "N1")
    assert (picker.scan(MILK).code, picker.expects) == ("pick.recalled_back", ("lot", "M2"))
    sound(database)


def test_an_order_in_no_round_yet_is_allocated_anew(boss, database, ready):
    order = ready({"MILK": 3, "MUG": 1})
    boss.do(waves.plan_wave, [order], release=False)
    assert hold(boss, "MILK", "M1")[1] == 3
    with database.reading() as session:
        assert session.get_one(Order, order).status == "ready"
    assert promised(database) == {}


def test_undo_promises_no_held_stock_again(hands, boss, database, ready):
    _order, picker = started(hands, ready, {"MILK": 2})
    picker.scans("LOC-BIN-4", "LOT-M1", MILK, MILK)
    hold(boss, lot="M1", place="BIN-4")
    assert picker.scan("CMD-UNDO").accepted
    assert promised(database) == {("BIN-4", "M2"): 1}
    sound(database)


def test_a_short_of_stock_that_is_held_since_is_not_taken_back(hands, boss, database, ready):
    _order, picker = started(hands, ready, {"MUG": 2})
    assert picker.scans("LOC-BIN-1", MUG, "CMD-SHORT", "CMD-SHORT")[-1] == "pick.short_recorded"
    hold(boss, "MUG", place="BIN-1")
    assert picker.scan("CMD-UNDO").code == "scan.nothing_to_undo"
    sound(database)


def test_packer_and_dispatcher_hear_of_it_and_go_on_when_it_ends(hands, boss, database, ready):
    order, picker = started(hands, ready, {"MUG": 1})
    picker.scans("LOC-BIN-1", MUG, "LOC-PACK-1")
    packer = hands("packer")
    packer.open("pack", scan="TOTE-0001")
    held, _freed, orders = hold(boss, "MUG")
    assert orders == 1
    assert packer.scan("TOTE-0001").code == "work.goods_held"
    boss.do(end_hold, held)
    assert packer.scan("TOTE-0001").code == "work.order_released"
    follow(packer)
    with database.reading() as session:
        assert session.get_one(Order, order).open_holds == []
    sound(database)


def test_only_recalled_units_leave_the_tote_and_the_order_gets_others(hands, boss, database, ready):
    """Two mugs stay; three of the recalled lot go back into their bin by scan, and come out of the other lot."""
    order, picker = started(hands, ready, {"MUG": 2, "MILK": 3})
    picker.scans("LOC-BIN-1", MUG, MUG, "LOC-BIN-4", "LOT-M1", MILK, MILK)
    assert hold(boss, lot="M1")[1:] == (1, 1)
    told = picker.scan(MILK)
    assert (told.code, told.params["todo"]) == ("work.goods_held", "pick.todo_stopped")
    step = picker.work.steps[0]
    assert (step.kind, step.quantity, step.hint[0]) == ("sku", 2, "hint.recalled_lot")
    assert picker.scans("CMD-SHORT", MUG, "(01)00000000000000")[0] == "scan.not_allowed"
    assert picker.scan(MILK, 3).code == "pick.over_quantity"
    assert picker.scans(MILK, "CMD-UNDO", MILK) == [
        "pick.recalled_back",
        "scan.nothing_to_undo",
        "pick.recalled_back",
    ]
    with database.reading() as session:
        assert session.get_one(Order, order).open_holds == []
    assert promised(database) == {("BIN-4", "M2"): 3}
    picker.scans("LOT-M2", MILK, MILK, MILK)
    picker.scans("LOT-M2", MILK, MILK, MILK)
    assert picker.scan("LOC-PACK-1").code == "pick.task_done"
    with database.reading() as session:
        found = session.scalars(
            select(Quant).join(Quant.place).where(Quant.on_hand > 0, Quant.place.has(code="TOTE-0001"))
        )
        assert {(q.sku.code, q.lot.code if q.lot else ""): q.on_hand for q in found} == {
            ("MUG", ""): 2, ("MILK", "M2"): 3,
        }  # fmt: skip
    sound(database)


def test_recalled_units_that_no_other_bin_has_are_short(hands, boss, database, ready):
    order, picker = started(hands, ready, {"LAMP": 1, "MUG": 2})
    picker.scans("LOC-BIN-1", MUG, MUG)
    hold(boss, "MUG")
    picker.scan(MUG)
    assert picker.scan(MUG, 2).code == "pick.recalled_back"
    assert picker.expects == ("location", "BIN-2")
    with database.reading() as session:
        kept = session.get_one(Order, order)
        assert (sum(line.short for line in kept.lines), kept.open_holds) == (2, [])
    sound(database)


def test_a_hold_in_one_bin_stops_nobody_who_has_picked(hands, boss, ready):
    _order, picker = started(hands, ready, {"MUG": 2})
    picker.scans("LOC-BIN-1", MUG)
    assert hold(boss, "MUG", place="BIN-1")[2] == 0
    assert picker.scan("LOC-PACK-1").code != "work.goods_held"


@pytest.fixture
def delivery(database, there):
    """MILK of lot M1 came with it: its number."""
    with database.writing() as session:
        receipt = GoodsReceipt(supplier="DAIRY", delivery="D-77", state="done")
        session.add(receipt)
        session.flush()
        session.add(
            Move(
                sku_id=there.skus["MILK"].id, lot_id=there.lots["M1"].id, from_id=there.places["SUPPLIER"].id,
                to_id=there.places["STAGE-1"].id, quantity=5, why="receive", at=now(), work_id=receipt.id,
            )
        )  # fmt: skip
        session.commit()
        return receipt.number


def test_a_delivery_is_recalled_wherever_such_goods_lie(hands, boss, database, ready, delivery):
    _order, picker = started(hands, ready, {"MILK": 3})
    picker.scans("LOC-BIN-4", "LOT-M1", MILK)
    stopped = boss.do(hold_stock, "", "", "", "wrong temperature", "D-77")
    assert (stopped.freed, stopped.orders) == (2, 1)
    assert promised(database) == {("BIN-4", "M2"): 2}
    told = picker.scan(MILK)
    assert (told.code, told.params["goods"]) == ("work.goods_held", f"{delivery} DAIRY D-77")
    with database.reading() as session:
        assert [each.units for each in reach_of(session, session.get_one(StockHold, stopped.hold.id))] == [1]
    boss.do(end_hold, stopped.hold.id)
    stopped = boss.do(hold_stock, "MILK", "", "BIN-4", "again", delivery)
    assert (stopped.freed, stopped.orders) == (0, 0)
    boss.do(waves.plan_wave, [ready({"MILK": 100})], release=False)
    assert promised(database) == {("BIN-4", "M2"): 100}
    for number in ("R-999999", "D-78", "收货"):
        with pytest.raises(Refused) as refused:
            boss.do(hold_stock, "", "", "", "x", number)
        assert refused.value.code == "stock.unknown_delivery"


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (("", "", ""), "quarantine.names_nothing"),
        (("MUG", "", "", " "), "quarantine.reason_missing"),
        (("杯子", "", ""), "stock.unknown_sku"),
        (("MUG", "M1", ""), "stock.unknown_lot"),
        (("", "31.02.", ""), "stock.unknown_lot"),
        (("", "", "PACK-1"), "stock.unknown_place"),
    ],
)
def test_what_names_nothing_is_refused(boss, named, code):
    with pytest.raises(Refused) as refused:
        hold(boss, *named)
    assert refused.value.code == code


def test_a_lot_of_two_skus_asks_which(boss, database, there):
    with database.writing() as session:
        session.add(build.Lot(sku=session.merge(there.skus["OIL"]), code="M1"))
        session.commit()
    with pytest.raises(Refused) as refused:
        hold(boss, lot="M1")
    assert refused.value.params["fits"] == ["MILK", "OIL"]


def test_a_hold_ends_once_and_is_told(boss, database):
    held = hold(boss, "MUG")[0]
    boss.do(end_hold, held)
    for again, code in ((held, "quarantine.ended"), (999, "quarantine.not_found")):
        with pytest.raises(Refused) as refused:
            boss.do(end_hold, again)
        assert refused.value.code == code
    with database.reading() as session:
        kept = session.get_one(StockHold, held)
        assert (kept.person.name, kept.ended_by.name, kept.reason) == (
            "Supervisor",
            "Supervisor",
            "the seal is broken",
        )
        told = [each["type"] for row in session.scalars(select(Outbox)) for each in row.events]
    assert told == ["stock.held", "stock.hold_ended"]
