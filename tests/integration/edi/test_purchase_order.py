"""An EDIFACT ORDERS becomes an order, or cancels one."""

import pytest
from sqlalchemy import select

from floor.core.transaction import SYSTEM
from floor.integration import messages
from floor.integration.edi import edifact
from floor.invariants import findings
from models import ChannelMessage, Order
from tests.build import GTIN, MUG_CASE


def orders(*segments, function="9", reference="R1", kind="ORDERS:D:96A:UN:EAN008"):
    """A whole interchange with one message."""
    body = [
        f"UNH+1+{kind}", f"BGM+220+PO-5+{function}", "DTM+137:20260501:102", "DTM+2:20260504:102",
        "FTX+DEL+++Ring twice", "NAD+BY+5412345000013::9", "NAD+DP+++Ada Byron+1 High Street:Floor 2+London++N1 1AA+GB",
        "CTA+IC+:Ada", "COM+02079460123:TE", *segments, "UNS+S",
    ]  # fmt: skip
    parts = ("UNB+UNOC:3+BUYER:14+WAREHOUSE:14+260504:1200+" + reference, *body, f"UNT+{len(body) + 1}+1")
    return "'".join((*parts, f"UNZ+1+{reference}", "")).encode()


LINES = (
    "LIN+1++" + GTIN["LAMP"] + ":EN",
    "QTY+21:1",
    "LIN+2++" + MUG_CASE + ":EN",
    "PIA+1+MUG:SA",
    "QTY+21:3:PCE",
)


@pytest.fixture
def take(writer, there):
    def take(content):
        for each in edifact.opened(content):
            writer.perform(SYSTEM, messages.keep, "buyer", "edifact", each.delivery, each.kind, each.content)
        reader = messages.TakeMessages(writer)
        reader.round()
        reader.stop()
        with writer.database.reading() as session:
            newest = session.scalars(select(ChannelMessage).order_by(ChannelMessage.id.desc())).first()
            return newest.status, [(why["code"], why["field"]) for why in newest.reasons]

    return take


def test_it_is_taken_once_and_cancelled_by_another(take, database):
    assert take(orders(*LINES)) == ("taken", [])
    assert take(orders(*LINES, function="7", reference="R2")) == ("taken", [("order.duplicate", "")])
    with database.reading() as session:
        order = session.scalars(select(Order)).one()
        assert (order.channel, order.number, order.status) == ("buyer", "PO-5", "ready")
        assert (order.ship_to["name"], order.ship_to["city"]) == ("Ada Byron", "London")
        assert order.ship_to["street"].startswith("1 High Street")
        assert order.ship_to["phone"]
        assert order.due.isoformat().startswith("2026-05-04")
        assert [(line.sku_text, line.quantity) for line in order.lines] == [("LAMP", 1), ("MUG", 3)]
        assert findings(session) == []
    assert take(orders(*LINES, function="1", reference="R3")) == ("taken", [])
    with database.reading() as session:
        assert session.scalars(select(Order.status)).all() == ["cancelled"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_it_leaves_open_holds_it_and_what_it_cannot_mean_is_said(take, database):
    cases = ("LIN+1++:EN", "PIA+1+MUG:SA", "QTY+21:2:CT")
    assert take(orders(*cases)) == ("taken", [("edi.not_pieces", "lines[0].quantity")])
    with database.reading() as session:
        assert session.scalars(select(Order.status)).all() == ["held"]
    assert take(orders(*LINES, function="99", reference="R2")) == ("failed", [("edi.other_function", "")])
    invoice = orders(*LINES, kind="INVOIC:D:96A:UN", reference="R3")
    assert take(invoice) == ("failed", [("edi.other_document", "")])
