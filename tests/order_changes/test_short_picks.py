"""A supervisor lets missing units go, or sends other goods in their place, while the picker stands at the bin."""

import pytest
from sqlalchemy import select

from floor import invariants
from floor.order_changes import short_picks
from floor.planning import waves
from floor.supervision import decisions
from models import Allocation, Order, OrderLine, PickLine, PickTask, Quant, Refused
from tests import build

MUG, LAMP = build.GTIN["MUG"], build.GTIN["LAMP"]


@pytest.fixture
def at_the_bin(hands, ready):
    """A picker who found one of three mugs, and the pick line."""
    order = ready({"MUG": 3})
    hands("supervisor").do(waves.plan_wave, [order])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-0001", "LOC-BIN-1", MUG)
    return order, picker


def line_of(database, order):
    with database.reading() as session:
        return session.scalar(select(PickLine.id).where(PickLine.order_id == order).order_by(PickLine.id))


def lines(database, order):
    """[(SKU, ordered, picked, short, approved)]"""
    with database.reading() as session:
        found = session.scalars(
            select(OrderLine).where(OrderLine.order_id == order).order_by(OrderLine.position)
        )
        return [
            (each.sku.code, each.quantity, each.picked, each.short, each.short_approved) for each in found
        ]


def sound(database):
    with database.reading() as session:
        return invariants.findings(session)


def again(picker):
    """What the picker's screen shows after the hint."""
    return picker.take("pick")


def test_missing_units_are_let_go_and_the_round_goes_on(hands, at_the_bin, database):
    order, picker = at_the_bin
    before = picker.work.version
    hands("supervisor").do(short_picks.let_go, line_of(database, order))
    assert lines(database, order) == [("MUG", 3, 1, 2, 2)]
    assert again(picker).version > before
    assert picker.scan("LOC-STAGE-1").code == "pick.task_done"
    with database.reading() as session:
        assert session.get_one(Order, order).status == "picked"
    assert sound(database) == []


def test_what_another_bin_has_is_picked_there_and_not_let_go(hands, at_the_bin, database, there):
    order, picker = at_the_bin
    with database.writing() as session:
        build.put(session, there, "MUG", "BIN-2", 5)
        session.commit()
    hands("supervisor").do(short_picks.let_go, line_of(database, order))
    assert lines(database, order) == [("MUG", 3, 1, 0, 0)]
    assert again(picker).steps[0].name == "BIN-2"


def test_other_goods_go_in_the_place_of_the_missing_ones(hands, at_the_bin, database):
    order, picker = at_the_bin
    hands("supervisor").do(short_picks.substitute, line_of(database, order), "LAMP")
    assert lines(database, order) == [("MUG", 3, 1, 2, 2), ("LAMP", 2, 0, 0, 0)]
    again(picker)
    assert picker.scans("LOC-BIN-2", LAMP, LAMP, "LOC-STAGE-1")[-2:] == ["pick.line_done", "pick.task_done"]
    assert lines(database, order)[1] == ("LAMP", 2, 2, 0, 0)
    assert sound(database) == []
    packer = hands("packer")
    packer.open("pack", scan="TOTE-0001")
    units = [step for step in packer.work.steps if step.kind == "sku"]
    assert sorted((step.sku, step.quantity) for step in units) == [("LAMP", 2), ("MUG", 1)]


@pytest.mark.parametrize(
    ("other", "code"), [(MUG, "help.same_goods"), ("NO-SUCH", "scan.unknown"), ("MILK", "help.not_enough")]
)
def test_what_cannot_be_sent_instead_changes_nothing(hands, at_the_bin, database, there, other, code):
    order, _picker = at_the_bin
    with database.writing() as session:
        for number, quant in enumerate(
            session.scalars(select(Quant).where(Quant.sku_id == there.skus["MILK"].id))
        ):
            quant.on_hand = int(number == 0)
        session.commit()
    with pytest.raises(Refused) as refused:
        hands("supervisor").do(short_picks.substitute, line_of(database, order), other)
    assert refused.value.code == code
    assert lines(database, order) == [("MUG", 3, 1, 0, 0)]
    with database.reading() as session:
        assert session.scalar(select(Allocation.quantity).where(Allocation.quantity > 0)) == 2


def test_a_line_that_is_whole_misses_nothing(hands, at_the_bin, database):
    order, picker = at_the_bin
    picker.scans(MUG, MUG)
    with pytest.raises(Refused) as refused:
        hands("supervisor").do(short_picks.let_go, line_of(database, order))
    assert refused.value.code == "help.nothing_missing"


def test_a_round_that_is_over_or_never_was_is_not_touched(hands, at_the_bin, database):
    order, picker = at_the_bin
    picker.scans(MUG, MUG, "LOC-STAGE-1")
    for line, code in ((line_of(database, order), "work.closed"), (999, "help.no_such_line")):
        with pytest.raises(Refused) as refused:
            hands("supervisor").do(short_picks.let_go, line)
        assert refused.value.code == code


def test_the_question_of_a_short_is_answered_by_the_supervisor(hands, at_the_bin, database):
    order, picker = at_the_bin
    picker.scan("CMD-SHORT")
    hands("supervisor").do(short_picks.let_go, line_of(database, order))
    with database.reading() as session:
        assert session.scalar(select(PickTask.short_asked)) is None


def test_a_short_that_was_approved_is_not_taken_back_by_the_picker(hands, at_the_bin, database):
    order, picker = at_the_bin
    picker.scans("CMD-SHORT", "CMD-SHORT")
    with database.reading() as session:
        order_line = session.scalar(select(OrderLine.id).where(OrderLine.order_id == order))
    hands("supervisor").do(decisions.approve_short, order_line)
    assert picker.scan("CMD-UNDO").code == "scan.nothing_to_undo"
    assert lines(database, order) == [("MUG", 3, 1, 2, 2)]
    assert sound(database) == []
