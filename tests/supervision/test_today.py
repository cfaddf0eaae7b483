"""The first figures of the board: what is late, what must go with the next truck, what has gone today."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from floor.supervision.lists import in_stage
from floor.supervision.today import today
from models import Handover, Load, Order, Parcel, Place
from models.base import now
from tests import build

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)  # the warehouse of London; trucks leave at 17:00


def hours(count):
    return MONDAY + timedelta(hours=count)


@pytest.fixture
def filled(database, there):
    """Two late, one due at 16:00, one at 18:00, one tomorrow, one without a time; one gone today and one yesterday."""
    with database.writing() as session:
        for due, status in (
            (-1, "ready"),
            (-30, "packed"),
            (4, "held"),
            (6, "waved"),
            (24, "ready"),
            (-5, "cancelled"),
        ):
            build.order(session, there, {"MUG": 1}, due=hours(due), status=status)
        build.order(session, there, {"MUG": 1}, status="ready")
        for at in (hours(-2), hours(-13)):
            gone(session, there, at)
        session.commit()
    return database


def gone(session, there, at):
    load = Load(carrier="POST", state="done")
    order = build.order(session, there, {"MUG": 1}, due=at, status="handed_over")
    session.add(load)
    session.flush()
    for _two in range(2):
        place = Place(code=f"P{session.query(Place).count()}", kind="parcel")
        parcel = Parcel(order=order, place=place, state="handed_over", load_id=load.id)
        parcel.session_id = load.id
        session.add(parcel)
        session.flush()
    session.add(Handover(load_id=load.id, driver="Jo", plate="A1", signature="M1 1", person_id=None, at=at))


def test_the_day_in_one_look(filled):
    with filled.reading() as session:
        figures = today(session, MONDAY)
    assert (figures.late, figures.due, figures.cutoff) == (2, 1, datetime(2026, 3, 2, 17, tzinfo=UTC))
    # of two late ones, one due at 16:00, one at 18:00, and the one that is gone
    assert (figures.shipped, figures.all) == (1, 5)


def test_the_lists_behind_the_figures_hold_the_same_orders(database, there):
    with database.writing() as session:
        late = build.order(session, there, {"MUG": 1}, due=now() - timedelta(minutes=1))
        build.order(session, there, {"MUG": 1}, due=now() + timedelta(days=30))
        build.order(session, there, {"MUG": 1}, due=now() - timedelta(minutes=1), status="cancelled")
        soon = build.order(session, there, {"MUG": 1}, due=now() + timedelta(seconds=30))
        session.commit()
    with database.reading() as session:
        for stage, order in (("late", late), ("due", soon)):
            assert session.scalars(select(Order.id).where(in_stage(session, stage))).all() == [order.id]
