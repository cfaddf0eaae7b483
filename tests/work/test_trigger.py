"""One pull of the trigger is one unit: what is read again sooner than a hand moves is asked about, at every work."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from floor.putaway import putaway
from floor.work.scans import ScanIn, judge_scan, judge_scans
from models import Place
from tests.build import GTIN
from tests.packing.steps import packed_parcel, picked_order
from tests.picking.test_picking import started

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "trigger.json").read_text("utf-8"))
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MUG, LAMP = GTIN["MUG"], GTIN["LAMP"]
CODES = {MUG, "15012345678907", "SKU-MUG"}  # as the handheld's own vectors have them
IDS = count(1)


def pulled(text, ms, **fields):
    return ScanIn(f"pull-{next(IDS)}", text, START + timedelta(milliseconds=ms), **fields)


def pull(hands, text, ms, **fields):
    judged = judge_scan(hands.writer, hands.actor, hands.work.id, pulled(text, ms, **fields))
    hands.work = judged.work
    return judged


def at_the_bin(hands, _database, _there, ready):
    """With sixty mugs to pick."""
    _order, picker = started(hands, ready, {"MUG": 60})
    picker.scan("LOC-BIN-1")
    return picker


def at_the_table(hands, database, there, _ready):
    """With sixty mugs to pack."""
    picked_order(database, there, {"MUG": 60})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    packer.scans("TOTE-1", "CTN-BOX-L", "MAT-FRAGILE")
    return packer


def at_the_lane(hands, database, there, ready):
    """With sixty mugs to put away."""
    at_the_table(hands, database, there, ready)
    putter = hands("picker")
    with database.reading() as session:
        tote_id = session.scalar(select(Place.id).where(Place.code == "TOTE-1"))
    putter.do(lambda tx: putaway.create(tx, tx.db.get_one(Place, tote_id), "returned").id)
    putter.open("putaway", scan="TOTE-1")
    return putter


@pytest.fixture(params=[at_the_bin, at_the_table, at_the_lane], ids=["pick", "pack", "putaway"])
def somebody(request, hands, database, there, ready):
    """Whoever has sixty mugs before them, at each kind of work that counts units."""
    return request.param(hands, database, there, ready)


@pytest.fixture
def picker(hands, database, there, ready):
    return at_the_bin(hands, database, there, ready)


def test_as_the_handheld_asks(somebody):
    """Each vector a minute after the one before, of which nothing is remembered then."""
    for number, vector in enumerate(VECTORS):
        step = next(step for step in somebody.work.steps if step.sku == "MUG")
        assert set(step.codes) == CODES
        asked = []
        for ms, text, *source in vector["pulls"]:
            fields = {"source": source[0]} if source else {}
            asked.append(pull(somebody, text, 60_000 * number + ms, **fields).code == "scan.read_twice")
        assert asked == vector["asked"], vector["name"]


def test_what_is_asked_is_counted_when_somebody_says_so(somebody):
    before = left(somebody)
    assert pull(somebody, MUG, 0).accepted
    again = pull(somebody, MUG, 120)
    assert (again.accepted, again.code, again.params) == (False, "scan.read_twice", {"scanned": MUG})
    assert left(somebody) == before - 1
    assert pull(somebody, MUG, 1500).accepted
    assert left(somebody) == before - 2


def left(somebody):
    return next(step.quantity for step in somebody.work.steps if step.sku == "MUG")


def test_a_list_posted_much_later_is_measured_by_its_own_times(somebody):
    before = left(somebody)
    sent = [pulled(MUG, ms) for ms in (0, 350, 700, 800, 1200)]
    judged = judge_scans(somebody.writer, somebody.actor, somebody.work.id, sent)
    assert [each.code for each in judged[3:]] == ["scan.read_twice", "scan.not_judged"]
    rest = judge_scans(somebody.writer, somebody.actor, somebody.work.id, sent[4:])
    somebody.work = rest[-1].work
    assert left(somebody) == before - 4


def test_a_scan_sent_again_is_answered_as_before(somebody):
    first, second = pulled(MUG, 0), pulled(MUG, 100)
    for _time in range(2):
        answers = [
            judge_scan(somebody.writer, somebody.actor, somebody.work.id, each) for each in (first, second)
        ]
        assert [each.accepted for each in answers] == [True, False]
    assert answers[1].replayed


def test_without_a_time_nothing_is_compared_and_nothing_forgotten(picker):
    """As programs may send scans: how soon they arrive says nothing."""
    assert picker.scans(MUG, MUG) == ["pick.sku_ok"] * 2
    assert pull(picker, MUG, 0).accepted
    assert picker.scan(MUG).accepted
    assert pull(picker, MUG, 200).code == "scan.read_twice"


def test_the_last_unit_of_a_line_read_again_is_asked_about_not_called_wrong(picker):
    picker.scan(MUG, 59)
    assert pull(picker, MUG, 0).code == "pick.line_done"
    assert pull(picker, MUG, 90).code == "scan.read_twice"
    assert pull(picker, MUG, 900).code == "pick.wrong_location"


def test_wrong_goods_read_twice_are_wrong_twice(picker):
    assert [pull(picker, LAMP, ms).code for ms in (0, 90)] == ["pick.wrong_sku"] * 2
    assert pull(picker, MUG, 150).accepted


def test_no_command_card_does_twice_what_it_was_scanned_for_once(picker):
    pull(picker, MUG, 0)
    pull(picker, MUG, 400)
    assert pull(picker, "CMD-SHORT", 1000).code == "pick.short_ask"
    assert pull(picker, "cmd-short", 1200).code == "scan.read_twice"
    assert pull(picker, "CMD-UNDO", 2000).accepted
    assert pull(picker, "CMD-UNDO", 2100).code == "scan.read_twice"
    assert left(picker) == 58
    assert pull(picker, "CMD-SHORT", 3000).code == "pick.short_ask"
    assert pull(picker, "CMD-SHORT", 3400).code == "pick.short_recorded"


def test_a_parcel_taken_off_is_not_loaded_again_by_the_same_pull(database, there, hands):
    sscc = packed_parcel(hands, database, picked_order(database, there, {"MUG": 1}))
    dispatcher, other = hands("dispatcher"), hands("supervisor")
    dispatcher.open("load", carrier="POST", dock="DOCK-1")
    other.work = dispatcher.work
    assert [pull(dispatcher, text, 0).accepted for text in ("LOC-DOCK-1", sscc, "CMD-UNLOAD")] == [True] * 3
    assert pull(dispatcher, f"00{sscc}", 500).code == "load.unloaded"
    pull(other, "CMD-HELP", 7_000_000)  # somebody else scans into the load, by another clock
    assert pull(dispatcher, sscc, 700).code == "scan.read_twice"
    assert pull(dispatcher, sscc, 1100).code == "load.parcel_ok"


def test_two_serials_of_a_tracked_sku_are_two_units(database, there, hands):
    picked_order(database, there, {"PHONE": 2})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    packer.scan("CTN-BOX-S")
    assert [pull(packer, text, ms).code for text, ms in (("S1", 0), ("SER-S1", 60), ("S2", 120))] == [
        "pack.item_ok", "pack.wrong_serial", "pack.item_ok",
    ]  # fmt: skip
