"""An order follows its parcels: packed, loaded, handed over."""

from sqlalchemy import select

from floor.core.transaction import Transaction, order_topics
from models import Order, Parcel
from models.parcels import GONE


def live_states(tx: Transaction, order_id: int) -> set[str]:
    """The states of the order's parcels, without those that are none any more."""
    query = select(Parcel.state).where(Parcel.order_id == order_id, Parcel.state.not_in(GONE))
    return set(tx.db.scalars(query))


def follow_parcels(tx: Transaction, order: Order) -> None:
    """A packed order is staged when all its parcels are on loads, and handed over when all have gone; one of which
    a parcel is being packed again waits for that."""
    states = live_states(tx, order.id)
    if order.status == "packed" and states <= {"loaded", "handed_over"}:
        order.do("stage")
        tx.tell("order.staged", order=str(order.id), channel=order.channel, number=order.number)
    if order.status == "staged" and states == {"handed_over"}:
        order.do("hand_over")
        tx.tell("order.handed_over", order=str(order.id), channel=order.channel, number=order.number)
    tx.changed(order_topics(order.id))
