"""Desk: what waits for stock, by SKU and age, and what is done about missing units by channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from floor.orders.channels_api import shown_channels
from floor.orders.queries import recent_channels
from floor.stock.allocation import available
from floor.web.access import SUPERVISORS
from floor.web.list_pages import list_page
from floor.web.lists import Column, Filter, Listing, begins, equals
from models import Order, OrderLine, Sku, Warehouse, now
from models.channels import ON_SHORT
from models.spelling import Folded


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A line of an order that waits for stock, and how many of its units could be had now."""

    line: OrderLine
    there: int


def _waiting_rows(session: Session, lines: Sequence[OrderLine]) -> list[WaitingRow]:
    day = Warehouse.of(session).today(now())
    there = available(session, (line.sku_id or 0 for line in lines), day)
    return [WaitingRow(line, there[line.sku_id or 0]) for line in lines]


WAITING = Listing(
    "waiting",
    select(OrderLine).join(OrderLine.order).join(OrderLine.sku).where(OrderLine.lacking > 0, Order.waiting()).options(
        contains_eager(OrderLine.order), contains_eager(OrderLine.sku)
    ),
    OrderLine.id,
    (
        Column("sku", "desk.sku", lambda row, w: row.line.sku.code, (Sku.sort_key, Order.waits_since)),
        Column("name", "desk.name", lambda row, w: row.line.sku.name, (Folded(Sku.name),)),
        Column("missing", "waiting.missing", lambda row, w: row.line.lacking, (OrderLine.lacking,)),
        Column("there", "waiting.there", lambda row, w: row.there),
        Column("since", "waiting.since", lambda row, w: w["day"](row.line.order.waits_since), (Order.waits_since,)),
        Column("number", "desk.number", lambda row, w: row.line.order.number, (Order.sort_key,)),
        Column("channel", "desk.channel", lambda row, w: row.line.order.channel, (Order.channel,)),
        Column("priority", "desk.priority",
               lambda row, w: w["t"]("desk.urgent") if row.line.order.priority == "urgent" else "", (Order.priority,)),
        Column("due", "desk.due", lambda row, w: w["day"](row.line.order.due), (Order.due,)),
    ),
    "sku",
    (
        Filter("sku", "desk.sku", begins(Sku.code)),
        Filter("channel", "desk.channel", begins(Order.channel)),
        Filter("priority", "desk.priority", equals(Order.priority), {"urgent": "desk.urgent", "normal": "desk.normal"}),
    ),
    _waiting_rows,
)  # fmt: skip


def _channels(session: Session) -> dict[str, Any]:
    return {"channels": shown_channels(), "known": recent_channels(session), "policies": ON_SHORT}


list_page("/desk/waiting", WAITING, "supervision/waiting.html", roles=SUPERVISORS, facts=_channels)
