"""The desk's pages of stock: what lies where, what is held, and where goods went."""

from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from floor.core.csv_rows import csv_file
from floor.supervision import hall
from floor.supervision.moves import MOVES, why
from floor.supervision.reach import Reached, known_hold, reach_of
from floor.supervision.stock_lists import ADJUSTMENTS, HOLDS, LOW, STOCK, bins_of
from floor.supervision.trace import subject_of, subjects, trace
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import pages
from floor.web.drawing import asked, drawn
from floor.web.endpoint import page
from floor.web.list_pages import list_page
from models import Warehouse, now

ROWS = 200  # of the orders that a page shows; its file has all
REACH = (
    "channel", "order", "status", "customer", "units", "parcel", "state", "carrier", "handed_over_at"
)  # fmt: skip


def _today(session: Session) -> dict[str, Any]:
    return {"today": Warehouse.of(session).today(now())}


def _threshold(session: Session) -> dict[str, Any]:
    return {"threshold": Warehouse.of(session).adjustment_units}


list_page("/desk/stock", STOCK, "supervision/stock.html", roles=SUPERVISORS, facts=_today)
list_page(
    "/desk/adjustments", ADJUSTMENTS, "supervision/adjustments.html", roles=SUPERVISORS, facts=_threshold
)
list_page("/desk/low", LOW, "supervision/low.html", roles=SUPERVISORS)
list_page("/desk/moves", MOVES, "supervision/moves.html", roles=SUPERVISORS)
list_page("/desk/holds", HOLDS, "supervision/holds.html", roles=SUPERVISORS)


@page(pages, "GET", "/desk/holds/<id:hold_id>", roles=SUPERVISORS)
def stock_hold(hold_id: int) -> str:
    """What is held, where it lies, and the orders that got some of it."""
    with current_services().database.reading() as session:
        hold = known_hold(session, hold_id)
        reach = reach_of(session, hold)
        bins = bins_of(session, hold)
        return drawn("supervision/hold.html", hold=hold, bins=bins, reach=reach[:ROWS], total=len(reach))


@page(pages, "GET", "/desk/holds/<id:hold_id>.csv", roles=SUPERVISORS)
def stock_hold_file(hold_id: int) -> Response:
    with current_services().database.reading() as session:
        rows = [_line(each) for each in reach_of(session, known_hold(session, hold_id))]
    answer = Response(reach_csv(rows), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"hold-{hold_id}.csv")
    return answer


def _line(each: Reached) -> tuple[str, ...]:
    order, parcel = each.order, each.parcel
    box = (
        (f"00{parcel.sscc}" if parcel.sscc else "", parcel.state, parcel.carrier)
        if parcel
        else ("", "in_tote", "")
    )
    at = each.at.strftime("%Y-%m-%dT%H:%M:%SZ") if each.at else ""
    return order.channel, order.number, order.status, each.customer, str(each.units), *box, at


def reach_csv(rows: list[tuple[str, ...]]) -> bytes:
    """A row for each parcel, and for what is in an order's totes: times in UTC, SSCCs with their (00)."""
    return csv_file([REACH, *rows])


@page(pages, "GET", "/desk/trace", roles=SUPERVISORS, name="trace")
def trace_page() -> str:
    """One thing and all that became of it; where several are called so, which is meant."""
    text = asked("q")
    named = [asked(name) for name in ("sku", "lot", "serial", "sscc")]
    with current_services().database.reading() as session:
        found = subjects(session, text) if text else [subject_of(session, *named)] if any(named) else []
        traced = trace(session, found[0]) if len(found) == 1 else None
        return drawn("supervision/trace.html", text=text, found=found, trace=traced, why=why)


@page(pages, "GET", "/desk/hall", roles=SUPERVISORS, name="hall")
def hall_map() -> str:
    """The hall from above; in what it is coloured by, nobody can have chosen another thing."""
    by = asked("by") if asked("by") in hall.FIGURES else "picks"
    with current_services().database.reading() as session:
        zones = hall.zones(session)
        zone = asked("zone") if asked("zone") in zones else ""
        unit = {"picks": "units", "age": "days"}.get(by) or (
            "percent" if hall.in_percent(session) else "units"
        )
        drawing = hall.hall(session, by, zone)
        return drawn("supervision/hall.html", hall=drawing, by=by, zone=zone, zones=zones, unit=unit)
