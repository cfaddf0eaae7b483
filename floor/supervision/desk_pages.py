"""The desk: where a supervisor looks into orders, waves, work, people and stock."""

from floor.orders.address import FIELDS
from floor.orders.ageing import grown
from floor.orders.queries import order_state
from floor.planning.queries import may_be_sent, wave_state
from floor.supervision import board, desk, help_calls
from floor.supervision.order_history import order_history
from floor.web.access import SUPERVISORS, current_language, current_services
from floor.web.blueprints import pages
from floor.web.drawing import ROWS, drawn
from floor.web.endpoint import page
from models import Order, now


@page(pages, "GET", "/desk", roles=SUPERVISORS, name="desk")
def overview() -> str:
    """What waits for a supervisor, all of it."""
    with current_services().database.reading() as session:
        return drawn(
            "supervision/overview.html",
            counts=board.waiting_counts(session),
            grown=grown(session, "supervisor", now()),
            questions=board.questions(session, ROWS),
            alerts=board.alerts(session, ROWS),
            calls=help_calls.open_calls(session, ROWS),
            misplaced=board.misplaced_goods(session, ROWS),
            bins=board.bins_to_count(session, ROWS),
        )


@page(pages, "GET", "/desk/orders/<id:order_id>", roles=SUPERVISORS)
def order(order_id: int) -> str:
    with current_services().database.reading() as session:
        state = order_state(session, order_id, current_language())
        record = session.get_one(Order, order_id)
        facts = desk.order_facts(session, order_id) | {"history": order_history(session, record)}
        states = {parcel.state for parcel in facts["parcels"]}
        facts["may_change"] = bool(record.decisions) and not states & {"loaded", "handed_over"}
        facts["voids_labels"] = bool(states & {"closed", "labelled"})
        newer = any(each["edition"] > record.edition for each in state["editions"])
        facts["may_reopen"] = record.status == "cancelled" and not newer
        facts["address_fields"] = FIELDS
        facts["may_go"] = may_be_sent(session, record)
        facts["may_split"] = record.status in ("ready", "allocated") and record.wave_id is None
        first = [state[of] for of in ("back_order_of", "split_of") if state[of]]
        facts["numbers"] = desk.order_numbers(session, first)
        return drawn("supervision/order.html", order=state, decisions=record.decisions, **facts)


@page(pages, "GET", "/desk/waves/<id:wave_id>", roles=SUPERVISORS)
def wave(wave_id: int) -> str:
    with current_services().database.reading() as session:
        state = wave_state(session, wave_id)
        named = {*state["orders"], *(each["order"] for each in state["short"])}
        return drawn("supervision/wave.html", wave=state, numbers=desk.order_numbers(session, sorted(named)))


@page(pages, "GET", "/desk/work/<id:work_id>", roles=SUPERVISORS)
def work(work_id: int) -> str:
    """One work: who has it, what was scanned, and to whom it could be given."""
    with current_services().database.reading() as session:
        history = desk.work_history(session, work_id, ROWS)
        return drawn("supervision/work.html", **history, screen=help_calls.screen_of(session, work_id))
