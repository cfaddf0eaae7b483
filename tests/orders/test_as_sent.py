"""Nothing sent with an order is dropped silently: it is kept and shown, and where it may matter a person looks."""

import copy

from floor.core.transaction import SYSTEM
from floor.orders.release import release_order
from models import Order
from tests import build
from tests.orders.test_intake import GOOD, codes

MORE = {
    "ship_to": {**build.SHIP_TO, "company": "Acme", "street2": "Rear building", "state": "Greater London"},
    "delivery_note": "Ring twice",
    "gift_note": "Happy <script>birthday</script>",
    "totals": {"shipping": "3.00", "grand": "18.30"},
    "loyalty_card": "A-17",
    "lines": [{"sku": "MUG", "quantity": 6, "unit_price": "2.55"}],
}


def sent(**fields):
    return {**copy.deepcopy(GOOD), **copy.deepcopy(MORE), **fields}


def test_all_that_was_sent_is_kept_and_the_same_again_is_a_duplicate(writer, there, database):
    received = writer.perform(SYSTEM, build.received, sent())
    assert (received.status, received.reasons) == ("accepted", [])
    with database.reading() as session:
        order = session.get_one(Order, received.order.id)
        assert order.ship_to == {**MORE["ship_to"]}
        assert (order.delivery_note, order.gift_note) == (MORE["delivery_note"], MORE["gift_note"])
        assert (order.totals, order.other_fields) == (MORE["totals"], {"loyalty_card": "A-17"})
    assert writer.perform(SYSTEM, build.received, sent()).status == "duplicate"
    assert writer.perform(SYSTEM, build.received, sent(gift_note="Get well")).status == "held"


def test_a_field_that_nobody_knows_within_an_address_or_a_line_holds_the_order(writer, there, database):
    raw = sent()
    raw["ship_to"] |= {"floor": "3rd", "landmark": "", "door": None}
    raw["lines"][0] |= {"engraving": {"text": "Für Ada"}, "colour": []}
    received = writer.perform(SYSTEM, build.received, raw)
    fields = ["ship_to.floor", "lines[0].engraving"]
    assert (received.status, codes(received)) == ("held", [("order.unknown_field", each) for each in fields])
    with database.reading() as session:
        kept = session.get_one(Order, received.order.id).other_fields
    assert kept == {
        "loyalty_card": "A-17", "ship_to.floor": "3rd", "lines[0].engraving": '{"text":"Für Ada"}',
    }  # fmt: skip
    assert writer.perform(SYSTEM, build.received, raw).status == "duplicate"


def test_other_content_keeps_its_other_fields_when_it_is_taken(writer, there, database):
    received = writer.perform(SYSTEM, build.received, sent())
    writer.perform(SYSTEM, build.received, sent(loyalty_card="B-18", delivery_note="At the back"))
    writer.perform(there.actor("supervisor"), release_order, received.order.id, use_proposal=True)
    with database.reading() as session:
        order = session.get_one(Order, received.order.id)
        assert (order.status, order.delivery_note) == ("ready", "At the back")
        assert order.other_fields == {"loyalty_card": "B-18"}


def test_what_is_only_odd_is_shown_and_holds_nothing(writer, there, database):
    raw = sent()
    raw["ship_to"]["postcode"] = "75556"
    received = writer.perform(SYSTEM, build.received, raw)
    assert received.status == "accepted"
    with database.reading() as session:
        [warning] = session.get_one(Order, received.order.id).warnings
    assert (warning["code"], warning["field"]) == ("order.odd_postcode", "ship_to.postcode")


def test_more_than_can_be_kept_is_rejected(writer, there):
    for raw in (
        sent(story="x" * 5_001),
        sent(**{f"story{n}": "x" * 4_900 for n in range(30)}),
        sent(**{"y" * 101: 1}),
    ):
        received = writer.perform(SYSTEM, build.received, raw)
        assert (received.status, [each.code for each in received.reasons]) == ("rejected", ["order.too_long"])
