"""The orders of a file: tried by the intake that takes them, and taken; each as often as somebody asks, and once.

Both go on for some seconds at a time, in short transactions, so that nobody's scan waits for a long file. What was
taken is noted in the same transaction: whoever asks again, or at the same moment, goes on where the others are.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from floor.catalogue.sku_book import SkuBook
from floor.core.csv_rows import FileRow
from floor.core.reason import Reason
from floor.core.transaction import Actor, Transaction
from floor.core.writer import Writer
from floor.orders.csv_orders import OrderRows, batches, gather
from floor.orders.intake import Received, receive_orders
from floor.orders.sheets.files import known_file
from floor.orders.sheets.mapping import mapped
from floor.orders.sheets.sheet import open_sheet
from models import FiledOrder, OrderFile, Refused, Sku, Warehouse

SECONDS: Final = 8.0  # for which one press goes on
ORDERS_BATCH, ROWS_BATCH = 100, 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a file at one position: the rows of an order, or a row that is none, and why."""

    position: int
    rows: OrderRows
    unread: Refused | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a file's orders were tried, and how many of them taken; `orders` is None before any was."""

    orders: int | None
    tried: int
    taken: int

    @property
    def all_tried(self) -> bool:
        return self.tried == self.orders

    @property
    def all_taken(self) -> bool:
        return self.taken == self.orders


class _TriedOut(Exception):
    """Ends a transaction of which nothing is to stay but what was found out."""

    def __init__(self, became: list[dict[str, Any]]) -> None:
        super().__init__()
        self.became = became


class FileOrders:
    """All orders of one file, read with the catalogue as it is now."""

    def __init__(self, session: Session, file: OrderFile) -> None:
        """Raises `Refused`: sheet.no_columns (nobody has named them), sheet.empty (no row below them), and what
        `open_sheet` does."""
        if file.columns is None:
            raise Refused("sheet.no_columns")
        self.book = SkuBook.of(dict(session.execute(select(Sku.code, Sku.id)).all()))
        sheet = open_sheet(file.content, file.reading)
        read = mapped(sheet, file.columns, Warehouse.of(session).zone, self.book)
        orders, unread = gather(read.rows)
        self._noticed = read.noticed
        self._how = file.reading, file.columns
        self.entries = [Entry(at, rows) for at, rows in enumerate(orders.values())]
        self.entries += [
            Entry(at, OrderRows([row]), row.problem) for at, row in enumerate(unread, start=len(self.entries))
        ]
        if not self.entries:
            raise Refused("sheet.empty")

    def are_of(self, file: OrderFile | None) -> bool:
        """False where somebody has said meanwhile that the file is to be read otherwise."""
        return file is not None and (file.reading, file.columns) == self._how

    def noticed(self, order: OrderRows) -> list[Reason]:
        """What its rows do not agree about, and what a spreadsheet has made of its codes."""
        reasons = {
            (reason.field if "." in reason.field else f"lines[{at}].{reason.field}"): reason
            for at, row in enumerate(order.rows)
            for reason in self._noticed.get(row.number, ())
        }
        return order.disagreements() + [
            Reason(reason.code, field, reason.params) for field, reason in reasons.items()
        ]


def progress(session: Session, file: OrderFile) -> Progress:
    tried = func.count(FiledOrder.id), func.count(FiledOrder.taken_at)
    found = session.execute(select(*tried).where(FiledOrder.file_id == file.id)).one()
    return Progress(file.orders, *found)


def outcomes(session: Session, file_id: int) -> dict[str, int]:
    """How many orders of a file have which status."""
    query = select(FiledOrder.status, func.count()).where(FiledOrder.file_id == file_id)
    return Counter(dict(session.execute(query.group_by(FiledOrder.status)).all()))


def try_out(writer: Writer, actor: Actor, file_id: int, seconds: float = SECONDS) -> None:
    """Finds out what would become of the next orders of a file that nobody has tried; nothing comes of it yet.

    Raises `Refused`: sheet.not_found, and what `FileOrders` does.
    """

    def unknown(orders: FileOrders, tried: Sequence[int]) -> list[Entry]:
        known = set(tried)
        return [entry for entry in orders.entries if entry.position not in known]

    def batch(orders: FileOrders, some: Sequence[Entry]) -> None:
        try:
            writer.perform(actor, _try, orders, some)
        except _TriedOut as tried:
            writer.perform(actor, _note_tried, orders, file_id, some, tried.became)

    _go_on(writer, file_id, select(FiledOrder.position), unknown, batch, seconds)


def take_in(writer: Writer, actor: Actor, file_id: int, seconds: float = SECONDS) -> None:
    """Takes in the next orders of a file that were tried and not taken yet.

    Raises `Refused`: sheet.not_found, and what `FileOrders` does.
    """

    def waiting(orders: FileOrders, untaken: Sequence[int]) -> list[Entry]:
        return [orders.entries[position] for position in sorted(untaken)]

    def batch(orders: FileOrders, some: Sequence[Entry]) -> None:
        writer.perform(actor, _take, orders, file_id, some)

    untaken = select(FiledOrder.position).where(FiledOrder.taken_at.is_(None))
    _go_on(writer, file_id, untaken, waiting, batch, seconds)


def _go_on(
    writer: Writer,
    file_id: int,
    positions: Any,
    choose: Callable[[FileOrders, Sequence[int]], list[Entry]],
    batch: Callable[[FileOrders, Sequence[Entry]], None],
    seconds: float,
) -> None:
    until = time.monotonic() + seconds
    with writer.database.reading() as session:
        file = known_file(session, file_id)
        orders = FileOrders(session, file)
        chosen = choose(orders, session.scalars(positions.where(FiledOrder.file_id == file_id)).all())
    by_rows = {id(entry.rows): entry for entry in chosen}
    for some in batches((entry.rows for entry in chosen), ORDERS_BATCH, ROWS_BATCH):
        batch(orders, [by_rows[id(rows)] for rows in some])
        if time.monotonic() > until:
            return


def _try(tx: Transaction, orders: FileOrders, some: Sequence[Entry]) -> None:
    became = [_became(one) for one in _receive(tx, orders, some)]
    new = ("accepted", "held")  # of which nothing will be there
    raise _TriedOut([each | {"order_id": None} if each["status"] in new else each for each in became])


def _receive(tx: Transaction, orders: FileOrders, some: Sequence[Entry]) -> list[Received]:
    """What became of each entry. A row that is none is rejected with what is wrong with it."""
    real = [entry for entry in some if entry.unread is None]
    raws = [{**entry.rows.raw(), "note": entry.rows.rows[0].values["note"]} for entry in real]
    also = {at: orders.noticed(entry.rows) for at, entry in enumerate(real)}
    received = iter(receive_orders(tx, raws, also, orders.book))
    return [
        next(received) if entry.unread is None else _rejected(entry.rows.rows[0], entry.unread)
        for entry in some
    ]


def _rejected(row: FileRow, why: Refused) -> Received:
    reason = Reason(why.code, str(why.params.get("column", "")), why.params)
    return Received("rejected", row.values["number"], None, [reason], changed=False)


def _note_tried(
    tx: Transaction, orders: FileOrders, file_id: int, some: Sequence[Entry], became: Sequence[dict[str, Any]]
) -> None:
    file = tx.db.get(OrderFile, file_id, with_for_update=True)
    if file is None or not orders.are_of(file):
        return
    file.orders = len(orders.entries)
    known = select(FiledOrder.position).where(FiledOrder.file_id == file_id)
    there = set(tx.db.scalars(known.where(FiledOrder.position.in_([entry.position for entry in some]))))
    rows = [
        {
            "file_id": file_id,
            "position": entry.position,
            **_named(entry),
            "rows": [row.number for row in (*entry.rows.rows, *entry.rows.torn)],
            "taken_at": None,
            **one,
        }
        for entry, one in zip(some, became, strict=True)
        if entry.position not in there
    ]
    if rows:
        tx.db.execute(insert(FiledOrder), rows)


def _named(entry: Entry) -> dict[str, str]:
    said = entry.rows.rows[0].values
    return {
        key: said.get(of, "")[:200]
        for key, of in (("channel", "channel"), ("number", "number"), ("customer", "name"))
    }


def _became(one: Received) -> dict[str, Any]:
    changed = any(reason.code == "order.changed" for reason in one.reasons)
    status = "changed" if changed and one.status == "held" else one.status
    return {
        "status": status,
        "reasons": [reason.facts() for reason in one.reasons],
        "order_id": one.order.id if one.order else None,
    }


def _take(tx: Transaction, orders: FileOrders, file_id: int, some: Sequence[Entry]) -> None:
    """What another press has taken meanwhile is left as that noted it."""
    if not orders.are_of(tx.db.get(OrderFile, file_id)):
        return
    by_position = {entry.position: entry for entry in some}
    query = select(FiledOrder).where(
        FiledOrder.file_id == file_id, FiledOrder.position.in_(by_position), FiledOrder.taken_at.is_(None)
    )
    filed = list(tx.db.scalars(query.order_by(FiledOrder.position).with_for_update()))
    received = _receive(tx, orders, [by_position[each.position] for each in filed])
    for each, one in zip(filed, received, strict=True):
        became = _became(one)
        each.status, each.reasons, each.order_id = became["status"], became["reasons"], became["order_id"]
        each.taken_at = tx.now
