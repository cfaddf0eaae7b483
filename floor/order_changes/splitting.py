"""An order in two: what is named, or what stock cannot give now, goes by itself under a number of its own.

Every unit that was ordered stays accounted for: on the order's own lines what went with the part counts as settled, and
the part asks for exactly that.
"""

from collections.abc import Mapping
from datetime import datetime

from floor.core.locking import lock_order
from floor.core.transaction import Transaction
from floor.order_changes.correcting import check_version
from floor.orders.followers import follow, free_number
from floor.orders.intake import tell
from floor.stock.allocation import give_back, missing_units, shelves, today
from models import Order, OrderKit, OrderLine, Refused

Units = dict[OrderLine, int]


def split_order(
    tx: Transaction,
    order_id: int,
    version: int,
    units: Mapping[str, int],
    reason: str,
    *,
    due: datetime | None = None,
) -> Order:
    """Splits off so many units of each SKU (of a kit: so many kits), those of the last lines first; where none is
    named, what stock cannot give now, which then waits for it. The part may be `due` another day. Answers the part.

    Raises `Refused`: order.not_found, order.stale, order.split_held, order.split_too_late, order.not_in_it,
    order.split_more (than it has), order.split_all (nothing would be left), order.split_nothing (stock has all of it).
    """
    order = lock_order(tx, order_id)
    check_version(tx, order, version)
    _check_early(order)
    if order.status == "allocated":  # promised while it waited for stock: both parts are promised anew
        give_back(tx, order)
    gone = _named(order, units) if units else _lacking(tx, order)
    if sum(gone.values()) == sum(line.wanted for line in order.lines):
        raise Refused("order.split_all", number=order.number)
    said = [{"sku": line.sku_text, "units": part} for line, part in gone.items()]
    made = follow(tx, order, free_number(tx, order, "S"), gone, split_of=order.id, due=due or order.due)
    settle(gone)
    if units:
        order.waits_since = order.waits_since if any(line.lacking for line in order.lines) else None
    else:
        _wait(tx, order, made)
    order.touch()
    tell(
        tx, order, "order.split", part=str(made.id), part_number=made.number, lines=said, version=order.version,
        reason=reason,
    )  # fmt: skip
    tell(tx, made, "order.split_off", of=str(order.id), of_number=order.number, lines=said, reason=reason)
    return made


def settle(gone: Mapping[OrderLine, int]) -> None:
    """Nothing more becomes of these units of an order that no wave has: another order asks for them."""
    for line, units in gone.items():
        line.short += units
        line.short_approved += units
        line.settled += units
        line.lacking = min(line.lacking, line.wanted)


def _check_early(order: Order) -> None:
    if order.open_holds:
        raise Refused("order.split_held", number=order.number)
    if order.status not in ("ready", "allocated") or order.wave_id is not None:
        raise Refused("order.split_too_late", number=order.number, state=order.status)


def _named(order: Order, units: Mapping[str, int]) -> Units:
    gone: Units = {}
    for sku, wanted in units.items():
        of_sku = [each for each in reversed(order.sent) if each.sku and each.sku.code == sku]
        if not of_sku:
            raise Refused("order.not_in_it", number=order.number, sku=sku)
        left = wanted
        for sent in of_sku:
            there = sent.whole("wanted") if isinstance(sent, OrderKit) else sent.wanted
            part = min(left, there)
            left -= part
            if part:
                gone |= {line: part * (line.per_kit or 1) for line in sent.parts}
        if left:
            raise Refused("order.split_more", number=order.number, sku=sku, units=wanted - left)
    return gone


def _lacking(tx: Transaction, order: Order) -> Units:
    """What stock cannot give now: of a kit that lacks a component, all of it."""
    missing = missing_units(order, shelves(tx, (line.sku_id or 0 for line in order.lines)), today(tx))
    if not missing:
        raise Refused("order.split_nothing", number=order.number)
    gone: Units = {}
    for sent in reversed(order.sent):
        there = sent.whole("wanted") if isinstance(sent, OrderKit) else sent.wanted
        lacks = max(-(-missing.get(line.sku_id or 0, 0) // (line.per_kit or 1)) for line in sent.parts)
        part = min(lacks, there)
        for line in sent.parts if part else ():
            gone[line] = part * (line.per_kit or 1)
            missing[line.sku_id or 0] = max(0, missing.get(line.sku_id or 0, 0) - gone[line])
    return gone


def _wait(tx: Transaction, order: Order, made: Order) -> None:
    """The part waits for stock, and what is left does not."""
    for line in made.lines:
        line.lacking = line.quantity
    made.waits_since = order.waits_since or tx.now
    for line in order.lines:
        line.lacking = 0
    order.waits_since = None
