"""The desk's deliveries: what is expected, what is being received, what came, and other content to decide about."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from floor.receiving import delivery_files, queries
from floor.receiving.delivery_files import FileAnswer, NotTaken, RowAnswer
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import pages
from floor.web.drawing import drawn
from floor.web.endpoint import page
from floor.web.forms import form, perform
from floor.web.list_pages import list_page
from floor.web.lists import Column, Filter, Listing, begins
from models import GoodsReceipt, Refused, Work
from models.spelling import Folded, Natural


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A delivery with the units that came, and all that are to come."""

    receipt: GoodsReceipt

    @property
    def id(self) -> int:
        return self.receipt.id

    @property
    def stage(self) -> str:
        """The code of how far it is."""
        if self.receipt.state != "open":
            return f"receipt.state_{self.receipt.state}"
        return "receipt.state_begun" if self.receipt.dock_id else "receipt.state_open"

    @property
    def units(self) -> str:
        came, in_all = self.receipt.units
        return f"{came}/{in_all}"

    @property
    def differ(self) -> int:
        """The lines that differ, once it is closed."""
        return len(self.receipt.differences) if self.receipt.state == "done" else 0


def _rows(_session: Session, receipts: Sequence[GoodsReceipt]) -> list[ReceiptRow]:
    return [ReceiptRow(receipt) for receipt in receipts]


def _in_state(_session: Session, state: str) -> ColumnElement[bool]:
    if state == "decide":
        return GoodsReceipt.proposal.is_not(None)
    if state == "done":
        return Work.state == "done"
    begun = GoodsReceipt.dock_id.is_not(None)
    return (Work.state == "open") & (begun if state == "begun" else ~begun)


RECEIPTS = Listing(
    "receipts",
    select(GoodsReceipt).options(joinedload(GoodsReceipt.dock), selectinload(GoodsReceipt.lines)),
    GoodsReceipt.id,
    (
        Column("number", "receipt.title_one", lambda row, w: row.receipt.number, (GoodsReceipt.id,)),
        Column("supplier", "document.supplier", lambda row, w: row.receipt.supplier, (Folded(GoodsReceipt.supplier),)),
        Column("delivery", "receipt.delivery", lambda row, w: row.receipt.delivery, (Natural(GoodsReceipt.delivery),)),
        Column("state", "desk.status", lambda row, w: w["t"](row.stage), (GoodsReceipt.state,)),
        Column("dock", "desk.dock", lambda row, w: row.receipt.dock.code if row.receipt.dock else ""),
        Column("units", "board.units", lambda row, w: row.units),
        Column("differ", "receipt.differ", lambda row, w: row.differ or ""),
        Column("made", "receipt.announced", lambda row, w: w["day"](row.receipt.created_at),
               (GoodsReceipt.created_at,)),
        Column("signed", "document.closed_at", lambda row, w: w["day"](row.receipt.ended_at) if row.receipt.ended_at
               else "", (GoodsReceipt.ended_at,)),
    ),
    "-number",
    (
        Filter("state", "desk.status", _in_state,
               {state: f"receipt.state_{state}" for state in ("open", "begun", "done", "decide")}),
        Filter("supplier", "document.supplier", begins(GoodsReceipt.supplier)),
        Filter("delivery", "receipt.delivery", begins(GoodsReceipt.delivery)),
    ),
    _rows,
)  # fmt: skip

list_page("/desk/receipts", RECEIPTS, "receiving/receipts.html", roles=SUPERVISORS)


def _row_by_row(answer: FileAnswer) -> str:
    return drawn("receiving/file.html", answer=answer)


@page(pages, "POST", "/desk/receipts/file", roles=SUPERVISORS)
@form(_row_by_row)
def announce_file() -> FileAnswer:
    """Announces the deliveries of a CSV file, all of them or none, and answers each row.

    Raises `Refused`: sheet.no_file.
    """
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refused("sheet.no_file")
    rows, unknown = delivery_files.read_file(sent.read(delivery_files.MOST_BYTES + 1))
    try:
        answers: list[RowAnswer] = perform(delivery_files.take_rows, rows)
    except NotTaken as not_taken:
        return FileAnswer(False, not_taken.answers, unknown)
    return FileAnswer(True, answers, unknown)


@page(pages, "GET", "/desk/receipts/<id:receipt_id>", roles=SUPERVISORS, name="receipt_page")
def receipt(receipt_id: int) -> str:
    """One delivery: line by line what was announced and what came, and other content that waits to be decided on."""
    with current_services().database.reading() as session:
        found = queries.receipt_with_lines(session, receipt_id)
        return drawn("receiving/receipt.html", receipt=found, row=ReceiptRow(found))
