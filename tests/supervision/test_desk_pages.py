"""What a supervisor decides by the forms of board and desk: each does what it says, and says why when it cannot."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from floor.core.transaction import SYSTEM
from floor.planning import waves
from floor.work import assignment
from models import Alert, Approval, Limit, MisplacedGoods, Order, PackSession, Quant, Wave, Work
from models.limits import OF_BADGE
from tests import build


@pytest.fixture
def orders(floor, warehouse):
    """Three ready orders, the second of them express and due last."""
    with floor.database.writing() as session:
        made = [
            build.order(
                session, warehouse, {"MUG": 2}, due=datetime(2026, 3, day, 12, tzinfo=UTC), service=service
            )
            for day, service in ((1, "standard"), (9, "express"), (2, "standard"))
        ]
        session.commit()
    return made


def one(floor, table, id):
    with floor.database.reading() as session:
        return session.get(table, id)


def done(answer, location):
    assert (answer.status_code, answer.headers.get("Location")) == (303, location), answer.get_data(
        as_text=True
    )


@pytest.mark.parametrize(
    ("fields", "chosen"),
    [
        ({"max_orders": "2"}, [0, 2]),
        ({"max_orders": "9", "service": "express"}, [1]),
        ({"max_orders": "9", "due_before": "2026-03-01T23:00"}, [0]),
    ],
)
def test_a_wave_is_planned_by_count_service_and_due_time_and_released(desk, floor, orders, fields, chosen):
    done(desk.send("/desk/waves", mode="single", **fields), "/desk/waves")
    with floor.database.reading() as session:
        wave = session.scalars(select(Wave)).one()
        taken = set(session.scalars(select(Order.id).where(Order.wave_id == wave.id)))
    assert taken == {orders[at].id for at in chosen}
    assert wave.status == "planned"
    done(desk.send(f"/desk/waves/{wave.id}/release", back="/board"), "/board")
    assert one(floor, Wave, wave.id).status == "released"
    done(desk.send(f"/desk/waves/{wave.id}/cancel"), f"/desk/waves/{wave.id}")
    assert one(floor, Wave, wave.id).status == "cancelled"


@pytest.mark.parametrize(
    "fields", [{"max_orders": "many"}, {"max_orders": "-1"}, {"max_orders": "5", "due_before": "soon"}]
)
def test_an_ill_formed_wave_is_refused_in_words(desk, floor, orders, fields):
    answer = desk.send("/desk/waves", mode="single", **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.get_data(as_text=True)
    with floor.database.reading() as session:
        assert session.scalars(select(Wave)).all() == []


def test_work_is_given_to_somebody_else_and_back_to_the_queue(desk, floor, warehouse, orders):
    floor.writer.perform(warehouse.actor("supervisor"), waves.plan_wave, None)
    work = floor.writer.perform(warehouse.actor("picker"), assignment.next_work, ["pick"])
    page = f"/desk/work/{work.id}"
    assert "Picker" in desk.see(page)
    done(desk.send(f"{page}/reassign", person=str(warehouse.people["admin"].id)), page)
    assert one(floor, Work, work.id).person_id == warehouse.people["admin"].id
    done(desk.send(f"{page}/reassign", person=""), page)
    assert one(floor, Work, work.id).person_id is None
    assert desk.send(f"{page}/reassign", person=str(warehouse.people["packer"].id)).status_code == 403


def test_an_order_is_hurried_held_released_and_cancelled(desk, floor, orders):
    order, page = orders[0], f"/desk/orders/{orders[0].id}"
    done(desk.send(f"{page}/priority", priority="urgent"), page)
    assert one(floor, Order, order.id).priority == "urgent"
    done(desk.send(f"{page}/hold", reason="ask the customer"), page)
    assert one(floor, Order, order.id).status == "held"
    assert "ask the customer" in desk.see(page)
    done(desk.send(f"{page}/release"), page)
    assert one(floor, Order, order.id).status == "ready"
    done(desk.send(f"{page}/cancel", reason="changed their mind"), page)
    assert one(floor, Order, order.id).status == "cancelled"
    assert 'id="decide"' not in desk.see(page)  # nothing can be decided any more
    answer = desk.send(f"{page}/priority", priority="urgent")
    assert answer.status_code == 409
    assert page in answer.get_data(as_text=True)


def test_an_order_page_tells_its_history(desk, floor, orders):
    page = f"/desk/orders/{orders[0].id}"
    desk.send(f"{page}/hold", reason="wait")
    desk.send(f"{page}/release")
    desk.send(f"{page}/priority", priority="urgent")
    told = desk.see(page)  # at once, also what no program was told yet
    assert story(told) == ["Came in from webshop", "Held by hand: wait", "Released Supervisor",
                           "Priority is now urgent Supervisor"]  # fmt: skip
    floor.publisher.drain()
    assert story(desk.see(page)) == story(told)
    assert story(desk.see(f"/desk/orders/{orders[1].id}")) == ["Came in from webshop"]


def story(page):
    lines = re.findall(r"<li><time>[^<]*</time>(.*?)</li>", page.partition('class="story"')[2])
    return [" ".join(re.sub(r"<[^>]*>", " ", line).split()) for line in lines]


@pytest.mark.parametrize("path", ["orders?number=a%00b", "orders?stage=%00", "orders?page=9999999999",
                                  "orders?sort=%00&rows=7&page=x", "stock?q=%00",
                                  "goods?q=%00", "goods?after=%00", "barcodes?q=%00"])  # fmt: skip
def test_what_nobody_types_is_looked_for_like_anything_else(desk, path):
    assert "<h1>" in desk.see(f"/desk/{path}")


def test_a_note_keeps_out_what_no_database_takes(desk, floor, orders):
    page = f"/desk/orders/{orders[0].id}"
    assert desk.send(f"{page}/hold", reason="ask\0 them").status_code == 422
    assert one(floor, Order, orders[0].id).status == "ready"


def test_a_note_is_shown_as_it_was_typed(desk, orders):
    page = f"/desk/orders/{orders[0].id}"
    done(desk.send(f"{page}/hold", reason=" <script>'1' > \u3000２</script> "), page)
    assert "&lt;script&gt;&#39;1&#39; &gt; \u3000２&lt;/script&gt;" in desk.see(page)


def pack_question(floor, warehouse, order, asked_by):
    def usecase(tx):
        work = PackSession(order=tx.db.merge(order))
        tx.db.add(work)
        tx.db.flush()
        facts = {
            "order": order.number,
            "order_id": str(order.id),
            "parcel": 1,
            "weighed": 900,
            "expected": 700,
        }
        question = Approval(work_id=work.id, kind="weight", key="1", params=facts, asked_by=asked_by)
        tx.db.add(question)
        tx.db.flush()
        return question.id

    return floor.writer.perform(SYSTEM, usecase)


def test_an_approval_is_decided_with_a_note_but_never_ones_own(desk, floor, warehouse, orders):
    question = pack_question(floor, warehouse, orders[0], warehouse.people["packer"].id)
    assert "900" in desk.see("/desk")
    done(
        desk.send(f"/desk/approvals/{question}", decision="approve", note="new scale", back="/board"),
        "/board",
    )
    decided = one(floor, Approval, question)
    assert (decided.state, decided.note, decided.decided_by) == (
        "approved",
        "new scale",
        warehouse.people["supervisor"].id,
    )
    own = pack_question(floor, warehouse, orders[1], warehouse.people["supervisor"].id)
    assert desk.send(f"/desk/approvals/{own}", decision="approve").status_code == 403
    assert one(floor, Approval, own).state == "open"


def test_a_bin_is_counted_from_the_desk(desk, floor, warehouse):
    with floor.database.writing() as session:
        quant = session.scalars(select(Quant).where(Quant.place_id == warehouse.places["BIN-1"].id)).one()
        quant.counting = True
        session.commit()
    assert "BIN-1" in desk.see("/desk")
    done(desk.send("/desk/count", place="BIN-1", sku="MUG", lot="", units="97"), "/desk")
    counted = one(floor, Quant, quant.id)
    assert (counted.on_hand, counted.counting) == (97, False)
    assert "BIN-1" not in desk.see("/desk")
    assert desk.send("/desk/count", place="BIN-1", sku="MUG", lot="", units="lots").status_code == 422


def test_alerts_and_misplaced_goods_are_seen_to(desk, floor, warehouse, orders):
    def usecase(tx):
        work = PackSession(order=tx.db.merge(orders[0]))
        alert = Alert(code="alert.help", params={"person": "Ann", "work": "P-1"})
        tx.db.add_all([work, alert])
        tx.db.flush()
        goods = MisplacedGoods(session_id=work.id, scanned="STRANGER-9", belongs="BIN-2")
        tx.db.add(goods)
        tx.db.flush()
        return alert.id, goods.id

    alert, goods = floor.writer.perform(SYSTEM, usecase)
    assert "STRANGER-9" in desk.see("/desk")
    done(desk.send(f"/desk/alerts/{alert}"), "/desk")
    done(desk.send(f"/desk/foreign/{goods}"), "/desk")
    for table, id in ((Alert, alert), (MisplacedGoods, goods)):
        assert one(floor, table, id).solved_by == warehouse.people["supervisor"].id
    assert "STRANGER-9" not in desk.see("/desk")
    assert desk.send("/desk/alerts/999").status_code == 404


def test_a_badge_is_unlocked(desk, floor, warehouse):
    def usecase(tx):
        limit = Limit(subject="badge 1001")
        for _ in range(5):
            limit.wrong(tx.now, OF_BADGE)
        tx.db.add(limit)

    floor.writer.perform(SYSTEM, usecase)
    assert "badge locked" in desk.see("/desk/people")
    done(desk.send("/desk/people/unlock", badge="1001"), "/desk/people")
    assert "badge locked" not in desk.see("/desk/people")


def test_a_form_without_the_pages_token_does_nothing(desk, floor, orders):
    answer = desk.client.post(f"/desk/orders/{orders[0].id}/cancel", data={"reason": "forged"})
    assert answer.status_code == 403
    assert one(floor, Order, orders[0].id).status == "ready"


def test_a_form_never_leads_to_another_site(desk, orders):
    answer = desk.send(
        f"/desk/orders/{orders[0].id}/priority", priority="urgent", back="https://evil.example/"
    )
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/desk/orders/999", "/desk/waves/999", "/desk/work/999", "/desk/orders/x"])
def test_unknown_things_are_not_found(desk, path):
    desk.see(path, 404)
