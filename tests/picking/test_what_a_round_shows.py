"""What a picker sees of a round besides the code to scan, and says of it: damaged goods, full totes, bins to skip."""

import pytest
from sqlalchemy import select

from floor import invariants
from floor.order_changes import cancelling
from floor.orders.release import hold_order
from floor.work import assignment, document
from models import Place, Refused
from tests.picking.test_picking import LAMP, MUG, on_hand, release, started

MUG_SEEN = {"sku": "MUG", "quantity": 2, "place": "BIN-1"}


def shown(picker):
    return document.render(picker.work, "en")


def seen(picker):
    step = shown(picker)["expect"]
    return {name: step[name] for name in MUG_SEEN} | {"goods": step.get("goods", step["name"])}


def sound(database):
    with database.reading() as session:
        return invariants.findings(session) == []


def test_place_goods_and_quantity_stand_on_every_step_at_a_bin(hands, ready):
    first, second = ready({"MUG": 2, "MILK": 1}), ready({"LAMP": 1})
    release(hands, first, second, mode="cluster")
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-A", "TOTE-B")
    for scan in ("LOC-BIN-1", MUG, MUG):
        assert seen(picker) == MUG_SEEN | {
            "goods": "The mug",
            "quantity": 2 - (picker.work.steps[0].counted or 0),
        }
        picker.scan(scan)
    assert seen(picker) == MUG_SEEN | {"goods": "The mug"}  # to put into the tote
    assert picker.expects == ("tote", "TOTE-A")
    picker.scan("TOTE-A")
    while picker.work.steps[0].kind != "lot":
        step = picker.work.steps[0]
        picker.scan(step.codes[0])
    assert seen(picker) == {"sku": "MILK", "quantity": 1, "place": "BIN-4", "goods": "The milk"}


def test_damaged_is_its_own_question_and_a_short_does_not_answer_it(hands, ready, database, there):
    _order, picker = started(hands, ready, {"MUG": 4})
    picker.scan("41")
    asked = picker.scans(
        "CMD-SHORT", "CMD-SHORT-DAMAGED", "CMD-SHORT", "CMD-SHORT-DAMAGED", "CMD-SHORT-DAMAGED"
    )
    assert asked == [
        "pick.short_ask",
        "pick.damaged_ask",
        "pick.short_ask",
        "pick.damaged_ask",
        "pick.damaged_recorded",
    ]
    assert on_hand(database, there, "MUG", "DAMAGED") == 4
    assert sound(database)
    picker.scan("CMD-UNDO")
    assert on_hand(database, there, "MUG", "DAMAGED") == 0
    assert sound(database)


def test_so_many_are_damaged_and_the_others_are_picked(hands, ready, database, there):
    _order, picker = started(hands, ready, {"MUG": 4})
    picker.scan("41")
    assert picker.scan("CMD-SHORT-DAMAGED-5").code == "scan.bad_count"
    told = picker.scan("CMD-SHORT-DAMAGED-1")
    assert (told.code, told.params["rest"]) == ("pick.damaged_counted", "pick.rest_elsewhere")
    assert (picker.expects, picker.work.steps[0].quantity) == (("sku", "The mug"), 3)
    assert on_hand(database, there, "MUG", "DAMAGED") == 1
    assert picker.scans(MUG, "CMD-QTY-3", MUG, "LOC-PACK-1") == [
        "pick.sku_ok", "pick.line_done", "pick.line_done", "pick.task_done",
    ]  # fmt: skip
    assert on_hand(database, there, "MUG", "TOTE-0001") == 4
    assert sound(database)


def test_a_skip_passes_the_whole_bin_over_and_its_undo_brings_it_back(hands, ready, database, there):
    first, second = ready({"MUG": 1, "LAMP": 1}), ready({"MUG": 2})
    release(hands, first, second, mode="cluster")
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-A", "TOTE-B", "41")
    assert picker.scan("CMD-SKIP").code == "pick.skipped"
    places = [step.name for step in picker.work.steps if step.kind == "location" and step.line]
    assert places == ["BIN-2", "BIN-1"]
    assert picker.scan("CMD-UNDO").code == "scan.undone"
    assert [step.place for step in picker.work.steps if step.kind == "sku"] == ["BIN-1", "BIN-1", "BIN-2"]


def test_a_tote_may_be_full_with_the_next_goods_in_hand(hands, ready, database, there):
    first, second = ready({"MUG": 1, "LAMP": 1}), ready({"LAMP": 1})
    release(hands, first, second, mode="cluster")
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-A", "TOTE-B", "41", MUG)
    assert picker.scan("CMD-FULL").code == "scan.not_allowed"  # nothing is in it
    picker.scans("TOTE-A", "42", LAMP)
    assert picker.expects == ("tote", "TOTE-A")
    assert picker.scans("CMD-FULL", "TOTE-C") == ["pick.tote_full", "pick.tote_ok"]
    assert [on_hand(database, there, "LAMP", f"TOTE-{tote}") for tote in "AC"] == [0, 1]
    assert picker.scans("CMD-UNDO", "TOTE-D", "TOTE-D") == ["scan.undone", "pick.tote_ok", "pick.line_done"]
    assert [on_hand(database, there, "LAMP", f"TOTE-{tote}") for tote in "ACD"] == [0, 0, 1]
    assert picker.scans(LAMP, "TOTE-B", "LOC-PACK-1")[-1] == "pick.task_done"
    assert sound(database)


def test_the_lane_with_the_fewest_totes_is_named_first(hands, ready, database, there):
    with database.writing() as session:
        lane = session.scalars(select(Place).where(Place.code == "PACK-1")).one()
        session.add_all(Place(code=f"TOTE-9{n}", kind="tote", at=lane) for n in range(3))
        session.commit()
    _order, picker = started(hands, ready, {"LAMP": 1})
    assert picker.work.steps[-1].codes[0] == "LOC-PACK-1"
    picker.scans("42", LAMP)
    best, *others = picker.work.steps[-1].codes
    assert best != "LOC-PACK-1"
    assert others[-1] == "LOC-PACK-1"
    assert picker.scan(best).code == "pick.task_done"


def test_news_that_were_read_do_not_cost_a_scan(hands, ready):
    first, second = ready({"MUG": 1}), ready({"LAMP": 1})
    release(hands, first, second, mode="cluster")
    picker, boss = hands("picker"), hands("supervisor")
    picker.take("pick")
    picker.scans("TOTE-A", "TOTE-B")
    boss.do(hold_order, first, "the customer calls back")
    boss.do(cancelling.cancel_order, second)
    task = picker.do(lambda tx: assignment.hear_news(tx, picker.work.id).news)
    assert task == []
    assert picker.scans("LOC-BIN-1", MUG) == ["pick.location_ok", "pick.sku_ok"]
    with pytest.raises(Refused) as refused:
        boss.do(assignment.hear_news, picker.work.id)
    assert refused.value.code == "work.reassigned"


def test_the_goods_of_another_code_are_named(hands, ready):
    _order, picker = started(hands, ready, {"MUG": 1})
    picker.scan("41")
    wrong = picker.scan(LAMP)
    assert (wrong.params["found"], wrong.params["name"]) == ("The lamp", "The mug")
