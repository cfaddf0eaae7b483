"""Whoever takes the last unit by the book is asked whether the bin is empty, where the warehouse wants it."""

import pytest
from sqlalchemy import select

from floor.planning import waves
from floor.warehouse import setup
from models import CycleCount, Place
from tests import build

MUG, LAMP = build.GTIN["MUG"], build.GTIN["LAMP"]


@pytest.fixture
def emptied(hands, ready, database, there):
    """A picker who has just taken all 100 mugs of BIN-1, of two lines in two bins."""

    def begin(mode="single", lamps=1, on=True):
        boss, picker = hands("supervisor"), hands("picker")
        boss.do(setup.change_warehouse, zero_check=on)
        order = ready({"MUG": 100, "LAMP": lamps})
        boss.do(lambda tx: waves.plan_wave(tx, [order], mode=mode))
        picker.take("pick")
        picker.scans("TOTE-1", "LOC-BIN-1", MUG)
        picker.scan("CMD-QTY-100")
        if mode == "cluster":
            picker.scan("TOTE-1")
        return picker

    return begin


@pytest.fixture
def counts(database):
    def counts():
        with database.reading() as session:
            wanted = session.execute(select(CycleCount.why, Place.code).join(CycleCount.place)).all()
            counted = session.scalars(select(Place.code).where(Place.last_counted_at.is_not(None))).all()
            return [tuple(each) for each in wanted], list(counted)

    return counts


@pytest.mark.parametrize("mode", ["single", "cluster"])
@pytest.mark.parametrize("label", ["LOC-BIN-1", "41"])
def test_the_bins_label_says_that_it_is_empty(emptied, counts, mode, label):
    picker = emptied(mode)
    assert picker.expects == ("empty", "BIN-1")
    assert picker.scan(label).code == "pick.bin_empty"
    assert counts() == ([], ["BIN-1"])
    assert picker.expects == ("location", "BIN-2")
    assert picker.scans("CMD-UNDO", label)[-1] == "pick.bin_empty"


@pytest.mark.parametrize("found", ["CMD-SKIP", MUG, "SKU-OIL"])
def test_what_lies_there_asks_for_a_count_and_the_round_goes_on(emptied, counts, found):
    picker = emptied()
    assert picker.scan(found).code == "pick.bin_not_empty"
    assert counts() == ([("zero", "BIN-1")], [])
    assert picker.scans("LOC-BIN-2", LAMP, "LOC-PACK-1")[-1] == "pick.task_done"


def test_whoever_has_walked_on_is_not_called_back(emptied, counts):
    picker = emptied()
    assert picker.scans("LOC-BIN-2", LAMP, "LOC-PACK-1") == [
        "pick.location_ok",
        "pick.line_done",
        "pick.task_done",
    ]
    assert counts() == ([], [])


def test_it_is_asked_only_where_nothing_is_left_and_can_be_taken_back(emptied, hands, counts):
    picker = emptied()
    assert picker.scan("CMD-UNDO").accepted
    assert picker.expects == ("sku", "The mug")
    assert picker.scan("CMD-QTY-100").accepted
    assert picker.expects == ("empty", "BIN-1")
    assert picker.scans("LOC-BIN-1", "LOC-BIN-2", LAMP)[-1] == "pick.line_done"
    assert picker.expects[0] == "location"  # 99 lamps are left: nobody asks
    assert "PACK-1" in picker.expects[1]


def test_nobody_is_asked_where_the_warehouse_does_not_want_it(emptied):
    assert emptied(on=False).expects == ("location", "BIN-2")
