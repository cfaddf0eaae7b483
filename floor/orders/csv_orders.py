"""Rows of orders.csv, put together: those of one (channel, number) make one order, wherever they stand in the file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from floor.core.csv_rows import FileRow
from floor.core.reason import Reason
from floor.orders.address import FIELDS as ADDRESS
from floor.orders.draft import read_time
from floor.orders.sent_text import NOTES

HEAD = ("priority", "due", "paid", *ADDRESS, "service", *NOTES)  # what all rows of an order must say alike
Name = tuple[str, str]


@dataclass(slots=True)
class OrderRows:
    """The rows of one order. `torn` are those that could not be read as rows but bear its name."""

    rows: list[FileRow] = field(default_factory=list)
    torn: list[FileRow] = field(default_factory=list)

    def raw(self) -> dict[str, Any]:
        """The order in the shape that `read_order` takes. A torn row becomes a line that cannot be shipped."""
        first = self.rows[0].values
        lines = [
            {key: row.values.get(key, "") for key in ("sku", "quantity", "unit_price")} for row in self.rows
        ]
        lines += [{"sku": "", "quantity": ",".join(row.cells)[:100]} for row in self.torn]
        return {
            **{
                key: first.get(key, "")
                for key in ("channel", "number", "priority", "due", "paid", "service", *NOTES)
            },
            "placed_at": self._placed_at(),
            "ship_to": {key: first.get(key, "") for key in ADDRESS},
            "lines": lines,
        }

    def _placed_at(self) -> str:
        """A shop may write an order's rows over a minute: the first moment counts, if all are times."""
        said = {row.values.get("placed_at", "") for row in self.rows}

        def moment(text: str) -> float:
            time = read_time(text, "", "", [])
            return time.timestamp() if time else -1.0

        return min(sorted(said), key=moment)

    def disagreements(self) -> list[Reason]:
        """Lists the fields in which the rows differ; a person must decide which of them is meant."""
        first = self.rows[0].values
        return [
            Reason("order.rows_differ", f"ship_to.{key}" if key in ADDRESS else key)
            for key in HEAD
            if any(row.values.get(key) != first.get(key) for row in self.rows)
        ]


def gather(rows: Iterable[FileRow]) -> tuple[dict[Name, OrderRows], list[FileRow]]:
    """Groups rows into orders by name; a row that could not be read holds the order whose name it bears."""
    orders: dict[Name, OrderRows] = {}
    unread: list[FileRow] = []
    same: dict[str, str] = {}  # a file says the same words again and again: keep each once
    for row in rows:
        row.cells = [same.setdefault(cell, cell) for cell in row.cells]
        row.values = {column: same.setdefault(value, value) for column, value in row.values.items()}
        if row.problem:
            unread.append(row)
        else:
            orders.setdefault(_name(row), OrderRows()).rows.append(row)
    for row in unread:
        if order := orders.get(_name(row)):
            order.torn.append(row)
    return orders, unread


def _name(row: FileRow) -> Name:
    return row.values.get("channel", "").strip(), row.values.get("number", "").strip()


def batches(orders: Iterable[OrderRows], most_orders: int, most_rows: int) -> Iterator[list[OrderRows]]:
    """Cuts the orders into lists so small that a transaction stays short."""
    batch: list[OrderRows] = []
    rows = 0
    for order in orders:
        batch.append(order)
        rows += len(order.rows)
        if len(batch) >= most_orders or rows >= most_rows:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch
