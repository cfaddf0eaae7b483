"""Orders come in: read, checked against the catalogue, stored once under their name, held where a person must look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, inspect, select, tuple_
from sqlalchemy.orm import Session

from floor.catalogue.sku_book import SkuBook
from floor.core.chunks import parts
from floor.core.reason import Reason
from floor.core.transaction import Transaction, order_topics
from floor.orders.draft import Draft, NotAnOrder, read_order
from floor.orders.holds import lock_with_work, tell_work
from floor.stock.allocation import deallocate
from floor.stock.ledger import insert_new
from models import Base, Hold, Order, OrderLine, OrderWord
from models.order_words import words_of
from models.orders import TRANSITIONS
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
    sheets = [_read(raw, (also or {}).get(at, [])) for at, raw in enumerate(raws)]
    drafts = [sheet for sheet in sheets if isinstance(sheet, Draft)]
    match_skus(drafts, book or SkuBook.load(tx.db, (line.sku for draft in drafts for line in draft.lines)))
    known = _orders_named(tx.db, [(draft.channel, draft.number) for draft in drafts])
    stored = {id(draft): order for draft, order in _store_new(tx, drafts, known)}
    known |= _orders_named(
        tx.db, [name_of(d) for d in drafts if name_of(d) not in known and id(d) not in stored]
    )
    known |= {name_of(order): order for order in stored.values()}
    answers = []
    for sheet in sheets:
        if isinstance(sheet, Received):
            answers.append(sheet)
        elif id(sheet) in stored:
            answers.append(_answer_new(tx, stored[id(sheet)], sheet))
        else:
            answers.append(_receive_again(tx, known[name_of(sheet)], sheet))
    return answers


def name_of(order: Draft | Order) -> Name:
    return order.channel, order.number


def _read(raw: object, also: list[Reason]) -> Draft | Received:
    try:
        draft = read_order(raw)
    except NotAnOrder as error:
        number = raw.get("number") if isinstance(raw, Mapping) else None
        return Received(
            "rejected", number if isinstance(number, str) else "", None, [error.reason], changed=False
        )
    draft.problems.extend(also)
    return draft


def match_skus(drafts: Iterable[Draft], book: SkuBook) -> None:
    """Gives each line its SKU, or the draft one more problem."""
    for draft in drafts:
        for at, line in enumerate(draft.lines):
            line.sku_id, reason = book.find(line.sku)
            if reason:
                draft.problems.append(Reason(reason.code, f"lines[{at}].sku", reason.params))


def _orders_named(session: Session, names: Sequence[Name]) -> dict[Name, Order]:
    found: dict[Name, Order] = {}
    for part in parts(names):
        query = select(Order).where(tuple_(Order.channel, Order.number).in_(part))
        found.update((name_of(order), order) for order in session.scalars(query))
    return found


def _store_new(
    tx: Transaction, drafts: list[Draft], known: Mapping[Name, Order]
) -> list[tuple[Draft, Order]]:
    """Stores the drafts whose name nobody has used, here or in another process at the same moment."""
    first: dict[Name, Draft] = {}
    for draft in drafts:
        if name_of(draft) not in known:
            first.setdefault(name_of(draft), draft)
    made = []
    for part in parts(list(first.values())):
        rows = [_row(tx, draft) for draft in part]
        new = insert_new(tx.db, Order).values(rows).on_conflict_do_nothing().returning(Order)
        for order in tx.db.scalars(new):
            made.append((first[name_of(order)], order))
    store_lines(tx, made)
    store_words(tx, [order for _draft, order in made])
    store_holds(tx, [(draft.problems, order) for draft, order in made])
    for draft, order in made:
        order.do("hold" if draft.problems else "accept")
    return made


def _row(tx: Transaction, draft: Draft) -> dict[str, Any]:
    """The draft's row: the record's own defaults count here too."""
    order = Order(
        channel=draft.channel,
        number=draft.number,
        priority=draft.priority,
        due=draft.due,
        placed_at=draft.placed_at,
        paid=draft.paid,
        service=draft.service,
        ship_to=draft.ship_to,
        note=draft.note,
        content=draft.digest(),
        received_at=tx.now,
    )
    return fields(order)


def fields(record: Base) -> dict[str, Any]:
    """A new record's columns, its defaults among them, but not its id: thousands are stored much faster as rows."""
    columns = inspect(type(record)).column_attrs
    return {column.key: getattr(record, column.key) for column in columns if column.key != "id"}


def store_lines(tx: Transaction, drafts: Iterable[tuple[Draft, Order]]) -> None:
    blank = fields(OrderLine(position=0, sku_text=""))
    rows = [
        {
            **blank,
            "order_id": order.id,
            "position": position,
            "sku_id": sent.sku_id,
            "sku_text": sent.sku,
            "quantity": sent.quantity or 0,
            "quantity_text": sent.quantity_text,
            "unit_price": sent.unit_price,
        }
        for draft, order in drafts
        for position, sent in enumerate(draft.lines, start=1)
    ]
    if rows:
        tx.db.execute(insert(OrderLine), rows)


def store_words(tx: Transaction, orders: Iterable[Order]) -> None:
    """By which words the orders are found from now on."""
    rows = [
        {"word": word, "order_id": order.id}
        for order in orders
        for word in words_of(order.number, order.ship_to)
    ]
    if rows:
        tx.db.execute(insert(OrderWord), rows)


def store_holds(tx: Transaction, problems: Iterable[tuple[Sequence[Reason], Order]]) -> None:
    blank = fields(Hold(code="", at=tx.now))
    rows = [
        {
            **blank,
            "order_id": order.id,
            "code": reason.code,
            "field": reason.field,
            "params": dict(reason.params),
        }
        for reasons, order in problems
        for reason in reasons
    ]
    if rows:
        tx.db.execute(insert(Hold), rows)


def _answer_new(tx: Transaction, order: Order, draft: Draft) -> Received:
    status = "held" if draft.problems else "accepted"
    tell(tx, order, f"order.{status}", reasons=[reason.code for reason in draft.problems])
    return Received(status, order.number, order, draft.problems)


def tell(tx: Transaction, order: Order, event: str, **data: Any) -> None:
    """Announces an order's change: to screens that show the order or the lists, and to other programs."""
    tx.changed(order_topics(order.id))
    tx.tell(event, order=str(order.id), channel=order.channel, number=order.number, **data)


def _receive_again(tx: Transaction, order: Order, draft: Draft) -> Received:
    """A name that is known: the same content changes nothing, other content is kept for a person to decide."""
    digest = draft.digest()
    if digest != order.content:
        order, works = lock_with_work(tx, order.id)  # somebody may just have decided, or sent the same
    if digest == order.content or digest in _contents_seen(order):
        waits = digest != order.content and order.proposal is not None
        code = "order.changed" if waits else "order.duplicate"
        return Received("duplicate", order.number, order, [Reason(code)], changed=False)
    if not may(
        TRANSITIONS, order.status, "cancel"
    ):  # gone, or at its end: nobody could decide for it any more
        over = Reason("order.number_over", "number", {"number": order.number})
        return Received("rejected", order.number, None, [over], changed=False)
    _keep_proposal(tx, order, draft, digest)
    tell_work(tx, order, works)
    return Received("held", order.number, order, [Reason("order.changed")])


def _contents_seen(order: Order) -> set[str]:
    """Other contents that came under this name before: one that a person decided about is not asked about again."""
    return {digest for hold in order.holds if hold.code == "order.changed" for digest in hold.contents}


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
        deallocate(tx, order)
        order.do("deallocate")
        order.leave_wave()
    if may(TRANSITIONS, order.status, "hold"):
        order.do("hold")
    else:
        order.touch()
