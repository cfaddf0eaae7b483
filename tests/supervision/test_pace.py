"""The day hour by hour: what was picked and packed, and what it takes to be done by the last cut-off."""

from datetime import UTC, datetime, timedelta

import pytest

from floor.supervision.pace import Pace, paces
from models import Claim, Order, Parcel, PickTask, Place, Receipt
from tests import build

NOON = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)  # a Monday in London; the last truck leaves at 17:00


@pytest.fixture
def day(database, there):
    """Lines at 9 and 11, one of yesterday and one that was taken back; a parcel; three orders still to do today."""
    with database.writing() as session:
        task = PickTask(person=session.merge(there.people["picker"]))
        session.add(task)
        session.flush()
        session.add(
            Claim(work_id=task.id, person_id=there.people["picker"].id, started_at=NOON - timedelta(hours=4))
        )
        for number, (hours, undone) in enumerate(
            [(3.5, False), (3.4, False), (1, False), (1, True), (25, False)]
        ):
            session.add(
                Receipt(
                    id=str(number), work_id=task.id, person_id=there.people["picker"].id, scan="x", digest="",
                    at=NOON - timedelta(hours=hours), accepted=True, code="pick.line_done", undone=undone,
                )
            )  # fmt: skip
        for status, due in (("ready", 4), ("picking", -1), ("packing", 2), ("packed", 2), ("ready", 30)):
            build.order(session, there, {"MUG": 1, "LAMP": 2}, status=status, due=NOON + timedelta(hours=due))
        packed = session.query(Order).filter_by(status="packed").one()
        place = Place(code="P-1", kind="parcel")
        parcel = Parcel(order=packed, place=place, state="labelled", closed_at=NOON - timedelta(minutes=5))
        parcel.session_id = task.id
        session.add(parcel)
        session.commit()
    return database


def test_what_was_done_in_each_hour_and_what_is_needed(day):
    with day.reading() as session:
        lines, parcels = paces(session, NOON)
    assert [count for _begin, count, _open in lines.hours] == [2, 0, 1, 0, 0, 0, 0, 0]  # from 9 to 17
    assert [begin.hour for begin, _count, open in lines.hours if open] == [12, 13, 14, 15, 16]
    assert (lines.done, lines.left, lines.need) == (
        3,
        4,
        1,
    )  # two orders of two lines are to be picked, in 4.5 hours
    assert (parcels.done, parcels.left) == (1, 3)


@pytest.mark.parametrize(("hours", "need"), [(4.5, 23), (1, 100), (0.2, None), (-1, None), (None, None)])
def test_a_need_is_told_only_while_there_is_time(hours, need):
    until = NOON + timedelta(hours=hours) if hours else None
    pace = Pace("lines", NOON, [1], 100, until, NOON)
    assert (pace.need, pace.over) == (need, hours == -1)
