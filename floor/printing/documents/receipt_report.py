"""What a supplier is told of a delivery: each line as it was announced and as it came, as a page and as a file."""

from datetime import UTC
from zoneinfo import ZoneInfo

from floor.core.csv_rows import csv_file
from floor.printing.documents.facts import ReceiptFacts, ReceiptLineFacts
from floor.printing.documents.sheet import Sheet
from floor.printing.documents.table import EDGE, HEIGHT, INNER, ROW, WIDTH, Table
from floor.printing.documents.values import human_readable

_COLUMNS = (
    ("desk.sku", 30.0, "L"),
    ("desk.name", 58.0, "L"),
    ("desk.lot", 28.0, "L"),
    ("document.announced", 22.0, "R"),
    ("document.came_whole", 21.0, "R"),
    ("document.came_damaged", 21.0, "R"),
)
_CSV_HEADER = (
    "receipt", "supplier", "number", "closed_at", "reason", "sku", "lot", "expiry", "sscc", "expected", "counted",
    "damaged", "damaged_because",
)  # fmt: skip


def receipt_pdf(receipt: ReceiptFacts, language: str) -> bytes:
    """A4, as many pages as the lines need; a line that differs is bold, with what is wrong below it."""
    sheet = Sheet((WIDTH, HEIGHT), language, receipt, training=receipt.training)
    sheet.foot = f"{receipt.work}  ·  {receipt.supplier}  ·  {receipt.number}"
    sheet.set_title(sheet.words("document.receipt_report") + " " + sheet.printable(receipt.number))
    sheet.flowing(EDGE)
    sheet.add_page()
    _head(sheet, receipt)
    table = Table(sheet, _COLUMNS, 9.5)
    table.headings()
    for line in receipt.lines:
        table.room_for(2)
        _line(table, line)
    return sheet.finished()


def receipt_csv(receipt: ReceiptFacts) -> bytes:
    """One row a line, time in UTC. An SSCC bears its (00), or a spreadsheet would round 18 digits."""
    closed = receipt.closed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if receipt.closed_at else ""
    common = (receipt.work, receipt.supplier, receipt.number, closed, receipt.reason)
    rows: list[tuple[str, ...]] = [_CSV_HEADER]
    for line in receipt.lines:
        sscc = human_readable(line.sscc) if line.sscc else ""
        goods = (line.sku, line.lot, line.expiry, sscc)
        units = (str(line.expected), str(line.counted), str(line.damaged), "; ".join(line.because))
        rows.append((*common, *goods, *units))
    return csv_file(rows)


def _head(sheet: Sheet, receipt: ReceiptFacts) -> None:
    top = sheet.get_y()
    sheet.line_of(sheet.words("document.receipt_report"), EDGE, top, 110, 22, bold=True)
    sheet.line_of(receipt.number, EDGE + 110, top, 70, 22, bold=True, align="R")
    top += 14
    closed = "–"
    if receipt.closed_at:
        closed = f"{receipt.closed_at.astimezone(ZoneInfo(receipt.zone)):%Y-%m-%d %H:%M} {receipt.zone}"
    third = INNER / 3
    pairs = (
        (sheet.words("document.supplier"), receipt.supplier),
        (sheet.words("document.receipt"), receipt.work),
        (sheet.words("document.closed_at"), closed),
    )
    for number, (caption, value) in enumerate(pairs):
        sheet.captioned(caption, value, EDGE + third * number, top, third - 4, 12)
    if receipt.reason:
        reason = _said(sheet, receipt.reason)
        sheet.captioned(sheet.words("document.differs_because"), reason, EDGE, top + 12, INNER, 12)
    sheet.set_xy(EDGE, top + 26)


def _said(sheet: Sheet, reason: str) -> str:
    """One of the reasons that a station offers, in words, or somebody's own."""
    return sheet.words(reason) if reason.startswith("station.why_") else reason


def _line(table: Table, line: ReceiptLineFacts) -> None:
    sheet = table.sheet
    units = [str(each) for each in (line.expected, line.counted, line.damaged)]
    table.row([line.sku, line.name, line.lot, *units], bold=line.differs)
    if line.because:
        because = "; ".join(_said(sheet, each) for each in line.because)
        sheet.line_of(because, EDGE + 31.5, sheet.get_y() + 0.6, INNER - 33, 8, gray=60)
        sheet.set_xy(EDGE, sheet.get_y() + ROW - 1)
    sheet.rule(EDGE, sheet.get_y(), INNER, 0.1)
