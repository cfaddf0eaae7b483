"""Picking by scan, through the writer, on both databases."""

import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from floor.core.transaction import SYSTEM
from floor.counting import counts
from floor.order_changes import cancelling
from floor.planning import waves
from floor.work import assignment
from models import Allocation, Hold, Move, Order, OrderLine, Place, PutAwayTask, Quant, Serial, Work
from tests import build

MUG, LAMP, OIL, MILK = (build.GTIN[sku] for sku in ("MUG", "LAMP", "OIL", "MILK"))


def release(hands, *orders, mode="single"):
    return hands("supervisor").do(waves.plan_wave, list(orders), mode=mode)


def started(hands, ready, lines, **fields):
    """A picker at the first line of an order."""
    order = ready(lines, **fields)
    release(hands, order)
    picker = hands("picker")
    picker.take("pick")
    picker.scan("TOTE-0001")
    return order, picker


def on_hand(database, there, sku, place):
    with database.reading() as session:
        query = select(func.coalesce(func.sum(Quant.on_hand), 0)).join(Quant.place)
        return session.scalar(query.where(Quant.sku_id == there.skus[sku].id, Quant.place.has(code=place)))


def test_a_picker_walks_an_order_to_its_lane(hands, ready, database, there):
    order, picker = started(hands, ready, {"LAMP": 1, "MUG": 14})
    assert [step.kind for step in picker.work.steps] == ["location", "sku", "location", "sku", "location"]
    assert picker.scan("41").code == "pick.location_ok"  # the two check digits of the bin
    case = picker.scan(build.MUG_CASE)
    assert (case.code, case.params["added"], case.params["how"]) == ("pick.sku_ok", 12, "pick.by_case")
    assert picker.scans(MUG, MUG) == ["pick.sku_ok", "pick.line_done"]
    assert picker.scans("LOC-BIN-2", "SKU-LAMP", "LOC-STAGE-1") == [
        "pick.location_ok",
        "pick.line_done",
        "pick.task_done",
    ]
    assert picker.work.state == "done"
    with database.reading() as session:
        assert session.get_one(Order, order).status == "picked"
        assert session.scalar(select(func.count()).select_from(Work).where(Work.kind == "pack")) == 1
        assert session.scalar(select(func.sum(Allocation.quantity))) == 0
    assert on_hand(database, there, "MUG", "TOTE-0001") == 14
    assert on_hand(database, there, "MUG", "BIN-1") == 86


def test_a_wrong_scan_says_what_was_scanned_and_what_was_expected(hands, ready, database, there):
    _order, picker = started(hands, ready, {"MUG": 2})
    wrong_place = picker.scan("LOC-BIN-2")
    assert (wrong_place.code, wrong_place.params["expected"]) == ("pick.wrong_location", "BIN-1")
    picker.scan("LOC-BIN-1")
    wrong = picker.scan(LAMP)
    assert (wrong.accepted, wrong.code, wrong.params["scanned"]) == (False, "pick.wrong_sku", "LAMP")
    assert picker.scan("5999999999999").code == "scan.unknown"
    assert picker.scan(build.MUG_CASE).code == "pick.over_quantity"
    assert picker.scan("\x1d").code == "scan.unknown"
    assert on_hand(database, there, "MUG", "TOTE-0001") == 0


def test_a_text_that_nobody_knows_is_told_from_one_that_is_wrong_here(hands, ready):
    release(hands, ready({"MUG": 1}))
    picker = hands("picker")
    picker.take("pick")
    for todo, expected, wrong in (
        ("pick.scan_tote", "TOTE-…", "pick.wrong_tote"),
        ("pick.scan_place", "BIN-1", "pick.wrong_location"),
    ):
        stray, goods = picker.scan("NO-SUCH-THING"), picker.scan(LAMP)
        assert stray.code == "scan.unknown"
        assert (stray.params["todo"], stray.params["expected"]) == (todo, expected)
        assert goods.code == wrong
        picker.scan("TOTE-0001")


def test_a_new_tote_that_somebody_else_scans_at_the_same_moment_is_one_tote(hands, ready, writer, database):
    release(hands, ready({"MUG": 1}))
    picker = hands("picker")
    picker.take("pick")
    with ThreadPoolExecutor(1) as beside:
        with writer.transaction(SYSTEM) as tx:
            tx.db.add(Place(code="TOTE-9", kind="tote"))
            tx.db.flush()
            judged = beside.submit(picker.scan, "TOTE-9")
            time.sleep(0.3)  # it waits for what is written here
        assert judged.result().code == "pick.tote_ok"


def test_more_units_than_anything_holds_are_refused(hands, ready):
    _order, picker = started(hands, ready, {"MUG": 2})
    picker.scan("LOC-BIN-1")
    judged = picker.scan(f"010{MUG}3099999999", 1_000_000)
    assert (judged.code, judged.params) == ("scan.bad_quantity", {"quantity": "99999999000000"})


def test_quantity_is_set_only_after_a_scan_and_within_the_line(hands, ready, database, there):
    _order, picker = started(hands, ready, {"MUG": 30, "LAMP": 1})
    picker.scan("LOC-BIN-1")
    assert picker.scan("CMD-QTY-5").code == "scan.scan_first"
    assert picker.scans(MUG, "CMD-QTY-31", "CMD-QTY-0", "CMD-QTY-20", "CMD-QTY-7") == [
        "pick.sku_ok",
        "scan.bad_count",
        "scan.bad_count",
        "pick.sku_ok",
        "pick.sku_ok",
    ]
    assert on_hand(database, there, "MUG", "TOTE-0001") == 7
    assert picker.scan(MUG, quantity=23).code == "pick.line_done"


def test_a_lot_is_asked_for_and_one_gs1_scan_answers_both(hands, ready):
    _order, picker = started(hands, ready, {"MILK": 2})
    picker.scan("LOC-BIN-4")
    assert picker.expects == ("lot", "M1")  # first expired, first out
    assert picker.scan("LOT-M2").code == "pick.wrong_lot"
    assert picker.scan(f"(01){MILK.zfill(14)}(10)M1").code == "pick.sku_ok"
    assert picker.scan("CMD-UNDO").code == "scan.undone"
    assert picker.expects == ("lot", "M1")
    assert picker.scan(f"(01){MILK.zfill(14)}(17)200101(10)X9").code == "pick.expired_lot"
    assert picker.scans("LOT-m1", MILK, MILK) == ["pick.lot_ok", "pick.sku_ok", "pick.line_done"]


def test_serials_are_counted_one_by_one_and_never_twice(hands, ready, database, there):
    with database.writing() as session:
        build.put(session, there, "PHONE", "BIN-3", 2)
        session.commit()
    _order, picker = started(hands, ready, {"PHONE": 2})
    picker.scan("LOC-BIN-3")
    assert picker.scans("SER-A1", "SER-A1", "CMD-QTY-2", "SER-A2") == [
        "pick.sku_ok",
        "pick.serial_used",
        "scan.scan_first",
        "pick.line_done",
    ]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Serial)) == 2


def test_a_short_is_asked_twice_and_the_bin_waits_for_a_count(hands, ready, database, there):
    order, picker = started(hands, ready, {"MUG": 10})
    assert picker.scan("CMD-SHORT").code == "scan.not_allowed"  # only after the location
    picker.scans("41", MUG)
    assert picker.scans("CMD-SHORT", MUG, "CMD-SHORT", "CMD-SHORT") == [
        "pick.short_ask",
        "pick.sku_ok",
        "pick.short_ask",
        "pick.short_recorded",
    ]
    with database.reading() as session:
        line = session.scalars(select(OrderLine).where(OrderLine.order_id == order)).one()
        assert (line.picked, line.short, line.short_approved) == (2, 8, 0)
    again = ready({"MUG": 1})
    assert release(hands, again).short == [{"order": str(again), "sku": "MUG", "missing": 1}]
    hands("supervisor").do(counts.enter_count, "BIN-1", "MUG", None, 5)
    assert on_hand(database, there, "MUG", "BIN-1") == 5
    assert release(hands, again).short == []


def test_a_short_finds_another_bin_at_once(hands, ready, database, there):
    with database.writing() as session:
        build.put(session, there, "MUG", "BIN-3", 50)
        session.commit()
    order, picker = started(hands, ready, {"MUG": 10, "LAMP": 1})
    picker.scans("41")
    recorded = [picker.scan("CMD-SHORT") for _ in range(2)][-1]
    assert recorded.params["elsewhere"] == 10
    assert picker.scans("42", LAMP, "43", MUG) == [
        "pick.location_ok",
        "pick.line_done",
        "pick.location_ok",
        "pick.sku_ok",
    ]
    assert picker.scans("CMD-UNDO", "CMD-UNDO", "CMD-UNDO", "CMD-UNDO", "CMD-UNDO") == ["scan.undone"] * 5
    assert picker.expects == ("sku", "The mug")  # both scans of the short were one
    with database.reading() as session:
        assert session.scalars(select(OrderLine.short).where(OrderLine.order_id == order)).all() == [0, 0]
        assert session.scalar(select(func.sum(Quant.allocated))) == 11


def test_damaged_units_move_to_the_damaged_place(hands, ready, database, there):
    _order, picker = started(hands, ready, {"MUG": 4})
    picker.scans("41", MUG, "CMD-SHORT-DAMAGED", "CMD-SHORT-DAMAGED")
    assert on_hand(database, there, "MUG", "DAMAGED") == 3
    picker.scan("CMD-UNDO")
    assert on_hand(database, there, "MUG", "DAMAGED") == 0
    assert on_hand(database, there, "MUG", "BIN-1") == 99


def test_an_order_of_which_nothing_was_found_is_held(hands, ready, database):
    order, picker = started(hands, ready, {"MUG": 1})
    picker.scans("41", "CMD-SHORT", "CMD-SHORT", "LOC-PACK-1")
    with database.reading() as session:
        assert session.get_one(Order, order).status == "held"
        assert session.scalars(select(Hold.code).where(Hold.order_id == order)).all() == [
            "order.nothing_found"
        ]
    assert hands("picker").take("pick") is None


def test_a_skipped_line_comes_back_last(hands, ready):
    _order, picker = started(hands, ready, {"MUG": 1, "LAMP": 1})
    assert picker.scan("CMD-SKIP").code == "pick.skipped"
    assert picker.expects == ("location", "BIN-2")
    picker.scans("42", LAMP)
    assert picker.expects == ("location", "BIN-1")
    assert picker.scan("CMD-SKIP").code == "scan.not_allowed"  # there is nothing else to do


def test_a_full_tote_gives_way_to_another(hands, ready, database, there):
    _order, picker = started(hands, ready, {"MUG": 2})
    picker.scan("41")
    assert picker.scan("CMD-FULL").code == "scan.not_allowed"  # it is empty
    assert picker.scans(MUG, "CMD-FULL", "TOTE-0001", "TOTE-0002", MUG, "LOC-PACK-1") == [
        "pick.sku_ok",
        "pick.tote_full",
        "pick.tote_in_use",
        "pick.tote_ok",
        "pick.line_done",
        "pick.task_done",
    ]
    assert on_hand(database, there, "MUG", "TOTE-0001") == 1
    assert on_hand(database, there, "MUG", "TOTE-0002") == 1


def test_undo_takes_everything_back_by_compensating_rows(hands, ready, database, there):
    _order, picker = started(hands, ready, {"MUG": 3, "LAMP": 1})
    picker.scans("41", MUG, "CMD-QTY-3", "42")
    codes = picker.scans(*["CMD-UNDO"] * 6)
    assert codes == ["scan.undone"] * 5 + ["scan.nothing_to_undo"]
    assert picker.expects == ("tote", "")
    assert on_hand(database, there, "MUG", "BIN-1") == 100
    with database.reading() as session:
        assert (
            session.scalar(select(func.count()).select_from(Move).where(Move.why.in_(("pick", "undo")))) == 4
        )


def test_a_cluster_puts_each_unit_into_its_orders_tote(hands, ready, database, there):
    first, second = ready({"MUG": 1, "LAMP": 1}), ready({"MUG": 2})
    release(hands, first, second, mode="cluster")
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-A", "TOTE-B", "41", MUG)
    assert picker.work.steps[0].position == 1
    assert picker.scans("TOTE-B", "TOTE-A", MUG, MUG, "TOTE-B") == [
        "pick.wrong_tote",
        "pick.line_done",
        "pick.sku_ok",
        "pick.sku_ok",
        "pick.line_done",
    ]
    picker.scans("42", LAMP, "TOTE-A", "LOC-PACK-1")
    assert picker.work.state == "done"
    assert (on_hand(database, there, "MUG", "TOTE-A"), on_hand(database, there, "MUG", "TOTE-B")) == (1, 2)


def test_typed_text_registers_no_tote(hands, ready):
    release(hands, ready({"MUG": 1}))
    picker = hands("picker")
    picker.take("pick")
    assert picker.scan("TOTE-NEW", source="typed").code == "scan.unknown"
    assert picker.scan("TOTE-NEW").code == "pick.tote_ok"


def test_an_order_cancelled_while_it_is_picked_goes_to_the_put_back_lane(hands, ready, database, there):
    order, picker = started(hands, ready, {"MUG": 3})
    picker.scans("41", MUG)
    hands("supervisor").do(cancelling.cancel_order, order, "customer")
    assert picker.scan(MUG).code == "work.cancelled"
    back = hands("picker")
    back.open("putaway", scan="TOTE-0001")
    assert back.scans(LAMP, MUG, MUG, "LOC-BIN-2") == [
        "putback.not_inside",
        "putback.sku_ok",
        "putback.too_many",
        "putback.done",
    ]
    assert on_hand(database, there, "MUG", "BIN-2") == 1
    with database.reading() as session:
        assert session.scalar(select(func.sum(Quant.allocated))) == 0
        assert session.scalars(select(PutAwayTask.state)).all() == ["done"]


def test_a_cluster_goes_on_without_its_cancelled_order(hands, ready):
    first, second = ready({"MUG": 1}), ready({"LAMP": 1})
    release(hands, first, second, mode="cluster")
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-A", "TOTE-B", "41", MUG, "TOTE-A")
    hands("supervisor").do(cancelling.cancel_order, first, "customer")
    assert picker.scans("42", "42", LAMP, "TOTE-B", "LOC-PACK-1") == [
        "pick.order_cancelled",
        "pick.location_ok",
        "pick.sku_ok",
        "pick.line_done",
        "pick.task_done",
    ]


def test_a_count_below_what_is_promised_sends_pickers_elsewhere(hands, ready, database, there):
    order, picker = started(hands, ready, {"MUG": 10})
    picker.scans("41", MUG)
    with database.writing() as session:
        build.put(session, there, "MUG", "BIN-3", 4)
        session.commit()
    hands("supervisor").do(counts.enter_count, "BIN-1", "MUG", None, 3)
    assert picker.take("pick").steps[0].name == "BIN-3"
    assert on_hand(database, there, "MUG", "BIN-1") == 3
    with database.reading() as session:
        assert session.scalars(select(OrderLine.short).where(OrderLine.order_id == order)).one() == 5
    picker.scans("43", MUG, "CMD-QTY-4", "LOC-PACK-1")
    assert picker.work.state == "done"


def test_taken_over_work_asks_for_its_tote_again(hands, ready, there):
    _order, picker = started(hands, ready, {"MUG": 3})
    picker.scans("41", MUG)
    other = hands("supervisor")
    other.do(assignment.reassign, picker.work.id, there.people["admin"].id)
    refused = picker.scan(MUG)
    assert (refused.accepted, refused.code) == (False, "work.reassigned")
    admin = hands("admin")
    work = admin.take("pick")
    assert work.steps[0].codes == ["TOTE-0001"]
    assert work.steps[0].hint == ("hint.find_tote", {"place": "BIN-1"})
    assert admin.scans("TOTE-0002", "TOTE-0001", "41", MUG, MUG, "LOC-PACK-1")[-1] == "pick.task_done"


def test_the_same_person_goes_on_at_the_same_step_on_another_device(hands, ready):
    _order, picker = started(hands, ready, {"MUG": 3})
    picker.scans("41", MUG)
    second = hands("picker", "another")
    assert second.take("pick").steps[0].counted == 1
    assert picker.scan(MUG).code == "work.reassigned"
    second.work = picker.work
    assert second.scan(MUG).code == "pick.sku_ok"
