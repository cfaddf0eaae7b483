"""The desk's lists of files of orders, and of the orders in one of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floor.web.lists import Column, Filter, Listing, begins, equals, holds
from models import FiledOrder, OrderFile, Person
from models.order_files import OUTCOMES
from models.spelling import Folded, Natural


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file, who sent it, how many of its orders were taken in, and whether some may come out otherwise by now."""

    file: OrderFile
    person: str
    taken: int
    again: bool


def file_rows(session: Session, files: Sequence[OrderFile]) -> list[FileRow]:
    ids = [file.id for file in files]
    counts: dict[int, Counter[str]] = {file_id: Counter() for file_id in ids}
    taken = select(FiledOrder.file_id, FiledOrder.status, func.count(FiledOrder.taken_at))
    grouped = taken.where(FiledOrder.file_id.in_(ids)).group_by(FiledOrder.file_id, FiledOrder.status)
    for file_id, status, count in session.execute(grouped):
        counts[file_id][status] = count
    names = dict(
        session.execute(
            select(Person.id, Person.name).where(Person.id.in_([f.person_id for f in files]))
        ).all()
    )
    return [
        FileRow(file, names.get(file.person_id or 0, ""), came.total(), bool(came["held"] + came["rejected"]))
        for file, came in ((file, counts[file.id]) for file in files)
    ]


FILES = Listing(
    "order_files",
    select(OrderFile),
    OrderFile.id,
    (
        Column("name", "sheet.file", lambda row, w: row.file.name, (Folded(OrderFile.name),)),
        Column("channel", "desk.channel", lambda row, w: row.file.channel, (OrderFile.channel,)),
        Column("received", "desk.received", lambda row, w: w["day"](row.file.at), (OrderFile.id,)),
        Column("person", "sheet.by", lambda row, w: row.person),
        Column("orders", "desk.orders", lambda row, w: row.file.orders),
        Column("taken", "sheet.taken", lambda row, w: row.taken),
    ),
    "-received",
    (
        Filter("name", "sheet.file", holds(OrderFile.name)),
        Filter("channel", "desk.channel", begins(OrderFile.channel)),
    ),
    file_rows,
)


def ranges(rows: Sequence[int]) -> str:
    """ "2–4, 9" for rows 2, 3, 4 and 9."""
    found: list[list[int]] = []
    for row in sorted(rows):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in found)


ORDERS_OF_FILE = Listing(
    "filed_orders",
    select(FiledOrder),
    FiledOrder.id,
    (
        Column("rows", "sheet.rows", lambda row, w: ranges(row.rows), (FiledOrder.position,)),
        Column("number", "desk.number", lambda row, w: row.number, (Natural(FiledOrder.number),)),
        Column("ship_to", "desk.ship_to", lambda row, w: row.customer, (Folded(FiledOrder.customer),)),
        Column("status", "desk.status", lambda row, w: w["t"](f"sheet.status_{row.status}"), (FiledOrder.status,)),
        Column("why", "sheet.why", lambda row, w: "; ".join(
            w["said"](each["code"], each["params"]) for each in row.reasons)),
    ),
    "rows",
    (
        Filter("status", "desk.status", equals(FiledOrder.status), {each: f"sheet.status_{each}" for each in OUTCOMES}),
        Filter("number", "desk.number", begins(FiledOrder.number)),
    ),
)  # fmt: skip


def orders_of(file_id: int) -> Listing:
    return replace(ORDERS_OF_FILE, query=ORDERS_OF_FILE.query.where(FiledOrder.file_id == file_id))
