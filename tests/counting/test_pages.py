"""Counts at the desk: proposed by a reader, decided where two of them differ, of a whole hall."""

import re

import pytest
from sqlalchemy import update

from floor.core.languages import LANGUAGES
from floor.core.messages import text
from floor.core.seals import Seal
from floor.core.transaction import SYSTEM
from floor.counting.tasks import ask_for_counts
from floor.radio import readers, tag_counts, tag_reads
from models import CountProposal, CycleCount, OrderLine
from tests import build
from tests.build import GTIN
from tests.hands import Hands
from tests.radio.tags import seen, sgtin_tag
from tests.supervision.test_desk_pages import done, one


@pytest.fixture
def proposal(floor, warehouse):
    def usecase(tx):
        readers.add_reader(tx, Seal(b"of the tests"), "shelf-1", "count", "BIN-1")
        tag_reads.hear(tx, "shelf-1", seen(*(sgtin_tag(GTIN["MUG"], serial) for serial in range(97))))
        tag_counts.propose_counts(tx, "shelf-1", "", 60)
        tx.db.flush()
        return tx.db.query(CountProposal).one().id

    return floor.writer.perform(SYSTEM, usecase)


@pytest.mark.parametrize(("decision", "state"), [("approve", "approved"), ("refuse", "refused")])
def test_it_is_shown_until_somebody_decides(desk, floor, proposal, decision, state):
    address = f"/desk/proposals/{proposal}"
    counted = {"location": "BIN-1", "sku": "MUG", "seen": 97, "expected": 100}
    words = text("reader.count_proposed", "en", counted)
    for path in ("/board", "/desk"):
        shown = desk.see(path)
        assert words in shown
        assert address in shown
    done(desk.send(address, decision=decision), "/desk")
    assert one(floor, CountProposal, proposal).state == state
    assert address not in desk.see("/desk")
    assert desk.send(address, decision=decision).status_code == 409
    assert desk.send("/desk/proposals/999", decision="approve").status_code == 404


def count_twice(floor, warehouse, first, second):
    """BIN-1 was counted by the picker and by the admin, who found so many mugs; the id of the count."""
    cycle = floor.writer.perform(SYSTEM, lambda tx: ask_for_counts(tx, "BIN-1", "", "", "")[0].id)
    for name, units in (("picker", first), ("admin", second)):
        hand = Hands(floor.writer, warehouse.actor(name))
        hand.take("count")
        hand.scans("LOC-BIN-1", GTIN["MUG"], f"CMD-QTY-{units}", "CMD-CLOSE")
    return cycle


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_supervisor_decides_with_both_counts_the_value_and_the_last_moves(sits, floor, warehouse, language):
    with floor.database.writing() as session:
        session.query(OrderLine).delete()
        order = build.order(session, warehouse, {"MUG": 1}, status="cancelled")
        order.lines[0].unit_price = "2.55"
        session.commit()
    desk, cycle = sits("supervisor", language), count_twice(floor, warehouse, 97, 102)
    address = f"/desk/counts/{cycle}"
    for path in ("/desk", "/desk/counts", "/board"):
        assert "/desk/counts" in desk.see(path)
    assert address in desk.see("/desk/counts?state=asked")
    shown = desk.see(address)
    for words in ("-7.65", "+5.10", "Picker", "Admin", ">97<", ">102<", "SUPPLIER → BIN-1"):
        assert words in shown
    done(desk.send(address, take="second", note="seen"), "/desk/counts")
    assert 'name="take"' not in desk.see(address)
    assert text("count.took_second", language) in desk.see(address)
    assert desk.send(address, take="first").status_code == 409
    assert desk.send(address, take="half").status_code == 422
    rows = desk.see("/desk/count-differences.csv")
    assert "BIN-1" in rows
    assert "5.10" in rows
    assert desk.see("/desk/counts/99", 404)


def test_each_of_the_goods_is_decided_by_itself(sits, floor, warehouse):
    """Two kinds differ: the page asks for both, and takes what was ticked of each."""
    desk = sits("supervisor")
    cycle = floor.writer.perform(SYSTEM, lambda tx: ask_for_counts(tx, "BIN-1", "", "", "")[0].id)
    for name, mugs in (("picker", 97), ("admin", 98)):
        hand = Hands(floor.writer, warehouse.actor(name))
        hand.take("count")
        hand.scans("LOC-BIN-1", GTIN["MUG"], f"CMD-QTY-{mugs}", GTIN["LAMP"], "CMD-CLOSE")
    address = f"/desk/counts/{cycle}"
    asked = sorted(set(re.findall(r'name="(lines\.[0-9]+)"', desk.see(address))))
    assert len(asked) == 2
    assert desk.send(address, **{asked[0]: "second"}).status_code == 422
    assert desk.send(address, **dict.fromkeys(asked, "half")).status_code == 422
    done(desk.send(address, **{asked[0]: "second", asked[1]: "book"}), "/desk/counts")
    shown = desk.see(address)
    assert text("count.took_each", "en") in shown
    assert text("count.take_second", "en") in shown


def test_whoever_counted_does_not_decide(sits, floor, warehouse):
    admin, cycle = sits("admin"), count_twice(floor, warehouse, 97, 102)
    shown = admin.see(f"/desk/counts/{cycle}")
    assert text("count.own", "en", {"location": "BIN-1"}) in shown
    assert 'name="take"' not in shown
    assert admin.send(f"/desk/counts/{cycle}", take="book").status_code == 403


def test_a_stock_take_is_begun_followed_and_signed_at_the_desk(desk, floor, warehouse):
    done(desk.send("/desk/stock-takes", zone="A", aisle="", place="", sku=""), "/desk/counts")
    assert "/desk/stock-takes/1" in desk.see("/desk/counts")
    assert "<b>1</b>" in desk.see("/desk/stock-takes/1")
    assert desk.send("/desk/stock-takes/1/sign").status_code == 409
    with floor.database.writing() as session:
        session.execute(update(CycleCount).values(state="withdrawn"))
        session.commit()
    assert "/desk/stock-takes/1/sign" in desk.see("/desk/stock-takes/1")
    done(desk.send("/desk/stock-takes/1/sign"), "/desk/stock-takes/1")
    assert "Supervisor" in desk.see("/desk/stock-takes/1")
    assert desk.send("/desk/stock-takes/2/sign").status_code == 404


def test_what_was_typed_wrong_is_said_in_words(desk, floor):
    answer = desk.send("/desk/counts/tasks", place="BIN-１", zone="", aisle="", sku="")
    assert answer.status_code == 303  # full-width digits are digits
    for fields in ({"place": "31.02."}, {"place": ""}, {"sku": "0"}, {"aisle": "1000000"}):
        answer = desk.send(
            "/desk/counts/tasks", **{"place": "", "zone": "", "aisle": "", "sku": "", **fields}
        )
        assert answer.status_code == 422
        assert 'class="problem"' in answer.text or "<p" in answer.text
    assert desk.send("/desk/counts/plan").status_code == 409
