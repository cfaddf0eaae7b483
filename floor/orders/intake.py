"""Orders come in: read, checked against the catalogue, stored once under their name, held where a person must look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from floor.catalogue.kits import Bills
from floor.catalogue.sku_book import SkuBook
from floor.core.chunks import parts
from floor.core.reason import Reason
from floor.core.rows import fields, insert_new
from floor.core.transaction import Transaction, order_topics
from floor.orders.checks import Checks, as_kept
from floor.orders.defaults import Defaults, as_before
from floor.orders.draft import Draft, read_order
from floor.orders.holds import lock_with_work, tell_work
from floor.orders.lacking import out_of_stock
from floor.orders.look_alikes import look_around
from floor.orders.sent_text import NotAnOrder
from floor.orders.storing import store_holds, store_lines, store_words
from floor.orders.velocity import name_bursts
from floor.stock.allocation import give_back
from models import Hold, Order
from models.order_states import ORDER_TRANSITIONS
from models.spelling import natural
from models.stock import MOST_UNITS
from models.transitions import may

Name = tuple[str, str]


@dataclass(slots=True)
class Received:
    """What became of one order. status: accepted, held, duplicate or rejected; `order` is None if rejected.

    `changed` is False where the database stayed as it was.
    """

    status: str
    number: str
    order: Order | None = None
    reasons: list[Reason] = field(default_factory=list)
    changed: bool = True


def receive_orders(
    tx: Transaction,
    raws: Sequence[object],
    also: Mapping[int, list[Reason]] | None = None,
    book: SkuBook | None = None,
) -> list[Received]:
    """Orders in the protocol's shape (see `draft.read_order`), in one transaction; answered in the same order.

    Never raises for what was sent.
    `also`: what whoever read them found wrong, by their place in `raws`. `book`: the catalogue, if it is at hand.
    """
    defaults, checks = Defaults.of(tx.db), Checks.of(tx.db)
    sheets = [_read(raw, (also or {}).get(at, []), defaults, tx.now) for at, raw in enumerate(raws)]
    drafts = [sheet for sheet in sheets if isinstance(sheet, Draft)]
    match_skus(
        tx.db, drafts, book or SkuBook.load(tx.db, (line.sku for draft in drafts for line in draft.lines))
    )
    look_around(tx.db, drafts, checks, tx.now)
    known = _orders_named(tx.db, [name_of(draft) for draft in drafts])
    _look_at_new(tx, [draft for draft in drafts if name_of(draft) not in known], checks)
    sheets = [_weigh(sheet, known, checks) for sheet in sheets]
    drafts = [sheet for sheet in sheets if isinstance(sheet, Draft)]
    stored = {id(draft): order for draft, order in _store_new(tx, drafts, known, checks)}
    known |= _orders_named(
        tx.db, [name_of(d) for d in drafts if name_of(d) not in known and id(d) not in stored]
    )
    known |= {name_of(order): order for order in stored.values()}
    answers = []
    for sheet in sheets:
        if isinstance(sheet, Received):
            answers.append(sheet)
        elif id(sheet) in stored:
            answers.append(_answer_new(tx, stored[id(sheet)], checks.holding(sheet.problems)))
        else:
            answers.append(_receive_again(tx, known[name_of(sheet)], sheet))
    return answers


def _look_at_new(tx: Transaction, drafts: Sequence[Draft], checks: Checks) -> None:
    """What counts for an order that comes for the first time."""
    name_bursts(tx.db, drafts, checks.of_code("order.many_orders"), tx.now)
    if checks.severity("order.out_of_stock") != "off":
        out_of_stock(tx.db, drafts, tx.now)


def name_of(order: Draft | Order) -> Name:
    return order.channel, order.number


def _read(raw: object, also: list[Reason], defaults: Defaults, at: datetime) -> Draft | Received:
    try:
        draft = defaults.fill(read_order(raw), raw, at)
    except NotAnOrder as error:
        number = raw.get("number") if isinstance(raw, Mapping) else None
        return Received(
            "rejected", number if isinstance(number, str) else "", None, [error.reason], changed=False
        )
    draft.problems.extend(also)
    return draft


def _weigh(sheet: Draft | Received, known: Mapping[Name, Order], checks: Checks) -> Draft | Received:
    """A new order does not come in where a finding of it rejects."""
    why = checks.rejecting(sheet.problems) if isinstance(sheet, Draft) and name_of(sheet) not in known else []
    return Received("rejected", sheet.number, None, why, changed=False) if why else sheet


def match_skus(session: Session, drafts: Sequence[Draft], book: SkuBook) -> None:
    """Gives each line its SKU, and a kit its components, or the draft one more problem."""
    for draft in drafts:
        for at, line in enumerate(draft.lines):
            line.sku_id, reason = book.find(line.sku)
            if reason:
                draft.problems.append(Reason(reason.code, f"lines[{at}].sku", reason.params))
    bills = Bills.of(session, (line.sku_id for draft in drafts for line in draft.lines if line.sku_id))
    for draft in drafts if bills else ():
        for at, line in enumerate(draft.lines):
            if line.sku_id not in bills or not line.quantity:
                continue
            line.bill = bills.whole(line.sku_id or 0)
            if line.quantity * max(line.bill.values()) > MOST_UNITS:
                params = {"sent": line.quantity_text, "sku": line.sku}
                draft.problems.append(Reason("order.bad_quantity", f"lines[{at}].quantity", params))
                line.quantity, line.bill = None, None


def _orders_named(session: Session, names: Sequence[Name]) -> dict[Name, Order]:
    found: dict[Name, Order] = {}
    for part in parts(names):
        query = select(Order).where(tuple_(Order.channel, Order.number).in_(part)).order_by(Order.edition)
        found.update((name_of(order), order) for order in session.scalars(query))  # the newest edition counts
    return found


def _store_new(
    tx: Transaction, drafts: list[Draft], known: Mapping[Name, Order], checks: Checks
) -> list[tuple[Draft, Order]]:
    """Stores the drafts whose name nobody has used, here or in another process at the same moment."""
    first: dict[Name, Draft] = {}
    for draft in drafts:
        if name_of(draft) not in known:
            first.setdefault(name_of(draft), draft)
    return _store(tx, first, checks)


def _store(
    tx: Transaction, drafts: Mapping[Name, Draft], checks: Checks, before: Order | None = None
) -> list[tuple[Draft, Order]]:
    """Stores them as new orders; the one that comes after one `before` as its next edition."""
    made = []
    for part in parts(list(drafts.values())):
        rows = [_row(tx, draft, checks, before) for draft in part]
        new = insert_new(tx.db, Order).values(rows).on_conflict_do_nothing().returning(Order)
        for order in tx.db.scalars(new):
            made.append((drafts[name_of(order)], order))
    store_lines(tx, made)
    store_words(tx, [order for _draft, order in made])
    held = [(checks.holding(draft.problems), order) for draft, order in made]
    store_holds(tx, held)
    for problems, order in held:
        order.do("hold" if problems else "accept")
    return made


def _row(tx: Transaction, draft: Draft, checks: Checks, before: Order | None) -> dict[str, Any]:
    """The draft's row: the record's own defaults count here too."""
    order = Order(
        channel=draft.channel,
        number=draft.number,
        edition=before.edition + 1 if before else 1,
        earlier=sorted(before.contents_seen) if before else [],
        priority=draft.priority,
        due=draft.due,
        placed_at=draft.placed_at,
        paid=draft.paid,
        service=draft.service,
        ship_to=draft.ship_to,
        note=draft.note,
        charges=draft.charges or None,
        delivery_note=draft.delivery_note,
        gift_note=draft.gift_note,
        totals=draft.totals,
        other_fields=draft.other_fields,
        warnings=as_kept(checks.warning(draft.problems)),
        content=draft.digest(),
        alike=draft.alike,
        received_at=tx.now,
    )
    return fields(order) | {"sort_key": natural(order.number)}


def _answer_new(tx: Transaction, order: Order, reasons: list[Reason]) -> Received:
    status = "held" if reasons else "accepted"
    tell(tx, order, f"order.{status}", reasons=[reason.code for reason in reasons])
    return Received(status, order.number, order, reasons)


def tell(tx: Transaction, order: Order, event: str, **data: Any) -> None:
    """Announces an order's change: to screens that show the order or the lists, and to other programs."""
    tx.changed(order_topics(order.id))
    tx.tell(event, order=str(order.id), channel=order.channel, number=order.number, **data)


def _receive_again(tx: Transaction, order: Order, draft: Draft) -> Received:
    """A name that is known: the same content changes nothing, other content is kept for a person to decide."""
    digest = draft.digest()
    if digest != order.content and as_before(draft, order).digest() == order.content:
        digest = order.content
    if digest != order.content:
        order, works = lock_with_work(tx, order.id)  # somebody may just have decided, or sent the same
    if digest in order.contents_seen:
        waits = digest != order.content and order.proposal is not None
        code = "order.changed" if waits else "order.duplicate"
        return Received("duplicate", order.number, order, [Reason(code)], changed=False)
    if order.status == "cancelled":
        newest = tx.db.scalars(Order.named(*name_of(order))).one()
        return _receive_again(tx, newest, draft) if newest is not order else _receive_anew(tx, order, draft)
    if not may(
        ORDER_TRANSITIONS, order.status, "cancel"
    ):  # gone, or at its end: nobody could decide for it any more
        over = Reason("order.number_over", "number", {"number": order.number})
        return Received("rejected", order.number, None, [over], changed=False)
    _keep_proposal(tx, order, draft, digest)
    tell_work(tx, order, works)
    return Received("held", order.number, order, [Reason("order.changed")])


def _receive_anew(tx: Transaction, order: Order, draft: Draft) -> Received:
    made = reopen(tx, order, draft)
    status = "held" if made.open_holds else "accepted"
    before = Reason("order.came_anew", "number", {"number": made.number, "edition": made.edition})
    reasons = [Reason(hold.code, hold.field, hold.params) for hold in made.open_holds]
    return Received(status, made.number, made, [before, *reasons])


def reopen(tx: Transaction, order: Order, draft: Draft, reason: str = "") -> Order:
    """Takes the draft in as the next edition of a cancelled order, which is locked; what became of that stays with it,
    and on the time line of the new one."""
    checks = Checks.of(tx.db)
    [(_draft, made)] = _store(tx, {name_of(draft): draft}, checks, order)
    tx.changed(order_topics(order.id))
    _answer_new(tx, made, checks.holding(draft.problems))
    tell(tx, made, "order.reopened", edition=made.edition, before=str(order.id), reason=reason)
    return made


def _keep_proposal(tx: Transaction, order: Order, draft: Draft, digest: str) -> None:
    """The original stays as it is and goes no further: before its wave it is held, later its open hold stops it
    at the dock."""
    order.proposal = draft.content()
    asked = next((hold for hold in order.open_holds if hold.code == "order.changed"), None)
    if asked:
        asked.params = {"contents": [*asked.contents, digest]}
    else:
        tx.db.add(Hold(order=order, code="order.changed", params={"contents": [digest]}, at=tx.now))
    stop(tx, order)
    tell(tx, order, "order.held", reasons=["order.changed"])


def stop(tx: Transaction, order: Order) -> None:
    """Holds an order: its state becomes `held` if no wave has it yet, and its allocations are given back."""
    if order.status == "allocated":
        give_back(tx, order)
    if may(ORDER_TRANSITIONS, order.status, "hold"):
        order.do("hold")
    else:
        order.touch()
