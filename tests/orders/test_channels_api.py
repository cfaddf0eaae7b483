"""What waits for stock, and what becomes of missing units by channel, at the API and at the desk."""

import time

import pytest

from floor.core.transaction import SYSTEM
from floor.planning import waves
from tests import build


@pytest.fixture
def waiting(floor, warehouse):
    """Two orders that stock could not serve, the second urgent."""
    with floor.database.writing() as session:
        made = [
            build.order(session, warehouse, {"LAMP": 103, "MUG": 1}, number="W-1", channel="网店"),
            build.order(session, warehouse, {"PHONE": 2}, number="W-2", priority="urgent"),
        ]
        session.commit()
        ids = [order.id for order in made]
    floor.writer.perform(SYSTEM, waves.plan_wave, None)
    return ids


def test_a_channel_is_set_and_set_again(supervisor):
    assert supervisor.get("/channels")["channels"] == []
    supervisor.post("/channels", {"code": "网店", "on_short": "ship_part"})
    set_now = supervisor.post("/channels", {"code": "网店", "on_short": "cancel_rest"})
    [channel] = set_now["channels"]
    assert (channel["code"], channel["on_short"], channel["has_shop_secret"]) == (
        "网店",
        "cancel_rest",
        False,
    )


@pytest.mark.parametrize(
    "sent", [{"code": "", "on_short": "ship_part"}, {"code": "x", "on_short": "perhaps"}]
)
def test_nonsense_is_refused(supervisor, sent):
    assert supervisor.refused("POST", "/channels", sent) == (422, "request.invalid")


def test_an_order_says_what_it_lacks_and_what_follows_it(supervisor, waiting):
    order = supervisor.get(f"/orders/{waiting[0]}")
    assert order["missing"] == [{"sku": "LAMP", "missing": 3}]
    assert (order["back_order_of"], order["back_orders"]) == (None, [])


def test_the_desk_lists_what_waits_by_sku(desk, waiting):
    page = desk.see("/desk/waiting")
    assert page.index("<b>LAMP</b>") < page.index("<b>PHONE</b>")
    assert "<b>MUG</b>" not in page
    assert "W-2" not in desk.see("/desk/waiting?sku=la")
    assert "Orders that wait for stock: 2" in desk.see("/desk")
    assert "W-2" in desk.see("/desk/orders?stage=waiting")
    assert '<a href="/desk/waiting?sku=PHONE">2 × PHONE</a>' in desk.see(f"/desk/orders/{waiting[1]}")
    lines = desk.client.get("/desk/waiting.csv").get_data(as_text=True).splitlines()
    assert [line.split(",")[:4] for line in lines[1:]] == [
        ["LAMP", "The lamp", "3", "100"],
        ["PHONE", "The phone", "2", "0"],
    ]


def test_a_channel_is_set_at_the_desk(desk, waiting):
    assert '<option value="网店">' in desk.see("/desk/waiting")
    assert desk.send("/desk/channels", code="网店", on_short="wait_whole").status_code == 303
    assert "wait until all of it is there</td>" in desk.see("/desk/waiting")


def test_the_server_serves_who_waits_by_itself_when_a_count_brings_stock(floor, supervisor, waiting):
    def status():
        return supervisor.get(f"/orders/{waiting[0]}")["status"]

    floor.waiting.start()  # `app` stops it
    floor.waiting.every_seconds = 3600.0  # woken, or never
    assert status() == "ready"
    supervisor.post("/counts", {"place": "BIN-2", "sku": "LAMP", "units": 103})
    floor.publisher.drain()
    give_up = time.monotonic() + 20
    while status() == "ready" and time.monotonic() < give_up:
        time.sleep(0.02)
    assert status() == "allocated"
