"""A delivery, from its announcement to its close: what is scanned is what came, in the lines as in the ledger."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from floor.invariants import findings
from floor.receiving import containers, intake
from floor.stock.allocation import shelves
from models import GoodsReceipt, Lot, Move, Place, PutAwayTask, Quant, Refused, Serial, Sku, StockHold
from scanners.gs1 import check_digit, sscc
from tests import build
from tests.receiving.conftest import delivery

MUG, LAMP, MILK = (build.GTIN[sku] for sku in ("MUG", "LAMP", "MILK"))
SSCC = sscc("4012345", 3, 17)
IN_A_YEAR = datetime.now(UTC).date() + timedelta(days=365)


@pytest.fixture
def came(database):
    """came("MUG"): units of it by the code of the place where they are, bins left out."""

    def units(sku):
        with database.reading() as session:
            query = select(Place.code, Quant.on_hand).join(Quant, Quant.place_id == Place.id).join(Sku)
            query = query.where(Sku.code == sku, Place.kind != "bin", Quant.on_hand > 0)
            return dict(iter(session.execute(query)))

    return units


@pytest.fixture(autouse=True)
def nothing_is_off(database):
    yield
    with database.reading() as session:
        assert findings(session) == []


def line(database, sku):
    with database.reading() as session:
        receipt = session.scalars(select(GoodsReceipt)).one()
        return next(
            (each.expected, each.counted, each.damaged) for each in receipt.lines if each.sku.code == sku
        )


def test_a_delivery_is_received_into_a_tote_and_waits_to_be_put_away(at_dock, database, came):
    receiver = at_dock(("MUG", 14), ("LAMP", 1))
    assert receiver.work.steps[0].sku == "MUG"
    assert receiver.scans(MUG, build.MUG_CASE, MUG, LAMP) == [
        "receive.goods_ok", "receive.goods_ok", "receive.line_done", "receive.line_done",
    ]  # fmt: skip
    assert receiver.expects == ("close", "")
    assert receiver.scan("CMD-CLOSE").code == "receive.done"
    assert came("MUG") == {"TOTE-1": 14}
    with database.reading() as session:
        task = session.scalars(select(PutAwayTask)).one()
        assert (task.source.code, task.source.at.code, task.reason) == ("TOTE-1", "DOCK-1", "received")
        moves = session.scalars(select(Move).where(Move.why == "receive")).all()
        assert sum(move.quantity for move in moves) == 15


def test_goods_in_a_container_are_nobodys_to_pick(at_dock, hands, database, there):
    receiver = at_dock(("PHONE", 1))
    receiver.scans("SKU-PHONE", "IMEI-1234567")
    phone = there.skus["PHONE"].id
    assert hands("supervisor").do(lambda tx: dict(shelves(tx, [phone]))) == {}


def test_quantity_says_what_is_in_this_container(at_dock, came, database):
    receiver = at_dock(("MUG", 40))
    assert receiver.scan("CMD-QTY-30").code == "scan.scan_first"
    receiver.scan(MUG)
    assert [receiver.scan(f"CMD-QTY-{n}").code for n in ("0", "３０", "12")] == [
        "scan.bad_count", "receive.goods_ok", "receive.goods_ok",
    ]  # fmt: skip
    assert (came("MUG"), line(database, "MUG")) == ({"TOTE-1": 12}, (40, 12, 0))
    assert receiver.scans("CMD-FULL", "TOTE-2", MUG, "CMD-QTY-28")[-1] == "receive.line_done"
    assert came("MUG") == {"TOTE-1": 12, "TOTE-2": 28}
    assert receiver.scans("CMD-UNDO", "CMD-UNDO", "CMD-UNDO") == ["scan.undone"] * 3
    assert receiver.scan("CMD-UNDO").code == "scan.undone"  # the tote is not full after all
    assert receiver.scan("CMD-QTY-13").code == "scan.scan_first"
    assert receiver.scan("CMD-CLOSE").code == "receive.close_why"


def test_more_than_was_announced_is_asked_once(at_dock, came, database):
    receiver = at_dock(("MUG", 2))
    assert receiver.scans(build.MUG_CASE, "LOC-DOCK-1") == ["receive.more_ask", "receive.not_a_container"]
    assert receiver.scan(build.MUG_CASE).code == "receive.line_done"  # what was refused answers nothing
    assert receiver.scan(MUG).code == "receive.line_done"
    assert line(database, "MUG") == (2, 13, 0)
    assert receiver.scans("CMD-UNDO", "CMD-UNDO") == ["scan.undone"] * 2
    assert came("MUG") == {}


def test_goods_that_nobody_announced_are_asked_then_taken(at_dock, came, database):
    receiver = at_dock(("MUG", 2))
    assert receiver.scans(LAMP, LAMP, LAMP) == [
        "receive.unannounced_ask",
        "receive.blind_ok",
        "receive.blind_ok",
    ]
    assert (came("LAMP"), line(database, "LAMP")) == ({"TOTE-1": 2}, (0, 2, 0))
    assert receiver.scan("5901234123457").code == "scan.unknown"
    assert receiver.scans("CMD-CLOSE", MUG, "WHY-too-long" + "g" * 100, "WHY-wrong one sent")[:3] == [
        "receive.close_why", "receive.reason_missing", "receive.reason_long",
    ]  # fmt: skip
    assert receiver.work.state == "done"


def test_lot_and_expiry_come_with_one_label_or_one_after_the_other(at_dock, came, database, there):
    with database.writing() as session:
        session.get(Sku, there.skus["MILK"].id).shelf_life_days = 400
        session.commit()
    receiver = at_dock(("MILK", 6, {"lot": "M7"}))
    label = f"(01){MILK.zfill(14)}(17){IN_A_YEAR:%y%m%d}(10)M7"
    assert receiver.scan(label).code == "receive.goods_ok"
    assert receiver.scans(MILK, "CMD-QTY-5") == ["receive.goods_ok", "receive.goods_ok"]  # of the lot in hand
    assert receiver.scans("CMD-UNDO", "CMD-UNDO", "CMD-UNDO") == ["scan.undone"] * 3
    assert came("MILK") == {}
    assert receiver.scan(MILK).code == "receive.lot_next"
    assert receiver.expects == ("lot", "")
    others = f"(01){MUG.zfill(14)}(10)M7"
    assert receiver.scans(MILK, "CMD-CLOSE", "CMD-FULL", "LOC-BIN-1", others) == [
        "receive.lot_wanted", "receive.finish_first", "receive.finish_first", "receive.lot_wanted",
        "receive.finish_first",
    ]  # fmt: skip
    assert receiver.scan("m7").code == "receive.expiry_next"
    assert receiver.scans("EXP-2027-02-31", "270131", "EXP-2020-01-31", "EXP-1-1-1") == [
        "receive.no_expiry", "receive.no_expiry", "receive.expired", "receive.no_expiry",
    ]  # fmt: skip
    assert receiver.scan(f"EXP-{IN_A_YEAR}").code == "receive.goods_ok"
    with database.reading() as session:
        assert session.scalars(select(Lot.expiry).where(Lot.code == "M7")).one() == IN_A_YEAR


def test_a_lot_that_is_on_file_keeps_its_date(at_dock):
    receiver = at_dock(("MILK", 6))
    other = receiver.scan(f"(01){MILK.zfill(14)}(17)300201(10)M1")
    assert (other.code, other.params["filed"]) == ("receive.wrong_expiry", "2030-01-31")
    assert receiver.scans(MILK, "LOT-M1") == ["receive.lot_next", "receive.goods_ok"]


def test_another_lot_than_announced_is_asked_and_told_apart(at_dock, database):
    receiver = at_dock(("MILK", 2, {"lot": "M7"}))
    label = f"(01){MILK.zfill(14)}(10)M8"
    assert receiver.scans(label, label) == ["receive.other_lot_ask", "receive.blind_ok"]
    with database.reading() as session:
        lines = session.scalars(select(GoodsReceipt)).one().lines
        assert [(each.lot, each.expected, each.counted) for each in lines] == [("M7", 2, 0), ("M8", 0, 1)]


def test_goods_that_expire_too_soon_are_not_taken_in(at_dock, database, there):
    with database.writing() as session:
        session.get(Sku, there.skus["MILK"].id).min_days_left = 400
        session.commit()
    receiver = at_dock(("MILK", 6))
    refused = receiver.scan(f"(01){MILK.zfill(14)}(17){IN_A_YEAR:%y%m%d}(10)M9")
    assert (refused.code, refused.params["least"]) == ("receive.too_short", 400)
    assert receiver.scan(f"(01){MILK.zfill(14)}(10)M2").accepted  # its date is on file, and far enough


def test_goods_that_expire_soon_are_held_where_the_sku_says_so(at_dock, database, there, hands, came):
    with database.writing() as session:
        milk = session.get(Sku, there.skus["MILK"].id)
        milk.min_days_left, milk.too_short = 400, "quarantine"
        mug = session.get(Sku, there.skus["MUG"].id)
        mug.min_days_left, mug.too_short = 400, "quarantine"
        session.commit()
    receiver = at_dock(("MILK", 6), ("MUG", 1))
    assert (
        receiver.scan(f"(01){MUG.zfill(14)}(17){IN_A_YEAR:%y%m%d}").code == "receive.too_short"
    )  # it has no lot
    label = f"(01){MILK.zfill(14)}(17){IN_A_YEAR:%y%m%d}(10)M9"
    assert receiver.scans(label, label) == ["receive.quarantined", "receive.goods_ok"]
    assert receiver.scans("CMD-CLOSE", "WHY-SHORT-SENT") == ["receive.close_why", "receive.done"]
    with database.reading() as session:
        (hold,) = session.scalars(select(StockHold))
        assert (hold.lot.code, hold.place, hold.ended_at) == ("M9", None, None)


def test_serials_come_in_one_by_one_and_once(at_dock, came, database, there):
    with database.writing() as session:
        build.put(session, there, "PHONE", "BIN-1", 1, serials=("IMEI-0000001",))
        session.commit()
    receiver = at_dock(("PHONE", 2))
    assert receiver.scans("SKU-PHONE", "CMD-QTY-2", "SKU-PHONE", "IMEI-0000001", "IMEI-0000002", "IMEI-0000002") == [
        "receive.serial_next", "receive.finish_first", "receive.serial_wanted", "receive.serial_here",
        "receive.goods_ok", "receive.serial_here",
    ]  # fmt: skip
    assert receiver.scan("IMEI-0000003").code == "receive.line_done"
    assert receiver.scan("CMD-UNDO").code == "scan.undone"
    with database.reading() as session:
        assert set(session.scalars(select(Serial.code))) == {"IMEI-0000001", "IMEI-0000002"}
    assert came("PHONE") == {"TOTE-1": 1}


def test_damaged_units_are_put_aside_with_what_is_wrong(at_dock, came, database):
    receiver = at_dock(("MUG", 12))
    assert receiver.scans("CMD-SHORT-DAMAGED-1", build.MUG_CASE, "CMD-SHORT-DAMAGED-13", "CMD-SHORT-DAMAGED-2") == [
        "scan.scan_first", "receive.line_done", "scan.bad_count", "receive.damaged_why",
    ]  # fmt: skip
    assert receiver.expects == ("reason", "")
    assert receiver.scans(MUG, "CMD-FULL", "CMD-UNDO", "CMD-SHORT-DAMAGED-2", "WHY-WET") == [
        "receive.reason_missing", "receive.finish_first", "scan.undone", "receive.damaged_why", "receive.damaged",
    ]  # fmt: skip
    assert (came("MUG"), line(database, "MUG")) == ({"TOTE-1": 10, "DAMAGED": 2}, (12, 10, 2))
    assert receiver.scans("CMD-UNDO", "CMD-UNDO") == ["scan.undone"] * 2
    assert (came("MUG"), line(database, "MUG")) == ({"TOTE-1": 12}, (12, 12, 0))
    assert receiver.scan("CMD-CLOSE").code == "receive.done"


def test_a_pallet_of_floors_own_and_one_of_the_supplier(hands, announce, came):
    announce(("MUG", 3, {"sscc": SSCC}), ("LAMP", 1))
    receiver = hands("picker")
    (own,) = receiver.do(containers.make_pallets, 1)
    assert check_digit(own[:-1]) == own[-1]
    receiver.open("receive", scan=f"(00){SSCC}")
    assert receiver.scans(SSCC, "LOC-STAGE-1", f"00{SSCC}", MUG, MUG, MUG, own, LAMP) == [
        "receive.not_a_dock", "receive.dock_ok", "receive.container_ok", "receive.goods_ok", "receive.goods_ok",
        "receive.line_done", "receive.container_ok", "receive.line_done",
    ]  # fmt: skip
    assert receiver.scan("CMD-FULL").code == "receive.full"
    assert receiver.scan(own).code == "receive.pallet_twice"
    assert receiver.scans("LOC-STAGE-1", "CMD-FULL", "CMD-CLOSE") == [
        "receive.container_ok", "receive.nothing_in", "receive.done",
    ]  # fmt: skip
    assert (came("MUG"), came("LAMP")) == ({SSCC: 3}, {own: 1})


def test_a_container_in_other_hands_is_refused(hands, announce, database, there):
    announce(("MUG", 1))
    announce(("MUG", 1), number="D-2")
    with database.writing() as session:
        session.add(Place(code="TOTE-9", kind="tote"))
        session.flush()
        there.places["TOTE-9"] = session.scalars(select(Place).where(Place.code == "TOTE-9")).one()
        build.put(session, there, "LAMP", "TOTE-9", 1)
        there.places["TOTE-9"].at = session.get(Place, there.places["STAGE-1"].id)
        session.commit()
    first, second = hands("receiver"), hands("picker")
    first.open("receive", scan="D-1")
    first.scans("LOC-DOCK-1", "TOTE-1")
    second.open("receive", scan="D-2")
    assert second.scans("LOC-DOCK-2", "TOTE-1", "TOTE-9", "LOC-PACK-1", "CTN-BOX-M") == [
        "receive.dock_ok", "receive.container_in_use", "receive.container_in_use", "receive.not_a_container",
        "receive.not_a_container",
    ]  # fmt: skip


def test_a_receipt_is_in_one_pair_of_hands_and_closes_once(hands, announce):
    announce(("MUG", 1))
    first, second = hands("receiver"), hands("picker")
    first.open("receive", scan="D-1")
    with pytest.raises(Refused, match=r"work\.taken"):
        second.open("receive", scan="D-1")
    first.scans("LOC-DOCK-1", "TOTE-1", MUG, "CMD-CLOSE")
    for scan in ("D-1", first.work.number):
        with pytest.raises(Refused, match=r"receive\.closed"):
            second.open("receive", scan=scan)
    with pytest.raises(Refused, match=r"receive\.unknown_receipt"):
        second.open("receive", scan="D-7")
    assert first.scan(MUG).code == "receive.closed"


def test_the_same_number_of_two_suppliers_is_asked(hands, announce):
    announce(("MUG", 1))
    announce(("MUG", 1), supplier="Other")
    with pytest.raises(Refused, match=r"scan\.ambiguous"):
        hands("receiver").open("receive", scan="D-1")


def test_what_nobody_announced_is_received_blind(hands, came):
    receiver = hands("receiver")
    made = receiver.do(intake.make_blind, " ACME ", "４７１１").id
    assert receiver.do(intake.make_blind, "ACME", "4711").id == made
    with pytest.raises(Refused, match=r"receipt\.name_missing"):
        receiver.do(intake.make_blind, "ACME", " ")
    receiver.open("receive", scan="4711")
    assert receiver.scans("LOC-STAGE-1", "LOC-STAGE-1", MUG, "CMD-QTY-500", MILK, "LOT-NEW", "CMD-CLOSE") == [
        "receive.dock_ok", "receive.container_ok", "receive.blind_ok", "receive.blind_ok", "receive.lot_next",
        "receive.blind_ok", "receive.done",
    ]  # fmt: skip
    assert came("MUG") == {"STAGE-1": 500}


def test_nothing_holds_more_than_a_million_units(at_dock):
    receiver = at_dock(("MUG", 1_000_000))
    assert receiver.scan(MUG, 1_000_000).code == "receive.line_done"
    assert receiver.scans(MUG, MUG) == ["receive.more_ask", "receive.too_many"]


def test_what_was_received_is_put_away_from_where_it_stands(at_dock, hands, came, database):
    receiver = at_dock(("MUG", 2))
    receiver.scans(MUG, MUG, "CMD-CLOSE")
    picker = hands("picker")
    picker.open("putaway", scan="TOTE-1")
    assert picker.scan("LOC-BIN-1").accepted
    assert came("MUG") == {}


def test_a_receipt_is_kept_between_two_scans_and_read_again_once_somebody_changed_it(at_dock, hands):
    receiver = at_dock(("MUG", 5))
    cache = receiver.writer.session_cache
    receiver.scan(MUG)
    session, kept = cache.take(receiver.work.id)
    cache.keep(receiver.work.id, session, kept)
    assert kept.lines[0].counted == 1
    other = delivery(("MUG", 9))
    hands("supervisor").do(intake.take_deliveries, [other])
    hands("supervisor").do(intake.decide, receiver.work.id, "take")
    assert receiver.scan(MUG).params["of"] == 9


def test_where_it_stands_is_asked_again_once_that_was_taken_back(announce, hands):
    announce(("MUG", 14))
    receiver = hands("receiver")
    receiver.open("receive", scan="D-1")
    for _time in range(2):
        assert receiver.scans("LOC-DOCK-1", "CMD-UNDO") == ["receive.dock_ok", "scan.undone"]
        assert receiver.expects == ("location", "")
    receiver.scans("LOC-DOCK-1", "TOTE-1", "CMD-UNDO")
    assert receiver.expects == ("container", "")
