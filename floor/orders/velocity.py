"""Many orders of one customer in a short time: shared phone number, e-mail address or street address."""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floor.core.chunks import parts
from floor.core.reason import Reason
from floor.orders.checks import Check
from floor.orders.draft import Draft
from models import Order, OrderWord
from models.order_words import customer_marks


def name_bursts(session: Session, drafts: Sequence[Draft], check: Check, at: datetime) -> None:
    """Adds to the drafts' problems which of them are too many of one customer in the minutes before `at`."""
    if check.severity == "off" or check.most is None or check.minutes is None:
        return
    marks = {id(draft): customer_marks(draft.ship_to) for draft in drafts}
    seen = _seen(session, set().union(*marks.values()), at - timedelta(minutes=check.minutes))
    for draft in drafts:
        seen.update(marks[id(draft)])
        count = max((seen[mark] for mark in marks[id(draft)]), default=0)
        if count > check.most:
            params = {"orders": count, "most": check.most, "minutes": check.minutes}
            draft.problems.append(Reason("order.many_orders", "ship_to", params))


def _seen(session: Session, marks: Iterable[str], since: datetime) -> Counter[str]:
    """How many orders came with each mark since then. Ids rise with time: so the words alone are asked."""
    first = session.scalar(
        select(Order.id).where(Order.received_at > since).order_by(Order.received_at, Order.id).limit(1)
    )
    seen = Counter[str]()
    for part in parts(sorted(marks)) if first else ():
        query = select(OrderWord.word, func.count()).where(
            OrderWord.word.in_(part), OrderWord.order_id >= first
        )
        seen.update(dict(session.execute(query.group_by(OrderWord.word)).all()))
    return seen


def bursts(orders: Sequence[Order], most: int, minutes: int) -> list[Order]:
    """Those, the newest first, that are too many of one customer, by when they came."""
    window, came, found = timedelta(minutes=minutes), dict[str, deque[datetime]](), []
    for order in reversed(orders):
        counts = [0]
        for mark in customer_marks(order.ship_to):
            times = came.setdefault(mark, deque())
            times.append(order.received_at)
            while order.received_at - times[0] >= window:
                times.popleft()
            counts.append(len(times))
        if max(counts) > most:
            found.append(order)
    return found[::-1]
