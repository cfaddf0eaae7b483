"""What a check would have found in the orders that came last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from floor.orders.checks import CHECKS, Check, Checks
from floor.orders.draft import read_order
from floor.orders.lacking import out_of_stock
from floor.orders.look_alikes import look_around
from floor.orders.release import stored
from floor.orders.velocity import bursts
from models import Order, OrderKit, Refused, now

PAST: Final = 1000
WAITING: Final = ("held", "ready")  # of which stock is promised nothing yet
SHOWN: Final = 20
OFF: Final = {each.code: Check(each.code, "off", each.most) for each in CHECKS}


@dataclass(frozen=True, slots=True)
class Trial:
    """Of how many orders, the newest, how many have such a finding; and the newest of these."""

    orders: int
    found: int
    examples: list[Order]


def try_check(session: Session, code: str, most: int | None = None, minutes: int | None = None) -> Trial:
    """Checks the newest PAST orders again, as they are now, for one finding; nothing of them changes.

    Raises `Refused`: check.not_found.
    """
    known = Checks.of(session).by_code.get(code)
    if known is None:
        raise Refused("check.not_found", sent=code)
    most = most or known.most
    parts = selectinload(Order.lines), selectinload(Order.kits).selectinload(OrderKit.parts)
    orders = session.scalars(select(Order).options(*parts).order_by(Order.id.desc()).limit(PAST)).all()
    if code == "order.look_alike":
        found = _twins(orders, timedelta(hours=most or 0))
    elif code == "order.many_orders":
        found = bursts(orders, most or 0, minutes or known.minutes or 0)
    else:
        drafts = [read_order(stored(order)) for order in orders]
        look_around(session, drafts, Checks({**OFF, code: Check(code, "warn", most)}), now())
        if code == "order.out_of_stock":
            waiting = [draft for order, draft in zip(orders, drafts, strict=True) if order.status in WAITING]
            out_of_stock(session, waiting[::-1], now(), alone=True)
        tried = zip(orders, drafts, strict=True)
        found = [order for order, draft in tried if any(each.code == code for each in draft.problems)]
    return Trial(len(orders), len(found), found[:SHOWN])


def _twins(orders: Sequence[Order], window: timedelta) -> list[Order]:
    """Those, the newest first, before which one like them came."""
    last: dict[str, datetime] = {}
    found = []
    for order in reversed(orders):
        if order.alike in last and order.received_at - last[order.alike] < window:
            found.append(order)
        if order.alike and order.status != "cancelled":
            last[order.alike] = order.received_at
    return found[::-1]
