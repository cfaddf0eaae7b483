"""`floor load DIR`: the files of a folder, in their order, into the warehouse. The same files again change nothing."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from floor.catalogue import rows as catalogue_rows
from floor.catalogue.sku_book import SkuBook
from floor.core.columns import Outcome
from floor.core.csv_rows import REJECTED, FileRow, Table, open_table
from floor.core.messages import text
from floor.core.reason import Reason
from floor.core.transaction import SYSTEM, Transaction
from floor.core.writer import Writer
from floor.integration.formats import FORMATS, Format, Put
from floor.orders.csv_orders import OrderRows, batches, gather
from floor.orders.intake import Received, receive_orders
from floor.people.sign_in import bare_badge
from floor.receiving.csv_deliveries import DeliveryRows, gather_deliveries
from floor.receiving.intake import Taken, take_deliveries
from models import Refused, Sku

Progress = Callable[[str, int], None]  # file name, rows done so far
ORDERS_BATCH, ORDER_ROWS_BATCH, RECEIPTS_BATCH = 200, 4000, 50


@dataclass
class FileReport:
    """What became of one file's rows. `unreadable` says why it could not be read at all, or to its end."""

    name: str
    loaded: int = 0
    unchanged: int = 0
    rejected: int = 0
    unknown_columns: list[str] = field(default_factory=list)
    unreadable: Refused | None = None
    rejected_to: Path | None = None

    def count(self, outcome: Outcome) -> None:
        if outcome == "loaded":
            self.loaded += 1
        elif outcome == "unchanged":
            self.unchanged += 1
        else:
            self.rejected += 1

    @property
    def rows(self) -> int:
        return self.loaded + self.unchanged + self.rejected


@dataclass
class Report:
    """What became of a folder's files. `shared_barcodes` name several SKUs, so no scan of them can be judged."""

    files: list[FileReport] = field(default_factory=list)
    shared_barcodes: list[str] = field(default_factory=list)

    @property
    def exit_status(self) -> int:
        if not self.files or any(file.unreadable for file in self.files):
            return 2
        return 1 if any(file.rejected for file in self.files) else 0


class Rejects:
    """The rejected rows of one file: written to DIR/rejected, or under `home` where DIR cannot be written."""

    def __init__(self, folder: Path, home: Path, name: str, report: FileReport) -> None:
        self._places = [folder / "rejected" / name, home / "rejected" / name]
        self._report = report
        self._columns: list[str] = []
        self._file: TextIO | None = None
        for path in self._places:
            self._forget(path)

    def _forget(self, path: Path) -> None:
        """What an earlier load rejected says nothing about this one."""
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return  # it cannot be written either, and the report names the one that was

    def header(self, columns: list[str]) -> None:
        self._columns = columns

    def add(self, row: FileRow, refused: Refused) -> None:
        params = {name: value for name, value in refused.params.items() if name != "column"}
        words = text(refused.code, "en", {**params, "column": refused.params.get("column", "")})
        self._report.count(refused)
        if self._file is None:
            self._file = self._open()
            csv.writer(self._file).writerow([*REJECTED, *self._columns])
        cells = [row.number, refused.params.get("column", ""), refused.code, words, *row.cells]
        csv.writer(self._file).writerow(cells)

    def _open(self) -> TextIO:
        *others, last = self._places
        for path in others:
            try:
                return self._create(path)
            except OSError:
                continue
        return self._create(last)

    def _create(self, path: Path) -> TextIO:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w", encoding="utf-8", errors="surrogateescape", newline="")
        self._report.rejected_to = path
        return file

    def close(self) -> None:
        if self._file:
            self._file.close()


def load_folder(writer: Writer, folder: Path, home: Path, pepper: bytes, progress: Progress) -> Report:
    """Loads every known file that is in the folder. Never raises for what is in a file: that stands in the report and
    beside each rejected row.

    A row may be rejected with what its kind of file says, or with `Refused`: file.bad_row, file.named_twice.
    """
    report = Report()
    for kind in FORMATS:
        path = next(
            (p for p in (folder / f"{kind.name}.csv", folder / f"{kind.name}.csv.gz") if p.exists()), None
        )
        if path is None:
            continue
        file = FileReport(path.name)
        report.files.append(file)
        rejects = Rejects(folder, home, f"{kind.name}.csv", file)
        try:
            with open_table(path, kind.columns, kind.required) as table:
                file.unknown_columns = table.unknown
                rejects.header(table.columns)
                if kind.put is None:
                    load = _load_receipts if kind.name == "receipts" else _load_orders
                    load(writer, table, rejects, file, progress)
                else:
                    put = partial(kind.put, pepper=pepper) if kind.name == "people" else kind.put
                    _load_rows(writer, kind, put, table, rejects, file, progress)
        except Refused as refused:
            file.unreadable = refused
        finally:
            rejects.close()
    if any(file.name.startswith("skus") for file in report.files):
        report.shared_barcodes = writer.perform(SYSTEM, catalogue_rows.shared_barcodes)
    return report


def _perform(writer: Writer, usecase: Callable[..., list[Any]], *args: Any) -> list[Any]:
    try:
        return writer.perform(SYSTEM, usecase, *args)
    except IntegrityError:  # another load stored the same at the same moment; now it is there to be found
        return writer.perform(SYSTEM, usecase, *args)


def _load_rows(
    writer: Writer,
    kind: Format,
    put: Put,
    table: Table,
    rejects: Rejects,
    file: FileReport,
    progress: Progress,
) -> None:
    seen: set[tuple[str, ...]] = set()
    while batch := list(islice(table.rows, kind.batch)):
        good = [row for row in batch if _can_be_put(kind, row, seen, rejects)]
        outcomes = _perform(writer, put, [row.values for row in good]) if good else []
        for row, outcome in zip(good, outcomes, strict=True):
            if isinstance(outcome, Refused):
                rejects.add(row, outcome)
            else:
                file.count(outcome)
        progress(file.name, file.rows)


def _can_be_put(kind: Format, row: FileRow, seen: set[tuple[str, ...]], rejects: Rejects) -> bool:
    """A row that is none, or that names what an earlier one named, is rejected: which of the two is meant?"""
    key = tuple(row.values[column].strip() if column in row.values else "" for column in kind.key)
    if kind.name == "people":
        key = (bare_badge(key[0]),)
    refused = row.problem
    if refused is None and key in seen:
        refused = Refused("file.named_twice", column=kind.key[0], name=" ".join(key))
    if refused:
        rejects.add(row, refused)
        return False
    seen.add(key)
    return True


def _load_orders(
    writer: Writer, table: Table, rejects: Rejects, file: FileReport, progress: Progress
) -> None:
    orders, unread = gather(_counted(table.rows, file, progress))
    for row in unread:
        rejects.add(row, row.problem or Refused("file.bad_row"))
    book = SkuBook.of(dict(_perform(writer, _all_skus)))
    for batch in batches(orders.values(), ORDERS_BATCH, ORDER_ROWS_BATCH):
        for order, received in zip(batch, _perform(writer, _receive, batch, book), strict=True):
            for row in order.rows:
                if received.status == "rejected":
                    rejects.add(row, _refusal(received.reasons[0]))
                else:
                    file.count("loaded" if received.changed else "unchanged")
        progress(file.name, file.rows)


def _load_receipts(
    writer: Writer, table: Table, rejects: Rejects, file: FileReport, progress: Progress
) -> None:
    """A delivery is taken whole or not at all: all of its rows are rejected together."""
    deliveries = gather_deliveries(_counted(table.rows, file, progress))
    for start in range(0, len(deliveries), RECEIPTS_BATCH):
        batch = deliveries[start : start + RECEIPTS_BATCH]
        for delivery, taken in zip(batch, _perform(writer, _announce, batch), strict=True):
            whys = delivery.whys(taken.reasons if taken.status == "rejected" else [])
            for row, why in zip(delivery.rows, whys, strict=True):
                if why is not None:
                    rejects.add(row, row.problem or _refusal(why))
                else:
                    file.count("loaded" if taken.changed else "unchanged")
        progress(file.name, file.rows)


def _announce(tx: Transaction, batch: Sequence[DeliveryRows]) -> list[Taken]:
    return take_deliveries(tx, [each.raw() for each in batch], [each.torn for each in batch])


def _counted(rows: Iterable[FileRow], file: FileReport, progress: Progress) -> Iterable[FileRow]:
    for count, row in enumerate(rows):
        if count % 5000 == 0:
            progress(file.name, 0)
        yield row


def _all_skus(tx: Transaction) -> list[Any]:
    return [tuple(row) for row in tx.db.execute(select(Sku.code, Sku.id))]


def _receive(tx: Transaction, batch: Sequence[OrderRows], book: SkuBook) -> list[Received]:
    also = {at: order.disagreements() for at, order in enumerate(batch)}
    return receive_orders(tx, [order.raw() for order in batch], also, book)


def _refusal(reason: Reason) -> Refused:
    """A reason as a refusal of its row: the field `lines[2].sku` is the column sku."""
    return Refused(reason.code, column=reason.field.rpartition(".")[2].partition("[")[0], **reason.params)
