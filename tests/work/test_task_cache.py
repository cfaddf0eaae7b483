"""Rounds at hand: the next scan reads no lines again, and never believes what somebody else has changed."""

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from floor.core import writer
from floor.core.writer import Writer
from floor.counting import counts
from floor.order_changes import cancelling
from floor.planning import waves
from floor.work import assignment
from floor.work.document import view
from floor.work.kinds import KINDS
from models import PickLine, PickTask
from tests import build

MUG, LAMP = build.GTIN["MUG"], build.GTIN["LAMP"]


@pytest.fixture
def picker(hands, ready):
    hands("supervisor").do(waves.plan_wave, [ready({"MUG": 3, "LAMP": 2})])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1")
    return picker


@pytest.fixture
def asked(database):
    """The tables that the session's own queries ask for."""
    tables = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("SELECT"):
            tables.append(statement.partition("FROM ")[2].split()[0])

    engine = database.writing().get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield tables
    event.remove(engine, "before_cursor_execute", note)


def as_it_is(database, work_id):
    with database.reading() as session:
        return view(session, KINDS["pick"].load(session, work_id))


def at_the_first_bin(picker):
    picker.scan(picker.work.steps[0].codes[0])
    return picker.work.steps[0].codes[0]


def test_the_next_scan_reads_no_lines_again(picker, asked, database):
    goods = at_the_first_bin(picker)
    asked.clear()
    assert picker.scan(goods).accepted
    assert asked == []
    assert picker.work == as_it_is(database, picker.work.id)


def test_the_next_scan_flushes_nothing(picker):
    goods = at_the_first_bin(picker)
    held, flushed = picker.writer.session_cache, []
    session, task = held.take(picker.work.id)
    event.listen(session, "before_flush", lambda *_what: flushed.append(picker.work.version))
    held.keep(task.id, session, task)
    assert picker.scan(goods).accepted
    assert held.take(picker.work.id) == (session, task)
    assert flushed == []


def test_after_a_refusal_it_is_read_again(picker, asked, database):
    goods = at_the_first_bin(picker)
    assert not picker.scan("TOTE-9").accepted
    asked.clear()
    assert picker.scan(goods).accepted
    assert "pick_lines" in asked
    assert picker.work == as_it_is(database, picker.work.id)


def test_what_a_scan_reads_beside_the_list_is_not_kept(picker, asked):
    at_the_first_bin(picker)
    assert picker.scans("CMD-SHORT", "CMD-SHORT") == ["pick.short_ask", "pick.short_recorded"]
    asked.clear()
    picker.scan(picker.work.steps[0].codes[0])
    assert "pick_lines" in asked


def test_two_servers_hold_the_same_round(picker, database):
    here, there = picker.writer, Writer(database)
    at_the_first_bin(picker)
    while picker.work.state == "open":
        picker.writer = there if picker.writer is here else here
        assert picker.scan(picker.work.steps[0].codes[0]).accepted
        assert picker.work == as_it_is(database, picker.work.id)


def test_a_round_given_away_and_back(picker, hands):
    at_the_first_bin(picker)
    boss, me = hands("supervisor"), picker.actor.person_id
    boss.do(assignment.reassign, picker.work.id, None)
    assert picker.scan(MUG).code == "work.reassigned"
    boss.do(assignment.reassign, picker.work.id, me)
    assert picker.scan(MUG).code == "pick.wrong_tote"  # after a change of hands the totes come first
    assert picker.scan("TOTE-1").accepted


def test_an_order_cancelled_under_the_hands(picker, hands, database):
    at_the_first_bin(picker)
    with database.reading() as session:
        order_id = session.scalars(select(PickLine.order_id)).first()
    hands("supervisor").do(cancelling.cancel_order, order_id)
    assert picker.scan(MUG).code == "work.cancelled"


def test_a_bin_counted_empty_under_the_hands(picker, hands, database):
    at_the_first_bin(picker)
    step = picker.work.steps[0]
    with database.reading() as session:
        place = session.get_one(PickLine, step.line).snapshot["place"]
    hands("supervisor").do(counts.enter_count, place, step.sku, None, 0)
    picker.scan(picker.work.steps[0].codes[0])
    assert picker.work == as_it_is(database, picker.work.id)


def test_no_more_rounds_are_held_than_people_pick(monkeypatch):
    monkeypatch.setattr(writer, "MOST_KEPT", 2)
    held = writer.SessionCache()
    for number in (1, 2, 3):
        task = PickTask()
        task.id = number
        held.keep(task.id, Session(), task)
    assert [number for number in (1, 2, 3) if held.take(number)] == [2, 3]
    assert held.take(3) is None  # whoever takes it is alone with it
