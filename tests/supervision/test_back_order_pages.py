"""An order's page names what follows it, what it follows, and its kits with their components; and has it picked now."""

import re

from models import Channel, KitComponent, Order, OrderKit, Sku
from models.base import now
from tests import build


def test_the_pages_of_an_order_and_of_what_follows_it_name_each_other(desk, floor, warehouse):
    with floor.database.writing() as session:
        first = build.order(session, warehouse, {"MUG": 2}, number="1001")
        follower = build.order(session, warehouse, {"MUG": 1}, number="1001-B1", back_order_of=first.id)
        session.commit()
        ids = first.id, follower.id
    assert f'<a href="/desk/orders/{ids[1]}">1001-B1</a>' in desk.see(f"/desk/orders/{ids[0]}")
    assert f'<a href="/desk/orders/{ids[0]}">1001</a>' in desk.see(f"/desk/orders/{ids[1]}")


def test_a_kit_stands_over_its_components_and_its_bill_at_the_goods(desk, floor, warehouse):
    with floor.database.writing() as session:
        kit = Sku(code="SET", name="The set")
        session.add(kit)
        session.flush()
        session.add(KitComponent(kit_id=kit.id, sku_id=warehouse.skus["MUG"].id, quantity=2))
        order = build.order(session, warehouse, {"MUG": 6})
        order.kits.append(OrderKit(position=1, sku=kit, sku_text="SET", quantity=3))
        session.flush()
        order.lines[0].kit, order.lines[0].per_kit = order.kits[0], 2
        session.commit()
        order_id, kit_id = order.id, kit.id
    page = desk.see(f"/desk/orders/{order_id}")
    assert page.index("<b>SET</b>") < page.index("– <b>MUG</b>")
    assert re.search(r"2 × <a [^>]*><b>MUG</b>", desk.see(f"/desk/goods/{kit_id}"))


def test_a_part_of_a_waiting_order_is_sent_at_its_page_unless_its_channel_waits(desk, floor, warehouse):
    with floor.database.writing() as session:
        session.add(Channel(code="slow", on_short="wait_whole"))
        orders = [
            build.order(session, warehouse, {"LAMP": 103}, channel=channel) for channel in ("slow", "webshop")
        ]
        for order in orders:
            order.lack({warehouse.skus["LAMP"].id: 3}, now())
        session.commit()
        slow, quick = (order.id for order in orders)
    button = "Have what there is picked now"
    assert button not in desk.see(f"/desk/orders/{slow}")
    assert button in desk.see(f"/desk/orders/{quick}")
    assert desk.send("/desk/waves", orders=quick, release="on").status_code == 303
    with floor.database.reading() as session:
        order = session.get_one(Order, quick)
        assert (order.status, order.lines[0].short_approved) == ("waved", 3)
