"""Totals are checked against the lines and each other, where they were sent."""

import pytest

from floor.orders.money import differences, read_totals

LINES = [("2.55", 6), ("9.00", 1)]  # 24.30


@pytest.mark.parametrize(("sent", "wrong"), [
    (None, []),
    ({"lines": "24.30"}, []),
    ({"lines": 24.3, "grand": 24.3}, []),
    ({"lines": "24.29"}, ["totals.lines 24.29 24.3"]),
    ({"shipping": "4.95", "grand": "29.25"}, []),
    ({"shipping": "4.95", "tax": "5.85", "grand": "29.25", "currency": "GBP"}, []),  # the prices are with tax
    ({"shipping": "4.95", "tax": "5.85", "grand": "35.10"}, []),  # or without
    ({"discounts": "4.30", "grand": "20"}, []),
    ({"discounts": "-4.30", "grand": "20"}, []),
    ({"grand": "0"}, ["totals.grand 0 24.3"]),
    ({"shipping": "free"}, ["totals.shipping free"]),
    ({"grand": {"amount": 5}}, ["totals.grand …"]),
    ("24.30", ["totals 24.30"]),
])  # fmt: skip
def test_totals_that_do_not_come_out_are_told(sent, wrong):
    found = []
    totals = read_totals(sent, found)
    found += differences(totals, LINES)
    told = [" ".join((each.field, *map(str, each.params.values()))) for each in found]
    assert told == wrong


def test_a_price_of_less_than_a_cent_may_be_rounded_line_by_line():
    lines = [("0.333", 1)] * 3
    assert not list(differences({"lines": "0.99"}, lines))
    assert list(differences({"lines": "0.95"}, lines))


def test_lines_without_a_price_say_nothing_of_the_totals():
    assert [each.field for each in differences({"lines": "5", "grand": "7"}, [("", 1)])] == ["totals.grand"]
