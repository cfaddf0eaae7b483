"""A channel's page: what came of late, what was held or rejected and why, its rules, and sending again."""

from io import BytesIO

import pytest

from models import Sku
from tests.supervision.test_order_file_pages import COLUMNS, ROWS, text_of


@pytest.fixture
def sent(desk):
    """A file of which one order is held, another too, and a row was rejected."""
    answer = desk.send(
        "/desk/orders/files", channel="web/店", file=(BytesIO(text_of(*ROWS).encode()), "x.csv")
    )
    desk.send(f"{answer.location}/columns", **COLUMNS | {"fixed.channel": "web/店"})
    desk.send(f"{answer.location}/take")
    return answer.location


def test_a_channel_says_what_came_what_was_held_and_what_its_columns_are(desk, sent):
    assert "<b>web/店</b>" in desk.see("/desk/channels")
    page = desk.see("/desk/channels/web/店")
    for said in (
        "x.csv",
        "B-1",
        "Artikel",
        "Cells in the row: 2",
        "<b>1</b> No SKU",
        "wait; release by name",
    ):
        assert said in page, said
    assert "B-2" in desk.see("/desk/orders?stage=held&channel=web/店")
    assert 'value="web/店"' in desk.see("/desk/orders/files?to=web/店")
    desk.see("/desk/channels/none", 404)


def test_its_rule_is_set_and_a_file_sent_again_from_its_page(desk, floor, sent):
    back = "/desk/channels/web/店"
    assert desk.send("/desk/channels", code="web/店", on_short="wait_whole", back=back).status_code == 303
    assert "<p>wait until all of it is there</p>" in desk.see(back)
    assert "Artikel" in desk.see(back)  # setting the one leaves the other
    with floor.database.writing() as session:
        session.add(Sku(code="NEU", name="Neu"))
        session.commit()
    assert f'action="{sent}/again"' in desk.see(back)
    desk.send(f"{sent}/again", back=back)
    assert "B-2" not in desk.see("/desk/orders?stage=held")


def test_a_channel_is_set_up_before_anything_comes_and_its_secret_is_not_shown(desk):
    page = "/desk/channels/Web%20Shop/1"
    assert desk.send("/desk/channels/new", code=" Web Shop/1 ").location == page
    desk.send("/desk/channels", code="Web Shop/1", shop="shopify", shop_secret="shpss_x1", back=page)
    shown = desk.see(page)
    assert "/api/v1/shops/Web%20Shop/1" in shown
    assert "its secret is kept" in shown
    assert "shpss_x1" not in shown
    assert "<b>Web Shop/1</b>" in desk.see("/desk/channels")
