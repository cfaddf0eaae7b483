"""Deliveries that are announced, and receivers who stand before them."""

import pytest

from floor.receiving import intake


@pytest.fixture
def announce(hands):
    """announce(("MUG", 24), ("MILK", 5, {"lot": "M7"})): the id of a delivery that is expected."""

    def make(*lines, **named):
        (taken,) = hands("supervisor").do(intake.take_deliveries, [delivery(*lines, **named)])
        assert taken.reasons == []
        return taken.receipt.id

    return make


@pytest.fixture
def at_dock(hands, announce):
    """at_dock(("MUG", 24)): a receiver with that delivery at DOCK-1, and TOTE-1 before them."""

    def make(*lines, who="receiver"):
        announce(*lines)
        receiver = hands(who)
        receiver.open("receive", scan="d-1")
        assert receiver.scans("LOC-DOCK-1", "TOTE-1") == ["receive.dock_ok", "receive.container_ok"]
        return receiver

    return make


def delivery(*lines, number="D-1", supplier="ACME"):
    sent = [{"sku": sku, "quantity": units, **(more[0] if more else {})} for sku, units, *more in lines]
    return {"supplier": supplier, "number": number, "lines": sent}
