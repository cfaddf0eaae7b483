"""An order is corrected on its way: its address, service and notes until it leaves, its lines until a wave has it.

What was there before stays on the order's time line, with who changed it and why.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import select

from floor.core.locking import lock_order, lock_work
from floor.core.reason import Reason
from floor.core.transaction import Transaction
from floor.orders.checks import Checks, as_kept
from floor.orders.draft import Draft
from floor.orders.holds import tell_work, works_with
from floor.orders.intake import stop, tell
from floor.orders.look_alikes import look_around
from floor.orders.release import read_again, replace_lines, stored
from floor.orders.sent_text import NOTES, NotAnOrder
from floor.orders.storing import renew_words, store_holds
from floor.packing.parcels import reopen_parcel
from floor.stock.allocation import give_back
from models import Event, Hold, Order, Outbox, PackSession, Parcel, PickTask, Refused, Work
from models.base import Facts
from models.order_states import ORDER_TRANSITIONS
from models.picking import Remark
from models.transitions import may
from models.work import number_of

Changes = Mapping[
    str, Any
]  # ship_to, service, note, delivery_note, gift_note, lines: only what is to be other than now
TEXTS = ("service", *NOTES)
KEPT = ("order.unknown_field", "order.nothing_found")  # holds that no correction ends by itself


def correct_order(tx: Transaction, order_id: int, version: int, changes: Changes, reason: str) -> Order:
    """Changes what is said of an order, as its content is checked when it comes: what is wrong now holds it, and what
    held it and was corrected holds it no more. Boxes that bear a label are opened again, and their labels are void.

    `changes["ship_to"]` names the fields of the address that change, `changes["lines"]` is all lines anew. `version` is
    that of the order that the caller has seen.

    Raises `Refused`: order.not_found, order.stale (with what was changed since), order.left, order.take_off_first,
    order.reopen_first (it was cancelled),
    order.not_allowed (it is at its end), order.too_late_to_change (lines, once a wave has them), order.cannot_correct
    (a text is too long).
    """
    works, order = _lock(tx, order_id)
    check_version(tx, order, version)
    _check_here(tx, order)
    draft = _read(tx, order, changes)
    said = [*_differences(order, draft, changes)]
    if not said:
        return order
    _void_labels(tx, order)
    _take(tx, order, draft, changes)
    _tell_pickers(order, works)
    _hold_anew(tx, order, draft, {*changes})
    tell_work(tx, order, works)
    tell(tx, order, "order.changed", version=order.version, reason=reason, changes=said)
    return order


def _lock(tx: Transaction, order_id: int) -> tuple[list[Work], Order]:
    """The order, and all works that have or had its goods before it: packing that is done may be opened again."""
    packed = set(tx.db.scalars(select(PackSession.id).where(PackSession.order_id == order_id)))
    open_works = works_with(tx, order_id)
    works = [lock_work(tx, work_id) for work_id in sorted(open_works | packed)]
    return [work for work in works if work.id in open_works], lock_order(tx, order_id)


def check_version(tx: Transaction, order: Order, version: int) -> None:
    """Whether the order is as the caller has seen it. Raises `Refused`: order.stale, with what was corrected since;
    other things may have happened, too."""
    if order.version == version:
        return
    published = select(Event.data).where(Event.order_id == order.id, Event.type == "order.changed")
    found = list(tx.db.scalars(published.order_by(Event.id)))
    for events in tx.db.scalars(select(Outbox.events).order_by(Outbox.id)):
        found += [each["data"] for each in events if each["type"] == "order.changed"]
    since = [
        says
        for data in found
        if data["order"] == str(order.id) and cast(int, data["version"]) > version
        for says in in_words(cast(Sequence[Mapping[str, str]], data["changes"]))
    ]
    raise Refused(
        "order.stale", number=order.number, version=order.version, changed=since or "order.other_changes"
    )


def in_words(changes: Sequence[Mapping[str, str]]) -> list[str]:
    """Each change as a person reads it: the field, and what it was and is."""
    return [f"{each['field']}: {each['before'] or '–'} → {each['after'] or '–'}" for each in changes]


def _check_here(tx: Transaction, order: Order) -> None:
    """What has left cannot be changed, and what is aboard bears a label that somebody must take off first."""
    query = select(Parcel.sscc, Parcel.load_id, Parcel.state).where(Parcel.order_id == order.id)
    parcels = tx.db.execute(query.order_by(Parcel.id)).all()
    gone = [each.sscc for each in parcels if each.state == "handed_over"]
    if gone:
        raise Refused("order.left", number=order.number, parcels=gone)
    if order.status == "cancelled":
        raise Refused("order.reopen_first", number=order.number)
    if not may(ORDER_TRANSITIONS, order.status, "cancel"):
        raise Refused("order.not_allowed", state=order.status, action="correct", allowed="")
    aboard = [each for each in parcels if each.state == "loaded"]
    if aboard:
        loads = sorted({number_of("L", each.load_id) for each in aboard})
        parcels_aboard = [each.sscc for each in aboard]
        raise Refused("order.take_off_first", number=order.number, parcels=parcels_aboard, loads=loads)


def _read(tx: Transaction, order: Order, changes: Changes) -> Draft:
    """The order as it is to be, read as if it were sent so."""
    raw = {**stored(order), **changes}
    raw["ship_to"] = {**order.ship_to, **changes.get("ship_to", {})}
    try:
        return read_again(tx, raw)
    except NotAnOrder as error:
        raise Refused(
            "order.cannot_correct", why=error.reason.code, field=error.reason.field, **error.reason.params
        ) from None


def _differences(order: Order, draft: Draft, changes: Changes) -> Iterator[dict[str, str]]:
    """What is other than before, field by field."""
    for name in sorted({*order.ship_to, *draft.ship_to}):
        yield from _difference(f"ship_to.{name}", order.ship_to.get(name, ""), draft.ship_to.get(name, ""))
    for name in TEXTS:
        yield from _difference(name, getattr(order, name), getattr(draft, name))
    if "lines" in changes:
        before = [f"{line.quantity or line.quantity_text} × {line.sku_text}" for line in order.sent]
        after = [f"{line.quantity_text} × {line.sku}" for line in draft.lines]
        yield from _difference("lines", ", ".join(before), ", ".join(after))


def _difference(field: str, before: str, after: str) -> Iterator[dict[str, str]]:
    if before != after:
        yield {"field": field, "before": before, "after": after}


def _void_labels(tx: Transaction, order: Order) -> None:
    """Boxes that bear a label go back to packing, where they get another."""
    query = select(Parcel.sscc).where(Parcel.order_id == order.id, Parcel.state.in_(("closed", "labelled")))
    for sscc in tx.db.scalars(query.order_by(Parcel.id)).all():
        reopen_parcel(tx, sscc or "")
        tx.db.flush()


def _take(tx: Transaction, order: Order, draft: Draft, changes: Changes) -> None:
    if "lines" in changes:
        if order.wave_id is not None or order.status not in ("held", "ready", "allocated"):
            raise Refused("order.too_late_to_change", number=order.number, state=order.status)
        if order.status == "allocated":
            give_back(tx, order)
        replace_lines(tx, order, draft)
    order.ship_to = draft.ship_to
    order.service, order.note = draft.service, draft.note
    order.delivery_note, order.gift_note = draft.delivery_note, draft.gift_note
    tx.db.flush()
    renew_words(tx, order)
    order.touch()


def _tell_pickers(order: Order, works: Sequence[Work]) -> None:
    """A round says what was written to its orders; every screen that shows the order is drawn again."""
    for work in works:
        if isinstance(work, PickTask):
            others = [each for each in work.remarks or () if each["order"] != order.number]
            mine = [Remark(order=order.number, note=order.note)] if order.note else []
            work.remarks = [*others, *mine] or None
        work.touch()


def _hold_anew(tx: Transaction, order: Order, draft: Draft, changed: set[str]) -> None:
    """Ends the holds whose cause was corrected, and holds the order for what is wrong now."""
    checks = Checks.of(tx.db)
    look_around(tx.db, [draft], checks, tx.now)
    order.alike = draft.alike
    problems = [each for each in draft.problems if _about(each.field) in changed]
    others = [each for each in order.warnings if _about(str(each["field"])) not in changed]
    order.warnings = [*others, *as_kept(checks.warning(problems))]
    wrong = checks.holding(problems)
    ended = [hold for hold in order.open_holds if _is_over(hold, wrong, changed)]
    for hold in ended:
        hold.end(tx.now, tx.actor.person_id)
    standing = {(hold.code, hold.field) for hold in order.open_holds}
    new = [each for each in wrong if (each.code, each.field) not in standing]
    if new:
        store_holds(tx, [(new, order)])
        tx.db.expire(order, ["holds"])
        stop(tx, order)
        tell(tx, order, "order.held", reasons=[each.code for each in new])
    elif ended and order.status == "held" and not order.open_holds:
        order.do("release")
        tell(tx, order, "order.released", left_out=[])


def _is_over(hold: Hold, wrong: Sequence[Reason], changed: set[str]) -> bool:
    same = any((each.code, each.field) == (hold.code, hold.field) for each in wrong)
    return _about(hold.field) in changed and hold.code not in KEPT and not same


def _about(field: str) -> str:
    """lines for `lines[2].sku`, ship_to for `ship_to.city`."""
    return field.partition(".")[0].partition("[")[0]


def facts_of(data: Facts) -> Facts:
    """An event order.changed as the time line says it."""
    return {"changed": in_words(cast(Sequence[Mapping[str, str]], data["changes"])), "reason": data["reason"]}
