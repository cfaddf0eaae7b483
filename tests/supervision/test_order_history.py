"""The time line of an order tells all that happened to it, with who did it, as soon as it has happened."""

import pytest

from floor.dispatch import handover
from floor.packing import parcels
from floor.planning import waves
from floor.supervision.order_history import order_history
from models import Order
from tests import build
from tests.packing.steps import follow


@pytest.fixture
def boss(hands):
    return hands("supervisor")


@pytest.fixture
def order(boss):
    raw = {"channel": "shop", "number": "N1", "paid": True, "ship_to": build.SHIP_TO | {"phone": "020 7946 0123"},
           "lines": [{"sku": "LAMP", "quantity": 1}]}  # fmt: skip
    return boss.do(lambda tx: build.received(tx, raw).order.id)


def told(database, order):
    with database.reading() as session:
        return order_history(session, session.get_one(Order, order))


def test_a_whole_way_is_told_in_its_order(hands, database, boss, order):
    picker, packer, driver = (hands(who) for who in ("picker", "packer", "dispatcher"))
    boss.do(waves.plan_wave, [order])
    picker.take("pick")
    picker.scans("TOTE-1", "LOC-BIN-1")
    while picker.work.steps:
        picker.scan(picker.work.steps[0].codes[0])
    packer.open("pack", scan="TOTE-1")
    follow(packer)
    driver.open("load", carrier="POST", dock="DOCK-1")
    while driver.work.steps[0].kind != "close":
        driver.scan(driver.work.steps[0].codes[0])
    driver.scan("CMD-CLOSE")
    driver.do(handover.hand_over, driver.work.id, "Jo", "AB12 CDE", "M1 1 L9 9")

    history = told(database, order)
    codes = [each.code for each in history]
    assert codes[:3] == ["history.received", "history.planned", "history.sent"]
    assert codes[-1] == "history.handed_over"
    assert (
        codes.index("history.label_made")
        < codes.index("event.order.packed")
        < codes.index("event.order.staged")
    )
    who = {(each.code, each.person) for each in history}
    assert {
        ("history.taken", "Picker"),
        ("history.taken", "Packer"),
        ("history.handed_over", "Dispatcher"),
    } <= who
    [picked] = [each for each in history if each.code == "history.scanned" and each.person == "Picker"]
    assert (picked.params["refused"], picked.href) == (1, f"/desk/work/{picker.work.id}")
    [gone] = [each for each in history if each.code == "history.handed_over"]
    assert (gone.params["driver"], gone.params["plate"]) == ("Jo", "AB12 CDE")


def test_a_number_that_was_voided_stays(hands, database, boss, order):
    picker, packer = hands("picker"), hands("packer")
    boss.do(waves.plan_wave, [order])
    picker.take("pick")
    picker.scan("TOTE-1")
    while picker.work.steps:
        picker.scan(picker.work.steps[0].codes[0])
    packer.open("pack", scan="TOTE-1")
    follow(packer)
    [made] = [each for each in told(database, order) if each.code == "history.label_made"]
    boss.do(parcels.reopen_parcel, made.params["sscc"])
    codes = {each.code: each for each in told(database, order)}
    assert codes["history.label_voided"].params == made.params
    assert codes["event.parcel.reopened"].person == "Supervisor"
