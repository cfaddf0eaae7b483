"""The slip that lies in the box: what was ordered, what is here, what will not come. A5."""

from fpdf.enums import TableBordersLayout, TableHeadingsDisplay
from fpdf.fonts import FontFace

from floor.core import symbols
from floor.printing.documents.facts import SlipFacts, SlipLine
from floor.printing.documents.sheet import Sheet
from floor.printing.documents.values import country, human_readable, kilograms, parcel_of

_WIDTH, _HEIGHT, _EDGE = 148.0, 210.0, 10.0
_INNER = _WIDTH - 2 * _EDGE
_LONGEST_NOTE = 300
# a row must fit on a page, however long a name is
_LONGEST_CELL = 160


def packing_slip_pdf(slip: SlipFacts, language: str) -> bytes:
    """As many pages as the lines need; every page repeats the headings and says which parcel it belongs to."""
    parcel = slip.parcel
    destination = country(parcel.ship_to.country, language)
    sheet = Sheet((_WIDTH, _HEIGHT), language, slip, destination, training=parcel.training)
    sheet.foot = f"{parcel.order}  ·  {human_readable(parcel.sscc)}"
    sheet.set_title(sheet.words("document.packing_slip") + " " + sheet.printable(parcel.order))
    sheet.flowing(_EDGE)
    sheet.add_page()
    _head(sheet, slip, destination)
    _lines(sheet, slip.lines)
    if slip.follows:
        sheet.ln(4)
        with sheet.type(9):
            sheet.multi_cell(_INNER, text=sheet.words("document.follows"))
    for note in (slip.note, slip.gift_note):
        if note:
            sheet.ln(4)
            with sheet.type(9):
                sheet.multi_cell(_INNER, text=sheet.printable(note, _LONGEST_NOTE))
    return sheet.finished()


def _head(sheet: Sheet, slip: SlipFacts, destination: str) -> None:
    parcel, to, top = slip.parcel, slip.parcel.ship_to, sheet.get_y()
    sheet.line_of(sheet.words("document.packing_slip"), _EDGE, top, 96, 20, bold=True)
    sheet.captioned(sheet.words("document.order"), parcel.order, _EDGE, top + 11, 60, 15)
    sheet.captioned(sheet.words("document.parcel"), parcel_of(parcel, sheet.language), _EDGE, top + 22, 30)
    sheet.captioned(sheet.words("document.weight"), kilograms(parcel.weight_g), _EDGE + 33, top + 22, 30)
    sheet.qr(symbols.element_string(parcel.sscc), _WIDTH - _EDGE - 24, top + 1, 24)
    sheet.line_of(human_readable(parcel.sscc), _WIDTH - _EDGE - 60, top + 27, 60, 9, align="R")
    sheet.rule(_EDGE, top + 34, _INNER)
    sheet.line_of(sheet.words("document.ship_to"), _EDGE, top + 36, _INNER, 8, gray=60)
    y = top + 40
    y += sheet.block(to.name or to.company, _EDGE, y, _INNER, 11, 12, bold=True)
    for line in (*to.streets, to.place, destination):
        y += sheet.block(line, _EDGE, y, _INNER, 9, 10)
    sheet.set_xy(_EDGE, y + 4)


def _row(line: SlipLine) -> tuple[str | int, ...]:
    if line.kit:
        return line.sku, line.name, line.ordered, "", line.missing or ""
    mark = "– " if line.part else ""
    return f"{mark}{line.sku}", line.name, line.ordered, line.in_parcel, line.missing or ""


def _lines(sheet: Sheet, lines: tuple[SlipLine, ...]) -> None:
    """A cell of missing units stays empty where there are none: what is missing must strike the eye."""
    headings = [
        sheet.words("document.sku"),
        sheet.words("document.name"),
        sheet.words("document.ordered"),
        sheet.words("document.in_parcel"),
        sheet.words("document.missing"),
    ]
    rows = [_row(line) for line in lines]
    units = [line for line in lines if not line.kit]
    totals = [sum(getattr(line, column) for line in units) for column in ("ordered", "in_parcel", "missing")]
    rows.append(("", sheet.words("document.total"), totals[0], totals[1], totals[2] or ""))
    with (
        sheet.type(9),
        sheet.table(
            width=_INNER,
            col_widths=(26, 52, 16, 17, 17),
            text_align=("L", "L", "R", "R", "R"),
            line_height=4.6,
            padding=(0.9, 1),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="", fill_color=(225, 225, 225)),
            repeat_headings=TableHeadingsDisplay.ON_TOP_OF_EVERY_PAGE,
        ) as table,
    ):
        for cells in (headings, *rows):
            row = table.row()
            for cell in cells:
                row.cell(sheet.printable(str(cell), _LONGEST_CELL))
