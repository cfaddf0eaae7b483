"""An order is put on hold while somebody has its goods in hand: they are told, it is not closed, it does not leave."""

import pytest
from sqlalchemy import select

from floor.core.messages import text
from floor.dispatch.handover import hand_over
from floor.order_changes.cancelling import cancel_order
from floor.orders.release import hold_order, release_order
from floor.supervision import board, lists
from models import Order, Refused
from tests import build
from tests.client import SIGNATURE
from tests.packing.steps import follow, packed_parcel, picked_order
from tests.picking.test_picking import release, started

MUG, LAMP = build.GTIN["MUG"], build.GTIN["LAMP"]


@pytest.fixture
def boss(hands):
    return hands("supervisor")


def notices(hands):
    return [(code, text(code, "en", params)) for code, params in hands.work.notices]


def on_hold(hands):
    return [said for code, said in notices(hands) if code == "work.on_hold"]


def at_dock(hands):
    dispatcher = hands("dispatcher")
    dispatcher.open("load", carrier="POST", dock="DOCK-1")
    dispatcher.scan("LOC-DOCK-1")
    return dispatcher


def counts(database):
    with database.reading() as session:
        held = select(Order.id).where(lists.in_stage(session, "held"))
        listed = list(session.scalars(held.order_by(Order.id.desc())))
        return board.waiting_counts(session)["held"], board.flow(session)["held"], listed


def test_the_picker_is_told_once_and_again_at_the_release(hands, ready, boss):
    order, picker = started(hands, ready, {"MUG": 2})
    boss.do(hold_order, order, "the customer calls back")
    told = picker.scan("LOC-BIN-1")
    assert (told.accepted, told.code, told.params["order"]) == (False, "work.order_held", "N1")
    assert "set its tote down" in text(told.code, "en", told.params)
    assert on_hold(picker) == ["Order N1 is on hold"]
    assert picker.scans("LOC-BIN-1", MUG) == ["pick.location_ok", "pick.sku_ok"]
    boss.do(release_order, order)
    assert picker.scans(MUG, MUG) == ["work.order_released", "pick.line_done"]
    assert on_hold(picker) == []


def test_a_hold_that_ended_before_anybody_scanned_is_no_news(hands, ready, boss):
    order, picker = started(hands, ready, {"MUG": 2})
    boss.do(hold_order, order, "a")
    boss.do(release_order, order)
    assert picker.scan("LOC-BIN-1").code == "pick.location_ok"


def test_two_holds_are_told_once_and_a_hold_after_a_release_again(hands, ready, boss):
    order, picker = started(hands, ready, {"MUG": 2})
    boss.do(hold_order, order, "a")
    assert picker.scan("LOC-BIN-1").code == "work.order_held"
    boss.do(hold_order, order, "b")
    assert picker.scan("LOC-BIN-1").code == "pick.location_ok"
    boss.do(release_order, order)
    boss.do(hold_order, order, "c")
    assert picker.scans(MUG, MUG) == ["work.order_held", "pick.sku_ok"]


def test_on_a_cart_each_held_order_is_told_by_its_number(hands, ready, boss):
    orders = [ready({"MUG": 1}), ready({"MUG": 1})]
    release(hands, *orders, mode="cluster")
    picker = hands("picker")
    picker.take("pick")
    for order in orders:
        boss.do(hold_order, order, "stop")
    told = [picker.scan("TOTE-1") for _time in range(3)]
    assert [each.params.get("order") for each in told] == ["N1", "N2", None]
    assert told[2].accepted


def test_other_content_under_the_same_number_is_told_too(hands, ready, boss, there, writer):
    order, picker = started(hands, ready, {"MUG": 2})
    writer.perform(
        boss.actor,
        lambda tx: build.received(tx, {
            "channel": "webshop", "number": "N1", "ship_to": build.SHIP_TO, "service": "standard",
            "lines": [{"sku": "LAMP", "quantity": 1}],
        }).status,
    )  # fmt: skip
    assert picker.scan("LOC-BIN-1").code == "work.order_held"
    boss.do(release_order, order)
    assert picker.scan("LOC-BIN-1").code == "work.order_released"


def test_the_packer_is_told_and_cannot_close(hands, database, there, boss):
    order = picked_order(database, there, {"MUG": 1})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    packer.scans("CTN-BOX-S", "MAT-FRAGILE")
    boss.do(hold_order, order, "the customer calls back")
    told = packer.scan(MUG)
    assert told.code == "work.order_held"
    assert "cannot be closed" in text(told.code, "en", told.params)
    assert on_hold(packer) == ["Order N1 is on hold"]
    weight = f"WGT-{300 + 90}"
    assert packer.scans(MUG, weight, "CMD-CLOSE") == ["pack.item_ok", "pack.weight_ok", "pack.order_held"]
    boss.do(release_order, order)
    assert packer.scans("CMD-CLOSE", "CMD-CLOSE") == ["work.order_released", "pack.parcel_closed"]
    assert follow(packer) == ["pack.session_done"]


def test_a_hold_while_it_is_picked_is_told_at_the_packing_table_too(hands, ready, boss):
    order, picker = started(hands, ready, {"MUG": 1})
    boss.do(hold_order, order, "a")
    assert picker.scans("LOC-BIN-1", "LOC-BIN-1", MUG, "LOC-PACK-1")[-1] == "pick.task_done"
    packer = hands("packer")
    packer.open("pack", scan="TOTE-0001")
    assert packer.scans("CTN-BOX-S", "CTN-BOX-S") == ["work.order_held", "pack.carton_ok"]


def test_the_dock_says_what_stays_and_the_load_leaves_it(hands, database, there, boss):
    first, second = (picked_order(database, there, {"MUG": 1}, {f"TOTE-{n}": {"MUG": 1}}) for n in (1, 2))
    one, other = (
        packed_parcel(hands, database, order, f"TOTE-{n}") for n, order in ((1, first), (2, second))
    )
    dispatcher = at_dock(hands)
    boss.do(hold_order, second, "the customer calls back")
    told = dispatcher.scan(one)
    assert told.code == "work.order_held"
    assert "load none of them" in text(told.code, "en", told.params)
    assert ("load.parcels_stay", "1 parcel stays: order held (N2)") in notices(dispatcher)
    assert dispatcher.scans(other, one, "CMD-CLOSE") == ["load.order_held", "load.parcel_ok", "load.closed"]
    assert ("load.parcels_stay", "1 parcel stays: order held (N2)") in notices(dispatcher)
    dispatcher.do(lambda tx: hand_over(tx, dispatcher.work.id, "Ada", "AB 1", SIGNATURE).id)
    boss.do(release_order, second)
    after = at_dock(hands)
    assert after.scan(other).code == "load.parcel_ok"


def test_a_parcel_aboard_comes_off_before_the_load_closes_or_leaves(hands, database, there, boss):
    order = picked_order(database, there, {"MUG": 1})
    sscc = packed_parcel(hands, database, order)
    dispatcher = at_dock(hands)
    assert dispatcher.scans(sscc, "CMD-CLOSE") == ["load.parcel_ok", "load.closed"]
    boss.do(hold_order, order, "a")
    with pytest.raises(Refused, match=r"load\.order_held"):
        dispatcher.do(lambda tx: hand_over(tx, dispatcher.work.id, "Ada", "AB 1", SIGNATURE).id)
    assert dispatcher.scans("CMD-UNLOAD", "CMD-UNLOAD", sscc)[1:] == ["load.unload_next", "load.unloaded"]
    boss.do(release_order, order)
    assert dispatcher.scans(sscc, sscc) == ["work.order_released", "load.parcel_ok"]
    boss.do(hold_order, order, "b")
    assert dispatcher.scans("CMD-CLOSE", "CMD-CLOSE") == ["work.order_held", "load.order_held"]


@pytest.mark.parametrize("end", [release_order, cancel_order])
def test_lists_and_counts_have_it_wherever_it_stands(hands, ready, boss, database, end):
    order, _picker = started(hands, ready, {"MUG": 2})
    waits = ready({"MUG": 1})
    assert counts(database) == (0, 0, [])
    for each in (order, waits):
        boss.do(hold_order, each, "a")
    assert counts(database) == (2, 2, [waits, order])
    with database.reading() as session:
        assert session.get_one(Order, order).status in ("waved", "picking")
    boss.do(end, order)
    assert counts(database) == (1, 1, [waits])
