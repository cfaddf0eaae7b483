"""A wave's rounds as they are planned and sent: through the API, and where no plan comes or orders have gone."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from floor.core.transaction import SYSTEM
from floor.order_changes import cancelling
from floor.planning import rounds, waves
from models import Order, PickLine, PickTask, Place, Quant, Sku, TaskTote
from tests import build

BAYS = 8


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(rounds, "LEAST_SECONDS", 0.1)


@pytest.fixture
def hall(floor, warehouse):
    """Five aisles beside the small warehouse's bins, with goods of their own in each bay; PACK-1 stands before them."""
    with floor.database.writing() as session:
        for place in session.scalars(select(Place).where(Place.kind == "bin")):
            place.kind, place.x_m = "stage", 0.0  # the hall has no others
        session.get(Place, warehouse.places["PACK-1"].id).x_m = 4.0
        for aisle in range(1, 6):
            for bay in range(1, BAYS + 1):
                code = f"{aisle}-{bay}"
                where = {"aisle": str(aisle), "bay": str(bay), "x_m": 4.0 * aisle, "y_m": 1.5 * bay}
                place = Place(code=code, kind="bin", zone="H", **where)
                warehouse.skus[code] = Sku(code=f"G-{code}", name=f"Goods {code}")
                session.add_all([place, warehouse.skus[code]])
                warehouse.places[code] = place
                session.flush()
                build.put(session, warehouse, code, code, 100)
        session.commit()
    return warehouse


@pytest.fixture
def orders(floor, hall):
    """Of aisle and bay; two who live near each other come far apart."""

    def made(*wanted, **fields):
        with floor.database.writing() as session:
            found = [
                build.order(session, hall, dict.fromkeys(codes.split(), 1), **fields).id for codes in wanted
            ]
            session.commit()
        return found

    return made


FAR = [f"{aisle}-{bay}" for bay in range(1, 5) for aisle in (1, 5, 2, 4)]


def carts(floor, wave_id):
    """By task: its orders, and the places of its lines as they are walked by."""
    with floor.database.reading() as session:
        tasks = session.scalars(
            select(PickTask).where(PickTask.wave_id == wave_id).order_by(PickTask.id)
        ).all()
        return [(orders_of(session, task), places_of(session, task)) for task in tasks]


def orders_of(session, task):
    query = select(TaskTote.order_id).where(TaskTote.task_id == task.id).order_by(TaskTote.position)
    return list(session.scalars(query))


def places_of(session, task):
    query = (
        select(Place.code).join(PickLine, PickLine.place_id == Place.id).where(PickLine.task_id == task.id)
    )
    return list(session.scalars(query.order_by(PickLine.sequence)))


def test_orders_of_the_same_aisles_share_a_cart_and_the_wave_says_how_far_it_walks(floor, supervisor, orders):
    made = orders(*FAR)
    wave = supervisor.post("/waves", {"orders": [str(each) for each in made], "mode": "cluster"}, 201)
    found = carts(floor, int(wave["id"]))
    assert sorted(order for cart, _places in found for order in cart) == made
    assert max(len(cart) for cart, _places in found) <= waves.CART_TOTES
    assert max(len({place[0] for place in places}) for _cart, places in found) <= 3  # aisles
    assert 0 < wave["walk_m"] < 0.5 * wave["alone_m"]


def test_a_round_is_walked_the_shortest_way(floor, supervisor, orders):
    made = orders("1-2 1-7 3-1 5-8")
    wave = supervisor.post("/waves", {"orders": [str(each) for each in made]}, 201)
    # up the first aisle, along the rear, and home by the front
    assert [places for _cart, places in carts(floor, int(wave["id"]))] == [["1-2", "1-7", "5-8", "3-1"]]


def test_urgent_orders_and_those_due_at_other_times_have_carts_of_their_own(floor, supervisor, orders):
    urgent = orders("1-1", "2-1", priority="urgent")
    early = orders("1-1", "2-1", due=datetime(2030, 1, 1, 15, tzinfo=UTC))
    other = orders("1-2", "2-2", due=datetime(2030, 1, 1, 17, tzinfo=UTC))
    whenever = orders("1-3")
    every = [str(each) for each in (*whenever, *other, *early, *urgent)]
    wave = supervisor.post("/waves", {"orders": every, "mode": "cluster"}, 201)
    assert [cart for cart, _places in carts(floor, int(wave["id"]))] == [urgent, early, other, whenever]


def test_where_no_plan_comes_the_wave_goes_out_all_the_same(floor, supervisor, orders, monkeypatch, caplog):
    monkeypatch.setattr(rounds, "LATE", -1.0)  # it has not even begun
    made = orders(*FAR)
    wave = supervisor.post("/waves", {"orders": [str(each) for each in made], "mode": "cluster"}, 201)
    assert (wave["status"], wave["walk_m"]) == ("released", None)
    assert next(cart for cart, _places in carts(floor, int(wave["id"]))) == made[: waves.CART_TOTES]
    assert "without a plan" in caplog.text


def test_what_was_cancelled_while_the_plan_was_made_is_not_picked(floor, supervisor, orders):
    made = orders(*FAR)
    wave = floor.writer.perform(SYSTEM, waves.plan_wave, made, mode="cluster", release=False)
    plan = rounds.plan_of(floor, wave.id)
    first = plan.rounds[0].orders[0]
    floor.writer.perform(SYSTEM, cancelling.cancel_order, first)
    floor.writer.perform(SYSTEM, waves.release_wave, wave.id, plan)
    assert sorted(order for cart, _places in carts(floor, wave.id) for order in cart) == sorted(
        {*made} - {first}
    )


def test_what_was_moved_while_the_plan_was_made_is_walked_to_where_it_is(floor, orders, hall):
    made = orders("1-2 3-1", "1-7 5-8")
    wave = floor.writer.perform(SYSTEM, waves.plan_wave, made, mode="cluster", release=False)
    plan = rounds.plan_of(floor, wave.id)
    with floor.database.writing() as session:
        quant = session.scalars(select(Quant).join(Quant.place).where(Place.code == "5-8")).one()
        quant.place_id = hall.places["4-8"].id
        session.commit()
    floor.writer.perform(SYSTEM, waves.release_wave, wave.id, plan)
    assert [places for _cart, places in carts(floor, wave.id)] == [["1-2", "1-7", "4-8", "3-1"]]


def test_a_wave_that_was_released_meanwhile_is_released_once(floor, supervisor, orders):
    wave = floor.writer.perform(SYSTEM, waves.plan_wave, orders(*FAR[:3]), mode="cluster", release=False)
    supervisor.post(f"/waves/{wave.id}/release")
    assert rounds.plan_of(floor, wave.id) is None
    assert supervisor.refused("POST", f"/waves/{wave.id}/release")[0] == 409
    assert len(carts(floor, wave.id)) == 1
    with floor.database.reading() as session:
        assert {order.status for order in session.scalars(select(Order))} == {"waved"}
