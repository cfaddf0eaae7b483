"""Rules of a pick task, without a database."""

import pytest

from models import PickLine, PickTask, Place, Refused, Sku, TaskTote
from models.picking import snapshot_of


def line(sequence, place_id, units, *, lot="", track="none", order_id=1):
    says = snapshot_of(
        Sku(code=f"K{sequence}", name="Thing", track=track),
        Place(code=f"B{place_id}", kind="bin"),
        None,
        None,
    )
    made = PickLine(
        order_id=order_id, order_line_id=1, sequence=sequence, quantity=units, snapshot=says | {"lot": lot}
    )
    made.place_id = place_id
    return made


def task(*lines, cluster=False, orders=(1,)):
    made = PickTask(cluster=cluster, lanes=["LOC-PACK-1"])
    made.lines = list(lines)
    made.totes = [TaskTote(order_id=order, position=at) for at, order in enumerate(orders, 1)]
    return made


def bound(made):
    for at, tote in enumerate(made.totes, 1):
        tote.code, tote.wanted = f"TOTE-{at}", False
    return made


def kinds(made):
    return [step.kind for step in made.steps()]


def test_a_round_begins_with_its_tote_and_ends_at_a_lane():
    steps = task(line(1, 1, 2)).steps()
    assert [step.kind for step in steps] == ["tote", "location", "sku", "location"]
    assert (steps[0].codes, steps[-1].codes) == ([], ["LOC-PACK-1"])


def test_a_bin_is_scanned_once_for_all_its_lines():
    assert kinds(bound(task(line(1, 1, 2), line(2, 1, 1), line(3, 2, 1)))) == [
        "location", "sku", "sku", "location", "sku", "location",
    ]  # fmt: skip


def test_lots_and_serials_have_steps_of_their_own():
    steps = bound(task(line(1, 1, 2, lot="L1"), line(2, 1, 3, track="serial"))).steps()
    assert [step.kind for step in steps] == ["location", "lot", "sku", "serial", "location"]
    assert steps[1].codes == ["LOT-L1", "L1"]
    assert (steps[3].codes, steps[3].quantity) == ([], 3)


def test_on_a_cart_each_line_ends_in_its_orders_tote():
    made = bound(task(line(1, 1, 2, order_id=7), line(2, 1, 1, order_id=8), cluster=True, orders=(7, 8)))
    steps = made.steps()
    assert [step.kind for step in steps] == ["location", "sku", "tote", "sku", "tote", "location"]
    assert [(s.name, s.position) for s in steps if s.kind == "tote"] == [("TOTE-1", 1), ("TOTE-2", 2)]


def test_what_was_counted_is_no_longer_asked_for():
    made = bound(task(line(1, 1, 5)))
    made.at_place_id = 1
    made.lines[0].count(3)
    assert next((s.kind, s.quantity, s.counted) for s in made.steps()) == ("sku", 2, 3)
    with pytest.raises(Refused, match=r"pick\.over_quantity"):
        made.lines[0].count(3)
    made.lines[0].count(2)
    assert made.lines[0].close_if_complete(cluster=False)
    assert (made.lines[0].state, made.progress) == ("done", (1, 1))


def test_on_a_cart_a_line_is_open_until_its_units_are_in_the_tote():
    made = line(1, 1, 1)
    made.count(1)
    assert not made.close_if_complete(cluster=True)
    made.in_tote = True
    assert made.close_if_complete(cluster=True)


def test_a_short_ends_a_line_with_what_was_counted():
    made = line(1, 1, 5)
    made.count(2)
    assert made.give_up() == 3
    assert made.close_if_complete(cluster=False)
    assert (made.state, made.counted, made.missing, made.left) == ("short", 2, 3, 0)


def test_a_cancelled_order_leaves_the_round():
    made = bound(task(line(1, 1, 1, order_id=7), line(2, 2, 1, order_id=8), cluster=True, orders=(7, 8)))
    made.lines[0].state = "cancelled"
    made.totes[0].cancelled = True
    assert kinds(made) == ["location", "sku", "tote", "location"]
    assert made.progress == (0, 1)
