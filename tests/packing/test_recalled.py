"""Goods that are recalled when they lie at the packing station come out by scan, and the order goes on."""

import pytest
from sqlalchemy import func, select

from floor import invariants
from floor.planning import waves
from floor.supervision.stock_holds import end_hold, hold_stock
from models import Move, Order, PickTask, Place, Quant, Work
from tests import build
from tests.orders.test_back_orders import state
from tests.packing.steps import follow

MILK, MUG = build.GTIN["MILK"], build.GTIN["MUG"]


@pytest.fixture
def boss(hands):
    return hands("supervisor")


@pytest.fixture(autouse=True)
def adds_up(database, there):
    yield
    with database.reading() as session:
        assert invariants.findings(session) == []


@pytest.fixture
def packer(hands, boss, ready):
    """At the packing station, with the order N1: two of milk of lot M1, and a mug."""
    boss.do(waves.plan_wave, [ready({"MILK": 2, "MUG": 1})])
    pick(hands, "TOTE-1")
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    return packer


def pick(hands, tote):
    picker = hands("picker")
    assert picker.take("pick")
    while picker.work.steps:
        step = picker.work.steps[0]
        picker.scan(step.codes[0] if step.codes else tote, step.quantity if step.kind == "sku" else 1)


def on_shelf(database):
    with database.reading() as session:
        lying = select(func.sum(Quant.on_hand)).join(Quant.place).where(Place.kind == "problem")
        return session.scalar(lying) or 0


def order(database):
    with database.reading() as session:
        return session.scalars(select(Order)).one().id


def test_recalled_units_come_out_and_the_order_gets_others(hands, boss, database, packer):
    boss.do(hold_stock, "", "M1", "", "glass in it")
    told = packer.scan("CTN-BOX-S")
    assert (told.code, told.params["todo"]) == ("work.goods_held", "pack.todo_recalled")
    first = packer.work.steps[0]
    assert (first.kind, first.name, first.quantity, first.hint[0]) == (
        "sku",
        "The milk",
        2,
        "hint.set_aside_lot",
    )
    assert packer.scan("CTN-BOX-S").code == "scan.not_allowed"
    assert packer.scan(MUG).code == "pack.recalled_first"
    out = packer.scan(MILK)
    assert (out.code, out.params["left"]) == ("pack.recalled_out", 1)
    done = packer.scan(MILK)
    assert (done.code, done.params["todo"]) == ("pack.recalled_done", "pack.todo_others_come")
    assert on_shelf(database) == 2
    assert state(database, order(database))["status"] == "picking"
    with database.reading() as session:
        [task] = session.scalars(select(PickTask).where(Work.state == "open"))
        assert [(line.sku.code, line.lot.code, line.quantity) for line in task.lines] == [("MILK", "M2", 2)]
    pick(hands, "TOTE-2")
    packer.open("pack", scan="TOTE-2")
    follow(packer)
    assert state(database, order(database))["status"] == "packed"
    with database.reading() as session:
        assert session.scalar(select(func.sum(Move.quantity)).where(Move.why == "recalled")) == 2


def test_without_other_stock_the_order_goes_on_with_the_rest(boss, database, packer):
    boss.do(hold_stock, "MILK", "", "", "glass in it")
    packer.scan(MUG)
    assert packer.scan(MILK, 3).code == "pack.too_many"
    assert packer.scan(MILK, 2).code == "pack.recalled_done"
    assert packer.scans("CTN-BOX-M", "MAT-FRAGILE", MUG)[-1] == "pack.item_ok"
    [milk, mug] = state(database, order(database))["lines"]
    assert ((milk["picked"], milk["short"]), (mug["packed"], mug["short"])) == ((0, 2), (1, 0))
    assert state(database, order(database))["reasons"] == []


def test_what_is_in_the_open_box_comes_out_too(boss, database, packer):
    assert packer.scans("CTN-BOX-M", "MAT-FRAGILE", MILK)[-1] == "pack.item_ok"
    boss.do(hold_stock, "MILK", "", "", "glass in it")
    packer.scan(MUG)
    assert [step.quantity for step in packer.work.steps[:2]] == [1, 1]
    assert packer.scans(MILK, MILK) == ["pack.recalled_out", "pack.recalled_done"]
    assert on_shelf(database) == 2
    assert state(database, order(database))["lines"][0]["packed"] == 0


def test_a_recall_that_ends_leaves_all_where_it_is(boss, database, packer):
    held = boss.do(hold_stock, "", "M1", "", "glass in it").hold.id
    packer.scan("CTN-BOX-M")
    boss.do(end_hold, held)
    assert packer.scan("CTN-BOX-M").code == "work.order_released"
    follow(packer)
    assert (state(database, order(database))["status"], on_shelf(database)) == ("packed", 0)
