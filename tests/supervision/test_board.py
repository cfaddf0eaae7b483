"""The figures of the board: lines per hour, stalled work, lanes, departures; all of open things only."""

from datetime import UTC, datetime, timedelta

import pytest

from floor.supervision import board, pickers, stations
from floor.supervision.help_calls import open_calls
from floor.supervision.pickers import lines_per_hour
from floor.work.claims import covered_hours
from models import Alert, Carrier, Claim, PickTask, Quant, Receipt
from tests import build

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday


def at(minutes):
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("stretches", "minutes"),
    [
        ([], 0),
        ([(-30, -10)], 20),
        ([(-30, None)], 30),
        ([(-90, None)], 60),  # what was before the hour does not count
        ([(-90, -70)], 0),
        ([(-40, -20), (-30, -10)], 30),  # two works in one pair of hands are not two hours
        ([(-40, -10), (-30, -20)], 30),
        ([(-50, -40), (-20, None)], 30),
    ],
)
def test_hours_with_claimed_work(stretches, minutes):
    spans = [(at(began), at(ended) if ended is not None else None) for began, ended in stretches]
    assert covered_hours(spans, at(-60), NOON) == pytest.approx(minutes / 60)


@pytest.mark.parametrize(("lines", "hours", "rate"), [(12, 0.5, 24), (0, 1, 0), (3, 0, None), (3, 0.1, None)])
def test_lines_per_hour(lines, hours, rate):
    assert lines_per_hour(lines, hours) == rate


@pytest.fixture
def warehouse(database):
    with database.writing() as session:
        there = build.small_warehouse(session)
        session.commit()
    return there


def held_task(session, there, name, *, claimed=-30, scanned=None):
    task = PickTask(person=session.merge(there.people[name]), claimed_at=at(claimed))
    task.last_scan_at = None if scanned is None else at(scanned)
    session.add(task)
    session.flush()
    session.add(Claim(work_id=task.id, person_id=there.people[name].id, started_at=at(claimed)))
    return task


def scans(session, there, task, name, code, times, **fields):
    for n, minutes in enumerate(times):
        session.add(
            Receipt(
                id=f"{code}{task.id}-{n}-{minutes}", work_id=task.id, person_id=there.people[name].id, scan="x",
                digest="", at=at(minutes), **{"accepted": True, **fields}, code=code,
            )
        )  # fmt: skip


def test_a_tile_counts_the_lines_of_the_last_hour(database, warehouse):
    with database.writing() as session:
        task = held_task(session, warehouse, "picker", scanned=-1)
        scans(session, warehouse, task, "picker", "pick.line_done", [-70, -25, -20, -10])
        scans(session, warehouse, task, "picker", "pick.line_done", [-5], undone=True)
        scans(session, warehouse, task, "picker", "pick.sku_ok", [-3, -1])
        scans(session, warehouse, task, "picker", "pick.wrong_sku", [-0.5], accepted=False)
        session.commit()
    with database.reading() as session:
        (tile,) = pickers.tiles(session, NOON)
    assert (tile.name, tile.number) == ("Picker", task.number)
    assert tile.rate == pytest.approx(3 / 0.5)
    assert tile.last_scan == at(-1)
    assert not tile.stalled


@pytest.mark.parametrize(
    ("claimed", "scanned", "stalled"),
    [
        (-30, -4, False),
        (-30, -5, True),
        (-30, None, True),
        (-4, None, False),
        (-4, -20, False),
        (-6, -20, True),
    ],
)
def test_work_stalls_after_five_minutes_without_an_accepted_scan(
    database, warehouse, claimed, scanned, stalled
):
    with database.writing() as session:
        held_task(session, warehouse, "picker", claimed=claimed, scanned=scanned)
        session.commit()
    with database.reading() as session:
        (tile,) = pickers.tiles(session, NOON)
    assert tile.stalled is stalled


def test_who_ended_their_work_stays_a_while_and_then_goes(database, warehouse):
    with database.writing() as session:
        for name, ended in (("picker", -100), ("admin", -130)):
            task = PickTask(state="done")
            session.add(task)
            session.flush()
            person = warehouse.people[name].id
            session.add(Claim(work_id=task.id, person_id=person, started_at=at(-150), ended_at=at(ended)))
        session.commit()
    with database.reading() as session:
        (tile,) = pickers.tiles(session, NOON)
    assert (tile.name, tile.work_id, tile.stalled, tile.rate) == ("Picker", None, False, None)


def test_stalled_pickers_come_first(database, warehouse):
    with database.writing() as session:
        held_task(session, warehouse, "admin", scanned=-1)
        held_task(session, warehouse, "picker", scanned=-9)
        session.commit()
    with database.reading() as session:
        assert [tile.name for tile in pickers.tiles(session, NOON)] == ["Picker", "Admin"]


def test_the_ticker_shows_refused_scans_the_newest_first(database, warehouse):
    with database.writing() as session:
        task = held_task(session, warehouse, "picker")
        scans(session, warehouse, task, "picker", "pick.wrong_sku", range(-20, 0), accepted=False)
        scans(session, warehouse, task, "picker", "pick.sku_ok", [1])
        for code in ("work.reassigned", "pick.order_cancelled", "load.incomplete"):
            scans(session, warehouse, task, "picker", code, [2], accepted=False)
        session.commit()
    with database.reading() as session:
        shown = board.mistakes(session)
    assert [mistake.at for mistake in shown] == [at(-n) for n in range(1, board.TICKER_LENGTH + 1)]
    assert {(mistake.code, mistake.person, mistake.work) for mistake in shown} == {
        ("pick.wrong_sku", "Picker", task.number)
    }


def test_departures_come_in_their_order_by_the_warehouses_clock(database, warehouse):
    with database.writing() as session:
        session.add(Carrier(code="NIGHT", name="Night", cutoffs={"0": "23:30"}))
        session.add(Carrier(code="NEVER", name="Never"))
        session.commit()
    with database.reading() as session:
        found = [(each.carrier, each.cutoff) for each in stations.departures(session, NOON)]
    assert found[:2] == [("EXPRESS", at(300)), ("POST", at(300))]
    assert found[2:] == [("NIGHT", at(690)), ("NEVER", None)]


def test_lanes_show_the_totes_that_wait(database, warehouse):
    with database.writing() as session:
        made = build.order(session, warehouse, {"MUG": 1})
        build.picked(session, warehouse, made, {"TOTE-1": {"MUG": 1}})
        session.commit()
    with database.reading() as session:
        shown = {lane.code: lane.totes for lane in stations.lanes(session)}
    assert shown == {"PACK-1": 1, "PACK-2": 0, "STAGE-1": 0}


def test_a_call_for_help_waits_like_an_alert_and_is_on_a_list_of_its_own(database, warehouse):
    with database.writing() as session:
        session.add(Alert(code="alert.help", params={"person": "Picker", "work": "P-000001"}))
        session.add(Alert(code="alert.locked_out", params={"badge": "1001"}))
        session.add(Alert(code="alert.count_bin"))
        session.commit()
    with database.reading() as session:
        assert [alert.code for alert in board.alerts(session)] == ["alert.locked_out"]
        assert [call.person for call in open_calls(session, 5)] == ["Picker"]
        assert board.waiting_counts(session)["alerts"] == 2


def test_what_waits_is_counted(database, warehouse):
    with database.writing() as session:
        build.order(session, warehouse, {"MUG": 1}, status="held")
        build.order(session, warehouse, {"MUG": 1}, status="picked")
        session.get(Quant, 1).counting = True
        session.commit()
    with database.reading() as session:
        assert board.waiting_counts(session) == {
            "approvals": 0,
            "alerts": 0,
            "held": 1,
            "foreign": 0,
            "barcodes": 0,
            "bins": 1,
            "stock": 0,
            "counts": 0,
            "adjustments": 0,
            "aged": 0,
        }
        assert board.flow(session) == {
            "held": 1,
            "ready": 0,
            "waved": 0,
            "picking": 0,
            "picked": 1,
            "packing": 0,
            "packed": 0,
            "staged": 0,
        }
        assert [(each.place, each.sku) for each in board.bins_to_count(session)] == [("BIN-1", "MUG")]
        assert board.waves(session) == []
        assert stations.packs_waiting(session) == 0
        assert stations.docks(session) == []
