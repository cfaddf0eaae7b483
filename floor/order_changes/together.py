"""The same decision about many orders."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from floor.core.transaction import Actor
from floor.core.writer import Writer
from floor.order_changes.cancelling import cancel_order
from floor.orders.release import hold_order, release_order, set_priority
from floor.web.together import Decided, each_by_itself
from models import Refused

# what is done to one order, with the reason that was given
DECISIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "release": lambda tx, order_id, _reason: release_order(tx, order_id),
    "hold": hold_order,
    "cancel": cancel_order,
    "urgent": lambda tx, order_id, _reason: set_priority(tx, order_id, "urgent"),
    "normal": lambda tx, order_id, _reason: set_priority(tx, order_id, "normal"),
}
NEEDS_REASON = ("hold", "cancel")


def decide_together(
    writer: Writer, actor: Actor, decision: str, order_ids: Sequence[int], reason: str
) -> list[Decided]:
    """Decides about each order once, in the order given.

    Raises `Refused`: order.reason_missing (nobody holds or cancels without one).
    """
    if decision in NEEDS_REASON and not reason:
        raise Refused("order.reason_missing")
    return each_by_itself(
        lambda order_id: writer.perform(actor, DECISIONS[decision], order_id, reason), order_ids
    )
