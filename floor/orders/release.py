"""A supervisor's decisions about an order: release it, hold it, make it urgent.

Some problems a supervisor may overrule (unpaid, no street, a repeated row); others make shipping impossible
(an unknown SKU, no quantity, no country), and only leaving the bad lines out helps.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, or_, select

from floor.catalogue.sku_book import SkuBook
from floor.core.locking import lock_order, lock_work
from floor.core.reason import Reason
from floor.core.transaction import Transaction, work_topics
from floor.orders import kits
from floor.orders.checks import Checks, as_kept
from floor.orders.draft import PRIORITIES, Draft, read_order
from floor.orders.holds import lock_with_work, picked_and_packed, tell_work
from floor.orders.intake import match_skus, stop, tell
from floor.orders.look_alikes import look_around
from floor.orders.sent_text import NOTES
from floor.orders.storing import renew_words, store_holds, store_lines
from models import Allocation, Hold, Order, OrderLine, PackSession, PickLine, Refused, Work
from models.order_states import ORDER_TRANSITIONS
from models.transitions import may

IMPOSSIBLE: Final = frozenset(
    {
        "order.unknown_sku",
        "order.ambiguous_sku",
        "order.bad_quantity",
        "order.no_lines",
        "order.missing_country",
        "order.unknown_country",
    }
)


def release_order(
    tx: Transaction, order_id: int, *, without_bad_lines: bool = False, use_proposal: bool = False
) -> Order:
    """Ends the holds of an order; one that was `held` becomes `ready`.

    `without_bad_lines` leaves out the lines that something is wrong with (a repeated row is then shipped once).
    `use_proposal` takes the other content that came under the same number; what is wrong with that holds it anew.
    Raises `Refused`: order.not_held, order.cannot_release with its reasons, order.no_proposal,
    order.too_late_to_change.
    """
    order, works = lock_with_work(tx, order_id)
    if order.status != "held" and not order.open_holds:
        raise Refused("order.not_held", number=order.number, state=order.status)
    left_out: list[dict[str, str]] = []
    problems: list[Reason] = []
    if use_proposal:
        problems = _take_proposal(tx, order, without_bad_lines)
    elif order.status == "held":
        left_out = _check_content(tx, order, without_bad_lines)
    _end_holds(tx, order)
    if problems:
        store_holds(tx, [(problems, order)])
        tx.db.expire(order, ["holds"])
        order.touch()
        tell(tx, order, "order.held", reasons=[problem.code for problem in problems])
        return order
    if order.status == "held":
        order.do("release")
    else:
        order.touch()
    tell_work(tx, order, works)
    tell(tx, order, "order.released", left_out=left_out)
    return order


def _end_holds(tx: Transaction, order: Order) -> None:
    for hold in order.open_holds:
        hold.end(tx.now, tx.actor.person_id)
    order.proposal = None


def _check_content(tx: Transaction, order: Order, without_bad_lines: bool) -> list[dict[str, str]]:
    """Reads the order again, as the catalogue may know more by now, and gives each line its SKU and quantity.
    Lines that are left out go; what they said stays in the holds and in the answer."""
    draft = read_again(tx, stored(order))
    by_line = _bad_lines(draft) if without_bad_lines else set()
    left_out = [
        {"sku": line.sku, "quantity": line.quantity_text}
        for at, line in enumerate(draft.lines)
        if at in by_line
    ]
    _refuse_impossible(draft, by_line)
    sent = order.sent
    _let_go(tx, order, [line for at in by_line for line in sent[at].parts])
    for at, (line, read) in enumerate(zip(sent, draft.lines, strict=True)):
        if at in by_line:
            kits.take_out(order, line)
        elif isinstance(line, OrderLine) and line.sku_id is None:
            line.sku_id = read.sku_id
            if read.bill:
                kits.expand(tx, order, line, read.bill)
    return left_out


def _let_go(tx: Transaction, order: Order, lines: Sequence[OrderLine]) -> None:
    """Before lines leave an order: what was once promised to them goes, too. What a picker has had in hand, or in a
    round that was taken back, stays for good: `Refused("order.too_late_to_change")`."""
    ids = [line.id for line in lines]
    picks = select(PickLine.id).where(PickLine.order_line_id.in_(ids)).limit(1)
    if tx.db.scalar(picks) is not None:
        raise Refused("order.too_late_to_change", number=order.number, state=order.status)
    tx.db.execute(delete(Allocation).where(Allocation.order_line_id.in_(ids)))


def stored(order: Order) -> dict[str, Any]:
    """The content of a stored order, to be read again as if it were sent."""
    return {
        "channel": order.channel,
        "number": order.number,
        "priority": order.priority,
        "due": order.due and order.due.isoformat(),
        "placed_at": order.placed_at and order.placed_at.isoformat(),
        "paid": order.paid,
        "service": order.service,
        "ship_to": order.ship_to,
        "lines": [
            {
                "sku": line.sku_text,
                "quantity": line.quantity or line.quantity_text,
                "unit_price": line.unit_price,
            }
            for line in order.sent
        ],
        **{name: getattr(order, name) for name in NOTES},
        "charges": order.charges,
        "totals": order.totals,
        "other_fields": order.other_fields,
    }


def read_again(tx: Transaction, raw: Mapping[str, object]) -> Draft:
    """Reads an order's content as if it were sent, with what the catalogue knows by now."""
    draft = read_order(raw)
    match_skus(tx.db, [draft], SkuBook.load(tx.db, (line.sku for line in draft.lines)))
    return draft


def _line_of(problem: Reason) -> int | None:
    """2 for `lines[2].sku`."""
    head, bracket, rest = problem.field.partition("[")
    return int(rest.partition("]")[0]) if head == "lines" and bracket else None


def _bad_lines(draft: Draft) -> set[int]:
    """Lines that cannot ship, and repeats of a row; a price that is none keeps no line back."""
    return {
        at
        for problem in draft.problems
        if (at := _line_of(problem)) is not None
        and problem.code not in ("order.bad_price", "order.unknown_field")
    }


def _todo(draft: Draft, reasons: Sequence[Reason]) -> str:
    """What would let the order go."""
    if len(_bad_lines(draft)) == len(draft.lines):
        return "order.no_line_is_good"
    return (
        "order.leave_lines_out" if all(_line_of(each) is not None for each in reasons) else "order.correct_it"
    )


def _refuse_impossible(draft: Draft, left_out: Iterable[int]) -> None:
    gone = set(left_out)
    reasons = [p for p in draft.problems if p.code in IMPOSSIBLE and _line_of(p) not in gone]
    if len(gone) == len(draft.lines) and not any(p.code == "order.no_lines" for p in reasons):
        reasons.append(Reason("order.no_lines", "lines"))
    if reasons:
        raise Refused(
            "order.cannot_release",
            number=draft.number,
            fields=[reason.field for reason in reasons],
            todo=_todo(draft, reasons),
            reasons=[{"code": r.code, "field": r.field, "params": dict(r.params)} for r in reasons],
        )


def _take_proposal(tx: Transaction, order: Order, without_bad_lines: bool) -> list[Reason]:
    """Puts the other content in the place of the original; answers what a person must look at in it."""
    if order.proposal is None:
        raise Refused("order.no_proposal", number=order.number)
    if order.status != "held":
        raise Refused("order.too_late_to_change", number=order.number, state=order.status)
    draft = read_again(tx, order.proposal)
    if without_bad_lines:
        gone = _bad_lines(draft)
        draft.problems = [p for p in draft.problems if _line_of(p) not in gone]
        _refuse_impossible(draft, gone)
        draft.lines = [line for at, line in enumerate(draft.lines) if at not in gone]
    replace_lines(tx, order, draft)
    order.priority, order.due, order.paid = draft.priority, draft.due, draft.paid
    order.service, order.note, order.ship_to = draft.service, draft.note, draft.ship_to
    order.delivery_note, order.gift_note = draft.delivery_note, draft.gift_note
    order.totals, order.other_fields = draft.totals, draft.other_fields
    order.charges = draft.charges or None
    checks = Checks.of(tx.db)
    look_around(tx.db, [draft], checks, tx.now)
    order.warnings, order.alike = as_kept(checks.warning(draft.problems)), draft.alike
    _swap_content(order)
    renew_words(tx, order)
    return checks.holding(draft.problems)


def replace_lines(tx: Transaction, order: Order, draft: Draft) -> None:
    """Puts the draft's lines in the place of the order's, of which no wave has any.

    Raises `Refused`: order.too_late_to_change (a picker has had some of them).
    """
    _let_go(tx, order, order.lines)
    order.lines.clear()
    order.kits.clear()
    order.waits_since = None
    tx.db.flush()
    store_lines(tx, [(draft, order)])
    tx.db.expire(order, ["lines", "kits"])


def _swap_content(order: Order) -> None:
    """The proposal's digest becomes the order's; the original's is kept, as the same file may be loaded again."""
    asked = next(hold for hold in order.open_holds if hold.code == "order.changed")
    contents = asked.contents
    asked.params = {"contents": [order.content, *contents]}
    order.content = contents[-1]


def hold_order(tx: Transaction, order_id: int, note: str) -> Order:
    """Holds an order: before its wave it becomes `held`; later whoever has its goods is told, and no parcel of it is
    closed or leaves.

    Raises `Refused`: order.not_allowed (it has gone, or is at its end), order.not_found.
    """
    order, works = lock_with_work(tx, order_id)
    if not may(ORDER_TRANSITIONS, order.status, "cancel"):  # gone, or at its end
        raise Refused("order.not_allowed", state=order.status, action="hold", allowed="")
    tx.db.add(Hold(order=order, code="order.held_by_hand", params={"note": note}, at=tx.now))
    stop(tx, order)
    tell_work(tx, order, works)
    tell(tx, order, "order.held", reasons=["order.held_by_hand"])
    return order


def set_priority(tx: Transaction, order_id: int, priority: str) -> Order:
    """Makes the order `normal` or `urgent`, and with it the open work that it is part of.

    Raises `Refused`: order.bad_priority, order.not_allowed (it has gone, or is at its end), order.not_found.
    """
    if priority not in PRIORITIES:
        raise Refused("order.bad_priority", sent=priority)
    works = [lock_work(tx, work_id) for work_id in sorted(picked_and_packed(tx, order_id))]
    order = lock_order(tx, order_id)
    if not may(ORDER_TRANSITIONS, order.status, "cancel"):
        raise Refused("order.not_allowed", state=order.status, action="set_priority", allowed="")
    order.priority = priority
    order.touch()
    tx.db.flush()
    for work in works:
        work.urgent = _any_urgent(tx, work)
        work.touch()
        tx.changed(work_topics(work.id))
    tell(tx, order, "order.priority_changed", priority=priority)
    return order


def _any_urgent(tx: Transaction, work: Work) -> bool:
    picked = select(PickLine.order_id).where(PickLine.task_id == work.id)
    packed = select(PackSession.order_id).where(PackSession.id == work.id)
    urgent = select(Order.id).where(
        or_(Order.id.in_(picked), Order.id.in_(packed)), Order.priority == "urgent"
    )
    return tx.db.scalar(urgent.limit(1)) is not None
