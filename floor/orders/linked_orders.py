"""Invariants of orders that belong together, for `floor check`: editions of one, and what was split off from one."""

from collections import Counter
from collections.abc import Callable, Iterator

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from floor.core.invariants import told
from models import Order, OrderLine


def editions(session: Session) -> Iterator[str]:
    """Of the editions of an order the newest goes on, and those before it were cancelled; none is missing."""
    query = select(Order.channel, Order.number, Order.edition, Order.status)
    several = select(Order.channel, Order.number).where(Order.edition > 1)
    named = tuple_(Order.channel, Order.number).in_(several)
    before: tuple[str, str, int, str] = ("", "", 0, "")
    for channel, number, edition, status in session.execute(
        query.where(named).order_by(Order.channel, Order.number, Order.edition)
    ):
        follows = (channel, number) == before[:2]
        if edition != (before[2] + 1 if follows else 1):
            yield f"order {number}: is edition {edition}, and the one before it is not there"
        if follows and before[3] != "cancelled":
            yield f"order {number}: is edition {edition}, and the one before it is {before[3]}"
        before = channel, number, edition, status


def parts(session: Session) -> Iterator[str]:
    """What was split off from an order is settled on its lines, and the part is there."""
    moved, found = Counter[tuple[int, str]](), dict(session.execute(select(Order.id, Order.split_of)).all())
    for _kind, data in told(session, "order.split"):
        if found.get(int(data["part"])) != int(data["order"]):
            yield f"order {data['number']}: was split, and {data['part_number']} is not part of it"
        for each in data["lines"]:
            moved[int(data["order"]), each["sku"]] += each["units"]
    anew = {order_id for order_id, fields in changed_fields(session).items() if "lines" in fields}
    for (order_id, sku), units in moved.items():
        of_sku = (OrderLine.order_id == order_id) & (OrderLine.sku_text == sku)
        settled = session.scalar(select(func.sum(OrderLine.settled)).where(of_sku)) or 0
        if settled < units and order_id not in anew:
            yield f"order {order_id}: {units} × {sku} were split off, and {settled} are settled"


def changed_fields(session: Session) -> dict[int, dict[str, str]]:
    """What each field of an order was changed to last."""
    found: dict[int, dict[str, str]] = {}
    for _kind, data in told(session, "order.changed"):
        of_order = found.setdefault(int(data["order"]), {})
        of_order.update((each["field"], each["after"]) for each in data["changes"])
    return found


RULES: tuple[Callable[[Session], Iterator[str]], ...] = (editions, parts)
