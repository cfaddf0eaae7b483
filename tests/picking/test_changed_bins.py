"""What changes in a bin in the middle of somebody's round: a count, a lot that expires; on both databases."""

from datetime import date

from sqlalchemy import func, select

from floor import invariants
from floor.counting import counts
from models import Lot, PickLine
from tests import build
from tests.packing.steps import MILK
from tests.picking.test_picking import started


def test_a_short_whose_other_bin_was_counted_meanwhile_is_not_undone(hands, ready, database, there):
    with database.writing() as session:
        build.put(session, there, "MUG", "BIN-2", 10)
        build.put(session, there, "MUG", "BIN-3", 10)
        session.commit()
    _order, picker = started(hands, ready, {"MUG": 5})
    picker.scans("41", "CMD-SHORT", "CMD-SHORT")
    assert picker.expects == ("location", "BIN-2")
    hands("supervisor").do(counts.enter_count, "BIN-2", "MUG", None, 0)  # the round goes on to BIN-3
    assert picker.scan("CMD-UNDO").code == "scan.nothing_to_undo"
    with database.reading() as session:
        assert session.scalar(select(func.sum(PickLine.quantity - PickLine.missing))) == 5
        assert invariants.findings(session) == []


def test_a_lot_that_expired_after_it_was_promised_gives_way_to_another(hands, ready, database, there):
    _order, picker = started(hands, ready, {"MILK": 2})
    picker.scan("44")
    assert picker.expects == ("lot", "M1")
    with database.writing() as session:
        session.get_one(Lot, there.lots["M1"].id).expiry = date(2020, 1, 1)
        session.commit()
    assert picker.scans("LOT-M1", f"(01){MILK.zfill(14)}(10)M1") == ["pick.lot_expired_since"] * 2
    assert picker.scans("CMD-SHORT", "CMD-SHORT", "LOT-M2") == [
        "pick.short_ask",
        "pick.short_recorded",
        "pick.lot_ok",
    ]
