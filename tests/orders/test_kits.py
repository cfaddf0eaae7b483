"""A kit is ordered as one, picked and packed by its components, and short where one of them is; on both databases."""

import pytest
from sqlalchemy import select

from floor import invariants
from floor.order_changes import cancelling
from floor.orders import release
from floor.planning import waves
from floor.planning.waiting import StockForWaiting
from floor.printing.document_facts import slip_facts
from floor.supervision import decisions
from models import Channel, KitComponent, Order, Place, Sku
from tests import build
from tests.orders.test_back_orders import came, pick_and_pack, promised, state, status
from tests.packing.steps import follow


@pytest.fixture
def there(database):
    """Ten of each SKU; a SET is two mugs and a lamp."""
    with database.writing() as session:
        warehouse = build.small_warehouse(session, 10)
        kit = warehouse.skus["SET"] = Sku(code="SET", name="The set")
        session.add(kit)
        session.flush()
        for code, units in (("MUG", 2), ("LAMP", 1)):
            session.add(KitComponent(kit_id=kit.id, sku_id=warehouse.skus[code].id, quantity=units))
        session.commit()
    return warehouse


@pytest.fixture(autouse=True)
def adds_up(database):
    yield
    with database.reading() as session:
        assert invariants.findings(session) == []


@pytest.fixture
def boss(hands):
    return hands("supervisor")


def sent(**changes):
    lines = [{"sku": "SET", "quantity": 3, "unit_price": "9.50"}, {"sku": "MUG", "quantity": 1}]
    return {
        "channel": "webshop",
        "number": "1001",
        "paid": True,
        "ship_to": build.SHIP_TO,
        "lines": lines,
        **changes,
    }


def come(boss, **changes):
    return boss.do(lambda tx: build.received(tx, sent(**changes)).order.id)


def shown(database, order):
    """[(SKU, ordered, picked, short, {component: (ordered, picked)})]"""
    return [
        (
            line["sku"], line["quantity"], line["picked"], line["short"],
            {part["sku"]: (part["quantity"], part["picked"]) for part in line["components"]},
        )
        for line in state(database, order)["lines"]
    ]  # fmt: skip


def test_a_kit_is_picked_and_packed_by_its_components_and_shown_as_it_was_ordered(hands, boss, database):
    order = come(boss)
    assert shown(database, order) == [
        ("SET", 3, 0, 0, {"MUG": (6, 0), "LAMP": (3, 0)}), ("MUG", 1, 0, 0, {}),
    ]  # fmt: skip
    assert boss.do(build.received, sent()).status == "duplicate"
    boss.do(waves.plan_wave, None)
    picker = hands("picker")
    picker.take("pick")
    assert sum(step.quantity or 0 for step in picker.work.steps if step.kind == "sku") == 10
    pick_and_pack(hands)
    assert shown(database, order) == [
        ("SET", 3, 3, 0, {"MUG": (6, 6), "LAMP": (3, 3)}), ("MUG", 1, 1, 0, {}),
    ]  # fmt: skip
    with database.reading() as session:
        slip = slip_facts(session, state(database, order)["parcels"][0]["sscc"])
    assert [(line.sku, line.ordered, line.in_parcel, line.kit, line.part) for line in slip.lines] == [
        ("SET", 3, 0, True, False), ("MUG", 6, 6, False, True), ("LAMP", 3, 3, False, True),
        ("MUG", 1, 1, False, False),
    ]  # fmt: skip
    assert not slip.follows


def test_the_packer_is_told_what_belongs_together(hands, boss):
    come(boss, lines=[{"sku": "SET", "quantity": 2}])
    boss.do(waves.plan_wave, None)
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "41", *[build.GTIN["MUG"]] * 4, "42", *[build.GTIN["LAMP"]] * 2, "LOC-PACK-1")
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    assert (
        "kit.together",
        {"kit": "2 × SET", "goods": ["4 × The mug", "2 × The lamp"]},
    ) in packer.work.notices


def test_short_of_one_component_is_short_of_the_kit_and_kits_follow_as_kits(hands, boss, database, writer):
    came(boss, 2, "BIN-2", "LAMP")
    order = come(boss)
    assert boss.do(waves.plan_wave, None).short == [{"order": str(order), "sku": "LAMP", "missing": 1}]
    boss.do(waves.plan_wave, [order])
    assert shown(database, order)[0] == ("SET", 3, 0, 1, {"MUG": (6, 0), "LAMP": (3, 0)})
    assert promised(database) == 4 + 2 + 1
    pick_and_pack(hands)
    [follower] = state(database, order)["back_orders"]
    assert shown(database, int(follower["id"])) == [("SET", 1, 0, 0, {"MUG": (2, 0), "LAMP": (1, 0)})]
    came(boss, 1, "BIN-2", "LAMP")
    StockForWaiting(writer).round()
    assert status(database, int(follower["id"])) == "allocated"
    assert promised(database) == 3


def test_no_half_kit_is_sent_by_itself(hands, boss, database, writer):
    with database.writing() as session:
        session.add(Channel(code="webshop", on_short="ship_part"))
        session.commit()
    came(boss, 0, "BIN-2", "LAMP")
    order = come(boss, lines=[{"sku": "SET", "quantity": 1}])
    boss.do(waves.plan_wave, None)
    StockForWaiting(writer).round()
    assert (status(database, order), promised(database)) == ("ready", 0)


def test_more_kits_than_anything_holds_are_a_wrong_quantity(boss, database):
    order = come(boss, lines=[{"sku": "SET", "quantity": 1_000_000}, {"sku": "MUG", "quantity": 1}])
    assert [reason["field"] for reason in state(database, order)["reasons"]] == ["lines[0].quantity"]
    boss.do(release.release_order, order, without_bad_lines=True)
    assert shown(database, order) == [("MUG", 1, 0, 0, {})]


def test_a_held_order_may_go_without_the_kit_or_with_one_that_became_known_since(boss, database, there):
    order = come(boss, lines=[{"sku": "SET", "quantity": 1}, {"sku": "NEW", "quantity": 2}])
    with database.writing() as session:
        new = Sku(code="NEW", name="A new set")
        session.add(new)
        session.flush()
        session.add(KitComponent(kit_id=new.id, sku_id=there.skus["OIL"].id, quantity=5))
        session.commit()
    boss.do(release.release_order, order)
    assert shown(database, order)[1] == ("NEW", 2, 0, 0, {"OIL": (10, 0)})
    other = come(boss, number="1002", lines=[{"sku": "SET", "quantity": 1}] * 2)
    boss.do(release.release_order, other, without_bad_lines=True)
    assert shown(database, other) == [("SET", 1, 0, 0, {"MUG": (2, 0), "LAMP": (1, 0)})]


def test_other_content_may_take_the_place_of_kits(boss, database):
    order = come(boss)
    come(boss, lines=[{"sku": "SET", "quantity": 1}])
    boss.do(release.release_order, order, use_proposal=True)
    assert shown(database, order) == [("SET", 1, 0, 0, {"MUG": (2, 0), "LAMP": (1, 0)})]
    boss.do(cancelling.cancel_order, order)
    with database.reading() as session:
        assert session.scalar(select(Order.status)) == "cancelled"


APART = ("SET", 2, 0, 0, {"MUG": (4, 0), "LAMP": (2, 0)})
WHOLE = ("SET", 2, 0, 0, {})


@pytest.fixture
def put_together(database, boss, there):
    """`put_together(3)`: so many kits in BIN-9."""
    with database.writing() as session:
        there.places["BIN-9"] = Place(code="BIN-9", kind="bin", check="49")
        session.add(there.places["BIN-9"])
        session.commit()
    return lambda units: came(boss, units, "BIN-9", "SET")


@pytest.fixture
def two(boss):
    """An order for two kits, and its lines as they are shown."""
    return come(boss, lines=[{"sku": "SET", "quantity": 2}])


def test_kits_that_lie_there_are_picked_as_they_are(hands, boss, database, two, put_together):
    assert shown(database, two) == [APART]
    put_together(2)
    boss.do(waves.plan_wave, None)
    assert shown(database, two) == [WHOLE]
    picker = hands("picker")
    picker.take("pick")
    assert [step.name for step in picker.work.steps[:3]] == ["", "BIN-9", "The set"]
    pick_and_pack(hands)
    assert shown(database, two) == [("SET", 2, 2, 0, {})]
    with database.reading() as session:
        slip = slip_facts(session, state(database, two)["parcels"][0]["sscc"])
    assert [(line.sku, line.ordered, line.in_parcel, line.kit, line.part) for line in slip.lines] == [
        ("SET", 2, 2, False, False)
    ]


def test_where_there_are_too_few_all_of_it_is_picked_by_components(boss, database, two, put_together):
    put_together(1)
    boss.do(waves.plan_wave, None)
    assert (shown(database, two), promised(database)) == ([APART], 6)


def test_two_orders_do_not_take_the_same_kits(boss, database, two, put_together):
    other = come(boss, number="1002", lines=[{"sku": "SET", "quantity": 1}] * 2)
    boss.do(release.release_order, other)
    put_together(3)
    boss.do(waves.plan_wave, None)
    assert shown(database, two) == [WHOLE]
    assert shown(database, other) == [("SET", 1, 0, 0, {}), ("SET", 1, 0, 0, {"MUG": (2, 0), "LAMP": (1, 0)})]


def test_an_order_that_gives_its_kits_back_is_wanted_by_components_again(
    boss, database, two, put_together, writer
):
    came(boss, 0, "BIN-2", "LAMP")
    boss.do(waves.plan_wave, None)
    put_together(2)
    StockForWaiting(writer).round()
    assert (status(database, two), shown(database, two)) == ("allocated", [WHOLE])
    boss.do(release.hold_order, two, "wait")
    assert (status(database, two), shown(database, two), promised(database)) == ("held", [APART], 0)
    boss.do(release.release_order, two)
    came(boss, 10, "BIN-2", "LAMP")
    put_together(0)
    boss.do(waves.plan_wave, None)
    assert (shown(database, two), promised(database)) == ([APART], 6)


def test_a_round_that_was_taken_back_keeps_to_what_it_said(boss, database, two, put_together):
    put_together(2)
    wave = boss.do(waves.plan_wave, None, release=True)
    boss.do(waves.cancel_wave, wave.id)
    put_together(0)
    boss.do(waves.plan_wave, None)
    assert (status(database, two), shown(database, two)) == ("ready", [WHOLE])
    put_together(2)
    boss.do(waves.plan_wave, None)
    assert status(database, two) == "waved"


def test_kits_that_were_left_out_follow_by_their_components(hands, boss, database, two, put_together):
    put_together(2)
    boss.do(waves.plan_wave, None)
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "49", "SKU-SET", "CMD-SHORT", "CMD-SHORT", "LOC-PACK-1")
    [line] = [line for line in boss.do(lambda tx: tx.db.get(Order, two).lines) if line.short]
    boss.do(decisions.approve_short, line.id)
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    follow(packer)
    [follower] = state(database, two)["back_orders"]
    assert shown(database, int(follower["id"])) == [("SET", 1, 0, 0, {"MUG": (2, 0), "LAMP": (1, 0)})]
