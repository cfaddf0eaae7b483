"""A hall is frozen, counted bin by bin, and signed for."""

import pytest

from floor.counting import settling, stock_takes
from floor.planning import waves
from models import CycleCount, Place, Refused, StockTake
from tests import build


def test_a_hall_is_frozen_until_counted_and_signed_when_all_is_decided(hands, ready, database, there):
    boss = hands("supervisor")
    take = boss.do(lambda tx: stock_takes.begin(tx, "A", "").id)
    ready({"MUG": 1, "LAMP": 1})

    def missing():
        return boss.do(lambda tx: [each["sku"] for each in waves.plan_wave(tx, None).short])

    assert missing() == ["MUG", "LAMP"]
    with pytest.raises(Refused, match=r"count\.taken_already"):
        boss.do(stock_takes.begin, "", "1")
    with pytest.raises(Refused, match=r"count\.bins_left"):
        boss.do(stock_takes.sign, take)
    picker, admin = hands("picker"), hands("admin")
    for place, goods in (("BIN-1", [("MUG", 100)]), ("BIN-2", [("LAMP", 99)]), ("BIN-3", [("OIL", 100)])):
        picker.take("count")
        scans = [text for sku, units in goods for text in (build.GTIN[sku], f"CMD-QTY-{units}")]
        assert picker.scans(f"LOC-{place}", *scans, "CMD-CLOSE")[-1] in (
            "count.agrees",
            "count.second_wanted",
        )
    assert missing() == ["LAMP"]  # BIN-2 is to be counted again
    milk = build.GTIN["MILK"].zfill(14)
    picker.take("count")
    picker.scans(
        "LOC-BIN-4", f"(01){milk}(10)M1", "CMD-QTY-100", f"(01){milk}(10)M2", "CMD-QTY-100", "CMD-CLOSE"
    )
    assert picker.work.state == "done"
    admin.take("count")
    assert (
        admin.scans("LOC-BIN-2", build.GTIN["LAMP"], "CMD-QTY-99", "CMD-CLOSE")[-1] == "count.decided_later"
    )
    with database.reading() as session:
        [aisle] = stock_takes.aisles(session, take)
        assert (aisle.aisle, aisle.bins, aisle.done, aisle.asked, aisle.differ) == ("1", 4, 3, 1, 1)
        cycle = session.query(CycleCount).filter_by(state="asked").one().id
    boss.do(settling.decide, cycle, "second", {})
    boss.do(stock_takes.sign, take)
    with pytest.raises(Refused, match=r"count\.signed_already"):
        boss.do(stock_takes.sign, take)
    with database.reading() as session:
        assert session.get_one(StockTake, take).signed_by == "Supervisor"
        assert not session.query(Place).filter_by(counting=True).count()
    assert missing() == []


def test_a_hall_without_bins_is_refused(hands, there):
    with pytest.raises(Refused, match=r"count\.no_bins"):
        hands("supervisor").do(stock_takes.begin, "Ａ", "")
    with pytest.raises(Refused, match=r"count\.no_stock_take"):
        hands("supervisor").do(stock_takes.sign, 99)
