"""Some units of an order are cancelled, before a wave and while somebody picks it; on both databases."""

import pytest

from floor import invariants
from floor.order_changes import leaving_out
from floor.planning import waves
from models import Order, Quant, Refused
from tests import build

MUG, LAMP = build.GTIN["MUG"], build.GTIN["LAMP"]


def cancel(hands, database, order, units, sku="MUG"):
    with database.reading() as session:
        version = session.get_one(Order, order).version
    hands("supervisor").do(leaving_out.leave_out, order, version, sku, units, "customer called")


def wanted(database, order):
    with database.reading() as session:
        assert invariants.findings(session) == []
        return [line.wanted for line in session.get_one(Order, order).lines]


def promised(database):
    with database.reading() as session:
        return sum(quant.allocated for quant in session.query(Quant))


def test_before_a_wave_they_are_wanted_no_more(hands, database, ready):
    order = ready({"MUG": 3, "LAMP": 1})
    cancel(hands, database, order, 2)
    assert wanted(database, order) == [1, 1]
    hands("supervisor").do(waves.plan_wave, [order])
    assert (wanted(database, order), promised(database)) == ([1, 1], 2)


def test_a_wave_that_is_planned_promises_less(hands, database, ready):
    order = ready({"MUG": 3, "LAMP": 1})
    hands("supervisor").do(waves.plan_wave, [order], release=False)
    cancel(hands, database, order, 3)
    assert (wanted(database, order), promised(database)) == ([0, 1], 1)


def test_the_picker_hears_it_at_the_next_scan_and_goes_on(hands, database, ready):
    order = ready({"MUG": 3, "LAMP": 1})
    hands("supervisor").do(waves.plan_wave, [order])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "LOC-BIN-1", MUG)
    cancel(hands, database, order, 2)
    told = picker.scan(MUG)
    assert (told.code, told.params) == ("work.order_changed", {"order": "N1", "gone": "2 × MUG"})
    assert picker.scans("LOC-BIN-2", LAMP, "LOC-PACK-1")[-1] == "pick.task_done"
    assert (wanted(database, order), promised(database)) == ([1, 1], 0)


def test_what_is_picked_stays(hands, database, ready):
    order = ready({"MUG": 3, "LAMP": 1})
    hands("supervisor").do(waves.plan_wave, [order])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "LOC-BIN-1", MUG, MUG)
    with pytest.raises(Refused) as refused:
        cancel(hands, database, order, 2)
    assert (refused.value.code, refused.value.params["units"]) == ("order.picked_already", 1)
    assert wanted(database, order) == [3, 1]


@pytest.mark.parametrize(
    ("sku", "units", "code"), [("OIL", 1, "order.not_in_it"), ("MUG", 3, "order.nothing_left")]
)
def test_what_cannot_be_left_out(hands, database, ready, sku, units, code):
    order = ready({"MUG": 3})
    with pytest.raises(Refused) as refused:
        cancel(hands, database, order, units, sku)
    assert refused.value.code == code
