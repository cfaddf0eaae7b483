"""Pages of A4 with lines under headings, as the manifest and the report of a delivery have them."""

from collections.abc import Sequence
from dataclasses import dataclass

from floor.printing.documents.sheet import Sheet

WIDTH, HEIGHT, EDGE = 210.0, 297.0, 15.0  # mm
INNER = WIDTH - 2 * EDGE
ROW = 6.2
BOTTOM = HEIGHT - 18


@dataclass(frozen=True, slots=True)
class Table:
    """A column is the code of its heading, its width in mm and the side on which its cells stand; `size` in points."""

    sheet: Sheet
    columns: tuple[tuple[str, float, str], ...]
    size: float

    def headings(self) -> None:
        self.sheet.set_fill_color(225)
        self.sheet.rect(EDGE, self.sheet.get_y(), INNER, ROW, style="F")
        self.row([self.sheet.words(code) for code, _width, _align in self.columns])

    def room_for(self, rows: int) -> None:
        """A new page, under the headings again, where so many rows have no room on this one."""
        if self.sheet.get_y() + rows * ROW > BOTTOM:
            self.sheet.add_page()
            self.headings()

    def row(self, cells: Sequence[str], *, bold: bool = False) -> None:
        x, top = EDGE, self.sheet.get_y()
        for cell, (_code, width, align) in zip(cells, self.columns, strict=True):
            self.sheet.line_of(cell, x + 1.5, top + 0.9, width - 3, self.size, bold=bold, align=align)
            x += width
        self.sheet.set_xy(EDGE, top + ROW)
