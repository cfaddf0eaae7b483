"""GET /stock: by SKU, by lot, by place; narrowed, page by page, and what changed since."""

import pytest

from floor.counting.counts import enter_count
from floor.planning import waves
from floor.supervision.stock_holds import hold_stock
from floor.supervision.stock_watch import StockWatch
from models import GoodsReceipt, GoodsReceiptLine
from models.goods_receipts import GoodsOf
from tests import build

FIGURES = ("on_hand", "promised", "available", "held")


@pytest.fixture
def stirred(floor, warehouse):
    """Three MUGs are promised; M1 is held."""
    with floor.database.writing() as session:
        order = build.order(session, warehouse, {"MUG": 3})
        session.commit()
        order_id = order.id
    boss = warehouse.actor("supervisor")
    floor.writer.perform(boss, waves.plan_wave, [order_id], release=False)
    floor.writer.perform(boss, hold_stock, "MILK", "M1", "", "test")


def said(answer, *names):
    return [tuple(row[name] for name in (*names, *FIGURES)) for row in answer["stock"]]


def test_by_sku_those_without_stock_are_there_too(program, stirred):
    assert said(program("stock").get("/stock"), "sku") == [
        ("MUG", 100, 3, 97, 0), ("LAMP", 100, 0, 100, 0), ("OIL", 100, 0, 100, 0), ("MILK", 200, 0, 100, 100),
        ("PHONE", 0, 0, 0, 0),
    ]  # fmt: skip


def test_incoming_is_what_open_deliveries_still_announce(program, floor, warehouse):
    with floor.database.writing() as session:
        mug, oil = session.merge(warehouse.skus["MUG"]), session.merge(warehouse.skus["OIL"])
        for number, state in (("D-1", "open"), ("D-2", "planned"), ("D-3", "done")):
            lines = [
                GoodsReceiptLine(
                    position=at, sku=sku, expected=expected, counted=counted, damaged=damaged,
                    snapshot=GoodsOf.of(sku).known,
                )
                for at, sku, expected, counted, damaged in ((1, mug, 10, 3, 1), (2, oil, 2, 5, 0))
            ]  # fmt: skip
            session.add(GoodsReceipt(supplier="ACME", delivery=number, state=state, lines=lines))
        session.commit()
    found = {row["sku"]: row["incoming"] for row in program("stock").get("/stock")["stock"]}
    assert (found["MUG"], found["OIL"]) == (12, 0)


def test_by_lot_and_by_place(program, stirred):
    reader = program("stock")
    lots = reader.get("/stock", by="lot", sku="milk")
    assert said(lots, "lot", "expiry") == [
        ("M1", "2030-01-31", 100, 0, 0, 100),
        ("M2", "2030-06-30", 100, 0, 100, 0),
    ]
    places = reader.get("/stock", by="place", place="LOC-BIN-4", lot="M2")
    assert said(places, "place", "kind", "lot") == [("BIN-4", "bin", "M2", 100, 0, 100, 0)]
    assert said(reader.get("/stock", place="BIN-1"), "sku") == [("MUG", 100, 3, 97, 0)]


@pytest.mark.parametrize("by", ["sku", "lot", "place"])
def test_page_by_page_nothing_is_missed_or_told_twice(program, stirred, by):
    reader = program("stock")
    whole, pages, after = reader.get("/stock", by=by)["stock"], [], None
    while True:
        page = reader.get("/stock", by=by, limit=2, **({"after": after} if after else {}))
        pages += page["stock"]
        if (after := page["next"]) is None:
            break
    assert pages == whole


def test_since_the_answer_before(program, floor, warehouse, stirred):
    reader, watch = program("stock"), StockWatch(floor.writer)
    watch.look()
    as_of = reader.get("/stock")["as_of"]
    assert reader.get("/stock", since=as_of)["stock"] == []
    floor.writer.perform(warehouse.actor("supervisor"), enter_count, "BIN-2", "LAMP", None, 7)
    watch.look()
    for by in ("sku", "lot", "place"):
        assert said(reader.get("/stock", since=as_of, by=by), "sku") == [("LAMP", 7, 0, 7, 0)]
    assert reader.get("/stock")["as_of"] > as_of


def test_what_there_is_not_is_refused(program, picker):
    reader = program("stock")
    for query, code in (
        ({"sku": "杯子"}, "stock.unknown_sku"),
        ({"lot": "31.02."}, "stock.unknown_lot"),
        ({"place": "NOWHERE"}, "stock.unknown_place"),
        ({"since": "2026-02-31T00:00:00Z"}, "request.invalid"),
        ({"limit": "１０"}, "request.invalid"),
        ({"limit": "0"}, "request.invalid"),
        ({"after": "x"}, "request.invalid"),
    ):
        assert reader.refused("GET", "/stock", query_string=query) == (422, code)
    assert picker.refused("GET", "/stock") == (403, "auth.role")
