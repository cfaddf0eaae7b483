"""Goods moved by scan: some of them or all; what is promised stays, or goes along with all that it is promised to."""

import pytest
from sqlalchemy import select

from floor import invariants
from floor.core.transaction import SYSTEM
from floor.planning import waves
from floor.supervision import stock_holds
from floor.warehouse import locations
from models import PickLine, Place, PutAwayTask, Quant, Refused, Serial, StockHold, Work
from tests import build
from tests.picking.test_picking import started

MUG, LAMP = build.GTIN["MUG"], build.GTIN["LAMP"]


@pytest.fixture(autouse=True)
def empty_bin(writer, there):
    writer.perform(SYSTEM, locations.put_locations, [{"code": "E-1", "kind": "bin", "check": "77"}])


@pytest.fixture
def mover(hands):
    """`mover("LOC-BIN-1")`: somebody who began to move what lies there."""

    def mover(scan, who="picker"):
        somebody = hands(who, f"device-{who}-moves")
        somebody.open("move", scan=scan)
        return somebody

    return mover


@pytest.fixture(autouse=True)
def clean(database):
    yield
    with database.reading() as session:
        assert invariants.findings(session) == []


def lying(database, place):
    with database.reading() as session:
        query = (
            select(Quant).join(Quant.place).where(Place.code == place, Quant.on_hand > 0).order_by(Quant.id)
        )
        return [(q.sku.code, q.on_hand, q.allocated) for q in session.scalars(query)]


def refusal(act, *args):
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.code


def test_some_units_into_another_bin_and_back(mover, database):
    somebody = mover("LOC-BIN-1")
    assert somebody.expects == ("location", "")
    assert somebody.scans(MUG, "CMD-QTY-12", "CMD-CLOSE", "LOC-E-1") == [
        "putback.sku_ok", "putback.sku_ok", "move.in_hand", "move.put_ok",
    ]  # fmt: skip
    assert (lying(database, "BIN-1"), lying(database, "E-1")) == ([("MUG", 88, 0)], [("MUG", 12, 0)])
    assert (somebody.work.done, somebody.work.total) == (12, 100)
    assert somebody.scans("CMD-UNDO", "CMD-UNDO", "CMD-UNDO") == ["scan.undone"] * 3
    assert lying(database, "E-1") == []
    assert somebody.scan("CMD-CLOSE").code == "move.closed"


def test_a_bin_is_emptied_when_its_new_place_is_scanned_twice(mover, database):
    somebody = mover("LOC-BIN-4")
    asked = somebody.scan("LOC-E-1")
    assert (asked.code, asked.params["units"], asked.params["why"]) == ("move.ask_all", 200, "move.why_all")
    assert somebody.scan("SKU-MILK").code == "putback.sku_ok"
    assert somebody.scans("CMD-UNDO", "LOC-E-1", "LOC-E-1") == ["scan.undone", "move.ask_all", "move.emptied"]
    assert (lying(database, "BIN-4"), lying(database, "E-1")) == ([], [("MILK", 100, 0), ("MILK", 100, 0)])
    assert somebody.work.state == "done"


def test_it_stays_as_old_as_it_was(mover, database):
    with database.reading() as session:
        before = session.scalar(select(Quant.received_at).join(Quant.place).where(Place.code == "BIN-1"))
    mover("LOC-BIN-1").scans(MUG, "LOC-E-1")
    with database.reading() as session:
        assert (
            session.scalar(select(Quant.received_at).join(Quant.place).where(Place.code == "E-1")) == before
        )


@pytest.mark.parametrize(
    ("scan", "code"),
    [
        ("LOC-PACK-1", "move.not_a_source"),
        ("LOC-E-1", "move.nothing_there"),
        ("LOC-NONE", "scan.unknown"),
        (MUG, "scan.unknown"),
    ],
)
def test_where_nothing_can_be_moved_from(mover, scan, code):
    assert refusal(mover, scan) == code


def test_where_nothing_can_be_moved_to(mover):
    somebody = mover("LOC-BIN-1")
    codes = somebody.scans(MUG, "LOC-BIN-1", "LOC-STAGE-1", "CMD-SHORT", "SKU-LAMP")
    assert codes[1:] == ["move.same_place", "move.not_a_target", "scan.not_allowed", "putback.bin_first"]
    assert somebody.scan(MUG, quantity=1_000_000).code == "putback.too_many"


def test_bins_that_are_being_counted_are_left_alone(mover, database):
    somebody = mover("LOC-BIN-1")
    with database.writing() as session:
        session.query(Quant).filter(Quant.place.has(code="BIN-2")).update({"counting": True})
        session.commit()
    assert refusal(mover, "LOC-BIN-2", "supervisor") == "bin.counted"
    assert somebody.scans(MUG, "LOC-BIN-2") == ["putback.sku_ok", "bin.counted"]


def test_a_tote_is_filled_moved_into_another_and_put_away(mover, hands, database):
    somebody = mover("LOC-BIN-1")
    assert somebody.scans(MUG, "CMD-QTY-5", "TOTE-NEW")[-1] == "move.put_ok"
    somebody.open("move", scan="TOTE-NEW")
    assert somebody.scans("TOTE-OLD", "TOTE-OLD") == ["move.ask_all", "move.emptied"]
    assert (lying(database, "TOTE-NEW"), lying(database, "TOTE-OLD")) == ([], [("MUG", 5, 0)])
    with database.reading() as session:
        works = session.execute(
            select(PutAwayTask.reason, Work.state, Place.code).join(PutAwayTask.source)
        ).all()
        assert sorted(map(tuple, works)) == [
            ("moved", "cancelled", "TOTE-NEW"),
            ("moved", "open", "TOTE-OLD"),
        ]
        assert session.scalar(select(Place).where(Place.code == "TOTE-OLD")).at.code == "BIN-1"
    away = hands("picker")
    away.open("putaway", scan="TOTE-OLD")
    assert away.scan("LOC-BIN-1").code == "putback.done"


def test_totes_that_serve_an_order_or_somebody_elses_hands_are_refused(mover, hands, ready):
    _order, picker = started(hands, ready, {"MUG": 2})
    picker.scans("41", MUG)
    assert refusal(mover, "TOTE-0001", "supervisor") == "move.tote_in_use"
    somebody = mover("LOC-BIN-2", "supervisor")
    assert somebody.scans(LAMP, "TOTE-0001", "TOTE-7")[1:] == ["move.tote_in_use", "move.put_ok"]
    away = hands("picker", "another")
    away.open("putaway", scan="TOTE-7")
    away.scan(LAMP)
    assert refusal(mover, "TOTE-7", "supervisor") == "move.tote_in_use"


def planned(hands, ready, lines, *, release=True):
    order = ready(lines)
    hands("supervisor").do(waves.plan_wave, [order], mode="single", release=release)
    return order


@pytest.mark.parametrize("release", [True, False])
def test_all_units_go_with_what_is_promised_of_them(mover, hands, ready, database, release):
    planned(hands, ready, {"MUG": 60}, release=release)
    somebody = mover("LOC-BIN-1")
    refused = somebody.scans(MUG, "CMD-QTY-41", "LOC-E-1")
    assert refused[-1] == "move.promised"
    assert somebody.scans("CMD-QTY-100", "TOTE-1", "LOC-E-1")[1:] == ["move.promised", "move.emptied"]
    assert lying(database, "E-1") == [("MUG", 100, 60)]
    if not release:
        hands("supervisor").do(waves.release_wave, 1)
    picker = hands("picker")
    picker.take("pick")
    assert picker.scans("TOTE-1", "LOC-E-1", MUG) == ["pick.tote_ok", "pick.location_ok", "pick.sku_ok"]


def test_free_units_go_and_the_promised_ones_stay(mover, hands, ready, database):
    planned(hands, ready, {"MUG": 60})
    assert mover("LOC-BIN-1").scans(MUG, "CMD-QTY-40", "LOC-E-1")[-1] == "move.put_ok"
    assert lying(database, "BIN-1") == [("MUG", 60, 60)]


def test_what_somebody_is_on_the_way_to_pick_stays(mover, hands, ready):
    _order, picker = started(hands, ready, {"MUG": 60})
    somebody = mover("LOC-BIN-1", "supervisor")
    refused = [somebody.scan("LOC-E-1"), somebody.scan("LOC-E-1")][1]
    assert (refused.code, refused.params["person"]) == ("move.being_picked", "Picker")
    assert picker.scans("41", MUG) == ["pick.location_ok", "pick.sku_ok"]


def test_promises_come_back_with_an_undo_unless_somebody_has_begun(mover, hands, ready, database):
    with database.writing() as session:
        there = {place.code: place for place in session.scalars(select(Place))}
        mug = session.scalar(select(Quant).join(Quant.place).where(Place.code == "BIN-1")).sku
        session.add(Quant(sku=mug, place=there["BIN-2"], on_hand=0))
        session.commit()
    planned(hands, ready, {"MILK": 100})
    somebody = mover("LOC-BIN-4")
    lot = "(01)09521321000025(10)M1"
    assert somebody.scans(lot, "CMD-QTY-100", "LOC-E-1")[-1] == "move.put_ok"
    assert lying(database, "E-1") == [("MILK", 100, 100)]
    assert somebody.scan("CMD-UNDO").code == "scan.undone"
    assert lying(database, "BIN-4") == [("MILK", 100, 100), ("MILK", 100, 0)]
    with database.reading() as session:
        [line] = session.scalars(select(PickLine)).all()
        assert (line.place.code, line.snapshot["place"]) == ("BIN-4", "BIN-4")
    assert somebody.scan("LOC-E-1").code == "move.put_ok"
    hands("picker").take("pick")
    assert somebody.scan("CMD-UNDO").code == "scan.nothing_to_undo"


def held(database):
    """What is on hold, as the desk lists it."""
    with database.reading() as session:
        query = select(StockHold).where(StockHold.ended_at.is_(None)).order_by(StockHold.id)
        return [(hold.what, hold.reason) for hold in session.scalars(query)]


def test_goods_stay_on_hold_wherever_they_are_moved(mover, hands, database, ready, there):
    with database.writing() as session:
        build.put(session, there, "MUG", "BIN-3", 4)
        session.commit()
    boss, somebody = hands("supervisor"), mover("LOC-BIN-1")
    boss.do(stock_holds.hold_stock, "", "", "BIN-1", "wet")
    assert somebody.scan(MUG).work.notices[0][0] == "move.stays_held"
    assert somebody.scan("LOC-BIN-3").code == "move.beside_free"
    assert somebody.scans("CMD-QTY-12", "LOC-E-1") == ["putback.sku_ok", "move.put_ok"]
    assert held(database) == [("BIN-1", "wet"), ("MUG · E-1", "wet")]
    wave = boss.do(waves.plan_wave, [ready({"MUG": 5})], release=False)
    assert wave.short == [{"order": "1", "sku": "MUG", "missing": 1}]
    assert lying(database, "E-1") == [("MUG", 12, 0)]
    into_tote = mover("LOC-E-1")
    assert into_tote.scans("TOTE-0009", "TOTE-0009") == ["move.ask_all", "move.emptied"]
    assert held(database) == [("BIN-1", "wet"), ("MUG · TOTE-0009", "wet")]
    porter = hands("picker")
    porter.open("putaway", scan="TOTE-0009")
    assert porter.scan("LOC-E-1").code == "putback.done"
    assert held(database) == [("BIN-1", "wet"), ("MUG · E-1", "wet")]


def test_the_hold_comes_back_with_an_undo_and_is_no_place_for_free_goods(mover, hands, database):
    boss, somebody = hands("supervisor"), mover("LOC-BIN-1")
    boss.do(stock_holds.hold_stock, "MUG", "", "BIN-1", "wet")
    assert somebody.scans("LOC-E-1", "LOC-E-1") == ["move.ask_all", "move.emptied"]
    back = mover("LOC-E-1")
    assert back.scans(MUG, "LOC-BIN-1")[-1] == "move.put_ok"
    assert held(database) == [("MUG · E-1", "wet"), ("MUG · BIN-1", "wet")]
    assert back.scan("CMD-UNDO").code == "scan.undone"
    assert held(database) == [("MUG · E-1", "wet")]
    other = mover("LOC-BIN-2")
    boss.do(stock_holds.hold_stock, "", "", "E-1", "the beam is bent")
    asked = other.scans(LAMP, "LOC-E-1")
    assert asked == ["putback.sku_ok", "bin.ask"]


def test_numbered_goods_keep_their_place(mover, database, there):
    with database.writing() as session:
        build.put(session, there, "PHONE", "BIN-3", 2, serials=("A1", "A2"))
        session.commit()
    somebody = mover("LOC-BIN-3")
    label = "(01)09521321000032(21)A1"
    with database.writing() as session:
        from models import Barcode, Sku

        phone = session.scalar(select(Sku).where(Sku.code == "PHONE"))
        phone.barcodes.append(Barcode(code="9521321000032", key="09521321000032"))
        session.commit()
    assert somebody.scans(label, label, "LOC-E-1") == [
        "putback.sku_ok",
        "putback.serial_twice",
        "move.put_ok",
    ]
    with database.reading() as session:
        query = select(Serial.code, Place.code).join(Place, Place.id == Serial.place_id).order_by(Serial.code)
        assert [tuple(row) for row in session.execute(query)] == [("A1", "E-1"), ("A2", "BIN-3")]
