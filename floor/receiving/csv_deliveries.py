"""Rows of receipts.csv, put together: those of one (supplier, number) make one delivery, wherever they stand."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from floor.core.csv_rows import FileRow
from floor.core.reason import Reason

REQUIRED = ("supplier", "number", "sku", "quantity")
COLUMNS = (*REQUIRED, "lot", "expiry", "sscc")
LINE = ("sku", "quantity", "lot", "expiry", "sscc")
OTHER_ROW = Reason("receipt.other_row")
_AT = re.compile(r"lines\[(\d+)\]")


@dataclass(slots=True)
class DeliveryRows:
    """The rows of one delivery, those that could not be read among them."""

    rows: list[FileRow] = field(default_factory=list)

    def raw(self) -> dict[str, Any]:
        """The delivery in the shape that `read_delivery` takes."""
        first = self.rows[0].values
        lines = [{key: row.values.get(key, "").strip() for key in LINE} for row in self.rows]
        return {"supplier": first.get("supplier", ""), "number": first.get("number", ""), "lines": lines}

    @property
    def torn(self) -> list[Reason]:
        """A reason for each row that is none."""
        return [Reason("file.bad_row", f"lines[{at}]") for at, row in enumerate(self.rows) if row.problem]

    def whys(self, reasons: Sequence[Reason]) -> list[Reason | None]:
        """Why each row was rejected: for what stands in it, or else because another one was; None for none."""
        if not reasons:
            return [None for _row in self.rows]
        own: dict[int, Reason] = {}
        for reason in reasons:
            at = _AT.match(reason.field)
            own.setdefault(int(at[1]) if at else 0, reason)
        return [own.get(at, OTHER_ROW) for at, _row in enumerate(self.rows)]


def gather_deliveries(rows: Iterable[FileRow]) -> list[DeliveryRows]:
    found: dict[tuple[str, str], DeliveryRows] = {}
    for row in rows:
        name = row.values.get("supplier", "").strip(), row.values.get("number", "").strip()
        found.setdefault(name, DeliveryRows()).rows.append(row)
    return list(found.values())
