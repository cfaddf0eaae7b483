"""Other programs are told of each SKU what changed, once however often it changed between two looks; of one that runs
low once until it has recovered; and nothing is lost or told twice by a process that is killed. On both databases."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from floor.counting.counts import enter_count
from floor.invariants import findings
from floor.planning import waves
from floor.stock.levels import first_move_since
from floor.supervision import stock_watch
from floor.supervision.stock_holds import end_hold, hold_stock
from floor.supervision.stock_watch import StockWatch
from models import Alert, Lot, Move, Outbox, Sku, StockHold, StockLevel, Warehouse
from tests import build
from tests.picking.test_picking import started

MUG = build.GTIN["MUG"]


@pytest.fixture
def boss(hands):
    return hands("supervisor")


@pytest.fixture
def watch(writer, there):
    """It has looked once: what lies there at first is told."""
    watch = StockWatch(writer)
    watch.look()
    return watch


@pytest.fixture
def told(database):
    """What was told since it was asked last: (sku, figures …), and ("low", sku, figures …) of what ran low."""
    seen = set()

    def told():
        with database.reading() as session:
            rows = session.scalars(select(Outbox).order_by(Outbox.id)).all()
        new = [each for row in rows if row.id not in seen for each in row.events]
        seen.update(row.id for row in rows)
        kinds = {"stock.changed": (), "stock.low": ("low",)}
        return [(*kinds[each["type"]], *each["data"].values()) for each in new if each["type"] in kinds]

    return told


def test_the_first_look_tells_what_lies_there(watch, told):
    assert told() == [
        ("MUG", 100, 0, 100, 0), ("LAMP", 100, 0, 100, 0), ("OIL", 100, 0, 100, 0), ("MILK", 200, 0, 200, 0)
    ]  # fmt: skip


def test_many_changes_are_one_telling_and_none_is_none(hands, ready, boss, watch, told):
    told()
    watch.look()
    assert told() == []
    _order, picker = started(hands, ready, {"MUG": 5})
    picker.scans("LOC-BIN-1", MUG, MUG)
    watch.look()
    assert told() == [("MUG", 100, 3, 95, 0)]
    boss.do(hold_stock, "MUG", "", "BIN-1", "wet")
    boss.do(enter_count, "BIN-2", "LAMP", None, 90)
    watch.look()
    assert told() == [("MUG", 100, 0, 0, 98), ("LAMP", 90, 0, 90, 0)]


def test_one_that_dies_between_looking_and_telling_leaves_it_to_the_next(
    boss, watch, told, writer, monkeypatch
):
    told()
    boss.do(enter_count, "BIN-2", "LAMP", None, 90)
    with monkeypatch.context() as patched:
        patched.setattr(stock_watch, "tell_levels", lambda tx, changed: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            watch.look()
    assert told() == []
    other = StockWatch(writer)  # as after a restart
    other.look()
    other.look()
    assert told() == [("LAMP", 90, 0, 90, 0)]


def test_low_is_told_once_until_it_recovers(boss, watch, told, database):
    with database.writing() as session:
        session.scalars(select(Sku).where(Sku.code == "LAMP")).one().min_units = 50
        session.scalars(select(Sku).where(Sku.code == "PHONE")).one().min_units = 1
        session.commit()
    told()
    low = []
    for units in (49, 48, 50, 49):
        boss.do(enter_count, "BIN-2", "LAMP", None, units)
        watch.look()
        low.append(sorted(each[1] for each in told() if each[0] == "low"))
    assert low == [["LAMP", "PHONE"], [], [], ["LAMP"]]


def test_without_a_minimum_the_days_count_that_stock_should_last(hands, ready, boss, watch, database, told):
    with database.writing() as session:
        session.get_one(Warehouse, 1).cover_days = 28
        session.commit()
    _order, picker = started(hands, ready, {"MUG": 60})
    picker.scan("LOC-BIN-1")
    picker.scan(MUG, 60)
    picker.scans("CMD-UNDO")
    picker.scan(MUG, 55)
    told()
    StockWatch(boss.writer).look()
    with database.reading() as session:
        level = session.get_one(StockLevel, session.scalar(select(Sku.id).where(Sku.code == "MUG")))
    assert (level.demand, level.minimum, level.available, level.low) == (55, 55, 40, True)
    assert (level.days, level.proposed(10)) == (20, 60)
    assert ("low", "MUG", 40, 55, 0, 70) in told()


def test_an_expired_lot_goes_into_quarantine_with_its_bins_and_leaves_it_when_they_are_empty(
    hands, ready, boss, watch, database
):
    boss.do(waves.plan_wave, [ready({"MILK": 3})], release=False)
    with database.writing() as session:
        session.scalars(select(Lot).where(Lot.code == "M1")).one().expiry = date(2026, 1, 31)
        session.commit()
    boss.do(enter_count, "BIN-2", "LAMP", None, 90)
    watch.look()
    watch.look()
    with database.reading() as session:
        hold = session.scalars(select(StockHold)).one()
        alert = session.scalars(select(Alert).where(Alert.code == "alert.expired_lot")).one()
        assert (hold.expired, hold.what, hold.person, hold.ended_at) == (True, "MILK · LOT-M1", None, None)
        assert (alert.params["location"], alert.params["lot"], alert.solved_at) == ("BIN-4", "M1", None)
        assert findings(session) == []
    boss.do(enter_count, "BIN-4", "MILK", "M1", 0)
    watch.look()
    with database.reading() as session:
        assert session.scalars(select(StockHold)).one().ended_at is not None
        assert session.get_one(Alert, alert.id).solved_at is not None


def test_one_that_a_supervisor_let_go_is_not_taken_again(boss, watch, database):
    with database.writing() as session:
        session.scalars(select(Lot).where(Lot.code == "M1")).one().expiry = date(2026, 1, 31)
        session.commit()
    boss.do(enter_count, "BIN-2", "LAMP", None, 90)
    watch.look()
    with database.reading() as session:
        hold = session.scalars(select(StockHold.id)).one()
    boss.do(end_hold, hold)
    watch.look()
    with database.reading() as session:
        assert session.scalars(select(StockHold.id)).all() == [hold]


def test_where_the_ledger_begins_at_a_moment_is_found_by_halving(boss, database, there):
    with database.writing() as session:
        places = {place.code: place.id for place in there.places.values()}
        for day in (3, 5, 5, 9):
            session.add(
                Move(
                    sku_id=there.skus["MUG"].id, lot_id=None, from_id=places["SUPPLIER"], to_id=places["BIN-1"],
                    quantity=1, why="test", at=datetime(2026, 3, day, tzinfo=UTC),
                )
            )  # fmt: skip
            session.flush()
        session.flush()
        first = session.scalars(select(Move.id).where(Move.why == "test").order_by(Move.id)).all()
        asked = [first_move_since(session, datetime(2026, 3, day, tzinfo=UTC)) for day in (1, 4, 5, 9, 10)]
        assert asked == [first[0], first[1], first[1], first[3], first[3] + 1]
        session.rollback()
