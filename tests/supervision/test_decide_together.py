"""Many orders, one decision: each for itself, and what could not be done is named with the reason."""

import pytest

from models import Order
from tests import build


@pytest.fixture
def three(floor, warehouse):
    """Two that are ready and one that has left."""
    with floor.database.writing() as session:
        made = [
            build.order(session, warehouse, {"MUG": 1}, status=status)
            for status in ("ready", "handed_over", "ready")
        ]
        session.commit()
        return [order.id for order in made]


def states(floor, ids):
    with floor.database.reading() as session:
        return [session.get_one(Order, each).status for each in ids]


def test_what_can_be_done_is_done_and_the_rest_is_named(desk, floor, three):
    answer = desk.send(
        "/desk/orders/decide", decision="cancel", orders=[*three, three[0]], reason="customer rang"
    )
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "Orders cancelled: 2" in page
    assert "Not done, and why: 1" in page
    assert states(floor, three) == ["cancelled", "handed_over", "cancelled"]


def test_hold_release_and_priority_are_decided_for_many(desk, floor, three):
    ready = [three[0], three[2]]
    desk.send("/desk/orders/decide", decision="hold", orders=ready, reason="look")
    assert states(floor, ready) == ["held", "held"]
    assert desk.see("/desk/orders?stage=held").count("Held by hand: look") == 2
    desk.send("/desk/orders/decide", decision="release", orders=ready)
    desk.send("/desk/orders/decide", decision="urgent", orders=ready)
    with floor.database.reading() as session:
        assert {session.get_one(Order, each).priority for each in ready} == {"urgent"}
    assert states(floor, ready) == ["ready", "ready"]


@pytest.mark.parametrize("fields", [
    {"decision": "cancel", "orders": ["1"], "reason": " "}, {"decision": "hold", "orders": ["1"]},
    {"decision": "lose", "orders": ["1"], "reason": "x"}, {"decision": "release"},
    {"decision": "release", "orders": [str(each) for each in range(1, 202)]},
])  # fmt: skip
def test_what_cannot_be_read_decides_nothing(desk, floor, three, fields):
    assert desk.send("/desk/orders/decide", **fields).status_code in (409, 422)
    assert states(floor, three) == ["ready", "handed_over", "ready"]


def test_nothing_is_decided_where_one_is_no_order(desk, floor, three):
    answer = desk.send("/desk/orders/decide", decision="cancel", orders=[three[0], "999999"], reason="x")
    assert answer.status_code == 404
    assert states(floor, three[:1]) == ["ready"]
