"""Allocation and waves: urgent first, never oversold, what is missing is said; on both databases."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from floor.core.database import Database
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.counting import counts
from floor.order_changes import cancelling
from floor.orders.release import hold_order, release_order
from floor.planning import waves
from floor.planning.queries import wave_state
from floor.stock.ledger import move
from floor.work import assignment
from models import Alert, Order, OrderLine, Outbox, PickLine, PickTask, Quant, Refused, SignIn
from tests import build

WAITS_FOR_A_LOCK = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
SOON = datetime(2030, 1, 1, tzinfo=UTC)


def somebody_waits(database):
    """Whether somebody waits for a lock; PostgreSQL tells a transaction the same however often it asks."""
    with database.reading() as session:
        return session.scalar(WAITS_FOR_A_LOCK)


def plan(hands, orders=None, **options):
    return hands("supervisor").do(waves.plan_wave, orders, **options)


def status(database, order):
    with database.reading() as session:
        return session.get_one(Order, order).status


def test_urgent_orders_come_first_then_those_due(hands, ready, database):
    late, soon = ready({"MUG": 60}, due=SOON + timedelta(days=1)), ready({"MUG": 60}, due=SOON)
    urgent = ready({"MUG": 30}, priority="urgent", due=SOON + timedelta(days=9))
    wave = plan(hands, max_orders=50)
    assert [status(database, order) for order in (urgent, soon, late)] == ["waved", "waved", "ready"]
    assert wave.short == [{"order": str(late), "sku": "MUG", "missing": 50}]
    with database.reading() as session:
        assert session.get_one(Order, late).shortage == [{"sku": "MUG", "missing": 50}]


def test_a_wave_takes_whole_orders_only_and_no_more_than_asked_for(hands, ready, database):
    whole, part, spare = ready({"LAMP": 100}), ready({"MUG": 1, "LAMP": 1}), ready({"MUG": 1})
    plan(hands, max_orders=2)
    assert [status(database, order) for order in (whole, part, spare)] == ["waved", "ready", "waved"]


def test_naming_an_order_releases_what_there_is_and_approves_the_rest(hands, ready, database):
    order = ready({"LAMP": 130, "MUG": 1})
    wave = plan(hands, [order])
    assert wave.short == [{"order": str(order), "sku": "LAMP", "missing": 30}]
    with database.reading() as session:
        line = session.scalars(select(OrderLine).order_by(OrderLine.position)).first()
        assert (line.short, line.short_approved) == (30, 30)
        assert session.scalar(select(func.sum(PickLine.quantity))) == 101


def test_an_order_of_which_nothing_is_there_stays_ready(hands, ready, database):
    order = ready({"PHONE": 2})
    wave = plan(hands, [order])
    assert (wave.short[0]["missing"], wave.status, status(database, order)) == (2, "done", "ready")


def test_only_ready_orders_can_be_named_and_only_built_modes(hands, ready):
    order = ready({"MUG": 1})
    plan(hands, [order])
    with pytest.raises(Refused, match=r"wave\.order_not_ready"):
        plan(hands, [order])
    with pytest.raises(Refused, match=r"wave\.mode_not_built"):
        plan(hands, [order], mode="batch")
    with pytest.raises(Refused, match=r"order\.not_found"):
        plan(hands, [9999])


def test_due_time_and_service_choose_orders(hands, ready, database):
    express = ready({"MUG": 1}, service="express", due=SOON)
    later = ready({"MUG": 1}, service="express", due=SOON + timedelta(hours=2))
    standard = ready({"MUG": 1}, due=SOON)
    plan(hands, service="express", due_before=SOON)
    assert [status(database, order) for order in (express, later, standard)] == ["waved", "ready", "ready"]


def test_lots_go_first_expired_first_out_and_never_expired(hands, ready, database, there):
    with database.writing() as session:
        session.get_one(type(there.lots["M1"]), there.lots["M1"].id).expiry = date(2020, 1, 1)
        session.commit()
    order = ready({"MILK": 150})
    wave = plan(hands, [order])
    assert wave.short == [{"order": str(order), "sku": "MILK", "missing": 50}]
    with database.reading() as session:
        assert session.scalars(select(PickLine.lot_id)).all() == [there.lots["M2"].id]


def test_one_bin_that_covers_a_line_is_preferred(hands, ready, database, there):
    with database.writing() as session:
        build.put(session, there, "MUG", "BIN-2", 500)
        session.commit()
    plan(hands, [ready({"MUG": 120})])
    with database.reading() as session:
        assert session.scalars(select(PickLine.place_id)).all() == [there.places["BIN-2"].id]


def test_a_planned_wave_waits_for_its_release_and_can_be_taken_back(hands, ready, database):
    order = ready({"MUG": 5})
    wave = plan(hands, [order], release=False)
    assert status(database, order) == "allocated"
    assert hands("picker").take("pick") is None
    supervisor = hands("supervisor")
    supervisor.do(waves.release_wave, wave.id)
    assert status(database, order) == "waved"
    supervisor.do(waves.cancel_wave, wave.id)
    assert status(database, order) == "ready"
    with database.reading() as session:
        assert session.scalar(select(func.sum(Quant.allocated))) == 0


@pytest.mark.parametrize("release", [False, True], ids=["planned", "released"])
def test_a_cancelled_order_keeps_its_wave_from_nothing(hands, ready, database, release):
    left, cancelled = ready({"LAMP": 5}), ready({"LAMP": 7})
    wave = plan(hands, [left, cancelled], release=release)
    hands("supervisor").do(cancelling.cancel_order, cancelled)
    if not release:
        hands("supervisor").do(waves.release_wave, wave.id)
        assert status(database, left) == "waved"
    hands("supervisor").do(waves.cancel_wave, wave.id)
    assert (status(database, left), status(database, cancelled)) == ("ready", "cancelled")
    with database.reading() as session:
        assert session.scalar(select(func.sum(Quant.allocated))) == 0


def test_an_order_that_is_held_leaves_its_planned_wave(hands, ready, database):
    left, held = ready({"LAMP": 5}), ready({"LAMP": 130})
    wave = plan(hands, [left, held], release=False)
    hands("supervisor").do(hold_order, held, "ask the customer")
    assert hands("supervisor").do(waves.release_wave, wave.id).status == "released"
    assert (status(database, left), status(database, held)) == ("waved", "held")
    hands("supervisor").do(release_order, held)
    with database.reading() as session:
        (line,) = session.get_one(Order, held).lines
        assert (line.short, line.short_approved) == (0, 0), (
            "the wave's name approved it, and it is in no wave"
        )
    assert plan(hands).short == [{"order": str(held), "sku": "LAMP", "missing": 35}]


def test_a_count_takes_the_promises_of_several_lines_of_an_order_at_once(hands, ready, database):
    order = ready({"MUG": 40})
    with database.writing() as session:
        made = session.get_one(Order, order)
        made.lines.append(OrderLine(position=2, sku=made.lines[0].sku, sku_text="MUG", quantity=50))
        session.commit()
    plan(hands, [order], release=False)
    hands("supervisor").do(counts.enter_count, "BIN-1", "MUG", None, 10)
    with database.reading() as session:
        assert session.get_one(Order, order).status == "ready"
        assert session.scalar(select(func.sum(Quant.allocated))) == 0


def test_a_planned_wave_whose_orders_are_all_cancelled_is_done_when_it_is_released(hands, ready, database):
    order = ready({"LAMP": 5})
    wave = plan(hands, [order], release=False)
    hands("supervisor").do(cancelling.cancel_order, order)
    assert hands("supervisor").do(waves.release_wave, wave.id).status == "done"


def test_a_wave_that_somebody_picks_cannot_be_taken_back(hands, ready):
    wave = plan(hands, [ready({"MUG": 5})])
    hands("picker").take("pick")
    with pytest.raises(Refused, match=r"wave\.begun"):
        hands("supervisor").do(waves.cancel_wave, wave.id)


def test_the_state_of_a_wave_counts_lines_units_and_wrong_scans(hands, ready, database):
    wave = plan(hands, [ready({"MUG": 2, "LAMP": 1})])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "42", "41", "SKU-MUG", "SKU-MUG")
    with database.reading() as session:
        state = wave_state(session, wave.id)
    assert (state["lines"], state["lines_done"], state["units"], state["units_done"]) == (2, 1, 3, 2)
    assert (state["wrong_scans"], state["status"]) == (1, "released")
    assert state["tasks"][0]["person"] == "Picker"


def test_units_that_another_bin_gives_are_not_short_and_count_once(hands, ready, database, there):
    with database.writing() as session:
        build.put(session, there, "LAMP", "BIN-3", 3)
        session.commit()
    wave = plan(hands, [ready({"LAMP": 4})])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "LOC-BIN-2", "CMD-SHORT", "CMD-SHORT")
    with database.reading() as session:
        state = wave_state(session, wave.id)
    assert (state["units"], state["units_short"]) == (4, 1)  # three of them wait in the other bin


def test_a_call_for_help_ends_with_the_hands_that_called(hands, ready, database):
    plan(hands, [ready({"MUG": 1})])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "CMD-HELP")
    hands("picker", "another handheld").open("pick", scan=picker.work.number)
    assert open_calls_of(database) == 1
    hands("supervisor").do(assignment.reassign, picker.work.id, None)
    assert open_calls_of(database) == 0


def open_calls_of(database):
    with database.reading() as session:
        return session.scalar(
            select(func.count()).where(Alert.code == "alert.help", Alert.solved_at.is_(None))
        )


def test_released_tasks_are_offered_to_pickers_without_work(hands, ready, database, there):
    with database.writing() as session:
        session.add(SignIn(token_hash="x", person=session.merge(there.people["picker"]), device="a"))
        session.commit()
    plan(hands, [ready({"MUG": 2})])
    with database.reading() as session:
        offered = [row for rows in session.scalars(select(Outbox.assigned)) for row in rows]
        assert offered == [[there.people["picker"].id, session.scalars(select(PickTask.id)).one()]]


def test_two_pickers_never_hold_one_task(hands, ready, database, there):
    plan(hands, [ready({"MUG": 1}) for _ in range(8)])
    with ThreadPoolExecutor(4) as pool:
        people = [hands(name) for name in ("picker", "supervisor", "admin") for _ in range(3)]
        works = [work.id for work in pool.map(lambda person: person.take("pick"), people) if work]
    holders = {people[at].actor.person_id: work for at, work in enumerate(works)}
    assert len(set(works)) == len(holders) == 3  # three people, each with one task however often they asked


def test_zone_limits_what_is_next(hands, ready, writer, there):
    plan(hands, [ready({"MUG": 1})])
    picker = there.actor("picker")
    assert writer.perform(picker, assignment.next_work, ["pick"], "B") is None
    assert writer.perform(picker, assignment.next_work, ["pick"], "A") is not None


def test_what_is_moved_to_another_bin_while_a_wave_waits_for_its_locks_is_promised(
    hands, ready, writer, database, there
):
    order = ready({"MUG": 100})
    places = [there.places[code] for code in ("BIN-1", "BIN-2")]
    with ThreadPoolExecutor(1) as pool:
        with writer.transaction(SYSTEM) as tx:
            move(tx, there.skus["MUG"].id, None, 100, *places, "move")
            planned = pool.submit(plan, hands, [order])
            while not database.is_sqlite and not somebody_waits(database):
                time.sleep(0.01)
        assert planned.result().short == []
    assert status(database, order) == "waved"


def test_two_that_allocate_at_once_never_oversell(hands, ready, database_url, there):
    """Each release through an engine of its own, as two processes would."""
    orders = [ready({"MUG": 7, "LAMP": 3}) for _ in range(20)]

    def release(order):
        database = Database(database_url)
        try:
            return Writer(database).perform(there.actor("supervisor"), waves.plan_wave, [order]).short
        finally:
            database.close()

    with ThreadPoolExecutor(4) as pool:
        short = [missing for answer in pool.map(release, orders) for missing in answer]
    database = Database(database_url)
    with database.reading() as session:
        promised = session.scalar(
            select(func.sum(Quant.allocated)).where(Quant.sku_id == there.skus["MUG"].id, Quant.on_hand > 0)
        )
    database.close()
    assert (promised, sum(each["missing"] for each in short if each["sku"] == "MUG")) == (100, 40)
