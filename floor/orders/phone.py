"""Orders that somebody writes down on the phone: each has its number before a word is typed, and one order comes of it,
however often it is sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.catalogue.sku_book import SkuBook
from floor.core.locking import locked
from floor.core.reason import Reason
from floor.core.transaction import Transaction
from floor.orders.checks import Checks
from floor.orders.defaults import Defaults, as_before
from floor.orders.draft import Draft, read_order
from floor.orders.intake import match_skus, receive_orders
from floor.orders.sent_text import NotAnOrder
from models import Order, PhoneOrder, Refused, now
from models.phone_orders import PHONE


def begin(tx: Transaction) -> PhoneOrder:
    """Gives a number that no order has."""
    while True:
        begun = PhoneOrder(person_id=tx.actor.person_id, at=tx.now)
        tx.db.add(begun)
        tx.db.flush()
        if taken(tx.db, begun) is None:
            return begun


def known_phone_order(session: Session, phone_id: int) -> PhoneOrder:
    """Raises `Refused`: phone.not_found."""
    begun = session.get(PhoneOrder, phone_id)
    if begun is None:
        raise Refused("phone.not_found")
    return begun


def taken(session: Session, begun: PhoneOrder) -> Order | None:
    """The order that has the number by now."""
    return session.scalar(Order.named(PHONE, begun.number))


def problems_of(session: Session, raw: dict[str, Any]) -> list[Reason]:
    """What the order would be held or rejected for, but that it is not paid yet: whoever types it knows that."""
    try:
        draft = _draft(session, raw, now())
    except NotAnOrder as error:
        return [error.reason]
    return [
        problem for problem in Checks.of(session).holding(draft.problems) if problem.code != "order.unpaid"
    ]


def _draft(session: Session, raw: dict[str, Any], at: datetime) -> Draft:
    draft = Defaults.of(session).fill(read_order(raw), raw, at)
    match_skus(session, [draft], SkuBook.load(session, (line.sku for line in draft.lines)))
    return draft


def take(tx: Transaction, phone_id: int, raw: dict[str, Any]) -> int:
    """Takes the order in under its number, and answers its id; sent again it is the same one.

    Raises `Refused`: phone.not_found, phone.taken (the number has another order by now), phone.rejected (it is no
    order).
    """
    begun = tx.db.scalar(locked(select(PhoneOrder).where(PhoneOrder.id == phone_id)))
    if begun is None:
        raise Refused("phone.not_found")
    raw = {**raw, "channel": PHONE, "number": begun.number, "placed_at": tx.now.isoformat()}
    known = taken(tx.db, begun)
    if known is not None and known.content != as_before(_draft(tx.db, raw, tx.now), known).digest():
        raise Refused("phone.taken", number=begun.number)
    [received] = receive_orders(tx, [raw])
    if received.order is None:
        raise Refused("phone.rejected", why=received.reasons[0].code, **received.reasons[0].params)
    return received.order.id
