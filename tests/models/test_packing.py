"""Cartons, weights, notices and steps of the pack check, without a database."""

from dataclasses import asdict

import pytest

from models import CartonType, Order, OrderLine, PackSession, PackTote, Parcel, Place, Refused, Sku
from models.packed_goods import Goods, fitting
from models.packing import Supplies


def carton(code, sides, most=10_000, tare=100):
    a, b, c = sides
    return CartonType(
        code=code,
        name=code,
        inner_length_mm=a,
        inner_width_mm=b,
        inner_height_mm=c,
        max_weight_g=most,
        tare_g=tare,
    )


S = carton("S", (220, 160, 100), 3_000, 90)
M = carton("M", (350, 250, 180), 10_000, 210)
FLAT = carton("FLAT", (600, 400, 60), 5_000, 150)
CARTONS = [M, FLAT, S]


def sku(code, grams=100, sides=(50, 50, 50), handling=()):
    a, b, c = sides
    made = Sku(
        code=code, name=code, weight_g=grams, length_mm=a, width_mm=b, height_mm=c, handling=list(handling)
    )
    made.id = len(code)
    return Goods.of(made, None)


MUG = sku("MUG", 300, (90, 100, 90), ["fragile"])
POSTER = sku("POSTER", 400, (590, 30, 390))


@pytest.mark.parametrize(
    ("goods", "best"),
    [
        ([(MUG, 1)], ["S", "M"]),
        ([(POSTER, 1)], ["FLAT"]),
        ([(MUG, 5)], ["M"]),  # by volume no longer in S
        ([(sku("ANVIL", 9_000), 1)], ["M"]),  # by weight
        ([(sku("UNMEASURED", 0, (0, 0, 0)), 3)], ["S", "FLAT", "M"]),
        ([(MUG, 1), (POSTER, 0)], ["S", "M"]),
    ],
)
def test_the_smallest_carton_that_takes_all_is_best(goods, best):
    assert [each.code for each in fitting(CARTONS, goods)] == best


def test_where_no_carton_takes_all_the_largest_that_takes_one_unit_is_best():
    assert [each.code for each in fitting(CARTONS, [(MUG, 500)])] == ["M", "S"]
    assert fitting(CARTONS, [(sku("BOULDER", 50_000), 1)]) == []


def session(*lines, totes=("TOTE-1",)):
    """A session whose totes stand at the station; lines are (SKU, picked, short)."""
    order = Order(channel="c", number="1")
    made = PackSession(order=order)
    for at, (each, picked, short) in enumerate(lines, 1):
        line = OrderLine(position=at, sku_text=each.code, quantity=picked + short, picked=picked, short=short)
        line.id = at
        order.lines.append(line)
    made.snapshot = {str(at): asdict(each) for at, (each, _picked, _short) in enumerate(lines, 1)}
    for code in totes:
        made.totes.append(PackTote(tote=Place(code=code, kind="tote"), code=code, scanned=True))
    return made


def boxed(made, box=S):
    made.parcels.append(Parcel(order=made.order, place=Place(code="PCL-1", kind="parcel"), carton=box))
    return made.parcels[-1]


def kinds(made):
    return [step.kind for step in made.steps(Supplies(CARTONS))]


def test_steps_shrink_from_tote_to_label():
    made = session((MUG, 2, 0))
    made.totes[0].scanned = False
    assert kinds(made) == ["tote", "carton", "material", "sku", "weight", "close", "parcel"]
    made.totes[0].scanned = True
    parcel = boxed(made)
    assert kinds(made)[0] == made.stage == "material"
    parcel.acknowledged = ["fragile"]
    assert kinds(made) == ["sku", "weight", "close", "parcel"]
    parcel.put_in(made.order.lines[0], made.goods[1], None, 2)
    assert (kinds(made), made.stage) == (["weight", "close", "parcel"], "weight")
    parcel.weigh(690)
    assert (kinds(made), made.stage) == (["close", "parcel"], "close")
    parcel.do("close")
    assert (kinds(made), made.stage) == (["parcel"], "parcel")
    parcel.do("label")
    assert made.progress == (2, 2)


def test_the_weight_step_expects_what_the_parcel_will_weigh():
    made = session((MUG, 3, 0))
    parcel = boxed(made)
    parcel.acknowledged = ["fragile"]
    assert next(s for s in made.steps(Supplies()) if s.kind == "weight").quantity == 90 + 900
    parcel.put_in(made.order.lines[0], made.goods[1], None, 1)
    assert next(s for s in made.steps(Supplies()) if s.kind == "weight").quantity == 90 + 900
    parcel.full = True
    assert made.steps(Supplies(CARTONS))[0].quantity == 90 + 300


def test_a_unit_step_tells_what_is_left_and_counted():
    made = session((MUG, 3, 0))
    boxed(made).put_in(made.order.lines[0], made.goods[1], None, 1)
    made.parcel.acknowledged = ["fragile"]
    step = made.steps(Supplies())[0]
    assert (step.sku, step.quantity, step.counted) == ("MUG", 2, 1)


def test_two_lines_of_one_sku_are_one_step():
    made = session((MUG, 3, 0), (POSTER, 1, 0), (MUG, 2, 0))
    boxed(made).put_in(made.order.lines[0], made.goods[1], None, 3)
    made.parcel.acknowledged = ["fragile"]
    units = [(step.sku, step.quantity, step.counted) for step in made.steps(Supplies()) if step.kind == "sku"]
    assert units == [("POSTER", 1, 0), ("MUG", 2, 3)]


def test_missing_is_what_no_parcel_has_and_nobody_let_go():
    made = session((MUG, 2, 1), (POSTER, 1, 0))
    assert {each.line.sku_text: (each.short, each.lost) for each in made.missing.values()} == {
        "MUG": (1, 2),
        "POSTER": (0, 1),
    }
    parcel = boxed(made)
    parcel.put_in(made.order.lines[0], made.goods[1], None, 2)
    parcel.put_in(made.order.lines[1], made.goods[2], None, 1)
    assert [each.units for each in made.missing.values()] == [1]
    made.order.lines[0].short_approved = 1
    assert made.missing == {}


@pytest.mark.parametrize(("grams", "ok"), [(640, True), (639, False), (740, True), (741, False), (0, False)])
def test_a_weight_is_right_within_the_larger_tolerance(grams, ok):
    made = session((MUG, 2, 0))
    parcel = boxed(made)
    parcel.put_in(made.order.lines[0], made.goods[1], None, 2)  # 690 g: 5 % are less than 50 g
    if ok:
        parcel.check_weight(grams, 50, 5)
    else:
        with pytest.raises(Refused) as refused:
            parcel.check_weight(grams, 50, 5)
        assert (refused.value.code, refused.value.params) == ("pack.weight_off", {"weighed": grams})


def test_goods_of_unknown_weight_may_weigh_more_but_nothing_less():
    made = session((MUG, 1, 0), (sku("MYSTERY", 0), 1, 0))
    parcel = boxed(made)
    for line in made.order.lines:
        parcel.put_in(line, made.goods[line.id], None, 1)
    parcel.check_weight(5_000, 50, 5)
    with pytest.raises(Refused):
        parcel.check_weight(330, 50, 5)
