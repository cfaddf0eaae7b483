"""What people should know of an order is where they need it: note, urgency, contact, missing units; and past loads."""

import pytest

from floor.planning import waves
from floor.work.document import document
from floor.work.kinds import KINDS
from models import Handover, Load
from tests import build
from tests.packing.steps import picked_order

NOTE = "Leave it with the neighbour"


def told(worker):
    return [code for code, _params in worker.work.notices]


def test_the_pickers_first_step_says_what_was_written_and_that_it_presses(hands, ready):
    hands("supervisor").do(waves.plan_wave, [ready({"LAMP": 2}, note=NOTE, priority="urgent")])
    picker = hands("picker")
    picker.take("pick")
    assert picker.work.notices == [("order.presses", {}), ("order.note_says", {"order": "N1", "note": NOTE})]
    picker.scans("TOTE-1")
    assert told(picker) == ["order.presses"]


def test_an_order_without_a_note_says_nothing(hands, ready):
    hands("supervisor").do(waves.plan_wave, [ready({"LAMP": 2})])
    picker = hands("picker")
    picker.take("pick")
    assert picker.work.notices == []


def test_the_packer_sees_note_contact_urgency_and_what_is_missing(hands, there, database):
    to = {**build.SHIP_TO, "phone": "+44 20 7946 0018"}
    lines = {"LAMP": 3}
    picked_order(database, there, lines, {"TOTE-1": {"LAMP": 2}}, note=NOTE, priority="urgent", ship_to=to)
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    found = dict(packer.work.notices)
    assert found["order.note_says"]["note"] == NOTE
    assert found["order.reached_by"]["ways"] == ["+44 20 7946 0018", "ada@shop.example"]
    assert found["order.units_missing"]["units"] == 1
    assert "order.presses" in found
    with database.reading() as session:
        shown = document(session, KINDS["pack"].load(session, packer.work.id), "zh-Hant")
    assert any(NOTE in notice["text"] for notice in shown["notices"])


@pytest.fixture
def gone(app, warehouse):
    """Two loads that have gone."""
    with app.extensions["floor"].database.writing() as session:
        for driver in ("Jo", "Max"):
            load = Load(carrier="POST", dock=session.merge(warehouse.places["DOCK-1"]), state="done")
            session.add(load)
            session.flush()
            session.add(
                Handover(load_id=load.id, driver=driver, plate="AB 12", signature="M1 1", person_id=None)
            )
        session.commit()


def test_past_loads_are_found_with_their_manifests(gone, sign_in, app):
    for role, status in (("dispatcher", 200), ("supervisor", 200), ("picker", 403)):
        token = sign_in(role).token
        headers = {"Authorization": f"Bearer {token}"}
        answer = app.test_client(use_cookies=False).get("/desk/loads", headers=headers)
        assert answer.status_code == status
        if status == 200:
            page = answer.get_data(as_text=True)
            assert page.index("Max") < page.index("Jo")
            assert page.count("manifest.pdf") == page.count("manifest.csv") == 2
            of_max = app.test_client(use_cookies=False).get("/desk/loads?driver=max", headers=headers)
            assert "Jo" not in of_max.get_data(as_text=True)
            work = app.test_client(use_cookies=False).get("/desk/work/1", headers=headers)
            assert ("manifest.pdf" in work.get_data(as_text=True)) == (role == "supervisor")


def test_the_orders_page_says_how_to_reach_the_customer(app, warehouse, sign_in):
    with app.extensions["floor"].database.writing() as session:
        made = build.order(
            session, warehouse, {"LAMP": 1}, note=NOTE, ship_to={**build.SHIP_TO, "phone": "0800 11"}
        )
        session.commit()
        order_id = made.id
    headers = {"Authorization": f"Bearer {sign_in('supervisor').token}"}
    page = (
        app.test_client(use_cookies=False)
        .get(f"/desk/orders/{order_id}", headers=headers)
        .get_data(as_text=True)
    )
    for said in (NOTE, "0800 11", "ada@shop.example"):
        assert said in page
