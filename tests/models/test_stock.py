"""Rules of stock, without a database."""

from datetime import UTC, date, datetime

import pytest

from models import Lot, Place, Quant, Refused, Sku
from models.places import walking_order
from models.stock import choose

TODAY = date(2026, 3, 1)


def quant(units, *, expiry=None, day=1, allocated=0, counting=False):
    lot = Lot(code="L", expiry=expiry) if expiry else None
    received = datetime(2026, 1, day, tzinfo=UTC)
    return Quant(lot=lot, on_hand=units, allocated=allocated, counting=counting, received_at=received)


def units(chosen):
    return [part for _quant, part in chosen]


def test_first_in_is_first_out():
    old, new = quant(5, day=1), quant(5, day=2)
    assert choose([new, old], 7, TODAY) == [(old, 5), (new, 2)]


def test_one_bin_that_covers_the_line_goes_before_older_ones():
    old, new = quant(5, day=1), quant(9, day=2)
    assert choose([old, new], 7, TODAY) == [(new, 7)]


def test_what_expires_first_leaves_first_also_when_another_lot_would_cover_the_line():
    soon, later = quant(2, expiry=date(2026, 4, 1), day=9), quant(50, expiry=date(2026, 9, 1), day=1)
    assert choose([later, soon], 10, TODAY) == [(soon, 2), (later, 8)]


def test_an_expired_lot_is_never_chosen_but_its_last_day_counts():
    expired, last_day = quant(9, expiry=date(2026, 2, 28)), quant(9, expiry=TODAY)
    assert choose([expired, last_day], 12, TODAY) == [(last_day, 9)]


def test_promised_units_and_bins_to_be_counted_are_not_available():
    assert units(choose([quant(5, allocated=4), quant(9, counting=True)], 9, TODAY)) == [1]


def test_nothing_is_promised_or_taken_that_is_not_there():
    stock = quant(5, allocated=3)
    with pytest.raises(Refused, match=r"stock\.not_available"):
        stock.allocate(3)
    with pytest.raises(Refused, match=r"stock\.not_allocated"):
        stock.release(4)
    stock.allocate(2)
    stock.release(5)
    assert (stock.on_hand, stock.allocated, stock.available) == (5, 0, 5)


def test_one_walks_up_the_first_aisle_and_down_the_next():
    places = [Place(code=f"{x}-{y}", kind="bin", x_m=x, y_m=y) for x in (8.0, 4.0) for y in (1.0, 2.0, 3.0)]
    assert [place.code for place in walking_order(places)] == [
        "4.0-1.0", "4.0-2.0", "4.0-3.0", "8.0-3.0", "8.0-2.0", "8.0-1.0",
    ]  # fmt: skip


def test_a_places_codes_are_its_label_and_its_check_digits():
    assert Place(code="03-02-A", kind="bin", check="47").codes == ["LOC-03-02-A", "47"]
    assert Place(code="DOCK-1", kind="dock").codes == ["LOC-DOCK-1"]
    assert Place(code="TOTE-0007", kind="tote").codes == ["TOTE-0007"]
    assert Sku(code="85123a", name="x").codes == ["SKU-85123a"]


def test_where_nobody_measured_one_walks_by_the_names_as_people_count():
    named = [
        Place(code=code, kind="bin", aisle=aisle, bay=bay, level=level)
        for code, aisle, bay, level in (
            ("A-10", "A", "10", "1"),
            ("A-2b", "A", "2", "10"),
            ("B-1", "B", "1", "1"),
            ("A-2a", "A", "2", "9"),
        )
    ]
    assert [place.code for place in walking_order(named)] == ["A-2a", "A-2b", "A-10", "B-1"]
    bare = [Place(code=code, kind="bin") for code in ("A-10", "a-9", "A-2", "B-1")]
    assert [place.code for place in walking_order(bare)] == ["A-2", "a-9", "A-10", "B-1"]
