"""An order cancelled in the middle of a round or a pack check: what others do goes on; on both databases."""

import pytest
from sqlalchemy import select

from floor import invariants
from floor.order_changes import cancelling
from floor.work import assignment
from models import Place
from tests import build
from tests.packing.steps import LAMP, MUG
from tests.picking.test_picking import release, started


@pytest.mark.parametrize(
    "scans",
    [(), ("41", MUG), ("41", MUG, "CMD-FULL"), ("41", "CMD-SHORT", "CMD-SHORT"), ("41", MUG, MUG, "TOTE-B")],
    ids=["tote", "unit", "full tote", "short", "in the tote"],
)
def test_what_a_cancelled_order_got_is_not_undone_and_the_round_goes_on(hands, ready, database, scans):
    left, cancelled = ready({"LAMP": 1}), ready({"MUG": 2})
    release(hands, left, cancelled, mode="cluster")
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-A", "TOTE-B", *scans)
    hands("supervisor").do(cancelling.cancel_order, cancelled)
    assert picker.scan("CMD-UNDO").code == "scan.nothing_to_undo"
    assert picker.scans("42", "42", LAMP, "TOTE-A", "LOC-PACK-1") == [
        "pick.order_cancelled",
        "pick.location_ok",
        "pick.sku_ok",
        "pick.line_done",
        "pick.task_done",
    ]
    with database.reading() as session:
        assert invariants.findings(session) == []


def test_numbered_goods_that_were_put_back_can_be_picked_again(hands, ready, database, there):
    with database.writing() as session:
        build.put(session, there, "PHONE", "BIN-3", 2)
        session.commit()
    cancelled, picker = started(hands, ready, {"PHONE": 2})
    picker.scans("43", "SER-A1", "SER-A2")
    hands("supervisor").do(cancelling.cancel_order, cancelled)
    back = hands("picker")
    back.open("putaway", scan="TOTE-0001")
    assert back.scans("SKU-PHONE", "LOC-BIN-3") == ["putback.sku_ok", "putback.put_ok"]
    with database.reading() as session:
        assert invariants.findings(session) == []
    assert back.scans("SKU-PHONE", "LOC-BIN-3") == ["putback.sku_ok", "putback.done"]
    _order, picker = started(hands, ready, {"PHONE": 2})
    assert picker.scans("43", "SER-A1", "SER-A2") == ["pick.location_ok", "pick.sku_ok", "pick.line_done"]


def test_a_cancelled_tote_stays_on_its_lane_when_the_round_changes_hands(hands, ready, database):
    left, cancelled = ready({"LAMP": 1}), ready({"MUG": 2})
    release(hands, left, cancelled, mode="cluster")
    picker = hands("picker")
    task = picker.take("pick").id
    picker.scans("TOTE-A", "TOTE-B", "41", MUG)
    hands("supervisor").do(cancelling.cancel_order, cancelled)
    hands("supervisor").do(assignment.reassign, task, None)
    with database.reading() as session:
        where = {
            tote.code: tote.at.kind for tote in session.scalars(select(Place).where(Place.kind == "tote"))
        }
    assert where == {"TOTE-A": "bin", "TOTE-B": "putback"}
