"""The process that unpacks an XLSX file: `python -m floor.orders.sheets.unpacking SHEET`, started by
`floor/orders/sheets/workbook.py`. What the file holds may use up this process, and not the server.

It takes the file from its input, and answers {"sheets": names, "sheet": name, "rows": cells} or {"refused": code,
"params": {…}}. A cell is a text, or a number where the spreadsheet has one. It may also die of what it was not allowed.
"""

import io
import os
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import orjson
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MOST_ROWS: Final = 100_000
MOST_CELLS: Final = 2_500_000  # a row of 25 for each of these
MOST_UNPACKED: Final = 256 * 1024 * 1024
MOST_MEMORY: Final = 1024 * 1024 * 1024
MOST_SECONDS: Final = 30  # of the processor's time


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)  # whoever waits for a scan's answer goes first
    sys.stdout.buffer.write(orjson.dumps(answer(sys.stdin.buffer.read(), sys.argv[1])))


def answer(content: bytes, wanted: str) -> dict[str, Any]:
    """Reads the sheet of this name; the first that has anything where there is none."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):  # Excel before 2007, and what is locked with a password
        return _refused("sheet.locked")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                return _refused("sheet.too_large", most=MOST_UNPACKED // 2**20)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return _cells(book, wanted)
    except PasswordError:
        return _refused("sheet.locked")
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError):
        return _refused("sheet.unreadable_workbook")


def _cells(book: CalamineWorkbook, wanted: str) -> dict[str, Any]:
    sheets = [
        each.name
        for each in book.sheets_metadata
        if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
    ]
    for name in [wanted] if wanted in sheets else sheets:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height > MOST_ROWS:
            return _refused("sheet.too_many_rows", rows=sheet.total_height, most=MOST_ROWS)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            return _refused(
                "sheet.too_many_cells", cells=sheet.total_height * sheet.total_width, most=MOST_CELLS
            )
        if sheet.total_height:
            cells = sheet.to_python(skip_empty_area=False)
            _spread(cells, sheet.merged_cell_ranges or [])
            return {"sheets": sheets, "sheet": name, "rows": [list(map(_plain, row)) for row in cells]}
    return {"sheets": sheets, "sheet": wanted, "rows": []}


def _refused(code: str, **params: int) -> dict[str, Any]:
    return {"refused": code, "params": params}


def _spread(cells: list[list[Any]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """What was merged over several rows of a column says the same in each of them."""
    for (top, left), (bottom, right) in merged:
        if left == right:
            for row in cells[top + 1 : bottom + 1]:
                row[left] = cells[top][left]


def _plain(cell: Any) -> str | float:
    """Dates and times in ISO 8601, without a zone: a spreadsheet has none."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell


if __name__ == "__main__":
    main()
